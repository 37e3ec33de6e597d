"""Condition trees over test outcomes, in negation normal form. Knows nothing of what the tests ask."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["All", "Any", "Leaf", "Tree"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """The outcome of test number `test`, or its negation where `negated`."""

    test: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part is true; true where there are none."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part is true; false where there are none."""

    parts: tuple[Tree, ...]


Tree = Leaf | All | Any
