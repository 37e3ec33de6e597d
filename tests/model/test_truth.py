"""Three-valued truth. Docs: semantics.md, S4."""

from __future__ import annotations

from itertools import chain, product

import pytest

from cfcheck.model.logic import Truth, all_of, any_of, negation

F, T, U = Truth.FALSE, Truth.TRUE, Truth.UNKNOWN

#  one, other -> all, any
PAIRS = [
    (T, T, T, T),
    (T, F, F, T),
    (T, U, U, T),
    (F, F, F, F),
    (F, U, F, U),
    (U, U, U, U),
]


@pytest.mark.parametrize(
    ("truth", "negated"), [(T, F), (F, T), pytest.param(U, U, id="S4 the negation of unknown is unknown")]
)
def test_negation(truth: Truth, negated: Truth) -> None:
    assert negation(truth) is negated


@pytest.mark.parametrize(("one", "other", "both", "either"), PAIRS, ids=[f"S4 {p[0]} with {p[1]}" for p in PAIRS])
def test_two_truths(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    assert all_of([one, other]) is all_of([other, one]) is both
    assert any_of([one, other]) is any_of([other, one]) is either


def test_all_of_nothing_is_true_and_any_of_nothing_is_false() -> None:
    assert all_of([]) is T
    assert any_of([]) is F


def test_any_is_the_negation_of_all_negations() -> None:
    for truths in chain.from_iterable(product(Truth, repeat=length) for length in range(4)):
        assert any_of(truths) is negation(all_of(map(negation, truths)))


def test_a_truth_is_written_as_a_word() -> None:
    assert [str(truth) for truth in Truth] == ["false", "true", "unknown"]
