"""Finds a situation that meets goals, or shows that there is none. Knows trees and spaces, not what they speak of.

Backtracking over the facts that the goals read. What is not chosen yet is unknown, so by Kleene's logic a goal that has
a value keeps it whatever is chosen later: a branch ends where some goal has the wrong one. A choice that had no part in
a failure is not tried otherwise (conflict-directed backjumping, P. Prosser 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.analysis.situations import Situation
from cfcheck.analysis.values import FALSE, TRUE, UNKNOWN
from cfcheck.tree import All, Any, Leaf
from cfcheck.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.analysis.situations import Space
    from cfcheck.analysis.values import Value
    from cfcheck.tree import Tree

__all__ = ["Goal", "core", "fails", "find", "holds", "leaves", "truth"]

_NEGATIONS = (TRUE, FALSE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Goal:
    """A tree and the truth wanted of it; `unknown` asks for a tree that stays open whatever a report says."""

    tree: Tree
    wanted: Truth


def holds(tree: Tree) -> Goal:
    """The goal that the tree is true."""
    return Goal(tree, Truth.TRUE)


def fails(tree: Tree) -> Goal:
    """The goal that the tree is false."""
    return Goal(tree, Truth.FALSE)


def find(space: Space, goals: Iterable[Goal]) -> Situation | None:
    """A situation that meets all of the goals; the same one every time."""
    return space.kept(tuple(goals), _found)


def _found(space: Space, goals: tuple[Goal, ...]) -> Situation | None:
    return _Search(space, goals).run()


def core(space: Space, groups: list[tuple[Goal, ...]]) -> list[int]:
    """The places of groups of goals that cannot be met together, though any of them left out they can.

    The groups as a whole must be impossible to meet.
    """
    kept = list(range(len(groups)))
    for place in reversed(range(len(groups))):
        others = [other for other in kept if other != place]
        if find(space, [goal for other in others for goal in groups[other]]) is None:
            kept = others
    return kept


def truth(tree: Tree, answer: Callable[[int], int]) -> int:
    """The truth of the tree where tests have these answers, asked only as far as needed."""
    if isinstance(tree, Leaf):
        value = answer(tree.test)
        return _NEGATIONS[value] if tree.negated else value
    deciding = FALSE if isinstance(tree, All) else TRUE
    outcome = _NEGATIONS[deciding]
    for part in tree.parts:
        value = truth(part, answer)
        if value == deciding:
            return deciding
        if value == UNKNOWN:
            outcome = UNKNOWN
    return outcome


def leaves(tree: Tree) -> Iterator[int]:
    """The tests that the tree asks, in order."""
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


_Blame = frozenset[str]


class _Part(NamedTuple):
    """A goal that is not parted any more, the tests that it asks, and the facts that these read, each once in order."""

    goal: Goal
    tests: tuple[int, ...]
    facts: tuple[str, ...]
    blame: _Blame


def _parts_of(space: Space, goal: Goal) -> tuple[_Part, ...]:
    made = []
    for part in _parted(goal):
        tests = tuple(dict.fromkeys(leaves(part.tree)))
        facts = tuple(dict.fromkeys(space.paths[test] for test in tests))
        made.append(_Part(part, tests, facts, frozenset(facts)))
    return tuple(made)


class _Search:
    """One search; keeps the answers chosen so far, and what they make of each part of the goals."""

    def __init__(self, space: Space, goals: Iterable[Goal]) -> None:
        self._space = space
        parts = {part.goal: part for goal in goals for part in space.kept(goal, _parts_of)}
        self._parts = tuple(parts.values())
        self._reads = space.reads({test for part in self._parts for test in part.tests})
        self._answers = dict.fromkeys((test for part in self._parts for test in part.tests), UNKNOWN)
        self._truths = [UNKNOWN] * len(self._parts)
        self._chosen: dict[str, Value] = {}

    def run(self) -> Situation | None:
        """The situation found, if any."""
        found = self._from(range(len(self._parts)))
        return found if isinstance(found, Situation) else None

    def _from(self, concerned: Iterable[int]) -> Situation | _Blame:
        """A situation that goes on from what is chosen, or the facts to blame that there is none."""
        failed = self._failed(concerned)
        if failed is not None:
            return failed
        fact = self._next()
        if fact is None:
            return self._settled()
        return self._try(fact)

    def _try(self, fact: str) -> Situation | _Blame:
        above = self._space.facts[fact].above
        concerned = [place for place, part in enumerate(self._parts) if fact in part.blame]
        truths = list(self._truths)
        blame: set[str] = set() if above is None else {above}
        for value in self._space.facts[fact].values(self._reads, 0 if above is None else self._chosen[above].key):
            self._choose(fact, value)
            found = self._from(concerned)
            if isinstance(found, Situation):
                return found
            self._forget(fact)
            self._truths[:] = truths
            if fact not in found:
                return found
            blame |= found
        return frozenset(blame - {fact})

    def _choose(self, fact: str, value: Value) -> None:
        self._chosen[fact] = value
        self._answers.update(zip(self._reads[fact], value.answers, strict=True))

    def _forget(self, fact: str) -> None:
        del self._chosen[fact]
        self._answers.update(dict.fromkeys(self._reads[fact], UNKNOWN))

    def _failed(self, concerned: Iterable[int]) -> _Blame | None:
        """The facts that make a part false that shall hold, or the reverse, among the parts that read the last one."""
        for place in concerned:
            goal, _, _, blame = self._parts[place]
            value = self._truths[place] = truth(goal.tree, self._answers.__getitem__)
            if value not in (UNKNOWN, goal.wanted):
                return blame
        return None

    def _next(self) -> str | None:
        """A fact not chosen yet that an open goal reads, or one that this hangs on."""
        for part, value in zip(self._parts, self._truths, strict=True):
            if value != UNKNOWN:
                continue
            for fact in part.facts:
                if fact not in self._chosen:
                    above = self._space.facts[fact].above
                    return fact if above is None or above in self._chosen else above
        return None

    def _settled(self) -> Situation | _Blame:
        for part, value in zip(self._parts, self._truths, strict=True):
            if value != part.goal.wanted:
                return part.blame
        return Situation(self._space, dict(self._chosen))
