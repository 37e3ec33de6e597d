"""Finds a situation that meets a set of goals, or proves that there is none.

This is backtracking over the facts that the goals read. A fact without a value yet is unknown, so by Kleene's logic a
goal that has a value keeps it whatever is chosen later: a branch ends as soon as some goal has the wrong value. A
choice that had no part in a failure is not retried (conflict-directed backjumping, P. Prosser 1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.goals import NEGATIONS, parts_of, truth
from cfcheck.authoring.analysis.situations import Situation
from cfcheck.authoring.analysis.values import UNKNOWN
from cfcheck.model.logic import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.authoring.analysis.goals import Goal
    from cfcheck.authoring.analysis.situations import Space
    from cfcheck.authoring.analysis.values import Value

__all__ = ["core", "find"]


def find(space: Space, goals: Iterable[Goal]) -> Situation | None:
    """A situation that meets all of the goals; the same one every time."""
    return space.kept(tuple(goals), _found)


def _found(space: Space, goals: tuple[Goal, ...]) -> Situation | None:
    return _Search(space, goals).run()


def core(space: Space, groups: list[tuple[Goal, ...]]) -> list[int]:
    """The indices of groups of goals that cannot be met together, though any of them left out they can.

    The groups as a whole must be impossible to meet.
    """
    kept = list(range(len(groups)))
    for place in reversed(range(len(groups))):
        others = [other for other in kept if other != place]
        if find(space, [goal for other in others for goal in groups[other]]) is None:
            kept = others
    return kept


_Blame = frozenset[str]


class _Search:
    """One search, with the answers chosen so far and the truth of each part of the goals under them."""

    def __init__(self, space: Space, goals: Iterable[Goal]) -> None:
        self._space = space
        self._parts = parts_of(space, goals)
        self._answers = dict.fromkeys([test for part in self._parts for test in part.tests], UNKNOWN)
        self._reads = space.reads(self._answers)
        self._readers: dict[str, list[int]] = {}
        for place, part in enumerate(self._parts):
            for fact in part.facts:
                self._readers.setdefault(fact, []).append(place)
        self._truths = [UNKNOWN] * len(self._parts)
        self._chosen: dict[str, Value] = {}

    def run(self) -> Situation | None:
        """The situation found, if any."""
        found = self._from(range(len(self._parts)))
        return found if isinstance(found, Situation) else None

    def _from(self, concerned: Iterable[int]) -> Situation | _Blame:
        """A situation that completes the choices so far, or the facts to blame if there is none."""
        failed = self._failed(concerned)
        if failed is not None:
            return failed
        fact = self._next()
        if fact is None:
            return self._settled()
        return self._try(fact)

    def _try(self, fact: str) -> Situation | _Blame:
        above = self._space.facts[fact].above
        concerned = self._readers.get(fact, ())
        truths = list(self._truths)
        blame: set[str] = set() if above is None else {above}
        for value in self._space.facts[fact].values(self._reads, 0 if above is None else self._chosen[above].key):
            self._choose(fact, value)
            found = self._from(concerned)
            if isinstance(found, Situation):
                return found
            self._truths[:] = truths
            if fact not in found:
                self._forget(fact)
                return found
            blame |= found
        self._forget(fact)
        return frozenset(blame - {fact})

    def _choose(self, fact: str, value: Value) -> None:
        self._chosen[fact] = value
        self._answers.update(zip(self._reads[fact], value.answers, strict=True))

    def _forget(self, fact: str) -> None:
        self._chosen.pop(fact, None)  # a fact may have no values
        self._answers.update(dict.fromkeys(self._reads[fact], UNKNOWN))

    def _failed(self, concerned: Iterable[int]) -> _Blame | None:
        """The facts that make a part false that shall hold, or the reverse, among the parts that read the last one."""
        answers = self._answers
        for place in concerned:
            part = self._parts[place]
            tree = part.tree
            if isinstance(tree, Leaf):  # as most parts are: what `truth` would do at greater length
                value = NEGATIONS[answers[tree.test]] if tree.negated else answers[tree.test]
            else:
                value = truth(tree, answers.__getitem__)
            self._truths[place] = value
            if value not in (UNKNOWN, part.wanted):
                return part.blame
        return None

    def _next(self) -> str | None:
        """A fact not chosen yet that an open goal reads, or one on which that fact depends."""
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
            if value != part.wanted:
                return part.blame
        return Situation(self._space, dict(self._chosen))
