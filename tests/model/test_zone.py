"""Which instants a wall time or a local day names. Docs: semantics.md, S7 to S9."""

from __future__ import annotations

import pickle
import re
from datetime import UTC, date, datetime

import pytest

from cfcheck.model.time import BEGINNING, END, Instant
from cfcheck.model.zone import UnknownZone, Zone, instant_of, tz_version, zone_names

HOUR = 3_600_000_000


def at(text: str) -> Instant:
    return instant_of(datetime.fromisoformat(text))


# What clocks showed, and when that was by UTC.
WALL_TIMES = [
    ("Asia/Damascus", "2016-02-27T00:00", ["2016-02-26T22:00Z"], "winter"),
    ("Asia/Damascus", "2016-07-01T00:00", ["2016-06-30T21:00Z"], "summer"),
    ("Asia/Damascus", "2016-03-24T23:59", ["2016-03-24T21:59Z"], "the last minute before clocks go forward"),
    ("Asia/Damascus", "2016-03-25T00:00", [], "S7 midnight is skipped"),
    ("Asia/Damascus", "2016-03-25T00:30", [], "S7 half past midnight is skipped"),
    ("Asia/Damascus", "2016-03-25T01:00", ["2016-03-24T22:00Z"], "the first minute after"),
    ("Asia/Damascus", "2016-10-27T22:59", ["2016-10-27T19:59Z"], "the last minute that happens once"),
    ("Asia/Damascus", "2016-10-27T23:30", ["2016-10-27T20:30Z", "2016-10-27T21:30Z"], "S7 it happens twice"),
    ("Asia/Damascus", "2016-10-28T00:00", ["2016-10-27T22:00Z"], "midnight after clocks go back"),
    ("Pacific/Apia", "2011-12-30T12:00", [], "S7 a whole day is skipped"),
    ("America/Havana", "2016-11-06T00:00", ["2016-11-06T04:00Z", "2016-11-06T05:00Z"], "S7 midnight happens twice"),
    ("UTC", "2016-02-27T00:00", ["2016-02-27T00:00Z"], "no change ever"),
]

# A local day, when it begins by UTC, and how many hours it has.
DAYS = [
    ("Asia/Damascus", "2016-02-27", "2016-02-26T22:00Z", 24, "S8 an ordinary day"),
    ("Asia/Damascus", "2016-03-24", "2016-03-23T22:00Z", 24, "S8 the day before clocks go forward"),
    ("Asia/Damascus", "2016-03-25", "2016-03-24T22:00Z", 23, "S8 it begins at 01:00 and has 23 hours"),
    ("Asia/Damascus", "2016-10-27", "2016-10-26T21:00Z", 25, "S8 clocks go back within it"),
    ("Asia/Damascus", "2016-10-28", "2016-10-27T22:00Z", 24, "S8 the day after"),
    ("America/Havana", "2016-11-06", "2016-11-06T04:00Z", 25, "S8 it begins with the first of two midnights"),
    ("Australia/Lord_Howe", "2016-04-03", "2016-04-02T13:00Z", 24.5, "S8 clocks go back by half an hour"),
    ("America/Toronto", "1919-03-30", "1919-03-30T05:00Z", 23.5, "S8 clocks skip from half an hour before midnight"),
    ("America/Toronto", "1919-03-31", "1919-03-31T04:30Z", 23.5, "S8 to half an hour after it"),
    ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00Z", 24, "S8 the day before the one skipped"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", 0, "S8 the day skipped is empty"),
    ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z", 24, "S8 the day after it follows at once"),
]


@pytest.mark.parametrize(("zone", "wall", "instants"), [pytest.param(*w[:3], id=f"{w[1]} {w[3]}") for w in WALL_TIMES])
def test_wall_time_names_these_instants(zone: str, wall: str, instants: list[str]) -> None:
    assert Zone(zone).instants(datetime.fromisoformat(wall)) == tuple(map(at, instants))


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"), [pytest.param(*d[:4], id=f"{d[4]} ({d[1]})") for d in DAYS]
)
def test_local_day_is_as_long_as_it_was(zone: str, day: str, begins: str, hours: float) -> None:
    start, end = Zone(zone).day(date.fromisoformat(day))
    assert (start, (end - start) / HOUR) == (at(begins), hours)


PLAIN_DAYS = [
    ("Asia/Damascus", "2016-03-24", "yes", "ends at the midnight that clocks skip"),
    ("Asia/Damascus", "2016-03-25", "no", "begins with a gap"),
    ("Asia/Damascus", "2016-10-27", "no", "ends with an hour that comes back"),
    ("Asia/Damascus", "2016-10-28", "yes", "begins after it"),
    ("Europe/Kyiv", "2015-03-29", "no", "23 hours"),
    ("Europe/Kyiv", "2015-03-30", "yes", "a common day"),
    ("Pacific/Apia", "2011-12-30", "no", "a day that was skipped"),
    ("Asia/Damascus", "0001-01-01", "no", "the first day of all"),
    ("Asia/Damascus", "9999-12-31", "no", "the last day of all"),
]


@pytest.mark.parametrize(
    ("zone", "day", "plain"), [pytest.param(*d[:3], id=f"{d[3]} ({d[0]} {d[1]})") for d in PLAIN_DAYS]
)
def test_day_is_plain_if_every_clock_time_happened_once(zone: str, day: str, plain: str) -> None:
    one = date.fromisoformat(day)
    assert Zone(zone).plain_day(one) == (Zone(zone).day(one) if plain == "yes" else None)


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (at("2016-02-26T22:00Z"), "2016-02-27T00:00:00+02:00"),
        (at("2016-10-27T20:30Z"), "2016-10-27T23:30:00+03:00"),
        (at("2016-10-27T21:30Z"), "2016-10-27T23:30:00+02:00"),
        pytest.param(BEGINNING, "0001-01-03T02:25:12+02:25:12", id="clamped to the first year"),
        pytest.param(END, "9999-12-29T03:00:00+03:00", id="clamped to the last year"),
    ],
)
def test_clocks_show_this_at_an_instant(instant: Instant, shown: str) -> None:
    assert Zone("Asia/Damascus").local(instant).isoformat() == shown


def test_day_that_comes_back_after_midnight_includes_what_came_back() -> None:
    """S8: at 00:01 on 7 November 2010 clocks went back to 23:01 on the 6th."""
    _, end = Zone("America/St_Johns").day(date(2010, 11, 6))
    assert end == at("2010-11-07T03:30Z")


@pytest.mark.parametrize("name", ["IST", "EST", "EET", "Asia/Nowhere", "asia/damascus", "../zones", ""])
def test_only_places_of_the_tz_database_are_zones(name: str) -> None:
    """S9: an abbreviation names no zone."""
    assert name not in zone_names()
    with pytest.raises(UnknownZone, match=re.escape(f"unknown time zone `{name}`")):
        Zone(name)


def test_zones_of_one_name_are_equal() -> None:
    one, other = Zone("Asia/Damascus"), Zone("Asia/Damascus")
    assert one == other == pickle.loads(pickle.dumps(one))  # noqa: S301  # what it has just written itself
    assert len({one, other, Zone("UTC")}) == 2
    assert one != "Asia/Damascus"
    assert repr(one) == "Zone('Asia/Damascus')"


def test_release_of_the_tz_database_is_known() -> None:
    """S46."""
    assert re.fullmatch(r"20\d\d[a-z]+", tz_version())


def test_instants_count_microseconds_from_1970() -> None:
    assert instant_of(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005
    assert instant_of(datetime.fromisoformat("1969-12-31T23:59:59.999999Z")) == -1
