"""The times that a range of two, or a day known no better, stands for. Knows the incident format's times as texts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from cfcheck.converting.cells import CellFault
from cfcheck.wording import quoted

__all__ = ["from_to", "widened"]

# How much of a written day is left where it is known no better.
_LENGTHS = {"day": len("2016-03-01"), "month": len("2016-03")}
_DAYS = re.compile(r"(?P<days>\d{1,3}) days?", re.ASCII)


def from_to(first: str | None, last: str | None) -> str | dict[str, str] | None:
    """The range of the two; one of them if they are the same, or None where neither is told. Raises CellFault."""
    if first is not None and first == last:
        return first
    if first is not None and last is not None and len(first) == len(last) and first > last:
        raise CellFault(f"it ends before it begins: from {first} to {last}")
    return {key: bound for key, bound in (("from", first), ("to", last)) if bound is not None} or None


def widened(day: str, known_to: str | None) -> str | dict[str, str]:
    """The time that the day stands for; as long as nobody says for which, it cannot be told."""
    if known_to is None:
        raise CellFault("nothing says how precisely the day is known")
    days = _DAYS.fullmatch(known_to)
    try:
        written = date.fromisoformat(day)
    except ValueError:
        raise CellFault(f"{quoted(day)} is no day, and only a day can stand for a longer time") from None
    if days:
        return _around(written, timedelta(days=int(days["days"])))
    if known_to == "year":
        return {"from": f"{written.year:04}-01-01", "to": f"{written.year:04}-12-31"}
    if known_to not in _LENGTHS:
        raise CellFault(f"expected `day`, `month`, `year` or `3 days`, found {quoted(known_to)}")
    return day[: _LENGTHS[known_to]]


def _around(day: date, days: timedelta) -> dict[str, str]:
    try:
        return {"from": (day - days).isoformat(), "to": (day + days).isoformat()}
    except OverflowError:
        raise CellFault(f"{days.days} days around {day.isoformat()} are beyond the calendar") from None
