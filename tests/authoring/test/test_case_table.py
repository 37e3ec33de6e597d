"""Tables of cases: what a row takes over and replaces, and what is refused, with its place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cfcheck.language.cases import MOST_VARIANTS, case_files, load_cases
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident import AnyOfKinds
from cfcheck.model.problem import InvalidRules
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cfcheck.language.cases import Case

RULES = Path(__file__).parent / "everything" / "rules"


@pytest.fixture
def accord(tmp_path: Path) -> Path:
    shutil.copytree(RULES, tmp_path / "rules")
    shutil.rmtree(tmp_path / "rules" / "accord" / "cases")
    return tmp_path / "rules" / "accord"


def cases_of(accord: Path, text: str, name: str = "north-attacks") -> tuple[Case, ...]:
    path = accord / "cases" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (found,) = case_files(accord)
    return load_cases(found, load_agreement(accord))


def problems_of(accord: Path, text: str, name: str = "north-attacks") -> list[str]:
    with pytest.raises(InvalidRules) as refused:
        cases_of(accord, text, name)
    return [f"{one.line}:{one.column}: {one.code}: {one.message} | {one.hint}" for one in refused.value.problems]


TABLE = """\
cases:
  - name: a raid
    incident: {occurred: "2015-04-15", act: raid, perpetrator: the North, target: the South, location: {country: XNS}}
    rows:
      - name: as it is
      - {name: elsewhere, incident: {location.place: the mill}}
      - {name: nowhere, without: [location.country, target]}
      - {name: somewhere else, incident: {location: {place: the mill}}, reasons: missing_field}
      - {name: a march, incident: {act: {any_of: [march, raid]}}, verdict: no_violation, todo: why}
    verdict: violation
    breached: north-attacks
    possible: [violation]
"""


def test_a_row_replaces_what_it_states_and_takes_over_the_rest(accord: Path) -> None:
    as_is, elsewhere, nowhere, somewhere, march = cases_of(accord, TABLE)
    assert [case.name for case in (as_is, march)] == ["a raid [as it is]", "a raid [a march]"]
    assert as_is.incident.location is not None
    assert elsewhere.incident.location is not None
    assert (as_is.incident.location.place, as_is.incident.location.country) == (None, "XNS")
    assert (elsewhere.incident.location.place, elsewhere.incident.location.country) == ("the mill", "XNS")
    assert nowhere.incident.target is None
    assert nowhere.incident.location is not None
    assert nowhere.incident.location.country is None
    assert somewhere.incident.location is not None
    assert (somewhere.incident.location.place, somewhere.incident.location.country) == ("the mill", None)
    assert march.incident.act == AnyOfKinds(("march", "raid"))


def test_a_row_with_a_verdict_expects_only_what_it_states(accord: Path) -> None:
    as_is, _, _, somewhere, march = cases_of(accord, TABLE)
    assert (as_is.verdict, as_is.breached, as_is.reasons) == (Verdict.VIOLATION, frozenset({"north-attacks"}), None)
    assert (somewhere.verdict, somewhere.breached) == (Verdict.VIOLATION, frozenset({"north-attacks"}))
    assert somewhere.reasons == frozenset({Reason.MISSING_FIELD})
    assert (march.verdict, march.breached, march.possible, march.todo) == (Verdict.NO_VIOLATION, None, None, "why")


def test_a_row_is_on_its_own_line(accord: Path) -> None:
    assert [case.origin.line for case in cases_of(accord, TABLE)] == [5, 6, 7, 8, 9]


def test_each_text_is_tried_in_every_row(accord: Path) -> None:
    text = """\
cases:
  - name: a raid
    incident: 2015-04-15, raid, ? -> the South, ?
    each: {perpetrator: [the North, N. Army], location.country: [XNS, XNT]}
    rows: [{name: one}, {name: two, without: act}]
    verdict: violation
"""
    cases = cases_of(accord, text)
    assert [case.name for case in cases] == [
        "a raid [one, the North, XNS]", "a raid [one, the North, XNT]", "a raid [one, N. Army, XNS]",
        "a raid [one, N. Army, XNT]", "a raid [two, the North, XNS]", "a raid [two, the North, XNT]",
        "a raid [two, N. Army, XNS]", "a raid [two, N. Army, XNT]",
    ]  # fmt: skip
    assert len({case.incident.id for case in cases}) == len(cases)
    assert cases[2].incident.perpetrator == "N. Army"
    assert cases[-1].incident.act is None


def test_the_short_form_says_what_the_long_one_does(accord: Path) -> None:
    text = """\
cases:
  - {name: short, incident: "2015-04-15, raid, the North -> the South, XNS", verdict: violation}
  - {name: silent, incident: "?, ?, ? -> ?, ?", verdict: indeterminate}
