"""What points and boundaries may do to an answer: settle it, never flip it. Docs: semantics.md, S5, S51 to S57."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.squares import accord, answers, maps

from cfcheck.evaluation.boundaries import open_boundaries
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import incident_from

Location = dict[str, Any]

SETTLED = {"yes", "no"}
KM_A_DEGREE = 111.195
DRAWN = ["provinces", "districts", "countries", "provinces of all XNS", "provinces and districts"]


@cache
def evaluator(drawn: str, tolerance_m: int = 300) -> Evaluator:
    with TemporaryDirectory() as name:
        files = maps(Path(name))[drawn]
        boundaries = open_boundaries(files, tolerance_m) if files else None
        return Evaluator(accord(Path(name)), inference=InferenceChoice.REFERENCE, boundaries=boundaries)


NAMES = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["XNS", "XNT"]),
        "admin1": st.sampled_from(["Upland", "Lowland", "Island", "Far", "Uplnd"]),
        "admin2": st.sampled_from(["Upper North", "Lower South", "New District", "Nowhere"]),
        "place": st.sampled_from(["Mill", "Ford", "Bridges", "Camp", "Ml"]),
    },
)
# Often near a border, where there is something to go wrong.
EASTS = st.floats(9.9, 12.1) | st.sampled_from([10.0, 11.0, 11.002, 12.0]).flatmap(
    lambda east: st.floats(-0.006, 0.006).map(lambda aside: east + aside)
)
NORTHS = st.floats(-0.1, 1.1) | st.sampled_from([0.0, 0.5, 1.0]).flatmap(
    lambda north: st.floats(-0.006, 0.006).map(lambda aside: north + aside)
)
POINTS = st.fixed_dictionaries({"lat": NORTHS, "lon": EASTS}, optional={"radius_km": st.floats(0, 80)})


def flips(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [asked for asked, said in before.items() if said in SETTLED and after[asked] in SETTLED - {said}]


def reopens(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [asked for asked, said in before.items() if said in SETTLED and after[asked] not in SETTLED]


def disagrees(run: Evaluator, location: Location) -> bool:
    notes = run.assess(incident_from({"id": "one", "location": location})).notes
    return any("disagree" in note.text for note in notes)


@given(drawn=st.sampled_from(DRAWN), names=NAMES, point=POINTS)
def test_boundaries_settle_and_never_flip(drawn: str, names: Location, point: Location) -> None:
    """S57: and reopen only where name and point disagree."""
    location = {**names, **point}
    before, after = answers(evaluator("none"), location), answers(evaluator(drawn), location)
    assert flips(before, after) == []
    assert reopens(before, after) == [] or disagrees(evaluator(drawn), location)


@given(drawn=st.sampled_from(DRAWN), names=NAMES, point=POINTS)
def test_a_point_settles_and_never_flips(drawn: str, names: Location, point: Location) -> None:
    """S5, S56, S57."""
    before, after = answers(evaluator(drawn), names), answers(evaluator(drawn), {**names, **point})
    assert flips(before, after) == []
    assert reopens(before, after) == [] or disagrees(evaluator(drawn), {**names, **point})


@given(
    drawn=st.sampled_from(DRAWN),
    names=NAMES,
    point=POINTS,
    bearing=st.floats(0, 2 * math.pi),
    share=st.floats(0, 1),
    left=st.floats(0, 0.95),
)
def test_a_more_precise_point_settles_and_never_flips(
    drawn: str, names: Location, point: Location, bearing: float, share: float, left: float
) -> None:
    """S5, S51: a disc that lies within the one before."""
    radius = point.get("radius_km", 0.0)
    away = radius * left * share
    finer = {
        "lat": point["lat"] + away * math.cos(bearing) / KM_A_DEGREE,
        "lon": point["lon"] + away * math.sin(bearing) / KM_A_DEGREE,
        "radius_km": radius * left * (1 - share),
    }
    run = evaluator(drawn)
    before, after = answers(run, {**names, **point}), answers(run, {**names, **finer})
    assert flips(before, after) == []
    assert reopens(before, after) == [] or disagrees(run, {**names, **finer})


@given(drawn=st.sampled_from(DRAWN), names=NAMES, point=POINTS)
def test_a_smaller_tolerance_settles_and_never_flips(drawn: str, names: Location, point: Location) -> None:
    """S52: where the map has no gaps wider than it. The one of the squares is 222 m wide."""
    location = {**names, **point}
    wide, narrow = answers(evaluator(drawn, 1000), location), answers(evaluator(drawn, 300), location)
    assert flips(wide, narrow) == []
    assert reopens(wide, narrow) == [] or disagrees(evaluator(drawn), location)


@given(drawn=st.sampled_from(DRAWN), locations=st.lists(st.tuples(NAMES, POINTS), min_size=1, max_size=8))
def test_what_came_before_in_a_run_changes_nothing(drawn: str, locations: list[tuple[Location, Location]]) -> None:
    """S47."""
    run = evaluator(drawn)
    forgetful = Evaluator(run.agreement, inference=InferenceChoice.REFERENCE, boundaries=opened(drawn), memory=0)
    for names, point in locations:
        incident = incident_from({"id": "one", "location": {**names, **point}})
        assert run.assess(incident) == forgetful.assess(incident)


@cache
def opened(drawn: str) -> Any:
    with TemporaryDirectory() as name:
        return open_boundaries(maps(Path(name))[drawn])


@given(point=POINTS)
def test_districts_and_governorates_never_contradict_each_other(point: Location) -> None:
    """S54."""
    by_province, by_district = answers(evaluator("provinces"), point), answers(evaluator("districts"), point)
    assert flips(by_province, by_district) == []
