"""Expressions that choose names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.authoring.test.filter import InvalidFilter, name_filter

NAME = "syria-2016-coh/annex-1b: A shell [the last second]"


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        ("shell", True),
        ("SHELL", True),
        ("mortar", False),
        ("not mortar", True),
        ("not not shell", True),
        ("shell and mortar", False),
        ("shell or mortar", True),
        ("mortar or shell and second", True),
        ("(mortar or shell) and third", False),
        ("not (mortar or third)", True),
        ('"last second"', True),
        ("'second last'", False),
        ("annex-1b:", True),
        ("'and'", False),
        ("[the", True),
    ],
)
def test_an_expression_is_true_of_names_that_have_its_words(expression: str, chosen: object) -> None:
    assert name_filter(expression)(NAME) is chosen


@pytest.mark.parametrize("expression", ["", "and", "a and", "a b", "(a", "a)", "()", '"', '""', "not", "a " * 201])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(InvalidFilter, match=r"expected|quote"):
        name_filter(expression)


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_an_expression_or_refused(expression: str, name: str) -> None:
    try:
        chosen = name_filter(expression)
    except InvalidFilter:
        return
    assert chosen(name) in (True, False)
