"""The shipped mapping for ACLED, on invented events in each layout of its exports."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from cfcheck.ingest.tables import convert, open_mapping
from cfcheck.model.assessment import SetAside
from cfcheck.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

ACLED = open_mapping("acled")
CURRENT = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
OLDER = ["data_id", "event_id_no_cnty", "iso3"]
EVENT = {
    "event_id_cnty": "SYR1", "event_date": "2020-03-06", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "North Army", "assoc_actor_1": "North Militia; North Guard",
    "inter1": "State forces", "actor2": "South Front", "inter2": "Rebel group", "iso": "760", "country": "Syria",
    "admin1": "Idleb", "location": "Saraqab", "latitude": "35.8644", "longitude": "36.8058", "geo_precision": "1",
    "source": "A; B", "notes": "Invented.", "fatalities": "3", "timestamp": "1600000000",
}  # fmt: skip
REMOTE = {"event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike"}
CIVILIANS = {"actor2": "Civilians (Syria)", "inter2": "Civilians"}


def csv_of(event: dict[str, str], headers: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headers, [event.get(header.lower(), "") for header in headers]])
    return text.getvalue().encode()


def converted(content: bytes) -> dict[str, Any]:
    (record,) = convert(io.BytesIO(content), "acled", ACLED)
    assert isinstance(record, Record), record
    made: dict[str, Any] = json.loads(record.raw)
    return made


def incident(**cells: str) -> dict[str, Any]:
    return converted(csv_of(EVENT | cells, CURRENT))


def test_a_battle_has_sides_and_no_perpetrator() -> None:
    assert incident() == {
        "id": "ACLED-SYR1",
        "occurred": "2020-03-06",
        "act": "armed_clash",
        "participants": [["North Army", "North Militia", "North Guard"], "South Front"],
        "location": {
            "country": "SYR", "admin1": "Idleb", "place": "Saraqab", "lat": 35.8644, "lon": 36.8058, "radius_km": 5.0,
        },
        "casualties": {"killed": {"min": 1}},
        "sources": [{"name": "ACLED", "url": "https://acleddata.com/", "note": "A; B"}],
        "description": "Invented.",
        "extra": {
            "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "North Army",
            "assoc_actor_1": "North Militia; North Guard", "actor2": "South Front", "fatalities": "3",
            "timestamp": "1600000000",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "layout",
    [
        lambda event: csv_of(event, [header.upper() for header in CURRENT]),
        lambda event: b"\xef\xbb\xbf" + csv_of(event, CURRENT),
        lambda event: csv_of(event, [*OLDER, *CURRENT]),
        lambda event: csv_of(event | {"inter1": "1", "inter2": "2"}, CURRENT),
        lambda event: json.dumps({"status": 200, "count": 1, "data": [event]}).encode(),
        lambda event: csv_of(event | {"event_date": "06-03-2020"}, CURRENT),
        lambda event: csv_of(event | {"event_date": "6 March 2020"}, CURRENT),
    ],
    ids=[
        "upper case",
        "byte order mark",
        "before 2023",
        "numbers for actor types",
        "JSON",
        "dd-mm-yyyy",
        "d Month yyyy",
    ],
)
def test_every_layout_gives_the_same_incident(layout: Callable[[dict[str, str]], bytes]) -> None:
    assert converted(layout(EVENT)) == incident()


@pytest.mark.parametrize(
    ("precision", "occurred"),
    [("2", {"from": "2020-03-03", "to": "2020-03-09"}), ("3", "2020-03")],
)
def test_a_day_not_known_is_a_longer_time(precision: str, occurred: object) -> None:
    assert incident(time_precision=precision)["occurred"] == occurred


def test_a_day_whose_precision_is_not_said_is_not_guessed() -> None:
    (result,) = convert(io.BytesIO(csv_of(EVENT | {"time_precision": ""}, CURRENT)), "acled", ACLED)
    assert isinstance(result, SetAside)
    assert (result.path, result.problem) == ("occurred", "nothing says how precisely the day is known")


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ({"event_type": "Violence against civilians", "sub_event_type": "Attack", **CIVILIANS}, (1, 2)),
        (REMOTE, None),
        (REMOTE | CIVILIANS, None),
        (REMOTE | CIVILIANS | {"civilian_targeting": "Civilians targeted"}, (1, 2)),
        (REMOTE | {"inter1": "7", "inter2": "1", "civilian_targeting": "Civilians targeted"}, (2, 1)),
        ({"sub_event_type": "Government regains territory"}, (1, 2)),
        ({"sub_event_type": "Non-state actor overtakes territory"}, (2, 1)),
        ({"sub_event_type": "Non-state actor overtakes territory", "inter1": "Rebel group"}, None),
    ],
)
def test_direction_comes_only_from_the_codebook(cells: dict[str, str], direction: tuple[int, int] | None) -> None:
    made = incident(**cells)
    if direction is None:
        assert len(made["participants"]) == 2
        assert "perpetrator" not in made
        return
    assert "participants" not in made
    names = EVENT | cells
    assert (made["perpetrator"], made["target"]) == tuple(names[f"actor{number}"] for number in direction)


def test_a_single_actor_of_an_explosion_is_the_one_who_did_it() -> None:
    for interaction in ("State forces only", "10"):
        made = incident(**REMOTE, actor2="", inter2="", interaction=interaction)
        assert made["perpetrator"] == "North Army"
        assert not {"target", "participants"} & set(made)


@pytest.mark.parametrize("interaction", ["", "State forces-Rebel group", "12"])
def test_an_actor_is_single_only_where_the_interaction_says_so(interaction: str) -> None:
    made = incident(**REMOTE, actor2="", inter2="", interaction=interaction)
    assert not {"perpetrator", "target", "participants"} & set(made)


def test_an_explosive_may_be_a_device_or_a_mine() -> None:
    made = incident(**REMOTE | {"sub_event_type": "Remote explosive/landmine/IED"})
    assert made["act"] == {"any_of": ["ied", "mine_explosion"]}


def test_what_is_coded_to_another_place_is_no_point_there() -> None:
    assert incident(geo_precision="2")["location"] == {
        "country": "SYR", "admin1": "Idleb", "lat": 35.8644, "lon": 36.8058, "radius_km": 50.0,
    }  # fmt: skip
    assert incident(geo_precision="3")["location"] == {"country": "SYR", "admin1": "Idleb"}


def test_no_fatalities_says_nothing() -> None:
    assert "casualties" not in incident(fatalities="0")


def test_civilians_alone_in_a_row_for_each_actor_are_no_perpetrator() -> None:
    cells = {"actor1": "Civilians (Syria)", "inter1": "Civilians", "actor2": "", "inter2": ""}
    made = incident(event_type="Violence against civilians", sub_event_type="Attack", **cells)
    assert not {"perpetrator", "target"} & set(made)
    made = incident(**REMOTE, **cells, civilian_targeting="Civilians targeted")
    assert (made.get("perpetrator"), made["target"]) == (None, "Civilians (Syria)")
