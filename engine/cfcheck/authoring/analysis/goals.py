"""Goals for a search: which condition trees must have which values, and how a goal is divided into parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.values import FALSE, TRUE, UNKNOWN
from cfcheck.model.logic import All, Any, Leaf, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.authoring.analysis.situations import Space
    from cfcheck.model.logic import Tree

__all__ = ["NEGATIONS", "Goal", "Subgoal", "fails", "holds", "leaves", "parts_of", "truth"]

NEGATIONS = (TRUE, FALSE, UNKNOWN)
"""The opposite of each answer."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A tree and the truth wanted of it; `unknown` demands a tree that stays open whatever a report states."""

    tree: Tree
    wanted: Truth


def holds(tree: Tree) -> Goal:
    """The goal that the tree is true."""
    return Goal(tree, Truth.TRUE)


def fails(tree: Tree) -> Goal:
    """The goal that the tree is false."""
    return Goal(tree, Truth.FALSE)


def truth(tree: Tree, answer: Callable[[int], int]) -> int:
    """The truth of the tree where tests have these answers, which are looked up only as far as needed."""
    if isinstance(tree, Leaf):
        value = answer(tree.test)
        return NEGATIONS[value] if tree.negated else value
    deciding = FALSE if isinstance(tree, All) else TRUE
    outcome = NEGATIONS[deciding]
    for part in tree.parts:
        value = truth(part, answer)
        if value == deciding:
            return deciding
        if value == UNKNOWN:
            outcome = UNKNOWN
    return outcome


def leaves(tree: Tree) -> Iterator[int]:
    """The tests of the tree, in order."""
    if isinstance(tree, Leaf):
        yield tree.test
    else:
        for part in tree.parts:
            yield from leaves(part)


def _parted(goal: Goal) -> Iterator[Goal]:
    """The goal as several smaller ones, all of which must be met: so a failure blames fewer facts."""
    tree = goal.tree
    if (isinstance(tree, All) and goal.wanted is Truth.TRUE) or (isinstance(tree, Any) and goal.wanted is Truth.FALSE):
        for part in tree.parts:
            yield from _parted(Goal(part, goal.wanted))
    else:
        yield goal


@dataclass(frozen=True, slots=True, eq=False)
class Subgoal:
    """A goal that is not divided further, its tests, and the facts that these read, each once in order.

    In a space there is one for each goal, which is the same as itself alone: to compare trees would take longer.
    """

    tree: Tree
    wanted: int
    tests: tuple[int, ...]
    facts: tuple[str, ...]
    blame: frozenset[str]


def parts_of(space: Space, goals: Iterable[Goal]) -> tuple[Subgoal, ...]:
    """The goals as parts, each once: all of which must be met, so that a failure blames few facts."""
    return tuple(dict.fromkeys([part for goal in goals for part in space.kept(goal, _parts_of_goal)]))


def _parts_of_goal(space: Space, goal: Goal) -> tuple[Subgoal, ...]:
    return tuple([space.kept(("part", part), _part_of) for part in _parted(goal)])


def _part_of(space: Space, key: tuple[str, Goal]) -> Subgoal:
    _, goal = key
    tests = tuple(dict.fromkeys(leaves(goal.tree)))
    facts = tuple(dict.fromkeys(space.paths[test] for test in tests))
    return Subgoal(goal.tree, int(goal.wanted), tests, facts, frozenset(facts))
