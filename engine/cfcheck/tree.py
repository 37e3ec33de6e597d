"""Condition trees over test outcomes, in negation normal form. Knows nothing of what the tests ask."""

from __future__ import annotations

from cfcheck.noun import Noun

__all__ = ["All", "Any", "Leaf", "Tree"]


class Leaf(Noun, frozen=True):
    """The outcome of test number `test`, or its negation where `negated`."""

    test: int
    negated: bool = False


class All(Noun, frozen=True):
    """Every part is true; true where there are none."""

    parts: tuple[Tree, ...]


class Any(Noun, frozen=True):
    """Some part is true; false where there are none."""

    parts: tuple[Tree, ...]


Tree = Leaf | All | Any
