"""The readings of an incident. Docs: semantics.md, S25 to S27.

A reading is written `who+who > whom`; a question mark with its reason stands for somebody of whom nothing is known.
"""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.evaluation.readings import Mention, Reading, Strand, count_strands, mentions, readings
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.verdict import Reason

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
    ({"participants": ["a", "a"]}, "a > a", "a name on both sides fought itself, as it is written"),
    ({"participants": ["a", "a", "a", "b"]}, "a > a, a > b, b > a", "a name on three sides is one that began"),
    ({"participants": ["a", "b", ["a", "c"]]}, "a > b, a > a, a > c, b > a, b > c, a+c > a, a+c > b", "a name on two"),
    ({"participants": [["a", "a"], "b"]}, "a+a > b, b > a", "a name twice on a side is struck once"),
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


def strands_of(report: dict[str, Any], threshold: AttributionConfidence = PROBABLE) -> int:
    return sum(len(reading.strands) for reading in readings(incident_from({"id": "one", **report}), threshold))


@pytest.mark.parametrize("report", [pytest.param(row[0], id=row[2]) for row in READINGS])
def test_strands_are_counted_as_they_are_made(report: dict[str, Any]) -> None:
    assert count_strands(incident_from({"id": "one", **report}), PROBABLE) == strands_of(report)


@pytest.mark.parametrize(("report", "problem"), REFUSED, ids=[r[1] for r in REFUSED])
def test_what_contradicts_itself_is_refused_when_it_is_counted(report: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidIncident) as refused:
        count_strands(incident_from({"id": "one", **report}), PROBABLE)
    assert str(refused.value) == problem


NAMES = st.sampled_from(["a", "A", "b", " c ", "c", "d"])
GROUPS = NAMES | st.lists(NAMES, min_size=1, max_size=3)
CHOICES = st.fixed_dictionaries(
    {"any_of": st.lists(GROUPS, min_size=1, max_size=3)},
    optional={"confidence": st.sampled_from(["confirmed", "probable", "possible", "doubtful"])},
)
REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "perpetrator": GROUPS | CHOICES,
        "target": GROUPS | CHOICES,
        "participants": st.lists(GROUPS, min_size=2, max_size=5),
    },
)


@given(REPORTS, st.sampled_from(AttributionConfidence))
def test_the_count_is_that_of_the_readings_whatever_is_reported(
    report: dict[str, Any], threshold: AttributionConfidence
) -> None:
    incident = incident_from({"id": "one", **report})
    try:
        made = strands_of(report, threshold)
    except InvalidIncident as refused:
        with pytest.raises(InvalidIncident, match=f"^{refused}$"):
            count_strands(incident, threshold)
    else:
        assert count_strands(incident, threshold) == made


@given(st.lists(GROUPS, min_size=2, max_size=5))
def test_every_side_began_against_every_other(sides: list[str | list[str]]) -> None:
    """S26, written out."""
    groups = [[side] if isinstance(side, str) else side for side in sides]
    expected = [
        f"{'+'.join(beginner)} > {target}"
        for place, beginner in enumerate(groups)
        for other, side in enumerate(groups)
        if other != place
        for target in side
    ]
    found = readings(incident_from({"id": "one", "participants": sides}), PROBABLE)
    assert list(map(written, found)) == list(dict.fromkeys(expected))


def many(count: int, name: str = "x") -> list[str]:
    return [f"{name} {number}" for number in range(count)]


@pytest.mark.parametrize(
    ("report", "strands"),
    [
        pytest.param(
            {"perpetrator": {"any_of": many(4000)}, "target": {"any_of": many(4000)}}, 4000 * 4000, id="each with each"
        ),
        pytest.param({"perpetrator": many(4000), "target": many(4000)}, 4000 * 4000, id="all together at each"),
        pytest.param({"participants": many(4000)}, 4000 * 3999, id="each side against each other"),
        pytest.param({"participants": [many(4000), many(4000, "y")]}, 2 * 4000 * 4000, id="two large sides"),
        pytest.param({"participants": ["a"] * 4000}, 1, id="one name on every side"),
        pytest.param(
            {"participants": many(4000), "perpetrator": {"any_of": many(2000)}, "target": {"any_of": many(3000)}},
            2000 * 2999,
            id="sides that are narrowed",
        ),
    ],
)
def test_to_count_takes_no_more_than_the_names_do(report: dict[str, Any], strands: int) -> None:
    incident = incident_from({"id": "one", **report})
    count_strands(incident, PROBABLE)  # what is remembered of names is no part of it
    tracemalloc.start()
    try:
        assert count_strands(incident, PROBABLE) == strands
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8000 * 1024  # a reading of each pair would take a hundred times that
