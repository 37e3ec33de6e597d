"""Instants, intervals and spans of time as integers. Knows nothing of zones or of how a time is written."""

from __future__ import annotations

from typing import Final, NamedTuple, NewType

__all__ = ["ALWAYS", "BEGINNING", "END", "Instant", "Interval", "Span", "span_of"]

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
