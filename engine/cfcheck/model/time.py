"""Instants, intervals and spans of time as integers, and periods with boundaries that can be uncertain or disputed."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple, NewType

from cfcheck.model.citation import Citation
from cfcheck.model.logic import Truth
from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALL_TIME",
    "ALWAYS",
    "BEGINNING",
    "END",
    "Boundary",
    "BoundaryClaim",
    "Instant",
    "Interval",
    "Period",
    "Span",
    "Stretches",
    "exactly",
    "span_of",
]

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time)."""

BEGINNING: Final = Instant(-(2**62))
END: Final = Instant(2**62)


class Interval(NamedTuple):
    """The instants from `start` to before `end`."""

    start: Instant
    end: Instant


Span = tuple[Interval, ...]
"""Every instant that a report leaves possible: disjoint intervals in order, never empty."""

ALWAYS: Final[Span] = (Interval(BEGINNING, END),)
"""What a report that says no time leaves possible."""


def span_of(*intervals: Interval) -> Span:
    """The intervals in order, those that touch or overlap made one, empty ones left out."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if interval.start >= interval.end:
            continue
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


class BoundaryClaim(Noun, frozen=True):
    """One asserter's candidate for a disputed boundary."""

    at: Instant
    by: str
    citations: tuple[Citation, ...] = ()


class Boundary(Noun, frozen=True):
    """An instant known to lie from `earliest` to `latest`; the same twice where it is certain.

    `claims` is not empty where the boundary is disputed.
    """

    earliest: Instant
    latest: Instant
    claims: tuple[BoundaryClaim, ...] = ()


def exactly(instant: Instant) -> Boundary:
    """A certain boundary."""
    return Boundary(instant, instant)


class Period(Noun, frozen=True):
    """The time from `start` to before `end`."""

    start: Boundary = exactly(BEGINNING)
    end: Boundary = exactly(END)
    citations: tuple[Citation, ...] = ()

    @property
    def certain(self) -> Interval:
        """The instants certainly covered; empty (start not before end) where there are none."""
        return Interval(self.start.latest, self.end.earliest)

    @property
    def possible(self) -> Interval:
        """The instants possibly covered."""
        return Interval(self.start.earliest, self.end.latest)

    def covers(self, instant: Instant) -> Truth:
        """Whether the period covers the instant: the start is inside, the end outside."""
        start, end = self.start, self.end
        if start.latest <= instant < end.earliest:
            return Truth.TRUE
        return Truth.UNKNOWN if start.earliest <= instant < end.latest else Truth.FALSE


ALL_TIME: Final = Period()


class Stretches:
    """All time, cut at every boundary of the periods, and at `more`.

    A stretch is known by the instant at which it begins; `starts` are all of them in order.
    """

    def __init__(self, periods: Iterable[Period], more: Iterable[Instant] = ()) -> None:
        cuts = {BEGINNING, *more}
        for period in periods:
            cuts |= {period.start.earliest, period.start.latest, period.end.earliest, period.end.latest}
        self.starts: tuple[Instant, ...] = tuple(sorted(cuts - {END}))  # nothing occurs from the end of time on

    def begun_by(self, instant: Instant) -> Instant:
        """The stretch that the instant lies in."""
        return self.starts[bisect_right(self.starts, instant) - 1]

    def within(self, span: Span) -> tuple[Instant, ...]:
        """The stretches that the span reaches, in order."""
        found: dict[Instant, None] = {}
        for interval in span:
            first = bisect_right(self.starts, interval.start) - 1
            last = bisect_right(self.starts, interval.end - 1)
            found |= dict.fromkeys(self.starts[first:last])
        return tuple(found)
