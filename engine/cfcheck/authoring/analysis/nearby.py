"""Answers most questions about goals without a search, by changing one fact of a situation found before.

The questions about one agreement are much alike: what breaches one norm often breaches another once the act or the
target is replaced.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.goals import parts_of, truth
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.situations import Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfcheck.authoring.analysis.goals import Goal, Subgoal
    from cfcheck.authoring.analysis.situations import Space

__all__ = ["Possibilities"]

_REMEMBERED: Final = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """A situation, with a memo of which parts of goals it meets."""

    situation: Situation
    known: dict[Subgoal, bool]

    def meets(self, part: Subgoal) -> bool:
        """Whether the part certainly has the wanted truth, whatever the open answers turn out to be."""
        result = self.known.get(part)
        if result is None:
            result = self.known[part] = truth(part.tree, self.situation.answer) == part.wanted
        return result


class Possibilities:
    """Finds situations of a space that meet goals. Keeps a few; which one it gives depends on earlier calls."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._freed = frozenset(space.facts) - {fact.above for fact in space.facts.values()}
        self._recent: deque[_Known] = deque(maxlen=_REMEMBERED)

    def some(self, goals: Sequence[Goal]) -> Situation | None:
        """Some situation that meets the goals, each of which wants a tree to be true or false; None if none does."""
        parts = parts_of(self._space, goals)
        found = self._near(parts) or find(self._space, goals)
        if found is not None:
            self._recent.appendleft(_Known(found, dict.fromkeys(parts, True)))
        return found

    def _near(self, parts: Sequence[Subgoal]) -> Situation | None:
        """A recent situation, or one that differs from it in a single fact; None proves nothing."""
        return next((found for recent in self._recent for found in self._changed(recent, parts)), None)

    def _changed(self, recent: _Known, parts: Sequence[Subgoal]) -> Iterator[Situation]:
        # Facts on which others hang stay as they are: with them, the others would have to change as well.
        facts, is_met = self._freed, True
        for part in parts:
            if not recent.meets(part):
                facts, is_met = facts & part.blame, False
                if not facts:
                    return
        if is_met:
            yield recent.situation
        for fact in () if is_met else sorted(facts):
            concerned = [part for part in parts if fact in part.blame]
            for changed in self._with_other(fact, recent.situation, concerned):
                if all(truth(part.tree, changed.answer) == part.wanted for part in concerned):
                    yield changed

    def _with_other(self, fact: str, known: Situation, parts: Iterable[Subgoal]) -> Iterator[Situation]:
        """The situation with each value of the fact that the parts tell apart."""
        above = self._space.facts[fact].above
        if above is not None and above not in known.values:
            return
        reads = self._space.reads({test for part in parts for test in part.tests})
        for value in self._space.facts[fact].values(reads, 0 if above is None else known.values[above].key):
            yield Situation(self._space, {**known.values, fact: value})
