"""What names and points leave possible, level by level. Docs: semantics.md, S49 to S57.

The map is that of tests/squares.py. Near the equator a hundredth of a degree is some 1.11 km.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.squares import (
    AGREEMENT,
    PROVINCES,
    REGISTRY,
    RULE,
    accord,
    answer_of,
    answers,
    feature,
    maps,
    provinces,
)  # fmt: skip
from tests.squares import written as file_of
from tests.terms import written

from cfcheck.evaluation.boundaries import open_boundaries
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.evaluation.places import locator
from cfcheck.evaluation.places import points as surveyor
from cfcheck.model.condition import PlaceIs
from cfcheck.model.incident import Location
from cfcheck.model.incident_json import incident_from
from cfcheck.model.place import PlaceLevel
from cfcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from tests.squares import Feature

    from cfcheck.model.assessment import Assessment

REPORT = {"id": "one", "occurred": "2020-03-10", "act": "attack", "perpetrator": "North Army", "target": "South Army"}

UP_NORTH: dict[str, Any] = {"lat": 0.75, "lon": 10.5}
LOW_SOUTH: dict[str, Any] = {"lat": 0.25, "lon": 11.5}
BORDER: dict[str, Any] = {"lat": 0.75, "lon": 11.001}
OUTSIDE: dict[str, Any] = {"lat": 5.0, "lon": 5.0}
YES, NO = "yes", "no"
PLACE, CONFLICT = "place_precision", "conflicting_reports"

# What is asked, what is reported, the answer, what the row shows.
Row = tuple[str, dict[str, Any], str, str]
BY_NAME: list[Row] = [
    ("upland", {"admin1": "Upland"}, YES, "S49 the title"),
    ("upland", {"admin1": "up  land"}, YES, "S49 an alias, normalised"),
    ("upland", {"admin1": "Uplnd"}, PLACE, "S49 a near miss is not used"),
    ("upland", {"admin2": "Upper North"}, YES, "S50 a district within it"),
    ("upland", {"place": "Mill"}, YES, "S50 a settlement within a district within it"),
    ("upland", {"place": "Ford"}, NO, "S50 a settlement within another one"),
    ("upland", {"place": "Bridges"}, PLACE, "S50 a name of two settlements, of which one lies in it"),
    ("either", {"place": "Bridges"}, YES, "S3 wherever of the two it was"),
    ("north", {"place": "Bridges"}, YES, "S3 S50 both lie in a northern district"),
    ("upland", {"place": "Camp"}, PLACE, "S50 a settlement of which the registry does not say where it lies"),
    ("upland", {"admin1": "Lowland", "place": "Mill"}, CONFLICT, "S56 a governorate against what lies elsewhere"),
    ("upland", {"admin2": "Upper North", "place": "Ford"}, CONFLICT, "S56 names of what does not lie together"),
    ("either", {"admin2": "Upper North", "place": "Ford"}, YES, "S56 each remains possible, and both pass"),
    ("either", {"admin1": "Lowland", "place": "Mill"}, YES, "S56 each remains possible, and both pass"),
    ("mill", {"admin1": "Lowland", "place": "Mill"}, CONFLICT, "S56 at the level of the smaller one too"),
    ("mill", {"admin2": "Lower North", "place": "Mill"}, CONFLICT, "S56 a district against what lies elsewhere"),
    ("mill", {"admin1": "Upland", "place": "Mill"}, YES, "S56 they agree"),
    ("north", {"admin1": "Lowland", "admin2": "Upper North"}, CONFLICT, "S56 a governorate that no rule here asks for"),
    ("north", {"admin1": "Lowland", "place": "Mill"}, CONFLICT, "S56 at a level between that is not stated"),
    ("upland", {"admin1": "Lowland", "admin2": "Upper North", "place": "Mill"}, CONFLICT, "S56 one against two"),
    (
        "upland",
        {"admin1": "Upland", "admin2": "Upper South", "place": "Mill"},
        YES,
        "S56 they differ below what is asked",
    ),
    ("north", {"admin1": "Upland", "admin2": "Upper South", "place": "Mill"}, CONFLICT, "S56 and there it is open"),
    ("new", {"admin2": "New District", "place": "Camp"}, YES, "S56 where the registry does not say where it lies"),
    ("upland", {"admin1": "Uplnd", "place": "Mill"}, PLACE, "S49 S50 it is stated, by a name that is not known"),
    ("mill", {"admin1": "Lowlnd", "place": "Mill"}, YES, "S56 a name that is not known contradicts nothing"),
    ("upland", {"admin1": "Upland", "place": "Bridges"}, YES, "S56 one of two settlements lies in it"),
    ("upland", {"admin2": "Lower North", "place": "Bridges"}, NO, "S56 the district tells two settlements apart"),
    ("country", {"place": "Mill"}, PLACE, "S50 a name tells no country"),
    ("country", {"country": "XNT", "place": "Mill"}, NO, "S50 nor contradicts one"),
    ("country", {"country": "XNS", "admin1": "Lowland", "place": "Mill"}, YES, "S50 S56 names leave the country alone"),
    ("north", {"admin1": "Upland"}, PLACE, "S39 a location without that level"),
]
# With provinces, unless another map is named.
BY_POINT: list[Row] = [
    ("upland", UP_NORTH, YES, "S51 within"),
    ("upland", LOW_SOUTH, NO, "S51 within another one"),
    ("upland", OUTSIDE, NO, "S53 outside all"),
    ("island", OUTSIDE, PLACE, "S53 a place that no unit stands for"),
    ("island", UP_NORTH, PLACE, "S53 nor is it decided within a unit"),
    ("upland", {"lat": 0.75}, PLACE, "S51 half a point tells nothing"),
    ("upland", {"radius_km": 3}, PLACE, "S51 a radius alone tells nothing"),
    ("upland", {"lat": 0.75, "lon": 10.5, "radius_km": 0}, YES, "S51 a radius of nothing"),
    ("upland", {"lat": 0.75, "lon": 10.5, "radius_km": 25}, YES, "S51 a disc within"),
    ("upland", {"lat": 0.75, "lon": 10.5, "radius_km": 55}, PLACE, "S51 a disc that reaches over the border"),
    ("either", {"lat": 0.5, "lon": 11.0, "radius_km": 40}, YES, "S3 a disc over the border of both and the gap"),
    ("either", {"lat": 0.5, "lon": 11.0, "radius_km": 70}, PLACE, "S51 a disc that reaches out of both"),
    ("upland", {"lat": 0.75, "lon": 10.5, "radius_km": 5000}, PLACE, "S51 a disc too large to draw"),
    ("upland", {"lat": 89.9, "lon": 10.5}, PLACE, "S51 a point too near to a pole to draw a disc around it"),
    ("upland", BORDER, PLACE, "S52 in the gap between two"),
    ("either", BORDER, YES, "S52 the gap is no place of its own"),
    ("upland", {"lat": 0.75, "lon": 10.9995}, PLACE, "S52 some 280 m from the other one"),
    ("upland", {"lat": 0.75, "lon": 10.9985}, YES, "S52 some 390 m from it, and the gap is no place of its own"),
    ("upland", {"lat": 0.75, "lon": 11.0045}, NO, "S52 some 500 m beyond it"),
    ("upland", {"lat": 1.002, "lon": 10.5}, PLACE, "S52 some 220 m outside all"),
    ("upland", {"lat": 0.998, "lon": 10.5}, PLACE, "S52 some 220 m within the outer border"),
    ("upland", {"lat": 1.004, "lon": 10.5}, NO, "S52 some 440 m outside all"),
    ("country", UP_NORTH, YES, "S54 a governorate tells its country"),
    ("country", OUTSIDE, PLACE, "S55 outside all governorates of a file"),
    ("north", UP_NORTH, PLACE, "S54 a governorate does not tell a district"),
]
BY_DISTRICT: list[Row] = [
    ("north", UP_NORTH, YES, "S51 within"),
    ("north", BORDER, YES, "S3 in either, and both pass"),
    ("north", {"lat": 0.5, "lon": 10.5}, PLACE, "S52 on the border"),
    ("north", {"lat": 0.502, "lon": 10.5}, PLACE, "S52 some 220 m beside the border"),
    ("north", {"lat": 0.504, "lon": 10.5}, YES, "S52 some 440 m beside it"),
    ("north", {"lat": 0.496, "lon": 10.5}, NO, "S52 some 440 m on the other side"),
    ("upland", {"lat": 0.5, "lon": 10.5}, YES, "S54 either district tells the same governorate"),
    ("upland", LOW_SOUTH, NO, "S54 a district tells its governorate"),
    ("country", LOW_SOUTH, YES, "S54 and its country"),
    ("upland", OUTSIDE, PLACE, "S54 outside all districts of a file"),
    ("new", UP_NORTH, PLACE, "S53 a district that no unit stands for, within the same governorate"),
    ("new", LOW_SOUTH, NO, "S53 one within another governorate"),
    ("mill", UP_NORTH, PLACE, "S54 a district does not tell a settlement"),
]
BY_COUNTRY: list[Row] = [
    ("country", UP_NORTH, YES, "S55 within"),
    ("country", OUTSIDE, NO, "S55 outside"),
    ("country", {"lat": 1.001, "lon": 10.5}, PLACE, "S52 near the border"),
    ("country", {"country": "XNT", **OUTSIDE}, NO, "S56 name and point agree that it is elsewhere"),
    ("country", {"country": "XNS", **OUTSIDE}, CONFLICT, "S56 name and point disagree"),
]
TOGETHER: list[Row] = [
    ("upland", {"admin1": "Upland", **UP_NORTH}, YES, "S56 they agree"),
    ("upland", {"admin1": "Upland", **BORDER}, YES, "S56 both are possible in one way"),
    ("upland", {"admin1": "Uplnd", **UP_NORTH}, YES, "S49 S56 the name leaves all possible, the point does not"),
    ("upland", {"admin1": "Lowland", **UP_NORTH}, CONFLICT, "S56 they disagree"),
    ("upland", {"admin1": "Upland", **LOW_SOUTH}, CONFLICT, "S56 they disagree the other way"),
    ("either", {"admin1": "Upland", **LOW_SOUTH}, YES, "S56 each remains possible, and both pass"),
    ("island", {"admin1": "Lowland", **UP_NORTH}, CONFLICT, "S53 S56 nor is a place decided that no unit stands for"),
    ("island", {"admin1": "Island", **UP_NORTH}, YES, "S53 S56 whoever drew the map did not know it"),
    ("upland", {"admin1": "Upland", **OUTSIDE}, CONFLICT, "S56 the point is in none"),
    ("upland", {"place": "Mill", **LOW_SOUTH}, CONFLICT, "S50 S56 the point is not where the settlement lies"),
    ("mill", {"place": "Mill", **LOW_SOUTH}, CONFLICT, "S56 so it may be another one"),
    ("upland", {"place": "Bridges", **UP_NORTH}, YES, "S56 the point tells two settlements apart"),
    ("upland", {"admin1": "Upland", "place": "Ford", **UP_NORTH}, CONFLICT, "S56 name and point against a name"),
    ("either", {"admin1": "Upland", "place": "Ford", **UP_NORTH}, YES, "S56 each remains possible, and both pass"),
    ("upland", {"admin1": "Uplnd", "place": "Mill", **LOW_SOUTH}, CONFLICT, "S49 S56 beside a name that is not known"),
    ("country", {"admin1": "Upland", **LOW_SOUTH}, CONFLICT, "S50 S56 if the name is right, nothing tells the country"),
    ("country", {"country": "XNS", "admin1": "Upland", **LOW_SOUTH}, YES, "S56 unless it is stated"),
    ("country", {"country": "XNT", **UP_NORTH}, CONFLICT, "S54 S56 another country than that of the governorate"),
    ("country", {"country": "XNS", **UP_NORTH}, YES, "S54 S56 the country of the governorate"),
]
MAPS: dict[str, list[Row]] = {
    "none": BY_NAME, "provinces": BY_POINT + TOGETHER, "districts": BY_DISTRICT, "countries": BY_COUNTRY,
    "provinces of all XNS": [
        ("country", OUTSIDE, NO, "S55 outside all governorates of a country"),
        ("country", UP_NORTH, YES, "S55 within one"),
        ("country", BORDER, YES, "S52 in a gap between them"),
        ("upland", UP_NORTH, YES, "S51 within"),
    ],
    "provinces and districts": [
        ("north", UP_NORTH, YES, "S51 within"), ("upland", UP_NORTH, YES, "S51 within"),
        ("upland", OUTSIDE, NO, "S53 outside all"),
    ],
    "provinces and an unknown one": [
        ("upland", {"lat": 0.5, "lon": 12.5}, NO, "S53 in a unit that stands for no place"),
        ("island", {"lat": 0.5, "lon": 12.5}, PLACE, "S53 which may be one that no unit stands for"),
        ("country", {"lat": 0.5, "lon": 12.5}, PLACE, "S53 S54 nor does it tell its country"),
        ("upland", UP_NORTH, YES, "S51 within"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def evaluators(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Evaluator]:
    folder = tmp_path_factory.mktemp("rules")
    agreement = accord(folder)
    return {
        name: Evaluator(
            agreement,
            inference=InferenceChoice.REFERENCE,
            boundaries=open_boundaries(files) if files else None,
        )
        for name, files in maps(folder).items()
    }


def assess(evaluator: Evaluator, location: dict[str, Any]) -> Assessment:
    return evaluator.assess(incident_from({**REPORT, "location": location}))


ROWS = [pytest.param(name, *row[:3], id=f"{name}: {row[3]}: {row[0]}") for name, rows in MAPS.items() for row in rows]


@pytest.mark.parametrize(("drawn", "asked", "location", "expected"), ROWS)
def test_question_has_this_answer(
    evaluators: dict[str, Evaluator], drawn: str, asked: str, location: dict[str, Any], expected: str
) -> None:
    assert answers(evaluators[drawn], location)[asked] == expected


NAMED_ONLY = [row for row in BY_NAME if row[2] != CONFLICT]


@pytest.mark.parametrize("drawn", [name for name in MAPS if name != "none"])
@pytest.mark.parametrize("row", NAMED_ONLY, ids=[f"{row[3]}: {row[0]}" for row in NAMED_ONLY])
def test_boundaries_move_nothing_where_there_is_no_point(
    evaluators: dict[str, Evaluator], drawn: str, row: Row
) -> None:
    """S51."""
    assert answers(evaluators[drawn], row[1])[row[0]] == row[2]


def test_a_point_tells_nothing_without_boundaries(evaluators: dict[str, Evaluator]) -> None:
    """S51."""
    assert answers(evaluators["none"], UP_NORTH)["upland"] == PLACE


# What is reported, the notes on it.
NOTES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("none", {"admin1": "Upland", **LOW_SOUTH}, []),
    ("none", {"country": "XNT", "place": "Mill"}, []),
    ("none", {"admin1": "Uplnd"},
     [("location.admin1", "the name `Uplnd` is not in the registry; the nearest known name is `Upland`, which was not used")]),
    ("none", {"admin2": "Nowhere at all"}, [("location.admin2", "the name `Nowhere at all` is not in the registry")]),
    ("none", {"admin2": "Upper North", "place": "Ford"},
     [("location.admin2", "`Upper North` and `Ford` are not in the same admin1; each was left possible")]),
    ("none", {"admin1": "Upland", "place": "Mill"}, []),
    ("none", {"admin1": "Upland", "place": "Ford"},
     [("location.admin1", "`Upland` and `Ford` are not in the same admin1; each was left possible")]),
    ("none", {"admin1": "Lowland", "admin2": "upper north"},
     [("location.admin1", "`Lowland` and `upper north` are not in the same admin1; each was left possible")]),
    ("none", {"admin2": "Upper South", "place": "Mill"},
     [("location.admin2", "`Upper South` and `Mill` are not in the same admin2; each was left possible")]),
    ("none", {"admin1": "Lowland", "admin2": "New District", "place": "Mill"},
     [("location.admin1", "`Lowland` and `New District` are not in the same admin1; each was left possible"),
      ("location.admin1", "`Lowland` and `Mill` are not in the same admin1; each was left possible"),
      ("location.admin2", "`New District` and `Mill` are not in the same admin2; each was left possible")]),
    ("none", {"admin1": "Uplnd", "admin2": "Lower North", "place": "Mill"},
     [("location.admin1", "the name `Uplnd` is not in the registry; the nearest known name is `Upland`, which was not used"),
      ("location.admin2", "`Lower North` and `Mill` are not in the same admin1; each was left possible")]),
    ("none", {"country": "XNT", "admin1": "Upland"}, []),
    ("provinces", {"admin1": "Upland", **UP_NORTH}, []),
    ("provinces", {"admin1": "Upland", **BORDER}, []),
    ("provinces", {"admin1": "Upland", "place": "Ford", **UP_NORTH},
     [("location.admin1", "`Upland` and `Ford` are not in the same admin1; each was left possible"),
      ("location.place", "`Ford` and the point disagree: by the boundaries the point is in `Upland`; each was left possible")]),
    ("provinces", {"admin1": "up land", **LOW_SOUTH},
     [("location.admin1", "`up land` and the point disagree: by the boundaries the point is in `Lowland`; each was left possible")]),
    ("provinces", {"admin1": "Island", "lat": 0.5, "lon": 11.0, "radius_km": 40}, []),
    ("provinces", {"admin1": "Far", "lat": 0.5, "lon": 11.0, "radius_km": 40},
     [("location.admin1",
       "`Far` and the point disagree: by the boundaries the point is in `Lowland` or `Upland`; each was left possible")]),
    ("provinces", {"admin1": "Upland", **OUTSIDE},
     [("location.admin1",
       "`Upland` and the point disagree: by the boundaries the point is not there; each was left possible")]),
    ("provinces", {"country": "XNT", **UP_NORTH},
     [("location.country",
       "`XNT` and the point disagree: by the boundaries the point is in `XNS`; each was left possible")]),
    ("provinces", {"place": "Mill", **LOW_SOUTH},
     [("location.place", "`Mill` and the point disagree: by the boundaries the point is in `Lowland`; each was left possible")]),
    ("provinces", {"lat": 0.75}, [("location.lat", "a point needs `lon` too; this was not used")]),
    ("provinces", {"lon": 10.5}, [("location.lon", "a point needs `lat` too; this was not used")]),
]  # fmt: skip


@pytest.mark.parametrize(("drawn", "location", "notes"), NOTES)
def test_what_could_not_be_used_or_disagrees_is_said(
    evaluators: dict[str, Evaluator], drawn: str, location: dict[str, Any], notes: list[tuple[str, str]]
) -> None:
    """S49, S56."""
    assert [(note.path, note.text) for note in assess(evaluators[drawn], location).notes] == notes


HOMONYMS = (
    REGISTRY.rstrip()
    + """
      middle-up: {title: Middle, level: admin2, country: XNS, within: upland}
      middle-low: {title: Middle, level: admin2, country: XNS, within: lowland}
      spring-up: {title: Spring, level: place, country: XNS, within: middle-up}
      spring-low: {title: Spring, level: place, country: XNS, within: lower-north}
      hill-up: {title: Hill, level: place, country: XNS, within: upland}
      hill-unknown: {title: Hill, level: place, country: XNS}
      middle-old: {title: Old Middle, level: admin2, country: XNS, within: middle-up}
      gate: {title: Gate, level: place, country: XNS, within: middle-old}
