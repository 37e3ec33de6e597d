"""Times as reports and rule files write them. Docs: semantics.md, S6 to S9."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cfcheck.model.written_time import InvalidTime, read_time
from cfcheck.model.zone import Zone

if TYPE_CHECKING:
    from cfcheck.model.time import Instant

D = "Asia/Damascus"

# What is written, and the interval it names by UTC, its end outside. Zone: Damascus, unless another one is named.
TIMES = [
    ("2016-02-26T22:00:00Z", "2016-02-26T22:00:00 to 2016-02-26T22:00:01", "the start by UTC"),
    ("2016-02-27T00:00:00+02:00", "2016-02-26T22:00:00 to 2016-02-26T22:00:01", "the start with its offset"),
    ("2016-02-27T00:00:00", "2016-02-26T22:00:00 to 2016-02-26T22:00:01", "S7 the start by the clocks of Damascus"),
    ("2016-02-27T00:00:00+03:00", "2016-02-26T21:00:00 to 2016-02-26T21:00:01",
     "midnight in Moscow is an hour earlier"),
    ("2016-02-26T17:00:00-05:00", "2016-02-26T22:00:00 to 2016-02-26T22:00:01", "an offset to the west"),
    ("2016-02-27T05:45:00+05:45", "2016-02-27T00:00:00 to 2016-02-27T00:00:01", "an offset of minutes"),
    ("2016-02-27 00:00:00 Z", "2016-02-27T00:00:00 to 2016-02-27T00:00:01", "spaces for T and before the offset"),
    ("2016-02-27T00:00", "2016-02-26T22:00:00 to 2016-02-26T22:01:00", "S6 a minute"),
    ("2016-02-27T00:00:00.5Z", "2016-02-27T00:00:00.500000 to 2016-02-27T00:00:00.600000", "S6 a tenth of a second"),
    ("2016-02-27T00:00:00.000001Z", "2016-02-27T00:00:00.000001 to 2016-02-27T00:00:00.000002", "S6 a microsecond"),
    ("2016-02-27", "2016-02-26T22:00:00 to 2016-02-27T22:00:00", "S6 a local day"),
    ("2016-02-29", "2016-02-28T22:00:00 to 2016-02-29T22:00:00", "a leap day"),
    ("2016-03-25", "2016-03-24T22:00:00 to 2016-03-25T21:00:00", "S8 a day of 23 hours, which begins at 01:00"),
    ("2016-10-27", "2016-10-26T21:00:00 to 2016-10-27T22:00:00", "S8 a day of 25 hours"),
    ("2016-03", "2016-02-29T22:00:00 to 2016-03-31T21:00:00", "S6 a month"),
    ("2016-12", "2016-11-30T22:00:00 to 2016-12-31T22:00:00", "S6 the last month of a year"),
    ("2016-10-27T22:59", "2016-10-27T19:59:00 to 2016-10-27T20:00:00", "the last minute that happens once"),
    ("2016-10-27T23:30", "2016-10-27T20:30:00 to 2016-10-27T20:31:00, 2016-10-27T21:30:00 to 2016-10-27T21:31:00",
     "S7 a minute that happens twice"),
    ("2016-10-27T23:30+02:00", "2016-10-27T21:30:00 to 2016-10-27T21:31:00", "S7 its offset says which of the two"),
    ("2016-03-25T00:30+02:00", "2016-03-24T22:30:00 to 2016-03-24T22:31:00", "an offset names what clocks skipped"),
    ("0001-01-03", "0001-01-02T21:34:48 to 0001-01-03T21:34:48", "years of old"),
    ("9999-12-30", "9999-12-29T21:00:00 to 9999-12-30T21:00:00", "years to come"),
]  # fmt: skip

REFUSED = [
    (D, "2016-03-25T00:30", "never happened in Asia/Damascus: clocks were put forward over it", "S7 a skipped minute"),
    ("Pacific/Apia", "2011-12-30", "never happened in Pacific/Apia", "S7 a skipped day"),
    (D, "2016-02-27T10:00 IST", "the zone abbreviation `IST`, which does not say which zone is meant", "S9 IST"),
    (D, "2016-02-27 00:00EET", "the zone abbreviation `EET`", "S9 EET"),
    (
        D,
        "2016-02-27T24:00",
        "hours run from 00 to 23; midnight belongs to the day that it begins",
        "24:00 is written 00:00 of the next day",
    ),
    (D, "2016-02-27T10:60", "minutes run from 00 to 59", "no minute 60"),
    (D, "2016-06-30T23:59:60", "seconds run from 00 to 59; leap seconds are not counted", "no leap second"),
    (D, "2016-02-30", "that month has no such day", "no 30 February"),
    (D, "2016-13", "months run from 01 to 12", "no month 13"),
    (D, "2016-02-27T00:00+15:00", "no zone has the offset +15:00", "no such offset"),
    (D, "2016-02-27T00:00+02:60", "no zone has the offset +02:60", "no such minutes in an offset"),
    (D, "0000-01-01", "years run from 0001 to 9999", "before the first year"),
    (D, "2016-02-30T24:00", "that month has no such day", "a day is looked at before its hour"),
    (D, "2016-00", "months run from 01 to 12", "no month 0"),
    (D, "2016-04-00", "that month has no such day", "no day 0"),
    (D, "2015-02-29", "that month has no such day", "no leap day"),
    (D, "2016-04-31T10:61", "that month has no such day", "no 31 April"),
    (D, "2016-13-32T25:61", "months run from 01 to 12", "the first part that is none"),
    (D, "2016-02-27T24:00+15:00", "hours run from 00 to 23", "no such hour and no such offset"),
    ("UTC", "9999-12-31", "names no time: years run from 0001 to 9999", "a last day whose end is out of range"),
    ("UTC", "9999-12", "names no time: years run from 0001 to 9999", "a last month whose end is out of range"),
    (D, "0001-01-01", "names no time: years run from 0001 to 9999", "a first day that begins out of range"),
    (
        "America/New_York",
        "9999-12-31T23:59",
        "names no time: years run from 0001 to 9999",
        "a wall time out of range by UTC",
    ),
    (D, "2016", "is not a time of a form such as", "a year alone"),
    (D, "2016-2-7", "is not a time of a form such as", "single digits"),
    (D, "27.02.2016", "is not a time of a form such as", "another order"),
    (D, "2016-02-27T1:00", "is not a time of a form such as", "an hour of one digit"),
    (D, "2016-02-27Z", "is not a time of a form such as", "a date with an offset"),
    (D, "2016-02-27T00:00:00.1234567", "is not a time of a form such as", "seven digits of a second"),
    (D, "٢٠١٦-٠٢-٢٧", "is not a time of a form such as", "digits of another script"),
    (D, "2016-02-27T00:00 [Asia/Damascus]", "is not a time of a form such as", "a zone's name"),
    (D, "", "is not a time of a form such as", "nothing"),
]


def shown(instant: Instant) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    return moment.replace(tzinfo=None).isoformat()


@pytest.mark.parametrize(("text", "interval"), [pytest.param(*t[:2], id=f"{t[2]} ({t[0]})") for t in TIMES])
def test_time_names_an_interval(text: str, interval: str) -> None:
    found = read_time(text, Zone(D))
    assert ", ".join(f"{shown(start)} to {shown(end)}" for start, end in found) == interval


@pytest.mark.parametrize(("zone", "text", "why"), [pytest.param(*r[:3], id=f"{r[3]} ({r[1]})") for r in REFUSED])
def test_what_names_no_time_is_refused(zone: str, text: str, why: str) -> None:
    with pytest.raises(InvalidTime) as refused:
        read_time(text, Zone(zone))
    assert why in str(refused.value)
    assert f"`{text}`" in str(refused.value)
