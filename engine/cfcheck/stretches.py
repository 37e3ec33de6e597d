"""Stretches of time in which nothing of an agreement changes. Knows periods, not what they are of."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cfcheck.instant import BEGINNING, END, Instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.instant import Span
    from cfcheck.period import Period

__all__ = ["Stretches"]


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
