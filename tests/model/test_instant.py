"""Instants, intervals and spans."""

from __future__ import annotations

import pytest

from cfcheck.model.time import ALWAYS, BEGINNING, END, Instant, Interval, span_of


def span(*bounds: tuple[int, int]) -> tuple[Interval, ...]:
    return tuple(Interval(Instant(start), Instant(end)) for start, end in bounds)


@pytest.mark.parametrize(
    ("intervals", "merged"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(1, 3)], [(1, 3)], id="one"),
        pytest.param([(5, 7), (1, 3)], [(1, 3), (5, 7)], id="put in order"),
        pytest.param([(1, 3), (3, 5)], [(1, 5)], id="those that touch are one"),
        pytest.param([(1, 9), (2, 4)], [(1, 9)], id="one inside another"),
        pytest.param([(1, 4), (2, 9)], [(1, 9)], id="overlapping"),
        pytest.param([(2, 2), (4, 3), (5, 6)], [(5, 6)], id="empty ones are left out"),
    ],
)
def test_span_is_of_disjoint_intervals_in_order(
    intervals: list[tuple[int, int]], merged: list[tuple[int, int]]
) -> None:
    assert span_of(*span(*intervals)) == span(*merged)


def test_all_time_reaches_from_beginning_to_end() -> None:
    assert span_of(*ALWAYS) == ALWAYS == (Interval(BEGINNING, END),)
