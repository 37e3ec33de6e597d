"""Every sort of test, answered. Docs: semantics.md, S3, S13, S26, S31 and S39.

An answer is written true, false, or the reason why it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import written

from cfcheck.evaluation.answers import Tester
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.condition import ActorIs, ClaimRaised, fact_of
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Truth
from cfcheck.model.program import reason_of, truth_of

if TYPE_CHECKING:
    from cfcheck.model.condition import Test
    from cfcheck.model.program import Program

AGREEMENT = """
    cfcheck: 1
    title: Accord
    version: "1"
    time_zone: UTC
    sources: {accord: {title: Accord}}
    in_force:
      - from: {disputed: [{at: "2020-01-01", by: north, cite: {source: accord, provision: "1"}},
                          {at: "2020-01-05", by: south, cite: {source: accord, provision: "1"}}]}
        until: {earliest: "2020-02-01 00:00", latest: "2020-02-05 00:00"}
        cite: {source: accord, provision: "1"}
      - from: {earliest: "2020-03-01", latest: "2020-03-05"}
        until: {disputed: [{at: "2020-04-01 00:00", by: north, cite: {source: accord, provision: "1"}},
                           {at: "2020-04-05 00:00", by: south, cite: {source: accord, provision: "1"}}]}
        cite: {source: accord, provision: "1"}
    parties:
      north: {title: North, cite: {source: accord, provision: "2"}, members: [north-army]}
      south:
        title: South
        cite: {source: accord, provision: "3"}
        members: [south-army, {actor: late, from: "2020-03-20"}]
        candidates: [band]
    """
REGISTRY = """
    cfcheck: 1
    sources: {gazette: {title: Gazette}}
    actors:
      north-army: {title: North Army}
      south-army: {title: South Army}
      late: {title: Late}
      band: {title: Band}
      people: {title: People, kind: protected}
      medics: {title: Medics, kind: protected, part_of: [{actor: people}]}
      gunmen: {title: Gunmen, kind: unidentified}
    acts: {attack: {title: attack}, raid: {title: raid, is: attack}, march: {title: march}}
    weapons: {heavy: {title: heavy}, howitzer: {title: howitzer, is: heavy}, rifle: {title: rifle}}
    places:
      upper-mill: {title: Mill, level: place, country: XNS}
      lower-mill: {title: Mill, level: place, country: XNT}
      old-ford: {title: Ford, level: place, country: XNS, aliases: [Old Ford]}
    """
RULE = """
    title: Rule
    modality: prohibition
    bearers: [north]
    act: raid
    against: [south, people]
    when:
      weapon: heavy
      location.country: XNS
      location.place: upper-mill
      location.controlled_by: south
      casualties.killed: {at_least: 3, at_most: 5}
      casualties.injured: {at_least: 1}
      casualties.women_killed: {at_most: 2}
    unless: [plea]
    severity: minor
    cite: {source: accord, provision: "4"}
    """
PLEA = """
    title: Plea
    modality: permission
    bearers: [north]
    claim: plea
    tests: {heard: Was it heard?}
    cite: {source: accord, provision: "5"}
    """

PROBABLY, PERHAPS = {"confidence": "probable"}, {"confidence": "possible"}
BEARER, UNBOUND = "perpetrator party:north", "perpetrator not_bound"
TARGET = "target party:south people"
HELD = "location.controlled_by party:south"

# A question and, for each thing reported, the answer.
ANSWERS: dict[str, list[tuple[dict[str, Any], str, str]]] = {
    "occurred": [
        ({"occurred": "2019-12-31"}, "false", "S10 before"),
        ({"occurred": "2020-01-01"}, "disputed_start", "S13 between disputed starts"),
        ({"occurred": "2020-01-05"}, "true", "S12 after both"),
        ({"occurred": "2020-02-01"}, "time_precision", "S13 between uncertain ends"),
        ({"occurred": "2020-02-05"}, "false", "between the periods"),
        ({"occurred": "2020-03-04"}, "time_precision", "S13 between uncertain starts"),
        ({"occurred": "2020-03-10"}, "true", "within the second"),
        ({"occurred": "2020-04-04T23:59:59"}, "disputed_end", "S13 between disputed ends"),
        ({"occurred": "2020-04-05T00:00:00"}, "false", "S10 after"),
    ],
    "act": [
        ({}, "missing_field", "S2"),
        ({"act": "raid"}, "true", "S31 the class"),
        ({"act": "march"}, "false", "S31 another class"),
        ({"act": "attack"}, "missing_field", "S31 less precise"),
        ({"act": {"any_of": ["raid", "march"]}}, "conflicting_reports", "S39 reports conflict"),
    ],
    "weapon": [
        ({}, "missing_field", "S2"),
        ({"weapon": "howitzer"}, "true", "S31 below the class"),
        ({"weapon": {"any_of": ["howitzer", "heavy"]}}, "true", "S3 either is of the class"),
        ({"weapon": {"any_of": ["howitzer", "rifle"]}}, "conflicting_reports", "S39 reports conflict"),
    ],
    BEARER: [
        ({}, "missing_field", "S2"),
        ({"perpetrator": "North Army"}, "true", "S17"),
        ({"perpetrator": "South Army"}, "false", "S17"),
        ({"perpetrator": "Band"}, "false", "S19 of another side or of none"),
        ({"perpetrator": "Somebody"}, "party_status", "S39 a name not known"),
        ({"perpetrator": "Gunmen"}, "attribution", "S39 not identified"),
        ({"perpetrator": {"any_of": ["North Army"], **PERHAPS}}, "attribution", "S39 below the threshold"),
        ({"perpetrator": {"any_of": ["North Army"], **PROBABLY}}, "true", "S25 at the threshold"),
    ],
    UNBOUND: [
        ({"perpetrator": "People"}, "true", "S20"),
        ({"perpetrator": "Band"}, "party_status", "S39 a candidate"),
    ],
    TARGET: [
        ({}, "missing_field", "S2"),
        ({"target": "South Army"}, "true", "S17"),
        ({"target": "Medics"}, "true", "S21 part of an actor that is named"),
        ({"target": "North Army"}, "false", "S17"),
        ({"target": "Band"}, "target_status", "S39 a candidate"),
        ({"target": "Gunmen"}, "target_status", "S39 not identified"),
        ({"target": {"any_of": ["South Army"], **PERHAPS}}, "target_status", "S39 below the threshold"),
    ],
    HELD: [
        ({}, "area_control", "S39 no place"),
        ({"location": {"country": "XNS"}}, "area_control", "S39 not stated"),
        ({"location": {"controlled_by": "South Army"}}, "true", "S17"),
        ({"location": {"controlled_by": {"any_of": ["South Army", "Late"]}}}, "area_control", "S39 one of two"),
        ({"location": {"controlled_by": {"any_of": ["North Army", "People"]}}}, "false", "S3 neither of two"),
        ({"location": {"controlled_by": {"any_of": ["South Army"], **PERHAPS}}}, "area_control",
         "S39 below the threshold"),
        ({"location": {"controlled_by": "Band"}}, "area_control", "S39 a candidate"),
    ],
    "location.country": [
        ({}, "missing_field", "S39 no place"),
        ({"location": {"place": "Ford"}}, "place_precision", "S39 a place without that level"),
        ({"location": {"country": "XNS"}}, "true", "S3"),
        ({"location": {"country": "XNT"}}, "false", "S3"),
    ],
    "location.place": [
        ({"location": {"place": "Ford"}}, "false", "S3 another place"),
        ({"location": {"place": "old  ford"}}, "false", "S14 another place by an alias"),
        ({"location": {"place": "Mill"}}, "place_precision", "S39 a name of two places, one of which is asked for"),
        ({"location": {"place": "Mil"}}, "place_precision", "S39 a name the registry does not have"),
    ],
    "casualties.killed": [
        ({}, "missing_field", "S2"),
        ({"casualties": {"injured": 1}}, "missing_field", "S2 other people"),
        ({"casualties": {"killed": 2}}, "false", "S3 too few"),
        ({"casualties": {"killed": 3}}, "true", "S3 the least"),
        ({"casualties": {"killed": {"min": 3, "max": 5}}}, "true", "S3 all of the range"),
        ({"casualties": {"killed": {"min": 3, "max": 6}}}, "conflicting_reports", "S39 some of the range"),
        ({"casualties": {"killed": {"min": 3}}}, "conflicting_reports", "S39 a range without an end"),
        ({"casualties": {"killed": {"min": 6}}}, "false", "S3 none of the range"),
        ({"casualties": {"killed": {"max": 2}}}, "false", "S3 none of the range"),
    ],
    "casualties.injured": [
        ({"casualties": {"injured": {"min": 1}}}, "true", "S3 no greatest number is asked for"),
        ({"casualties": {"injured": 0}}, "false", "S3 zero is a number"),
    ],
    "casualties.women_killed": [
        ({"casualties": {"women_killed": 0}}, "true", "S3 no least number is asked for"),
        ({"casualties": {"women_killed": {"min": 3}}}, "false", "S3 too many"),
    ],
    "claims.plea raised": [
        ({}, "false", "S34 not raised"),
        ({"claims": {"plea": False}}, "false", "S34 denied"),
        ({"claims": {"plea": None}}, "false", "S2 null is the same as not stated"),
        ({"claims": {"plea": True}}, "true", "S34 raised"),
        ({"claims": {"plea": {}}}, "true", "S34 raised, nothing said of its tests"),
    ],
    "claims.plea.heard": [
        ({}, "exemption_open", "S39"),
        ({"claims": {"plea": True}}, "exemption_open", "S39"),
        ({"claims": {"plea": {"heard": None}}}, "exemption_open", "S2"),
        ({"claims": {"plea": {"heard": True}}}, "true", "S32"),
        ({"claims": {"plea": {"heard": False}}}, "false", "S32"),
    ],
}  # fmt: skip
MANY = [f"Band {number}" for number in range(101)]
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"claims": {"pleas": True}}, "claims: unknown claim `pleas`; did you mean `plea`?"),
    ({"claims": {"plea": {"read": True}}}, "claims.plea: unknown test `read`; the agreement knows `heard`"),
    ({"location": {"country": "Xns"}}, "location.country: expected a country code"),
    ({"occurred": "2020-02-30"}, "occurred: `2020-02-30` names no time"),
    ({"act": "dance"}, "act: unknown act `dance`"),
    ({"weapon": "spoon"}, "weapon: unknown weapon `spoon`"),
    (
        {"perpetrator": {"any_of": MANY}, "target": MANY},
        "perpetrator: the report can be read in 102,010 ways (perpetrator x target",
    ),
    ({"participants": ["a", "b"], "target": "c"}, "target: is none of the other `participants`"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("rules")
    return compile_agreement(written(folder, AGREEMENT, REGISTRY, rule=RULE, plea=PLEA))


@pytest.fixture(scope="module")
def tester(program: Program) -> Tester:
    return Tester(program, AttributionConfidence.PROBABLE)


def question(test: Test) -> str:
    if isinstance(test, ActorIs):
        return " ".join([fact_of(test), *sorted(test.standings), *sorted(test.actors)])
    return fact_of(test) + (" raised" if isinstance(test, ClaimRaised) else "")


@pytest.mark.parametrize(
    ("asked", "report", "answer"),
    [
        pytest.param(asked, *row[:2], id=f"{asked} {row[2]}: {row[1]}")
        for asked, rows in ANSWERS.items()
        for row in rows
    ],
)
def test_question_has_this_answer(
    program: Program, tester: Tester, asked: str, report: dict[str, Any], answer: str
) -> None:
    places = {question(test): place for place, test in enumerate(program.tests)}
    tested = tester.test(incident_from({"id": "one", "occurred": "2020-03-10", **report}))
    (signature,) = tested.readings[0].signatures
    byte = signature[places[asked]]
    assert (str(reason_of(byte)) if truth_of(byte) is Truth.UNKNOWN else str(truth_of(byte))) == answer


def test_every_question_of_the_program_is_above(program: Program) -> None:
    assert {question(test) for test in program.tests} == set(ANSWERS)


@pytest.mark.parametrize(("report", "problem"), REFUSED, ids=[problem for _, problem in REFUSED])
def test_report_that_cannot_be_judged_is_refused(tester: Tester, report: dict[str, Any], problem: str) -> None:
    """S44."""
    with pytest.raises(InvalidIncident) as refused:
        tester.test(incident_from({"id": "one", **report}))
    assert str(refused.value).startswith(problem)


@pytest.mark.parametrize(
    ("report", "readings", "stretches"),
    [
        pytest.param({"occurred": "2020-03-10"}, 1, 1, id="S26 one day"),
        pytest.param({"occurred": "2020-03"}, 2, 2, id="S26 a change within the month"),
        pytest.param({"occurred": "2020-03", "target": "Late"}, 3, 3, id="S26 a member joins within it too"),
        pytest.param({"occurred": {"from": "2020-03-19", "to": "2020-03-20"}}, 1, 1, id="S26 nothing tells them apart"),
        pytest.param({"occurred": {"from": "2020-03-19", "to": "2020-03-20"}, "target": "Late"}, 2, 2, id="S26 S17"),
        pytest.param(
            {"occurred": "2020-03", "perpetrator": {"any_of": ["North Army", "Band"]}}, 4, 2, id="S26 two readings"
        ),
    ],
)
def test_every_reading_is_tested_in_every_stretch(
    tester: Tester, report: dict[str, Any], readings: int, stretches: int
) -> None:
    tested = tester.test(incident_from({"id": "one", **report}))
    assert len(tested.readings) == readings
    assert len({reading.since for reading in tested.readings}) == stretches


def test_those_who_acted_together_have_a_signature_each(tester: Tester) -> None:
    """S27."""
    report = {"id": "one", "occurred": "2020-03-10", "perpetrator": ["North Army", "Band"]}
    (reading,) = tester.test(incident_from(report)).readings
    assert len(set(reading.signatures)) == 2
