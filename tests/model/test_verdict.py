"""The verdict table, and acts done together. Docs: semantics.md, S27 and S35."""

from __future__ import annotations

from itertools import product

import pytest

from cfcheck.model.logic import Truth
from cfcheck.model.verdict import REASONS, Reason, Verdict, Verdicts, gravest, possible_verdicts

F, T, U = Truth
V, O, N = Verdict.VIOLATION, Verdict.OUT_OF_SCOPE, Verdict.NO_VIOLATION  # noqa: E741  # the letters of the table

#  some limit holds, some rule is breached and not defeated -> verdicts possible
TABLE = [
    (T, T, {O}),
    (T, F, {O}),
    (T, U, {O}),
    (F, T, {V}),
    (F, F, {N}),
    (F, U, {V, N}),
    (U, T, {O, V}),
    (U, F, {O, N}),
    (U, U, {O, V, N}),
]

#  one's act, the other's -> done together
TOGETHER = [
    ({V}, {O}, {V}, "violation settles"),
    ({N}, {O}, {N}, "no violation comes before out of scope"),
    ({O}, {O}, {O}, "both outside"),
    ({V}, {V, N, O}, {V}, "violation settles whatever the other is"),
    ({N}, {O, V}, {N, V}, "an open one leaves open"),
    ({O, N}, {O, V}, {O, N, V}, "two open ones"),
]


@pytest.mark.parametrize(
    ("limit", "breach", "possible"), TABLE, ids=[f"S35 limit {r[0]}, breach {r[1]}" for r in TABLE]
)
def test_verdicts_possible(limit: Truth, breach: Truth, possible: set[Verdict]) -> None:
    assert possible_verdicts(limit, breach) == possible


def test_the_table_is_complete() -> None:
    assert {row[:2] for row in TABLE} == set(product(Truth, repeat=2))


@pytest.mark.parametrize(("one", "other", "both"), [pytest.param(*t[:3], id=f"S27 {t[3]}") for t in TOGETHER])
def test_gravest_of_acts_done_together_settles(one: set[Verdict], other: set[Verdict], both: Verdicts) -> None:
    assert gravest(frozenset(one), frozenset(other)) == gravest(frozenset(other), frozenset(one)) == both


def test_the_lists_are_closed() -> None:
    assert len(Verdict) == 4
    assert tuple(Reason) == REASONS
    assert len(REASONS) == 11
