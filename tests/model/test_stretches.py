"""Stretches of time in which nothing changes. Docs: semantics.md, S26."""

from __future__ import annotations

import pytest

from cfcheck.model.time import ALWAYS, BEGINNING, Boundary, Instant, Interval, Period, Stretches


def period(start: int, start_latest: int, end: int) -> Period:
    return Period(Boundary(Instant(start), Instant(start_latest)), Boundary(Instant(end), Instant(end)))


STRETCHES = Stretches([period(10, 12, 20), period(20, 20, 30)])

WITHIN = [
    ([(13, 14)], [12], "inside one stretch"),
    ([(0, 9)], [BEGINNING], "before any change"),
    ([(9, 10)], [BEGINNING], "up to a change, its end outside"),
    ([(10, 11)], [10], "from a change on"),
    ([(9, 11)], [BEGINNING, 10], "over a change"),
    ([(11, 21)], [10, 12, 20], "over several changes"),
    ([(13, 14), (31, 32)], [12, 30], "two intervals"),
    ([(13, 14), (15, 16)], [12], "two intervals of one stretch"),
    ([(40, 50)], [30], "after the last change"),
]


@pytest.mark.parametrize(("span", "since"), [pytest.param(*w[:2], id=f"S26 {w[2]}") for w in WITHIN])
def test_span_reaches_these_stretches(span: list[tuple[int, int]], since: list[int]) -> None:
    assert STRETCHES.within(tuple(Interval(Instant(a), Instant(b)) for a, b in span)) == tuple(since)


def test_without_periods_all_time_is_one_stretch() -> None:
    assert Stretches([]).within(ALWAYS) == (BEGINNING,)
    assert Stretches([Period()]).within(ALWAYS) == (BEGINNING,)


@pytest.mark.parametrize(
    ("instant", "since"), [(0, BEGINNING), (9, BEGINNING), (10, 10), (11, 10), (12, 12), (29, 20), (30, 30), (99, 30)]
)
def test_instant_lies_in_the_stretch_begun_last(instant: int, since: int) -> None:
    assert STRETCHES.begun_by(Instant(instant)) == since
