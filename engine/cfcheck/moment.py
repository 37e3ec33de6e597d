"""Finds the stretches of time that an incident may belong to, remembering what was found for each way to write it.

Knows how times are written and where time is cut, nothing of what the cuts are for.
"""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.facts import time_of
from cfcheck.incident import Incident, InvalidIncident, Occurred
from cfcheck.instant import Interval

if TYPE_CHECKING:
    from cfcheck.instant import Instant, Span
    from cfcheck.stretches import Stretches
    from cfcheck.verdict import Reason
    from cfcheck.zone import Zone

__all__ = ["Moment", "MomentFinder"]

_MOST_TIMES: Final = 65_536
_DATE: Final = len("2016-03-01")
_CLOCK_END: Final = len("2016-03-01T04:12:00")
_OFFSETS: Final = ("", "Z", "+", "-")
_CLOCK: Final = re.compile(r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII).fullmatch
_CLOCKED: Final = frozenset(len("2016-03-01T04:12:00" + offset) for offset in ("", "Z", "+02:00"))


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
        self._known: dict[str | Occurred | None, Moment] = {}
        self._days: dict[str, Moment] = {}
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

    def of_day(self, day: str) -> Moment | None:
        """The moment of every clock time of the local day, written as a date, where all of them have the same one."""
        return self._days.get(day)

    def of_stretch(self, start: Instant) -> Moment:
        """The moment of whatever certainly lies in the stretch that begins then."""
        return self._moment((start,), None)

    def _look(self, incident: Incident) -> Moment:
        occurred = incident.occurred
        time = time_of(incident, self._zone)
        stretches = self._stretches.within(time.span)
        found = self._moment(stretches, None if len(stretches) == 1 else time.reason)
        if len(self._known) >= _MOST_TIMES:
            self._known.clear()
            self._days.clear()
        self._known[occurred] = found
        if isinstance(occurred, str) and len(occurred) in _CLOCKED and occurred[_CLOCK_END:][:1] in _OFFSETS:
            self._remember_day(occurred)
        return found

    def _moment(self, stretches: tuple[Instant, ...], reason: Reason | None) -> Moment:
        key = (stretches, reason)
        with self._lock:
            if key not in self._moments:
                self._moments[key] = Moment(len(self._numbered), *key)
                self._numbered.append(self._moments[key])
            return self._moments[key]

    def _remember_day(self, occurred: str) -> None:
        """Keep the day if every clock time exists on it and is in one stretch."""
        day, offset = occurred[:_DATE], occurred[_CLOCK_END:]
        try:
            span = self._whole_day(day, offset)
        except InvalidIncident:  # the first or last day of all, an end of which is out of reach
            return
        stretches = self._stretches.within((Interval(span[0].start, span[-1].end),))
        if len(stretches) == 1 and (offset or self._zone.is_plain(span[0])):
            self._days[day + offset] = self._moment(stretches, None)

    def _whole_day(self, day: str, offset: str) -> Span:
        if not offset:
            return time_of(Incident(id="day", occurred=day), self._zone).span
        ends = Occurred(start=f"{day}T00:00:00{offset}", end=f"{day}T23:59:59{offset}")
        return time_of(Incident(id="day", occurred=ends), self._zone).span
