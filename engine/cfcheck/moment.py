"""Finds the stretches of time that an incident may belong to, remembering what was found for each way to write it.

Knows how times are written and where time is cut, nothing of what the cuts are for.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.facts import time_of
from cfcheck.instant import Instant, Interval
from cfcheck.zone import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.incident import Incident, Occurred
    from cfcheck.stretches import Stretches
    from cfcheck.verdict import Reason
    from cfcheck.zone import Zone

__all__ = ["Moment", "MomentFinder"]

_MOST_TIMES: Final = 65_536
_LENGTH: Final = 24 * 60 * 60 * 1_000_000
"""Of a day as an offset has it, in microseconds."""
_LONGEST_MONTH: Final = 31
_MONTH: Final = len("2016-03")
_DATE: Final = len("2016-03-01")
_CLOCK_END: Final = len("2016-03-01T04:12:00")
_OFFSETS: Final = ("", "Z", "+", "-")
_CLOCK: Final = re.compile(r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII).fullmatch
_CLOCKED: Final = frozenset(len("2016-03-01T04:12:00" + offset) for offset in ("", "Z", "+02:00"))
_DATED: Final = _CLOCKED | {_DATE, len("2016-03-01T04:12")}


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
    for the day is enough for most reports. Of local days, those of a month are looked at together.
    """

    def __init__(self, zone: Zone, stretches: Stretches) -> None:
        self._zone = zone
        self._stretches = stretches
        self._moments: dict[tuple[tuple[Instant, ...], Reason | None], Moment] = {}
        self._numbered: list[Moment] = []
        self._known: dict[str | Occurred | None, Moment] = {}
        self._days: dict[str, Moment] = {}
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

    def of_month(self, day: str) -> Mapping[date, Moment]:
        """Local days, every clock time of which has the same moment: those of the month of a day that was met."""
        return self._months.get(day[:_MONTH], {})

    def of_stretch(self, start: Instant) -> Moment:
        """The moment of whatever certainly lies in the stretch that begins then."""
        return self._moment((start,), None)

    def _look(self, incident: Incident) -> Moment:
        occurred = incident.occurred
        time = time_of(incident, self._zone)
        stretches = self._stretches.within(time.span)
        found = self._moment(stretches, None if len(stretches) == 1 else time.reason)
        if max(len(self._known), len(self._days)) >= _MOST_TIMES:
            for known in (self._known, self._days, self._months):
                known.clear()
        self._known[occurred] = found
        if isinstance(occurred, str) and len(occurred) in _DATED and occurred[_CLOCK_END:][:1] in _OFFSETS:
            self._remember_days(occurred[:_DATE], occurred[_CLOCK_END:])
        return found

    def _moment(self, stretches: tuple[Instant, ...], reason: Reason | None) -> Moment:
        key = (stretches, reason)
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(len(self._numbered), *key)
                self._numbered.append(self._moments[key])
            return self._moments[key]

    def _remember_days(self, day: str, offset: str) -> None:
        """Keep the day as the offset has it or, where there is none, those of its month."""
        if offset:
            start = instant_of(datetime.fromisoformat(f"{day}T00:00:00{offset}"))
            if moment := self._within(Interval(start, Instant(start + _LENGTH))):
                self._days[day + offset] = moment
        elif day[:_MONTH] not in self._months:
            month = self._months[day[:_MONTH]] = dict(self._plain_days(date.fromisoformat(day)))
            self._days |= {one.isoformat(): moment for one, moment in month.items()}

    def _plain_days(self, day: date) -> Iterator[tuple[date, Moment]]:
        """The days of a month on which every clock time exists once, and which lie in one stretch."""
        first = day.replace(day=1).toordinal()
        for one in map(date.fromordinal, range(first, first + _LONGEST_MONTH)):
            if one.month != day.month:
                return
            whole = self._zone.plain_day(one)
            if whole is not None and (moment := self._within(whole)):
                yield one, moment

    def _within(self, whole: Interval) -> Moment | None:
        """The moment of all that lies in the interval, if it is one."""
        stretches = self._stretches.within((whole,))
        return self._moment(stretches, None) if len(stretches) == 1 else None
