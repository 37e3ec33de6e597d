"""Tells incidents that are alike in all that their assessment depends on, but for their id and record.

Knows which fields a program's tests read, nothing of how they are answered.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cfcheck.condition import ActorFact, ActorIs, CountWithin, PlaceIs
from cfcheck.facts import time_of
from cfcheck.incident import Incident, InvalidIncident, Occurred
from cfcheck.instant import Interval
from cfcheck.place import told_by

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from cfcheck.incident import Location
    from cfcheck.instant import Instant, Span
    from cfcheck.program import Program
    from cfcheck.stretches import Stretches
    from cfcheck.zone import Zone

__all__ = ["LikenessFinder"]

_MOST_TIMES: Final = 65_536
_DATE: Final = len("2016-03-01")
_CLOCK_END: Final = len("2016-03-01T04:12:00")
_OFFSETS: Final = ("", "Z", "+", "-")
_CLOCKED: Final = frozenset(len("2016-03-01T04:12:00" + offset) for offset in ("", "Z", "+02:00"))


class LikenessFinder:
    """Finds the likeness of an incident under one program: incidents with equal ones have equal assessments.

    `survey`, where there is one, says of a location all that its point moves.
    """

    def __init__(
        self, program: Program, stretches: Stretches, survey: Callable[[Location], Hashable] | None = None
    ) -> None:
        self._times = _TimeFinder(program.agreement.zone, stretches)
        self._facts = attrgetter("act", "weapon", "perpetrator", "target", "participants")
        said = _several(sorted({"country", *_location_fields(program)}))
        self._where: Callable[[Location], object] = said if survey is None else _both(said, survey)
        self._counts = _several(sorted({t.field for t in program.tests if isinstance(t, CountWithin)}))

    def find(self, incident: Incident) -> Hashable:
        """The likeness of the incident. Raises InvalidIncident for a time that is none."""
        where, casualties, claims = incident.location, incident.casualties, incident.claims
        return (
            self._times.find(incident),
            self._facts(incident),
            None if where is None else self._where(where),
            None if casualties is None else self._counts(casualties),
            None if claims is None else repr(claims),
        )


def _location_fields(program: Program) -> Iterator[str]:
    for test in program.tests:
        if isinstance(test, PlaceIs):
            yield from told_by(test.level)
        if isinstance(test, ActorIs) and test.fact is ActorFact.CONTROLLER:
            yield "controlled_by"


def _several(fields: Iterable[str]) -> Callable[[object], object]:
    names = list(fields)
    return attrgetter(*names) if names else lambda _: None


def _both(one: Callable[[Location], object], other: Callable[[Location], object]) -> Callable[[Location], object]:
    return lambda location: (one(location), other(location))


class _TimeFinder:
    """Finds the stretches of time that an incident may belong to, remembering what was found for each way to write it.

    Where a whole day, as one offset writes it, lies in one stretch, so does every clock time of that day; hence one
    look for the day and one for the clock is enough for most reports.
    """

    def __init__(self, zone: Zone, stretches: Stretches) -> None:
        self._zone = zone
        self._stretches = stretches
        self._known: dict[str | Occurred | None, Hashable] = {}
        self._days: dict[str, Hashable] = {}
        self._clocks: set[str] = set()

    def find(self, incident: Incident) -> Hashable:
        """The stretches, and the reason why there are several if there are."""
        occurred = incident.occurred
        if type(occurred) is str and len(occurred) in _CLOCKED and occurred[_DATE:_CLOCK_END] in self._clocks:
            found = self._days.get(occurred[:_DATE] + occurred[_CLOCK_END:])
            if found is not None:
                return found
        known = self._known.get(occurred)
        return self._look(incident) if known is None else known

    def _look(self, incident: Incident) -> Hashable:
        occurred = incident.occurred
        time = time_of(incident, self._zone)
        found = self._key(self._stretches.within(time.span), time.reason)
        if len(self._known) >= _MOST_TIMES:
            self._known.clear()
            self._days.clear()
        self._known[occurred] = found
        if isinstance(occurred, str) and len(occurred) in _CLOCKED and occurred[_CLOCK_END:][:1] in _OFFSETS:
            self._remember_day(occurred)
        return found

    @staticmethod
    def _key(stretches: tuple[Instant, ...], reason: str) -> Hashable:
        return stretches[0] if len(stretches) == 1 else (stretches, reason)

    def _remember_day(self, occurred: str) -> None:
        """Keep the clock, which is one, and the day if every clock time exists on it and is in one stretch."""
        self._clocks.add(occurred[_DATE:_CLOCK_END])
        day, offset = occurred[:_DATE], occurred[_CLOCK_END:]
        try:
            span = self._whole_day(day, offset)
        except InvalidIncident:  # the first or last day of all, an end of which is out of reach
            return
        stretches = self._stretches.within((Interval(span[0].start, span[-1].end),))
        if len(stretches) == 1 and (offset or self._zone.is_plain(span[0])):
            self._days[day + offset] = stretches[0]

    def _whole_day(self, day: str, offset: str) -> Span:
        if not offset:
            return time_of(Incident(id="day", occurred=day), self._zone).span
        ends = Occurred(start=f"{day}T00:00:00{offset}", end=f"{day}T23:59:59{offset}")
        return time_of(Incident(id="day", occurred=ends), self._zone).span