"""
    short, silent = cases_of(accord, text)
    assert (short.incident.occurred, short.incident.act) == ("2015-04-15", "raid")
    assert (short.incident.perpetrator, short.incident.target) == ("the North", "the South")
    assert short.incident.location is not None
    assert short.incident.location.country == "XNS"
    assert silent.incident.occurred is None
    assert silent.incident.perpetrator is None
    assert silent.incident.location is None


def test_the_terms_have_cases_of_their_own(accord: Path) -> None:
    text = "cases: [{name: a, incident: '2014-04-15, raid, the North -> ?, ?', verdict: out_of_scope}]\n"
    (case,) = cases_of(accord, text, "terms")
    assert case.rule == "terms"


NAMED = "cases:\n  - name: a\n    incident: {act: raid}\n    verdict: violation\n"
REFUSED = {
    "duplicate-name": (
        NAMED + "  - name: a\n    incident: {act: march}\n    verdict: violation\n",
        ["5:5: duplicate-name: another case has the name `a`, at {file}:2 | name each case and row for what it shows"],
    ),
    "duplicate-row": (
        NAMED + "    rows: [{name: x}, {name: y}, {name: x}]\n",
        [
            (
                "5:34: duplicate-name: another case has the name `a [x]`, at {file}:5"
                " | name each case and row for what it shows"
            )
        ],
    ),
    "duplicate-text": (
        NAMED + "    each: {perpetrator: [x, x]}\n    rows: [{name: y}]\n",
        [
            (
                "6:12: duplicate-name: another case has the name `a [y, x]`, at {file}:6"
                " | name each case and row for what it shows"
            )
        ],
    ),
    "unknown-rule": (
        NAMED + "    not_breached: [north-atacks]\n",
        ["5:20: unknown-rule: unknown rule `north-atacks` | did you mean `north-attacks`?"],
    ),
    "unknown-rule-of-a-row": (
        NAMED + "    rows: [{name: x, breached: north-atacks}]\n",
        ["5:32: unknown-rule: unknown rule `north-atacks` | did you mean `north-attacks`?"],
    ),
    "unknown-norm": (
        NAMED + "    findings: {not-in-forse: holds}\n",
        ["5:16: unknown-norm: unknown limit, rule or exemption `not-in-forse` | did you mean `not-in-force`?"],
    ),
    "unknown-outcome": (
        NAMED + "    findings: {not-in-force: hold}\n",
        [
            (
                "5:30: unknown-word: expected `holds`, `may_hold`, `breached`, `possibly_breached`, `defeated`, `defeats`,"
                " `may_defeat` or `none`, found `hold` | did you mean `holds`?"
            )
        ],
    ),
    "outcome-of-another-kind": (
        NAMED + "    findings: {not-in-force: breached}\n",
        [
            (
                "5:30: contrary-expectations: `not-in-force` never comes out as `breached`;"
                " expected `holds`, `may_hold` or `none` | "
            )
        ],
    ),
    "both": (
        NAMED + "    breached: north-attacks\n    not_breached: north-attacks\n",
        [
            "6:19: contrary-expectations: `north-attacks` is expected to be breached as well | leave it out of one of the two"
        ],
    ),
    "empty-table": (NAMED + "    rows: []\n", ["5:11: too-few: expected at least 1 entry, found 0 | "]),
    "nothing-to-try": (
        NAMED + "    each: {perpetrator: [], target: [{a: b}]}\n",
        [
            "5:25: invalid-value: expected a list of texts, found a list | ",
            "5:37: invalid-value: expected a list of texts, found a list | ",
        ],
    ),
    "no-field-to-try": (
        NAMED + "    each: {}\n",
        ["5:11: invalid-value: expected fields of the incident, each with a list of texts, found a mapping | "],
    ),
    "short-form": (
        "cases: [{name: a, incident: '2015-04-15, raid, the North', verdict: violation}]\n",
        [
            (
                "1:29: invalid-value: expected an incident, found `2015-04-15, raid, the North`"
                " | the short form is `WHEN, ACT, PERPETRATOR -> TARGET, COUNTRY`,"
                " with `?` for what the report does not say; or write a mapping"
            )
        ],
    ),
    "incident-of-a-row": (
        NAMED + "    rows: [{name: x, incident: {act: march, kiled: 3}}]\n",
        [
            (
                "5:52: invalid-incident: unknown key `kiled`; known are `id`, `occurred`, `act`, `weapon`,"
                " `perpetrator`, `target`, `participants`, `location`, `casualties`, `claims`, `sources`, `state`,"
                " `description` and `extra` | see docs/incident-format.md for what an incident may say"
            )
        ],
    ),
    "incident-of-each": (
        NAMED + "    each: {casualties.killed: [three]}\n",
        [
            "5:32: invalid-incident: expected a whole number or an object, found text | see docs/incident-format.md for what an incident may say"
        ],
    ),
    "incident-of-the-case": (
        "cases:\n  - name: a\n    incident: {actt: raid}\n    verdict: violation\n    rows: [{name: x}, {name: y}]\n",
        [
            "3:15: invalid-incident: unknown key `actt`; did you mean `act`? | see docs/incident-format.md for what an incident may say"
        ],
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_is_said_at_its_place(accord: Path, kind: str) -> None:
    text, expected = REFUSED[kind]
    file = accord / "cases" / "north-attacks.yaml"
    assert problems_of(accord, text) == [line.replace("{file}", str(file)) for line in expected]


def test_a_table_has_an_end(accord: Path) -> None:
    texts = ", ".join(f"n{number}" for number in range(101))
    text = f"{NAMED}    each: {{perpetrator: [{texts}], target: [{texts}]}}\n"
    (problem,) = problems_of(accord, text)
    assert f"too-many-cases: the table stands for more than {MOST_VARIANTS:,} cases | split it" in problem
