"""When something holds. Docs: semantics.md, S10 and S12."""

from __future__ import annotations

import pytest

from cfcheck.model.logic import Truth
from cfcheck.model.time import ALL_TIME, BEGINNING, END, Boundary, Instant, Interval, Period, exactly


def boundary(earliest: int, latest: int) -> Boundary:
    return Boundary(Instant(earliest), Instant(latest))


SHARP = Period(boundary(10, 10), boundary(20, 20))
UNCERTAIN = Period(boundary(10, 12), boundary(20, 25))
CROSSED = Period(boundary(10, 30), boundary(20, 40))  # it is not certain that it ever held
SINCE = Period(start=boundary(10, 10))
UNTIL = Period(end=boundary(20, 20))

COVERED = [
    (SHARP, 9, Truth.FALSE, "S10 just before the start"),
    (SHARP, 10, Truth.TRUE, "S10 the start is inside"),
    (SHARP, 19, Truth.TRUE, "S10 the last instant"),
    (SHARP, 20, Truth.FALSE, "S10 the end is outside"),
    (UNCERTAIN, 9, Truth.FALSE, "S12 before either start"),
    (UNCERTAIN, 10, Truth.UNKNOWN, "S12 from the earlier start it is unknown"),
    (UNCERTAIN, 11, Truth.UNKNOWN, "S12 between the starts"),
    (UNCERTAIN, 12, Truth.TRUE, "S12 the later start is inside"),
    (UNCERTAIN, 20, Truth.UNKNOWN, "S12 from the earlier end it is unknown"),
    (UNCERTAIN, 25, Truth.FALSE, "S12 the later end is outside"),
    (CROSSED, 25, Truth.UNKNOWN, "S12 the end may come before the start"),
    (SINCE, END - 1, Truth.TRUE, "no end"),
    (UNTIL, BEGINNING, Truth.TRUE, "no start"),
    (ALL_TIME, 0, Truth.TRUE, "all time"),
]


@pytest.mark.parametrize(("period", "instant", "covered"), [pytest.param(*c[:3], id=c[3]) for c in COVERED])
def test_period_covers_an_instant(period: Period, instant: int, covered: Truth) -> None:
    assert period.covers(Instant(instant)) is covered


def test_certain_and_possible_instants() -> None:
    assert UNCERTAIN.certain == Interval(Instant(12), Instant(20))
    assert UNCERTAIN.possible == Interval(Instant(10), Instant(25))
    assert exactly(Instant(10)) == boundary(10, 10)
