"""Parses the times that reports and rule files write.

Forms: `2016-03`, `2016-03-01`, `2016-03-01T04:12`, `2016-03-01 04:12:00.5`, each clock time with `Z`, an offset
(`+02:00`) or neither; without one it is wall time in the given zone. The text names an interval: a date the local day,
`04:12` that minute. Zone abbreviations are refused, since one abbreviation names several zones.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from cfcheck.model.problem import CfcheckError
from cfcheck.model.text import quoted
from cfcheck.model.time import Instant, Interval, Span, span_of
from cfcheck.model.zone import instant_of

if TYPE_CHECKING:
    from cfcheck.model.zone import Zone

__all__ = ["InvalidTime", "read_time"]

_FORM = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)"
    r"(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?:[ ]?(?P<offset>Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)
_ABBREVIATED = re.compile(r".*\d:\d\d ?(?P<zone>[A-Za-z]{2,5})", re.ASCII)
# Rule files name the same days over and over.
_REMEMBERED = 1024
_MINUTE = 60_000_000
_MOST_MINUTES = 59
# In minutes: Kiribati is 14 hours ahead of UTC.
_LARGEST_OFFSET = 14 * 60
_SECOND = 1_000_000
_YEARS = "years run from 0001 to 9999"
_DAYS = "that month has no such day"
# The parts of a time, but for the day, each with its range and the message for a value outside it.
_RANGES = (
    ("year", range(1, 10_000), _YEARS),
    ("month", range(1, 13), "months run from 01 to 12"),
    ("hour", range(24), "hours run from 00 to 23; midnight belongs to the day that it begins"),
    ("minute", range(60), "minutes run from 00 to 59"),
    ("second", range(60), "seconds run from 00 to 59; leap seconds are not counted"),
)
_FORMS = "2016-03-01T04:12:00+02:00, 2016-03-01T04:12, 2016-03-01 or 2016-03"


class InvalidTime(CfcheckError, ValueError):
    """Raised for a text that names no time: not one of the forms, no such date, or skipped by the clocks."""


@lru_cache(_REMEMBERED)
def read_time(text: str, zone: Zone) -> Span:
    """The instants that the text names: one interval, or two where a wall time happened twice.

    Raises InvalidTime, whose message says what was expected.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise InvalidTime(_why_not(text))
    parts = {
        name: int(digits) for name, digits in match.groupdict().items() if digits and name not in {"offset", "fraction"}
    }
    try:
        if "day" not in parts:
            return _month(date(parts["year"], parts["month"], 1), zone)
        day = date(parts["year"], parts["month"], parts["day"])
        if "hour" not in parts:
            return _existing(span_of(zone.day(day)), text, zone)
        fraction = match["fraction"] or ""
        wall = datetime(  # noqa: DTZ001  # what clocks showed; the zone or the offset comes next
            day.year, day.month, day.day, parts["hour"], parts["minute"], parts.get("second", 0),
            int(fraction.ljust(6, "0") or 0),
        )  # fmt: skip
        starts = _starts(wall, match["offset"], zone)
    except InvalidTime:
        raise
    except (ValueError, OverflowError):
        raise InvalidTime(f"`{text}` names no time: {_why_none(parts, match['offset'])}") from None
    length = _length("second" in parts, len(fraction))
    return _existing(span_of(*(Interval(start, Instant(start + length)) for start in starts)), text, zone)


def _length(has_seconds: bool, digits: int) -> int:  # noqa: FBT001  # two facts of one written form
    """How many microseconds the last written digit stands for."""
    return 10 ** (6 - digits) if has_seconds else _MINUTE


def _month(first: date, zone: Zone) -> Span:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return span_of(Interval(zone.day(first).start, zone.day(following).start))


def _starts(wall: datetime, offset: str | None, zone: Zone) -> tuple[Instant, ...]:
    if offset is None:
        return zone.instants(wall)
    if offset == "Z":
        return (instant_of(wall.replace(tzinfo=UTC)),)
    ahead = timedelta(minutes=_minutes(offset))
    return (instant_of(wall.replace(tzinfo=timezone(-ahead if offset[0] == "-" else ahead))),)


def _minutes(offset: str) -> int:
    """How many minutes from UTC it is. Raises ValueError for what is the offset of no zone."""
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if minutes > _MOST_MINUTES or hours * 60 + minutes > _LARGEST_OFFSET:
        raise ValueError(offset)
    return hours * 60 + minutes


def _why_none(parts: dict[str, int], offset: str | None) -> str:
    """Which part of a text that has the form of a time makes it none."""
    outside = {name: why for name, known, why in _RANGES if parts.get(name, known.start) not in known}
    if not outside.keys() & {"year", "month"} and not _is_day(parts["year"], parts["month"], parts.get("day", 1)):
        return _DAYS
    if outside:
        return next(iter(outside.values()))
    # What is left are times so near to the first or the last that they, or their ends, have no date by UTC.
    return _YEARS if _is_offset(offset) else f"no zone has the offset {offset}"


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_offset(offset: str | None) -> bool:
    try:
        return offset in (None, "Z") or _minutes(str(offset)) >= 0
    except ValueError:
        return False


def _existing(span: Span, text: str, zone: Zone) -> Span:
    if not span:
        message = (
            f"`{text}` never happened in {zone.name}: clocks were put forward over it; "
            "write the time with its offset, such as +03:00"
        )
        raise InvalidTime(message)
    return span


def _why_not(text: str) -> str:
    abbreviated = _ABBREVIATED.fullmatch(text)
    if abbreviated:
        return (
            f"{quoted(text)} has the zone abbreviation `{abbreviated['zone']}`, "
            "which does not say which zone is meant; write an offset such as +02:00, or Z"
        )
    return f"{quoted(text)} is not a time of a form such as {_FORMS}"