"""
)


@pytest.mark.parametrize(("location", "upland", "middle", "notes"), [
    ({"admin2": "Middle"}, PLACE, YES, []),
    ({"admin1": "Upland", "admin2": "Middle"}, YES, YES, []),
    ({"admin2": "Middle", "place": "Spring"}, YES, YES, []),
    # Any two of the three can be true, and the three cannot.
    ({"admin1": "Lowland", "admin2": "Middle", "place": "Spring"}, CONFLICT, CONFLICT,
     ["`Lowland`, `Middle` and `Spring` do not lie together by the registry; each was left possible"]),
    ({"admin1": "Lowland", "place": "Hill"}, NO, PLACE, []),
    ({"admin1": "Lowland", "admin2": "Middle", "place": "Hill"}, NO, YES, []),
    # A district within a district: what lies in the one lies in the other.
    ({"admin2": "Middle", "place": "Gate"}, YES, YES, []),
    ({"admin1": "Upland", "place": "Gate"}, YES, NO, []),
    ({"admin1": "Lowland", "admin2": "Middle", "place": "Gate"}, CONFLICT, YES,
     ["`Lowland` and `Gate` are not in the same admin1; each was left possible"]),
])  # fmt: skip
def test_names_that_can_mean_several_places_are_read_together(
    tmp_path: Path, location: dict[str, Any], upland: str, middle: str, notes: list[str]
) -> None:
    """S56: of all that they can mean, what lies within each other remains."""
    rule = RULE.format("rule", "location.admin1: upland, location.admin2: [middle-up, middle-low]")
    evaluator = Evaluator(written(tmp_path, AGREEMENT, HOMONYMS, rule=rule), inference=InferenceChoice.REFERENCE)
    (signature,) = evaluator.tester.test(incident_from({**REPORT, "location": location})).readings[0].signatures
    said = [
        answer_of(signature[number]) for number, test in enumerate(evaluator.program.tests) if isinstance(test, PlaceIs)
    ]
    assert said == [upland, middle]
    assert [note.text for note in assess(evaluator, location).notes] == notes


def test_names_that_mean_too_many_places_together_are_not_used_and_said(tmp_path: Path) -> None:
    """S56: 101 districts and 100 settlements of one name each, of which nobody knows where they lie."""
    many = [f"      {level}-{number}: {{title: {level}, level: {level}, country: XNS}}"
            for level, count in (("admin2", 101), ("place", 100)) for number in range(count)]  # fmt: skip
    registry = "\n".join([REGISTRY.rstrip(), *many, ""])
    evaluator = Evaluator(
        written(tmp_path, AGREEMENT, registry, rule=RULE.format("rule", "location.admin2: new-district"))
    )
    one = assess(evaluator, {"admin2": "admin2"})
    assert (one.verdict, one.notes) == (Verdict.NO_VIOLATION, ())
    together = assess(evaluator, {"admin2": "admin2", "place": "place"})
    assert (together.verdict, [str(reason) for reason in together.reasons]) == (Verdict.INDETERMINATE, [PLACE])
    assert [(note.path, note.text) for note in together.notes] == [
        ("location.admin2", "together the names can mean places in more than 10,000 ways; they were not used")
    ]


def test_names_are_looked_at_only_where_a_rule_asks_or_a_file_tells(tmp_path: Path) -> None:
    agreement = written(tmp_path, AGREEMENT, REGISTRY, rule=RULE.format("country", "location.country: XNS"))
    unknown = {"country": "XNS", "admin1": "Uplnd", "place": "Ml"}
    assert assess(Evaluator(agreement), unknown).notes == ()
    drawn = open_boundaries([file_of(tmp_path / "provinces.geojson", provinces())])
    assert [note.path for note in assess(Evaluator(agreement, boundaries=drawn), unknown).notes] == ["location.admin1"]


def test_memory_of_locations_is_bounded(monkeypatch: pytest.MonkeyPatch, evaluators: dict[str, Evaluator]) -> None:
    monkeypatch.setattr(locator, "_MOST_LOCATIONS", 1)
    monkeypatch.setattr(surveyor, "_MOST_POINTS", 1)
    drawn = evaluators["provinces"]
    for lat in (0.7, 0.3, 0.7, 0.3):
        assert answers(drawn, {"lat": lat, "lon": 10.4, "admin2": f"Nowhere {lat}"})["upland"] == YES
        assert answers(drawn, {"lat": lat, "lon": 11.6, "admin2": f"Elsewhere {lat}"})["upland"] == NO


@pytest.mark.parametrize(("features", "unlinked"), [
    ([feature((0, 0, 1, 1), NAME="Uplnd")], [("Uplnd", (), "Upland")]),
    ([feature((0, 0, 1, 1), NAME="Nothing like it")], [("Nothing like it", (), None)]),
    ([feature((0, 0, 1, 1), NAME="UPLAND")], []),
    ([feature((0, 0, 1, 1), NAME="Upland", OTHER="Up Land")], []),
    ([feature((0, 0, 1, 1), NAME="Upland", OTHER="Not known")], []),
    ([feature((0, 0, 1, 1), NAME="Upland", OTHER="Lowland")], [("Upland", ("lowland", "upland"), None)]),
])  # fmt: skip
def test_a_unit_stands_for_a_place_by_an_exact_name_only(
    tmp_path: Path, features: list[Feature], unlinked: list[tuple[str, tuple[str, ...], str | None]]
) -> None:
    """S53."""
    drawn = open_boundaries([f"admin1:NAME,OTHER={file_of(tmp_path / 'units.geojson', features)}"])
    agreement = written(tmp_path, AGREEMENT, REGISTRY, rule=RULE.format("rule", "location.admin1: upland"))
    found = Evaluator(agreement, boundaries=drawn).tester.locator.surveyor
    assert found is not None
    assert [(unit.names[0], unit.meant, unit.nearest) for unit in found.unlinked()] == unlinked


def test_what_a_unit_lies_within_tells_homonyms_apart(tmp_path: Path) -> None:
    """S53: by the governorate, or the country, that the file says."""
    homonyms = """\
      middle-up: {title: Middle, level: admin2, country: XNS, within: upland}
      middle-low: {title: Middle, level: admin2, country: XNS, within: lowland}
      centre-south: {title: Centre, level: admin1, country: XNS}
      centre-far: {title: Centre, level: admin1, country: XNT}
    """
    agreement = written(
        tmp_path, AGREEMENT, REGISTRY.rstrip() + "\n" + homonyms, rule=RULE.format("rule", "location.admin2: middle-up")
    )
    up, low = (
        feature(square, ADM0_PCODE="XN", ADM1_EN=above, ADM1_PCODE="-", ADM2_PCODE="-", ADM2_EN="Middle")
        for above, square in PROVINCES.items()
    )
    centre = feature((20.0, 0.0, 21.0, 1.0), shapeType="ADM1", shapeGroup="XNT", shapeName="Centre")
    files = [file_of(tmp_path / "middle.geojson", [up, low]), file_of(tmp_path / "centre.geojson", [centre])]
    found = Evaluator(agreement, boundaries=open_boundaries(files)).tester.locator
    assert found.surveyor is not None
    assert list(found.surveyor.unlinked()) == []
    locations = [Location(lat=0.5, lon=10.5), Location(lat=0.5, lon=11.5), Location(lat=0.5, lon=20.5)]
    inside = [found.find(location).at(PlaceLevel.ADMIN2).left.inside for location in locations]
    assert inside == [frozenset({"middle-up"}), frozenset({"middle-low"}), None]
    assert found.find(locations[2]).at(PlaceLevel.ADMIN1).left.inside == frozenset({"centre-far"})
