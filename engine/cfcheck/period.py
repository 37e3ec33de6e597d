"""When something holds: half-open periods whose boundaries can be uncertain or disputed."""

from __future__ import annotations

from typing import Final

from cfcheck.citation import Citation
from cfcheck.instant import BEGINNING, END, Instant, Interval
from cfcheck.noun import Noun
from cfcheck.truth import Truth

__all__ = ["ALL_TIME", "Boundary", "BoundaryClaim", "Period", "exactly"]


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
