"""The shipped mapping for UCDP GED, on an invented event in each layout of its releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.ingest import conversions
from tests.ingest.conversions import table

from cfcheck.ingest.tables import Reserved, open_mapping
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import encode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.model.record import Record

GED = open_mapping("ucdp-ged")
SHORT, LONG = sorted(GED.form.headers)
EVENT = {
    "id": "7", "relid": "SYR-1", "year": "2016", "type_of_violence": "1",
    "dyad_name": "Government of Syria - Syrian insurgents",
    "side_a": "Government of Syria", "side_b": "Syrian insurgents", "source_original": "SOHR",
    "source_headline": 'Shells, then\n"silence"', "where_prec": "1", "where_coordinates": "Teir Maaleh village",
    "adm_1": "Homs Governorate", "adm_2": "Ar Rastan district", "latitude": "34.8", "longitude": "36.7",
    "country": "Syria",
    "event_clarity": "1", "date_prec": "1", "date_start": "2016-03-01", "date_end": "2016-03-01", "deaths_a": "1",
    "deaths_b": "1",
    "deaths_civilians": "2", "deaths_unknown": "0", "low": "4", "best": "4", "high": "4",
}  # fmt: skip


def ged(width: int = LONG, header: bool = True, /, **cells: str) -> bytes:  # noqa: FBT001, FBT002  # a table has one
    headers = GED.form.headers[width]
    row = [(EVENT | cells).get(column, "") for column in headers]
    return table([headers, row] if header else [row])


def converted(content: bytes) -> list[Record | SetAside]:
    return conversions.converted(content, GED)


def incident(content: bytes) -> dict[str, Any]:
    return conversions.incident(content, GED)


def problems(content: bytes) -> list[tuple[int, str, str]]:
    return conversions.problems(content, GED)


def test_an_event_becomes_an_incident() -> None:
    assert incident(ged()) == {
        "id": "UCDP-GED-7",
        "occurred": "2016-03-01",
        "act": "attack",
        "participants": ["Government of Syria", "Syrian insurgents"],
        "location": {
            "country": "SYR", "admin1": "Homs Governorate", "admin2": "Ar Rastan district",
            "place": "Teir Maaleh village", "lat": 34.8, "lon": 36.7, "radius_km": 5.0,
        },
        "casualties": {"killed": 4, "civilians_killed": 2},
        "sources": [{"name": "UCDP GED", "url": "https://ucdp.uu.se/", "note": "SOHR"}],
        "description": 'Shells, then\n"silence"',
        "extra": {"dyad_name": "Government of Syria - Syrian insurgents", "best": "4"},
    }  # fmt: skip


@pytest.mark.parametrize("width", [SHORT, LONG])
@pytest.mark.parametrize("header", [True, False])
def test_every_layout_gives_the_same_incident(width: int, header: bool) -> None:  # noqa: FBT001  # a parameter of the table
    assert (SHORT, LONG) == (41, 49)
    assert incident(ged(width, header)) == incident(ged())


@pytest.mark.parametrize("layout", ["{}", "{} 00:00:00.000", "{} 00:00:00", "{}T00:00:00"])
def test_the_midnight_of_a_date_is_no_time(layout: str) -> None:
    start, end = layout.format("2016-02-25"), layout.format("2016-02-27")
    occurred = incident(ged(date_start=start, date_end=end, date_prec="2"))["occurred"]
    assert occurred == {"from": "2016-02-25", "to": "2016-02-27"}


def test_a_clock_time_is_refused() -> None:
    (found,) = problems(ged(date_start="2016-03-01 04:12:00"))
    assert found[:2] == (2, "occurred")
    assert "`2016-03-01 04:12:00` is no time of the layout" in found[2]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda event: {"TotalCount": 1, "NextPageUrl": "", "Result": [event]},
        lambda event: [event],
        lambda event: {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.7, 34.8]}, "properties": event}
            ],
        },
    ],
    ids=["API", "array", "GeoJSON"],
)
def test_json_gives_the_same_incident(wrap: Callable[[object], object]) -> None:
    typed = {key: int(value) if value.isdigit() else value for key, value in EVENT.items()}
    assert incident(encode_json(wrap(typed | {"latitude": 34.8, "active_year": True, "gwnob": None}))) == incident(
        ged()
    )


def test_one_sided_violence_says_who_did_it() -> None:
    made = incident(ged(type_of_violence="3", side_a="IS", side_b="Civilians", low="1", best="2", high="3"))
    assert (made["perpetrator"], made["target"]) == ("IS", "Civilians")
    assert "participants" not in made
    assert made["casualties"] == {key: {"min": 1, "max": 3} for key in ("killed", "civilians_killed")}


def test_a_composite_side_is_several_actors_under_their_own_names() -> None:
    made = incident(ged(side_a="Ahrar al-Sham, Jabhat Fateh al-Sham , HTS"))
    assert made["participants"][0] == ["Ahrar al-Sham", "Jabhat al-Nusra", "HTS"]


@pytest.mark.parametrize(
    ("side", "names"),
    [
        ("Government of Macedonia, FYR", "Government of Macedonia, FYR"),
        ("UCK, Government of Macedonia, FYR", ["UCK", "Government of Macedonia, FYR"]),
    ],
)
def test_a_name_with_the_separator_in_it_stays_whole(side: str, names: object) -> None:
    assert incident(ged(side_a=side))["participants"][0] == names


@pytest.mark.parametrize(
    ("cells", "casualties"),
    [
        ({"low": "1", "best": "2", "high": "5"}, {"killed": {"min": 1, "max": 5}, "civilians_killed": {"max": 5}}),
        ({"deaths_unknown": "1"}, {"killed": 4, "civilians_killed": {"min": 2, "max": 4}}),
        ({"low": "5"}, None),
        ({"best": "5"}, None),
    ],
)
def test_estimates_are_as_wide_as_the_source_has_them(cells: dict[str, str], casualties: object) -> None:
    made = incident(ged(**cells))
    assert made.get("casualties") == casualties
    assert ("deaths" in made["extra"]) is (casualties is None)


@pytest.mark.parametrize(
    ("cells", "path"),
    [({"event_clarity": "2"}, "event_clarity"), ({"date_prec": "4"}, "date_prec"), ({"where_prec": "6"}, "where_prec")],
)
def test_what_is_no_single_incident_is_reserved(cells: dict[str, str], path: str) -> None:
    (result,) = converted(ged(**cells))
    assert isinstance(result, Reserved)
    assert result.path == path
    assert result.record_if_out_of_scope.incident.id == result.id == "UCDP-GED-7"
    assert result.set_aside == SetAside("events.csv", 2, "UCDP-GED-7", path, result.problem)


def test_a_stand_in_for_a_place_is_kept_as_an_area() -> None:
    made = incident(ged(where_prec="3", where_coordinates="Ar Rastan district"))
    assert made["location"] == {"country": "SYR", "admin1": "Homs Governorate", "admin2": "Ar Rastan district"}
    assert made["extra"]["area"] == "Ar Rastan district"


def test_an_unknown_country_is_not_guessed() -> None:
    (found,) = problems(ged(country="Syrai"))
    assert found == (2, "location.country", "`Syrai` is not in the code list `countries`; did you mean `Syria`?")


def test_gaza_is_not_in_israel() -> None:
    assert incident(ged(country="Israel", adm_1="Gaza Strip"))["location"]["country"] == "PSE"
    assert incident(ged(country="Israel", adm_1="Central district"))["location"]["country"] == "ISR"


def test_a_missing_column_sets_the_file_aside() -> None:
    headers = [name.replace("date_start", "date_strt") for name in GED.form.headers[LONG]]
    assert problems(table([headers])) == [(0, "", "there is no column `date_start` (did you mean `date_strt`?)")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "a file without a header row would have 41 or 49 columns, and this one has 2"),
        (b"week,day", "has none of the columns expected: id, type_of_violence"),
    ],
)
def test_a_file_that_is_no_table_is_set_aside_as_a_whole(content: bytes, problem: str) -> None:
    ((record, _, found),) = problems(content)
    assert record == 0
    assert problem in found
