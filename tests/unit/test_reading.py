"""The readings of an incident. Docs: semantics.md, S25 to S27.

A reading is written `who+who > whom`; a question mark with its reason stands for somebody of whom nothing is known.
"""

from __future__ import annotations

from typing import Any

import pytest

from cfcheck.agreement import AttributionConfidence
from cfcheck.incident import InvalidIncident, incident_from
from cfcheck.reading import Mention, Reading, Strand, mentions, readings
from cfcheck.verdict import Reason

PROBABLE = AttributionConfidence.PROBABLE
A_OR_B = {"any_of": ["a", "b"]}
A_PERHAPS = {"any_of": ["a"], "confidence": "possible"}

READINGS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "?missing_field > ?missing_field", "nothing stated"),
    ({"perpetrator": "a", "target": "b"}, "a > b", "one reading"),
    ({"perpetrator": A_OR_B, "target": "c"}, "a > c, b > c", "S26 one for each perpetrator of an any_of"),
    ({"perpetrator": ["a", "b"], "target": "c"}, "a+b > c", "S27 those in a list acted together"),
    ({"perpetrator": {"any_of": ["a", ["b", "c"]]}, "target": "d"}, "a > d, b+c > d", "S27 a group among the choices"),
    ({"perpetrator": "a", "target": {"any_of": ["b", "c"]}}, "a > b, a > c", "S26 one for each target of an any_of"),
    ({"perpetrator": "a", "target": ["b", "c"]}, "a > b, a > c", "S26 one for each target of a list"),
    ({"perpetrator": "a", "target": {"any_of": ["b", ["b", "c"]]}}, "a > b, a > c", "a target named twice is one"),
    ({"perpetrator": A_OR_B, "target": ["c", "d"]}, "a > c, a > d, b > c, b > d", "each with each"),
    ({"perpetrator": A_PERHAPS, "target": "b"}, "?attribution > b", "S25 below the threshold"),
    ({"perpetrator": {"any_of": ["a"], "confidence": "probable"}, "target": "b"}, "a > b", "S25 at the threshold"),
    ({"perpetrator": "a", "target": A_PERHAPS}, "a > ?target_status", "S25 a target below the threshold"),
    ({"participants": ["a", "b"]}, "a > b, b > a", "S26 each may have begun"),
    ({"participants": [["a", "b"], "c"]}, "a+b > c, c > a, c > b", "S26 a side of two"),
    ({"participants": ["a", "b", "c"]}, "a > b, a > c, b > a, b > c, c > a, c > b", "S26 three sides"),
    ({"participants": ["a", "b"], "perpetrator": "a"}, "a > b", "who began is stated"),
    ({"participants": ["a", "b"], "perpetrator": "A  "}, "a > b", "S14 who began is stated in another spelling"),
    ({"participants": ["a", "b"], "perpetrator": A_OR_B}, "a > b, b > a", "who began is stated as a choice"),
    ({"participants": ["a", "b"], "perpetrator": A_PERHAPS}, "a > b, b > a", "S25 who began is stated too weakly"),
    ({"participants": [["a", "b"], "c"], "perpetrator": "a"}, "a > c", "one of a side began"),
    ({"participants": ["a", "b", "c"], "target": "b"}, "a > b, c > b", "whom it was begun against is stated"),
    ({"participants": ["a", "b"], "perpetrator": "a", "target": "b"}, "a > b", "both are stated"),
]  # fmt: skip

REFUSED = [
    ({"participants": ["a", "b"], "perpetrator": "c"}, "perpetrator: is none of the `participants`"),
    ({"participants": ["a", "b"], "target": "c"}, "target: is none of the other `participants`"),
    ({"participants": ["a", "b"], "perpetrator": "a", "target": "a"}, "target: is none of the other `participants`"),
]


def said(mention: Mention) -> str:
    return mention.name or f"?{mention.reason}"


def written(reading: Reading) -> str:
    assert len({strand.target for strand in reading.strands}) == 1
    return f"{'+'.join(said(s.perpetrator) for s in reading.strands)} > {said(reading.strands[0].target)}"


@pytest.mark.parametrize(("report", "expected"), [pytest.param(*r[:2], id=r[2]) for r in READINGS])
def test_report_has_these_readings(report: dict[str, Any], expected: str) -> None:
    found = readings(incident_from({"id": "one", **report}), PROBABLE)
    assert ", ".join(map(written, found)) == expected


@pytest.mark.parametrize(("report", "problem"), REFUSED, ids=[r[1] for r in REFUSED])
def test_report_that_contradicts_itself_is_refused(report: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        readings(incident_from({"id": "one", **report}), PROBABLE)
    assert str(refused.value) == problem


@pytest.mark.parametrize(
    ("confidence", "threshold", "named"),
    [
        (None, "probable", "a"),
        (None, "confirmed", "?attribution"),
        ("confirmed", "confirmed", "a"),
        ("probable", "confirmed", "?attribution"),
        ("possible", "possible", "a"),
        ("doubtful", "possible", "?attribution"),
        ("doubtful", "doubtful", "a"),
    ],
)
def test_confidence_is_held_against_the_threshold(confidence: str | None, threshold: str, named: str) -> None:
    """S25: a report without a word on it is `probable`."""
    report = incident_from({"id": "one", "perpetrator": {"any_of": ["a"], "confidence": confidence}})
    (reading,) = readings(report, AttributionConfidence(threshold))
    assert said(reading.strands[0].perpetrator) == named


def test_each_of_those_mentioned_is_one_alone() -> None:
    location = incident_from({"id": "one", "location": {"controlled_by": {"any_of": [["a", "b"], "a"]}}}).location
    assert location is not None
    assert mentions(location.controlled_by, PROBABLE, Reason.AREA_CONTROL) == (Mention("a"), Mention("b"))


def test_participants_are_named_with_the_default_confidence() -> None:
    """S25: a clash as `probable` does not reach the threshold `confirmed`, so nobody is named."""
    clash = incident_from({"id": "a", "participants": ["north", "south"]})
    assert readings(clash, AttributionConfidence.CONFIRMED) == (
        Reading((Strand(Mention(None, Reason.ATTRIBUTION), Mention(None, Reason.MISSING_FIELD)),)),
    )
