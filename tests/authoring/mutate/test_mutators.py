"""Each mutator changes what its sentence says; a case that is about the change kills it, one that is not does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.authoring.mutate.ford import lay, opened

from cfcheck.authoring.mutate.fate import Bench
from cfcheck.authoring.mutate.original import Original
from cfcheck.authoring.mutate.table import MUTATORS, mutants_of
from cfcheck.language.cases import case_files, load_cases
from write_mutator_index import PAGE, with_table

if TYPE_CHECKING:
    from pathlib import Path

    from cfcheck.authoring.mutate.fate import Mutant

N, S = "perpetrator: Northern Army", "perpetrator: Southern Army"
IN = "location: {country: XNA}"
PLEA = "claims: {self_defence: {responding: true, proportionate: true}}"
ROCKET = f"{N}, act: shelling, target: Neighbours, weapon: rocket, occurred: '2020-03-05'"
MANY = "casualties: {killed: 3, injured: 0}"
THEIRS = "location: {country: XNA, controlled_by: Southern Army}"
IDLE = "{name: idle, incident: {act: aid_delivered, occurred: '2019-01-01'}, verdict: out_of_scope}"


def case(incident: str, verdict: str, more: str = "") -> str:
    return f"{{name: it, incident: {{{incident}}}, verdict: {verdict}{more}}}"


def attack(who: str, whom: str, more: str = "", *, act: str = "raid", day: str = "2020-03-05", where: str = IN) -> str:
    return f"perpetrator: {who}, target: {whom}, act: {act}, occurred: '{day}', {where}{more and ', '}{more}"


# The mutant as it is shown, and a case that kills it.
MUTANTS = {
    "norm-dropped": ("ford/let-aid-pass.yaml:1: the obligation is left out", case(f"{N}, act: aid_blocked, occurred: '2020-03-05', {IN}", "violation")),
    "modality-flipped": ("ford/let-aid-pass.yaml:2: the obligation forbids what it asks for", case(f"{N}, act: aid_delivered, occurred: '2020-03-05', {IN}", "no_violation")),
    "bearer-dropped": ("ford/no-attacks.yaml:3: the bearer `south` is dropped", case(attack("Southern Army", "Northern Army"), "violation")),
    "against-dropped": ("ford/no-attacks.yaml:5: `north` is not protected", case(attack("Southern Army", "Northern Army"), "violation")),
    "act-dropped": ("ford/no-attacks.yaml:4: `act` loses `siege`", case(attack("Northern Army", "Southern Army", act="siege"), "violation")),
    "kind-narrowed": ("ford/no-attacks.yaml:4: `act` `attack` is narrowed to `shelling`", case(attack("Northern Army", "Southern Army"), "violation")),
    "kind-widened": ("ford/no-rockets.yaml:4: `act` `shelling` is widened to `attack`", case(f"{ROCKET.replace('shelling', 'raid')}, {MANY}, {THEIRS}", "no_violation")),
    "exemption-dropped": ("ford/no-attacks.yaml:6: the exemption `self-defence` no longer defeats the rule", case(attack("Northern Army", "Southern Army", PLEA), "no_violation")),
    "exemption-added": ("ford/no-rockets.yaml:1: the exemption `self-defence` defeats this rule too", case(f"{ROCKET}, {MANY}, {THEIRS}, {PLEA}", "violation")),
    "exemption-test-dropped": ("ford/self-defence.yaml:7: the test `responding` is not asked", case(attack("Northern Army", "Southern Army", PLEA.replace("responding: true", "responding: false")), "violation")),
    "part-dropped": ("ford/no-rockets.yaml:7: a part is dropped: `weapon: [mortar, rocket]`", case(f"{N}, act: shelling, target: Neighbours, occurred: '2020-03-05', {MANY}, {THEIRS}", "indeterminate")),
    "all-any-swapped": ("ford/no-rockets.yaml:9: `any` becomes `all`", case(f"{ROCKET}, {MANY}, {THEIRS}", "violation")),
    "not-removed": ("ford/no-rockets.yaml:11: `not` is lost before `location.controlled_by: north`", case(f"{ROCKET}, {MANY}, {THEIRS}", "violation")),
    "number-moved": ("ford/no-rockets.yaml:9: killed: `at_least: 3` becomes 4", case(f"{ROCKET}, {MANY}, {THEIRS}", "violation")),
    "value-dropped": ("ford/no-rockets.yaml:7: the value `rocket` is dropped", case(f"{ROCKET}, {MANY}, {THEIRS}", "violation")),
    "limit-lifted": ("ford/agreement.yaml:26: the agreement applies everywhere", case(attack("Northern Army", "Southern Army", where="location: {country: XNC}"), "out_of_scope")),
    "period-dropped": ("ford/agreement.yaml:7: the period 2 of 2 is dropped", case(attack("Northern Army", "Southern Army", day="2020-09-01"), "violation")),
    "area-inverted": ("ford/agreement.yaml:26: the area is all that it was not", case(attack("Northern Army", "Southern Army"), "violation")),
    "threshold-moved": ("ford/agreement.yaml:27: the attribution threshold `probable` becomes `confirmed`", case(attack("Northern Army", "Southern Army"), "violation")),
    "boundary-moved": ("ford/agreement.yaml:19: member `southern-army`: the start 2020-02-01 00:00+02:00 comes a second later", case(attack("Southern Army", "Northern Army", day="2020-02-01T00:00:00"), "violation")),
    "member-dropped": ("ford/agreement.yaml:14: `northern-army` is no member of `north`", case(attack("Northern Army", "Southern Army"), "violation")),
    "candidate-dropped": ("ford/agreement.yaml:20: `river-band` is no candidate of `south`", case("perpetrator: River Band, act: aid_blocked, occurred: '2020-03-05', location: {country: XNA}", "indeterminate", ", possible: [no_violation, out_of_scope]")),
    "not-bound-dropped": ("ford/agreement.yaml:22: of `neighbours` it is not said that it is not bound", case(attack("Neighbours", "Northern Army"), "out_of_scope")),
    "exclusion-dropped": ("ford/agreement.yaml:24: `outlaws` is not excluded", case(attack("Northern Army", "Outlaws"), "out_of_scope")),
    "list-entry-dropped": ("registry/world.yaml:17: `council` loses its entry `hill-group` (C.1)", case(attack("Northern Army", "Hill Group"), "out_of_scope")),
    "name-dropped": ("registry/world.yaml:5: `northern-army` loses the name `Army of the North`", case(attack("army of the  north", "Southern Army"), "violation")),
    "part-of-dropped": ("registry/world.yaml:6: `northern-guard` is not part of `northern-army`", case(attack("Northern Guard", "Southern Army"), "violation")),
}  # fmt: skip


def shown(mutant: Mutant, home: Path) -> str:
    return f"{mutant.origin}: {mutant.change}".replace(f"{home}/", "")


def mutant_of(home: Path, mutator: str) -> tuple[Original, Mutant]:
    of = Original(opened(home))
    found = {shown(mutant, home): mutant for mutant in MUTATORS[mutator].mutants(of)}
    assert MUTANTS[mutator][0] in found, list(found)
    return of, found[MUTANTS[mutator][0]]


def bench(home: Path, of: Original, text: str) -> Bench:
    folder = lay(home, text)
    made = Bench(of.agreement, [one for file in case_files(folder) for one in load_cases(file, of.agreement)])
    assert made.failing == 0
    return made


def test_every_mutator_is_tried_here() -> None:
    assert set(MUTANTS) == set(MUTATORS)


@pytest.mark.parametrize("mutator", MUTATORS)
def test_a_case_about_the_change_kills_the_mutant(mutator: str, tmp_path: Path) -> None:
    of, mutant = mutant_of(tmp_path, mutator)
    killer = bench(tmp_path, of, MUTANTS[mutator][1]).killer(mutant)
    assert killer is not None
    assert killer.name == "it"


@pytest.mark.parametrize("mutator", MUTATORS)
def test_a_case_about_something_else_does_not(mutator: str, tmp_path: Path) -> None:
    of, mutant = mutant_of(tmp_path, mutator)
    assert bench(tmp_path, of, IDLE).killer(mutant) is None


def test_every_mutant_differs_from_the_original_as_data(tmp_path: Path) -> None:
    of = Original(opened(tmp_path))
    mutants = list(mutants_of(of))
    assert len(mutants) == 78
    assert all(mutant.agreement != of.agreement for mutant in mutants)


def test_every_mutant_of_a_norm_says_so(tmp_path: Path) -> None:
    of = Original(opened(tmp_path))
    norms = {str(mutant.norm) for mutant in mutants_of(of) if mutant.origin.file.endswith("-attacks.yaml")}
    assert norms == {"no-attacks"}


@pytest.mark.parametrize("mutator", MUTATORS.values(), ids=MUTATORS)
def test_a_mutator_says_what_it_changes_and_why_that_matters(mutator: object) -> None:
    assert re.fullmatch(r"[A-Z][^\n]+: [a-z][^\n]+\.", getattr(mutator, "meaning", ""))


def test_the_page_on_mutators_is_current() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page)
    assert page.count("\n| `") == len(MUTATORS)
