"""Finds the moments of incidents (the stretches of time they may belong to), with a memo by the text of the time."""

from __future__ import annotations

import re
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.evaluation.facts import time_of
from cfcheck.model.bounded import Bounded, size_of
from cfcheck.model.time import Instant, Interval
from cfcheck.model.zone import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.model.incident import Incident, Occurred
    from cfcheck.model.time import Stretches
    from cfcheck.model.verdict import Reason
    from cfcheck.model.zone import Zone

__all__ = ["Moment", "MomentFinder"]

_MOST_TIMES: Final = 65_536
_MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_MONTHS: Final = 1200
_DAY_LENGTH: Final = 24 * 60 * 60 * 1_000_000
"""The length of a day under one offset, in microseconds."""
_LONGEST_MONTH: Final = 31
_MONTH: Final = len("2016-03")
_DATE: Final = len("2016-03-01")
_CLOCK_END: Final = len("2016-03-01T04:12:00")
_OFFSETS: Final = ("", "Z", "+", "-")
_CLOCK: Final = re.compile(r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII).fullmatch
_CLOCKED: Final = frozenset(len("2016-03-01T04:12:00" + offset) for offset in ("", "Z", "+02:00"))
_LOCAL: Final = frozenset(map(len, ("2016-03-01", "2016-03-01T04:12", "2016-03-01T04:12:00")))


class Moment(NamedTuple):
    """The possible stretches, each given by its start, and why there is more than one, if so.

    Equal moments of one finder are one object, with a `number` of its own.
    """

    number: int
    stretches: tuple[Instant, ...]
    reason: Reason | None


class MomentFinder:
    """Finds moments.

    Where a whole day lies in one stretch, so does every clock time of that day with the same offset. So for most
    reports a lookup of the day suffices.
    """

    def __init__(self, zone: Zone, stretches: Stretches) -> None:
        self._zone = zone
        self._stretches = stretches
        self._moments: dict[tuple[tuple[Instant, ...], Reason | None], Moment] = {}
        self._numbered: list[Moment] = []
        self._by_text: Bounded[str | Occurred | None, Moment] = Bounded(_MOST_TIMES, _MOST_BYTES)
        self._by_day: Bounded[str, Moment] = Bounded(_MOST_TIMES, _MOST_BYTES)
        self._by_month: dict[str, dict[date, Moment]] = {}
        self._lock = Lock()

    def __getitem__(self, number: int) -> Moment:
        return self._numbered[number]

    def find(self, incident: Incident) -> Moment:
        """The moment of the incident. Raises InvalidIncident if its time is not valid."""
        occurred = incident.occurred
        if type(occurred) is str and len(occurred) in _CLOCKED and _CLOCK(occurred, _DATE, _CLOCK_END):
            found = self._by_day.get(occurred[:_DATE] + occurred[_CLOCK_END:])
            if found is not None:
                return found
        known = self._by_text.get(occurred)
        return self._find(incident) if known is None else known

    def days_around(self, occurred: str) -> Mapping[date, Moment]:
        """The days of the month of a valid local time on which every clock time has the same moment, with that moment.

        Empty if the time has an offset, or names no day.
        """
        if len(occurred) not in _LOCAL:
            return {}
        month = occurred[:_MONTH]
        if month not in self._by_month:
            if len(self._by_month) >= _MOST_MONTHS:
                self._by_month.clear()
            self._by_month[month] = dict(self._days_of(date.fromisoformat(f"{month}-01")))
        return self._by_month[month]

    def of_stretch(self, start: Instant) -> Moment:
        """The moment of an incident that certainly lies in the stretch with that start."""
        return self._moment((start,), None)

    def _find(self, incident: Incident) -> Moment:
        occurred = incident.occurred
        time = time_of(incident, self._zone)
        stretches = self._stretches.within(time.span)
        found = self._moment(stretches, None if len(stretches) == 1 else time.reason)
        self._by_text.keep(occurred, found, size_of(occurred))
        if isinstance(occurred, str) and len(occurred) in _CLOCKED and occurred[_CLOCK_END:][:1] in _OFFSETS:
            self._keep_day(occurred[:_DATE], occurred[_CLOCK_END:])
        return found

    def _moment(self, stretches: tuple[Instant, ...], reason: Reason | None) -> Moment:
        key = (stretches, reason)
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(len(self._numbered), *key)
                self._numbered.append(self._moments[key])
            return self._moments[key]

    def _keep_day(self, day: str, offset: str) -> None:
        """Keep the day under that offset, if every clock time exists on it and all lie in one stretch."""
        if offset:
            start = instant_of(datetime.fromisoformat(f"{day}T00:00:00{offset}"))
            interval: Interval | None = Interval(start, Instant(start + _DAY_LENGTH))
        else:
            interval = self._zone.plain_day(date.fromisoformat(day))
        if moment := self._within(interval):
            self._by_day.keep(day + offset, moment, size_of(day + offset))

    def _days_of(self, first: date) -> Iterator[tuple[date, Moment]]:
        """The days of the month on which every clock time exists and all lie in one stretch."""
        for number in range(first.toordinal(), first.toordinal() + _LONGEST_MONTH):
            day = date.fromordinal(number)
            if day.month == first.month and (moment := self._within(self._zone.plain_day(day))):
                yield day, moment

    def _within(self, interval: Interval | None) -> Moment | None:
        """The moment of the interval, if it is given and lies in one stretch."""
        stretches = self._stretches.within((interval,)) if interval else ()
        return self._moment(stretches, None) if len(stretches) == 1 else None
