"""Three-valued truth in Kleene's strong logic, and condition trees in negation normal form.

S. C. Kleene, *Introduction to Metamathematics* (1952), section 64.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["All", "Any", "Leaf", "Tree", "Truth", "all_of", "any_of", "negation"]


class Truth(IntEnum):
    """Whether every possible value passes a test, none does, or some do."""

    FALSE = 0
    TRUE = 1
    UNKNOWN = 2

    def __str__(self) -> str:
        return self.name.lower()


_NEGATIONS = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)


def negation(truth: Truth) -> Truth:
    """True for false, false for true, unknown for unknown."""
    return _NEGATIONS[truth]


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if any is false, true if all are true, unknown otherwise; true for no parts at all."""
    outcome = Truth.TRUE
    for truth in truths:
        if truth is Truth.FALSE:
            return Truth.FALSE
        if truth is Truth.UNKNOWN:
            outcome = Truth.UNKNOWN
    return outcome


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if any is true, false if all are false, unknown otherwise; false for no parts at all."""
    outcome = Truth.FALSE
    for truth in truths:
        if truth is Truth.TRUE:
            return Truth.TRUE
        if truth is Truth.UNKNOWN:
            outcome = Truth.UNKNOWN
    return outcome


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
