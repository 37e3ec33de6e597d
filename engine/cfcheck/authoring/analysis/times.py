"""The time as a fact: the stretches that a question can tell apart, and how a report writes a time in one."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from functools import lru_cache, partial
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.authoring.analysis.cast import cuts_of
from cfcheck.authoring.analysis.values import UNKNOWN, Value
from cfcheck.model.logic import any_of
from cfcheck.model.time import END, Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cfcheck.authoring.analysis.cast import Cast
    from cfcheck.authoring.analysis.values import Reads
    from cfcheck.model.condition import OccurredWithin
    from cfcheck.model.zone import Zone

__all__ = ["TimeFact", "resolved", "unresolved", "written_within"]

PATH: Final = "occurred"
_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND
_LONG: Final = 3 * _DAY
_WRITTEN: Final = 1024
# Beyond these, nothing is a date that a report could write.
_FIRST: Final = -62_000_000_000 * _SECOND
_LAST: Final = 250_000_000_000 * _SECOND

Answers = dict[int, int]


class _Hanging(Protocol):
    def actor_answers(self, tests: tuple[int, ...], era: int) -> frozenset[tuple[int, ...]]: ...


def unresolved(answers: Answers) -> Iterable[Answers]:
    """A report can say no more: between the candidates of a boundary the answer is unknown."""
    return [answers]


def resolved(answers: Answers) -> Iterable[Answers]:
    """As it is, the time lies on one side or the other of an uncertain boundary."""
    choices = [(0, 1) if answer == UNKNOWN else (answer,) for answer in answers.values()]
    return [dict(zip(answers, chosen, strict=True)) for chosen in product(*choices)]


class TimeFact:
    """The time as a fact. `hanging` are the facts whose values depend on the era."""

    above = None

    def __init__(
        self,
        cast: Cast,
        zones: Sequence[Zone],
        test_of: Callable[[int], OccurredWithin],
        hanging: Mapping[str, _Hanging],
        settle: Callable[[Answers], Iterable[Answers]],
    ) -> None:
        self._cast = cast
        self._zones = tuple(zones)
        self._test_of = test_of
        self._hanging = hanging
        self._settle = settle
        self._known: dict[tuple[tuple[int, ...], ...], tuple[Value, ...]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:  # noqa: ARG002  # hangs on nothing
        """The stretches that differ in the tests of time, or in the possible answers about actors."""
        key = (reads[PATH], *(reads.get(path, ()) for path in self._hanging))
        if key not in self._known:
            self._known[key] = tuple(self._values(reads))
        return self._known[key]

    def _values(self, reads: Reads) -> Iterable[Value]:
        tests = reads[PATH]
        actor_answers = self._actor_answers(reads)
        found: dict[tuple[object, ...], tuple[Instant, Instant, Answers]] = {}
        for start, end in self._stretches(tests):
            stretch = (start, end, {test: self._covers(start, test) for test in tests})
            key = (*stretch[2].values(), actor_answers[self._cast.era(start)])
            if key not in found or (_length(found[key]) < _LONG <= _length(stretch)):
                found[key] = stretch
        for start, end, answers in found.values():
            ways = (((PATH, written_within(start, end, self._zones)),),)
            for settled in self._settle(answers):
                ask = partial(self._ask, start, settled)
                yield Value(tuple(settled.values()), ways, ask, self._cast.era(start))

    def _actor_answers(self, reads: Reads) -> list[tuple[frozenset[tuple[int, ...]], ...]]:
        hanging = [(fact, reads[path]) for path, fact in self._hanging.items() if path in reads]
        return [tuple(fact.actor_answers(tests, era) for fact, tests in hanging) for era in range(len(self._cast.eras))]

    def _stretches(self, tests: tuple[int, ...]) -> Iterable[tuple[Instant, Instant]]:
        cuts = cuts_of(period for test in tests for period in self._test_of(test).periods)
        starts = sorted({*cuts, *self._cast.starts} - {END})
        return pairwise([*starts, END])

    def _covers(self, instant: Instant, test: int) -> int:
        return int(any_of(period.covers(instant) for period in self._test_of(test).periods))

    def _ask(self, instant: Instant, settled: Answers, test: int) -> int:
        return settled[test] if test in settled else self._covers(instant, test)


def _length(stretch: tuple[Instant, Instant, Answers]) -> int:
    return stretch[1] - stretch[0]


# What tells one question from another is seldom the time: each asks for the same few stretches again.
@lru_cache(_WRITTEN)
def written_within(start: Instant, end: Instant, zones: tuple[Zone, ...]) -> str:
    """A time, as a report writes it, that lies within; a local day if one fits and all zones are the same."""
    if len(set(zones)) == 1:
        day = _day_within(start, end, zones[0])
        if day is not None:
            return day.isoformat()
    at = start if start > _FIRST else Instant(min(end, _LAST) - _SECOND)
    local = zones[0].local(at)
    offset = local.utcoffset() or timedelta()
    shown = local if offset % timedelta(minutes=1) == timedelta() else local.astimezone(UTC)
    precision = "seconds" if at % _SECOND == 0 and end - at >= _SECOND else "microseconds"
    return shown.isoformat(timespec=precision)


def _day_within(start: Instant, end: Instant, zone: Zone) -> date | None:
    """The first whole day within; the last where time has no beginning."""
    if start <= _FIRST and end >= _LAST:
        return date(2000, 1, 1)
    near, step = (start, timedelta(days=1)) if start > _FIRST else (end, timedelta(days=-1))
    day = zone.local(near).date()
    for _ in range(3):
        whole = zone.day(day)
        if start <= whole.start < whole.end <= end:
            return day
        day += step
    return None
