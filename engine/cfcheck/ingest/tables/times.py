"""Layouts of times in tables, such as `DD Month YYYY hh:mm`, and the interval that a text in a layout names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["InvalidLayout", "InvalidTableTime", "TimeLayout", "layout_of"]

EXCEL = "excel"
ISO = "iso"
# Day 0 of spreadsheets that hold 1900 to have been a leap year; right from March 1900 on.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_FIRST = 61
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d\d)",
    "M": r"(?P<month>\d\d?)",
    "Month": r"(?P<word>[A-Za-z]{3,9})",
    "Mon": r"(?P<word>[A-Za-z]{3})",
    "DD": r"(?P<day>\d\d)",
    "D": r"(?P<day>\d\d?)",
    "hh": r"(?P<hour>\d\d)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)",
    "fff": r"(?P<fraction>\d{1,6})",
    "ZZ": r"(?P<offset>Z|[+-]\d\d:\d\d)",
}
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)"
    r"(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?P<offset>Z|[+-]\d\d:\d\d)?)?)?",
    re.ASCII,
)
_ORDER = ("year", "month", "word", "day", "hour", "minute", "second")
_GROUP = re.compile(r"\(\?P<(\w+)>")
# A month as a number and as a word is one part of a time, of which a layout has one.
_SAME_PART = {"word": "month"}
_PART = re.compile("YYYY|Month|Mon|MM|M|DD|D|hh|mm|ss|fff|ZZ|(?P<sign>[T ,./:0-9-])|(?P<unknown>.)", re.DOTALL)


class InvalidLayout(ValueError):
    """Raised for a text that is no layout."""


class InvalidTableTime(ValueError):
    """Raised for a text of the layout that names no day of the calendar."""


@dataclass(frozen=True, slots=True)
class TimeLayout:
    """How a time is written; `form` is None for the day numbers of spreadsheets."""

    written: str
    form: re.Pattern[str] | None

    def read(self, text: str, offset: str) -> str | None:
        """The time in the incident format, or None if the text is not of this layout.

        The offset is that of clock times without one. Raises InvalidTime.
        """
        if self.form is None:
            return _serial_day(text)
        match = self.form.fullmatch(text)
        return None if match is None else _time(match, text, offset)


def layout_of(written: str) -> TimeLayout:
    """The layout that is written so. Raises InvalidLayout."""
    if written == EXCEL:
        return TimeLayout(written, None)
    if written == ISO:
        return TimeLayout("YYYY-MM-DDThh:mm:ssZZ or shorter", _ISO)
    parts = list(_parts(written))
    groups = [group for part in parts for group in _GROUP.findall(part)]
    if len({_SAME_PART.get(group, group) for group in groups}) < len(groups):
        raise InvalidLayout("a part of the time is in it twice")
    known = [name for name in _ORDER if name in groups]
    if known[:1] != ["year"] or not {"month", "word"} & set(known) or ("hour" in known) != ("minute" in known):
        raise InvalidLayout("a layout has YYYY, one of MM, M, Mon and Month, and hh and mm both or neither")
    if "hour" in known and "day" not in known:
        raise InvalidLayout("a layout with hh has DD or D")
    return TimeLayout(written, re.compile("".join(parts), re.ASCII))


def _parts(written: str) -> Iterator[str]:
    for match in _PART.finditer(written):
        if match["unknown"]:
            raise InvalidLayout(f"{quoted(match['unknown'])} has no meaning in a layout")
        yield re.escape(match.group()) if match["sign"] else _TOKENS[match.group()]


def _time(match: re.Match[str], text: str, offset: str) -> str | None:
    parts = match.groupdict()
    month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
    if month is None:
        return None
    try:
        day = date(int(parts["year"]), month, int(parts.get("day") or 1))
    except ValueError:
        raise InvalidTableTime(f"{quoted(text)} is no day of the calendar") from None
    if not parts.get("day"):
        return day.isoformat()[: len("2016-03")]
    if not parts.get("hour"):
        return day.isoformat()
    try:
        time(int(parts["hour"]), int(parts["minute"]), int(parts.get("second") or 0))
    except ValueError:
        raise InvalidTableTime(f"{quoted(text)} is no time that clocks show") from None
    seconds = f":{parts['second']}" if parts.get("second") else ""
    fraction = f".{parts['fraction']}" if seconds and parts.get("fraction") else ""
    return f"{day.isoformat()}T{parts['hour']}:{parts['minute']}{seconds}{fraction}{parts.get('offset') or offset}"


def _month(word: str) -> int | None:
    """The number of the month that has this English name, in full or in three letters."""
    lower = word.lower()
    return next((number for number, name in enumerate(_MONTHS, 1) if lower in (name, name[:3])), None)


def _serial_day(text: str) -> str | None:
    if not re.fullmatch(r"\d{1,6}(\.0+)?", text, re.ASCII):
        return None
    number = int(text.partition(".")[0])
    if number < EXCEL_FIRST:
        raise InvalidTableTime(f"{quoted(text)} is a day number before March 1900, on which spreadsheets differ")
    return (EXCEL_EPOCH + timedelta(days=number)).isoformat()
