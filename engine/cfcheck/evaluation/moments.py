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
_LENGTH: Final = 24 * 60 * 60 * 1_000_000
"""Of a day as an offset has it, in microseconds."""
_LONGEST_MONTH: Final = 31
_MONTH: Final = len("2016-03")
_DATE: Final = len("2016-03-01")
_CLOCK_END: Final = len("2016-03-01T04:12:00")
_OFFSETS: Final = ("", "Z", "+", "-")
_CLOCK: Final = re.compile(r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII).fullmatch
_CLOCKED: Final = frozenset(len("2016-03-01T04:12:00" + offset) for offset in ("", "Z", "+02:00"))
_LOCAL: Final = frozenset(map(len, ("2016-03-01", "2016-03-01T04:12", "2016-03-01T04:12:00")))


class Moment(NamedTuple):
    """The stretches possible, each by the instant at which it begins, and why there are several if there are.

    Moments that nothing tells apart are one object, with a `number` of its own among those of its finder.
    """

    number: int
    stretches: tuple[Instant, ...]
    reason: Reason | None


class MomentFinder:
    """Finds moments.

    Where a whole day, as one offset writes it, lies in one stretch, so does every clock time of that day; hence a look
    for the day is enough for most reports.
    """

    def __init__(self, zone: Zone, stretches: Stretches) -> None:
        self._zone = zone
        self._stretches = stretches
        self._moments: dict[tuple[tuple[Instant, ...], Reason | None], Moment] = {}
        self._numbered: list[Moment] = []
        self._known: Bounded[str | Occurred | None, Moment] = Bounded(_MOST_TIMES, _MOST_BYTES)
        self._days: Bounded[str, Moment] = Bounded(_MOST_TIMES, _MOST_BYTES)
        self._months: dict[str, dict[date, Moment]] = {}
        self._lock = Lock()

    def __getitem__(self, number: int) -> Moment:
        return self._numbered[number]

    def find(self, incident: Incident) -> Moment:
        """The moment of the incident. Raises InvalidIncident for a time that is none."""
        occurred = incident.occurred
        if type(occurred) is str and len(occurred) in _CLOCKED and _CLOCK(occurred, _DATE, _CLOCK_END):
            found = self._days.get(occurred[:_DATE] + occurred[_CLOCK_END:])
            if found is not None:
                return found
        known = self._known.get(occurred)
        return self._look(incident) if known is None else known

    def days_around(self, occurred: str) -> Mapping[date, Moment]:
        """Of the month of a time that is one, the local days on which every clock time has the same moment.

        None where the time is written with an offset, or is no time of a day.
        """
        if len(occurred) not in _LOCAL:
            return {}
        month = occurred[:_MONTH]
        if month not in self._months:
            if len(self._months) >= _MOST_MONTHS:
                self._months.clear()
            self._months[month] = dict(self._days_of(date.fromisoformat(f"{month}-01")))
        return self._months[month]

    def of_stretch(self, start: Instant) -> Moment:
        """The moment of whatever certainly lies in the stretch that begins then."""
        return self._moment((start,), None)

    def _look(self, incident: Incident) -> Moment:
        occurred = incident.occurred
        time = time_of(incident, self._zone)
        stretches = self._stretches.within(time.span)
        found = self._moment(stretches, None if len(stretches) == 1 else time.reason)
        self._known.keep(occurred, found, size_of(occurred))
        if isinstance(occurred, str) and len(occurred) in _CLOCKED and occurred[_CLOCK_END:][:1] in _OFFSETS:
            self._remember_day(occurred[:_DATE], occurred[_CLOCK_END:])
        return found

    def _moment(self, stretches: tuple[Instant, ...], reason: Reason | None) -> Moment:
        key = (stretches, reason)
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(len(self._numbered), *key)
                self._numbered.append(self._moments[key])
            return self._moments[key]

    def _remember_day(self, day: str, offset: str) -> None:
        """Keep the day, as the offset has it, if every clock time exists on it and is in one stretch."""
        if offset:
            start = instant_of(datetime.fromisoformat(f"{day}T00:00:00{offset}"))
            whole: Interval | None = Interval(start, Instant(start + _LENGTH))
        else:
            whole = self._zone.plain_day(date.fromisoformat(day))
        if moment := self._within(whole):
            self._days.keep(day + offset, moment, size_of(day + offset))

    def _days_of(self, first: date) -> Iterator[tuple[date, Moment]]:
        """The days of the month on which every clock time exists, in one stretch."""
        for number in range(first.toordinal(), first.toordinal() + _LONGEST_MONTH):
            day = date.fromordinal(number)
            if day.month == first.month and (moment := self._within(self._zone.plain_day(day))):
                yield day, moment

    def _within(self, whole: Interval | None) -> Moment | None:
        """The moment of all that lies in the interval, if there is one and it is one."""
        stretches = self._stretches.within((whole,)) if whole else ()
        return self._moment(stretches, None) if len(stretches) == 1 else None
