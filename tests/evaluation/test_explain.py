"""Why verdicts are what they are, as text and as JSON. The expected text stands in tests/data/explanations.

`CFCHECK_RECORD=1 pytest tests/evaluation/test_explain.py` writes the files anew; whoever does it reads the diff.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from tests.authoring.mutate.ford import opened
from tests.builders import DATA, PROVENANCE, north_south

from cfcheck.evaluation.explain import Explainer
from cfcheck.evaluation.explanation import Account, Explanation, Step, StepKind
from cfcheck.evaluation.identification import Identifier
from cfcheck.evaluation.readings import Mention
from cfcheck.evaluation.standing import StandingFinder
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.assessment import Outcome
from cfcheck.model.condition import ActIs, ActorFact, ActorIs, ClaimTestMet, CountWithin, OccurredWithin, WeaponIs
from cfcheck.model.describe import Phrasing
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Truth, all_of, any_of, negation
from cfcheck.model.standing import NOT_BOUND
from cfcheck.model.struct import replace
from cfcheck.model.taxonomy import KindId
from cfcheck.model.time import ALL_TIME, Boundary, Instant, Period, exactly
from cfcheck.model.written_time import read_time
from cfcheck.model.zone import Zone
from cfcheck.report.explained import Detail, explanation_json, explanation_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfcheck.model.condition import Test

EXPECTED = DATA / "explanations"

SYRIA = {"country": "SYR"}
REPORTS: dict[str, dict[str, Any]] = {
    "violation": {
        "occurred": "2020-03-10", "act": "shelling", "perpetrator": "Northern Guard", "target": "civilians",
        "weapon": "explosive_weapon", "location": {"country": "SYR", "admin1": "The Highlands", "place": "Bridge"},
        "casualties": {"killed": 2},
    },
    "candidate": {
        "occurred": "2020-03-10", "act": "shelling", "perpetrator": "River Band", "target": "Northern Army",
        "location": SYRIA, "claims": {"self_defence": {"responding": True}},
    },
    "defeated": {
        "occurred": "2020-03-10", "act": "raid", "weapon": "explosive_weapon", "perpetrator": "Southern Brigade",
        "target": "Army of the North", "location": SYRIA,
        "claims": {"self_defence": {"responding": True, "proportionate": True}},
    },
    "unmet-claim": {
        "occurred": "2020-03-10", "act": "aid_blocked", "perpetrator": "Northern Army", "location": SYRIA,
        "claims": {"self_defence": {"responding": False}},
    },
    "idle-claim": {
        "occurred": "2020-03-10", "act": "raid", "weapon": "explosive_weapon", "perpetrator": "Northern Army",
        "target": "Neighbouring Army", "location": SYRIA, "claims": {"self_defence": True},
    },
    "limited": {"occurred": "2020-03-10", "act": "raid", "perpetrator": "Hill Cell", "target": "Northern Army"},
    "disputed-end": {
        "occurred": "2020-07-01", "act": "shelling", "perpetrator": "Northern Army", "target": "Southern Brigade",
        "location": SYRIA,
    },
    "stretches": {
        "occurred": {"from": "2020-02-26", "to": "2020-03-06"}, "act": "raid", "perpetrator": "Northern Army",
        "target": "Southern Brigade", "location": SYRIA,
    },
    "clash": {
        "occurred": "2020-03-10", "act": "attack", "participants": ["Northern Army", "Neighbouring Army"],
        "location": SYRIA,
    },
    "together": {
        "occurred": "2020-03-10", "act": "attack", "weapon": {"any_of": ["rocket", "explosive_weapon"]},
        "perpetrator": ["Southern Brigade", "Hill Cell"], "target": "Rivr Band",
        "location": {
            "country": "SYR", "admin1": "Lowland", "controlled_by": {"any_of": ["Ferrymen", "unknown gunmen"]},
        },
        "casualties": {"killed": {"min": 2, "max": 5}},
    },
    "umbrella": {
        "occurred": "2020-03-10", "act": "shelling", "perpetrator": "Northern Army", "target": "Southern League",
        "location": SYRIA, "weapon": "explosive_weapon",
    },
    "nothing-known": {},
    "hostile": {"perpetrator": "\x1b[31mNorthern\n\u202eArmy", "location": {"country": "SYR", "admin1": "\x07"}},
}  # fmt: skip
WHOLE = {"candidate", "limited"}


def explained(name: str, **changes: object) -> Explanation:
    report = incident_from({"id": name, **REPORTS[name], **changes})
    return Explainer(north_south()).explain(report)


def shown(explanation: Explanation, detail: Detail = Detail.DECISIVE) -> str:
    """The text, without what changes with the versions of packages."""
    return "".join(f"{line}\n" for line in explanation_lines(replace(explanation, provenance=PROVENANCE), detail))


def compared(name: str, output: str) -> None:
    path = EXPECTED / name
    if os.environ.get("CFCHECK_RECORD"):
        path.write_bytes(output.encode())
    assert output.encode() == path.read_bytes()


def accounts(explanation: Explanation) -> Iterator[Account]:
    for reading in explanation.readings:
        for strand in reading.strands:
            yield from strand.limits + strand.rules + strand.exemptions


def steps(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from steps(part)


@pytest.mark.parametrize("name", REPORTS)
def test_explanation_reads_so(name: str) -> None:
    compared(f"{name}.txt", shown(explained(name)))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_explanation_reads_so(name: str) -> None:
    compared(f"{name}-all.txt", shown(explained(name), Detail.ALL))


def test_every_expected_text_is_of_a_report() -> None:
    files = {f"{name}.txt" for name in REPORTS} | {f"{name}-all.txt" for name in WHOLE} | {"limited.json"}
    assert {path.name for path in EXPECTED.iterdir()} == files


def test_json_is_this() -> None:
    explanation = replace(explained("limited"), provenance=PROVENANCE)
    compared("limited.json", json.dumps(json.loads(explanation_json(explanation)), indent=1, ensure_ascii=False) + "\n")


def test_json_is_one_line() -> None:
    assert explanation_json(explained("hostile")).count("\n") == 1


@pytest.mark.parametrize("name", REPORTS)
def test_readings_allow_what_the_assessment_says_is_possible(name: str) -> None:
    explanation = explained(name)
    possible = {verdict for reading in explanation.readings for verdict in reading.possible}
    assert possible == set(explanation.assessment.possible)


@pytest.mark.parametrize("name", REPORTS)
def test_findings_are_the_accounts_that_say_something(name: str) -> None:
    explanation = explained(name)
    said = {account.id for account in accounts(explanation) if account.outcome is not None}
    found = {finding.id for finding in explanation.assessment.findings}
    # Beside a limit that holds, one that may hold is no finding.
    beside = {
        account.id
        for reading in explanation.readings
        for strand in reading.strands
        if any(account.outcome is Outcome.HOLDS for account in strand.limits)
        for account in strand.limits
        if account.outcome is Outcome.MAY_HOLD
    }
    assert said - beside <= found <= said


@pytest.mark.parametrize("name", REPORTS)
def test_truth_of_a_step_follows_from_its_parts(name: str) -> None:
    for account in accounts(explained(name)):
        for step in steps(account.condition):
            parts = [part.truth for part in step.parts]
            expected = {
                StepKind.ALL: all_of(parts),
                StepKind.ANY: any_of(parts),
                StepKind.NOT: negation(any_of(parts)),
                StepKind.TEST: step.truth,
            }
            assert step.truth is expected[step.kind]
            assert (step.reason is not None) is (step.kind is StepKind.TEST and step.truth is Truth.UNKNOWN)


@pytest.mark.parametrize("name", REPORTS)
def test_what_does_not_apply_has_an_obstacle(name: str) -> None:
    for account in accounts(explained(name)):
        assert bool(account.obstacles) is (account.truth is Truth.FALSE)


def test_hostile_text_cannot_disturb_a_terminal() -> None:
    output = shown(explained("hostile"), Detail.ALL)
    assert not {"\x1b", "\u202e", "\x07"} & set(output)


@pytest.mark.parametrize(
    ("perpetrator", "readings", "left_out", "last"),
    [
        ({"any_of": [f"<{number}>" for number in range(300)]}, 300, 0, None),
        (
            {"any_of": [f"<{number}>" for number in range(301)]},
            300,
            1,
            "1 reading is not shown here; the verdict is of all of them",
        ),
        (
            {"any_of": [f"<{number}>" for number in range(1_500)]},
            300,
            1_200,
            "1,200 readings are not shown here; the verdict is of all of them",
        ),
        (
            {"any_of": ["<a>", [f"<{number}>" for number in range(300)]]},
            1,
            1,
            "1 reading is not shown here; the verdict is of all of them",
        ),
        ([f"<{number}>" for number in range(301)], 0, 1, "1 reading is not shown here; the verdict is of all of them"),
    ],
    ids=["as many as can be", "one too many", "far too many", "one of many together", "too many together"],
)
def test_so_many_readings_are_explained(perpetrator: Any, readings: int, left_out: int, last: str | None) -> None:
    report = {
        "id": "many",
        "occurred": "2020-03-10",
        "act": "shelling",
        "target": "civilians",
        "perpetrator": perpetrator,
    }
    explanation = Explainer(north_south()).explain(incident_from(report))
    assert (len(explanation.readings), explanation.left_out) == (readings, left_out)
    lines = [line for line in shown(explanation).splitlines() if line]
    assert (last in lines) is (last is not None)
    assert any(line.startswith(f"Reading 1 of {readings + left_out:,}") for line in lines) is (
        readings > 0 and readings + left_out > 1
    )
    assert json.loads(explanation_json(explanation)).get("readings_left_out", 0) == left_out


def test_a_record_that_cannot_be_judged_is_not_explained() -> None:
    with pytest.raises(InvalidIncident):
        explained("violation", act="arson")


def test_an_attribution_below_the_threshold_says_so() -> None:
    explainer = Explainer(north_south(AttributionConfidence.CONFIRMED))
    report = {"id": "x", "perpetrator": {"any_of": ["Northern Army"], "confidence": "probable"}}
    strand = explainer.explain(incident_from(report)).readings[0].strands[0]
    assert strand.perpetrator.words == (
        "perpetrator stated below the attribution threshold (confirmed), so it may be anyone"
    )


BASES = [
    ("Northern Army", "party north", ["northern-army: member of north [accord 2]"]),
    ("Northern Guard", "party north", ["northern-guard: part of northern-army (member of north [accord 2])"]),
    ("River Band", "may be party south or not bound", ["river-band: candidate of south [accord 3]"]),
    ("Hill Cell", "an excluded group", ["hill-cell: part of hill-group (on the list council (C.1) [accord 4])"]),
    ("Outlaws", "an excluded group", ["outlaws: excluded by name [accord 4]"]),
    ("Neighbouring Army", "not bound", ["neighbours: said not to be bound [accord annex]"]),
    ("Ferrymen", "may be party north, party south or not bound", ["ferrymen: the agreement does not name it"]),
    ("civilians", "not bound", ["civilians: protected persons, never bound or excluded"]),
    ("unknown gunmen", "not identified, so it may be anyone", []),
    ("Southern Alliance", "a name for several groups and for others, so it may be anyone", []),
    ("Nobody", "a name that the registry does not have, so it may be anyone", []),
]


@pytest.mark.parametrize(("name", "meaning", "bases"), BASES)
def test_a_name_is_taken_for(name: str, meaning: str, bases: list[str]) -> None:
    taken = explained("violation", target=name).readings[0].strands[0].target
    assert (taken.said, taken.meaning, list(taken.bases)) == (name, meaning, bases)


SAID = [
    ({"occurred": {"from": "2020-03-10"}}, "occurred", "occurred from 2020-03-10"),
    ({"occurred": {"any_of": ["2020-03-10", "2020-03-11"]}}, "occurred",
     "occurred 2020-03-10 or 2020-03-11 (reports conflict)"),
    ({"act": {"any_of": ["shelling"]}}, "act", "act shelling"),
    ({"weapon": "rocket"}, "weapon", "weapon rocket"),
    ({"casualties": {"killed": {"min": 3}}}, "casualties", "casualties.killed at least 3"),
    ({"casualties": {"killed": {"max": 3}}}, "casualties", "casualties.killed at most 3"),
    ({"casualties": {"killed": 0}}, "casualties", "casualties.killed 0"),
    ({"location": {"admin1": "Lowland"}}, "location.admin1",
     'location.admin1 "Lowland", which the registry does not know'),
    ({"claims": {"self_defence": {"proportionate": False}}}, "claims.self_defence.proportionate",
     "claims.self_defence.proportionate false"),
    ({"claims": {"self_defence": True}}, "claims.self_defence.proportionate",
     "claims.self_defence.proportionate: not stated"),
]  # fmt: skip


@pytest.mark.parametrize(("report", "fact", "value"), SAID)
def test_a_report_says(report: dict[str, Any], fact: str, value: str) -> None:
    values = {step.value for account in accounts(explained("violation", **report)) for step in steps(account.condition)}
    assert {found.partition(", read as at")[0] for found in values if found.startswith(fact)} >= {value}


def kinds(*names: str) -> frozenset[KindId]:
    return frozenset(map(KindId, names))


UNCERTAIN = Period(Boundary(Instant(0), Instant(1_500_000)), exactly(Instant(86_400_000_000)))
FROM_UNCERTAIN = "from (1970-01-01 02:00 to 1970-01-01 02:00:01.500000, not known exactly) until 1970-01-02 02:00"
PHRASES: list[tuple[Test, str, str]] = [
    (OccurredWithin((ALL_TIME,)), "it occurred in the time without bounds",
     "it did not occur in the time without bounds"),
    (OccurredWithin((UNCERTAIN,)), f"it occurred in the time {FROM_UNCERTAIN}",
     f"it did not occur in the time {FROM_UNCERTAIN}"),
    (ActIs(kinds("shelling", "raid")), "act is raid or shelling", "act is not raid or shelling"),
    (ActIs(kinds("attack", "shelling", "raid")), "the act is one that is done to somebody",
     "the act is none that is done to somebody"),
    (WeaponIs(kinds("rocket")), "weapon is rocket", "weapon is not rocket"),
    (ActorIs(ActorFact.PERPETRATOR, frozenset({NOT_BOUND})), "perpetrator is not bound",
     "perpetrator is bound or excluded"),
    (CountWithin("killed", None, 3), "casualties.killed is at most 3", "casualties.killed is not at most 3"),
    (CountWithin("killed", 1, 3), "casualties.killed is from 1 to 3", "casualties.killed is not from 1 to 3"),
    (CountWithin("killed", 3, 3), "casualties.killed is 3", "casualties.killed is not 3"),
    (ClaimTestMet("self_defence", "responding"),
     "claims.self_defence.responding is true (whether it responded to an attack)",
     "claims.self_defence.responding is not true (whether it responded to an attack)"),
    (ClaimTestMet("other", "test"), "claims.other.test is true", "claims.other.test is not true"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "words", "denial"), PHRASES)
def test_a_test_reads_so(test: Test, words: str, denial: str) -> None:
    assert north_south().agreement.zone == Zone("Asia/Damascus")
    assert Phrasing(north_south().agreement).phrase(test) == (words, denial)


def test_an_alternative_without_parts_can_be_met_by_nothing() -> None:
    explanation = explained("violation")
    strand = explanation.readings[0].strands[0]
    nothing = Step(StepKind.ANY, Truth.FALSE)
    empty = replace(strand.rules[0], truth=Truth.FALSE, outcome=None, obstacles=(), condition=nothing)
    reading = replace(explanation.readings[0], strands=(replace(strand, rules=(empty,)),))
    assert f"rule {empty.id} does not apply: nothing can meet it" in shown(replace(explanation, readings=(reading,)))


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        ("2020-11-30", "hill-group: on the list council (C.1) [accord 6]"),
        ("2020-12-01", "hill-group: the agreement does not name it"),
    ],
)
def test_a_list_is_a_basis_only_while_the_agreement_refers_to_it(tmp_path: Path, day: str, basis: str) -> None:
    agreement = opened(tmp_path).agreement
    identifier = Identifier(agreement, StandingFinder(agreement), "probable")
    taken = identifier.taken("perpetrator", Mention("Hill Group"), read_time(day, agreement.zone)[0].start)
    assert taken.bases == (basis,)
