"""Signatures: the answers to all tests, a byte each."""

from __future__ import annotations

import pytest

from cfcheck.model.logic import Truth
from cfcheck.model.program import open_for, reason_of, truth_of
from cfcheck.model.verdict import REASONS, Reason


@pytest.mark.parametrize(("answer", "truth"), [(0, Truth.FALSE), (1, Truth.TRUE), (2, Truth.UNKNOWN)])
def test_answer_has_a_truth(answer: int, truth: Truth) -> None:
    assert truth_of(answer) is truth


@pytest.mark.parametrize("reason", REASONS)
def test_open_answer_keeps_its_reason(reason: Reason) -> None:
    assert truth_of(open_for(reason)) is Truth.UNKNOWN
    assert reason_of(open_for(reason)) is reason


def test_answers_fit_into_a_byte_and_differ() -> None:
    assert sorted({0, 1, *map(open_for, REASONS)}) == list(range(len(REASONS) + 2))
