"""Proves that no incident can tell a mutant from the original, or does not. Knows no cases.

Told apart are incidents by their verdict, by the verdicts possible, and by the rules breached. A reading of an incident
answers each test with true, false or unknown; if for all that a reading can answer both agreements come to the same,
so they do for every incident, whose readings are the same under both. Where some limit certainly holds under both, a
reading is out of scope whatever else is said of it.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final

from cfcheck.analysis.goals import Goal
from cfcheck.analysis.pair import Pair
from cfcheck.analysis.search import find
from cfcheck.condition import ClaimRaised, ClaimTestMet, PlaceIs
from cfcheck.mutation.possibilities import all_possibilities
from cfcheck.tree import Any
from cfcheck.truth import Truth

if TYPE_CHECKING:
    from cfcheck.agreement import Agreement
    from cfcheck.analysis.pair import Trees
    from cfcheck.analysis.situations import Space
    from cfcheck.condition import Test
    from cfcheck.mutation.mutant import Mutant

__all__ = ["OUT_OF_FORCE", "SAME", "is_out_of_force", "is_same"]

OUT_OF_FORCE: Final = "what it changes lies outside the time in which the agreement can be in force"
SAME: Final = "every reading of every report comes to the same verdict and breaches the same rules"

_UNEQUAL: Final = tuple(permutations((Truth.TRUE, Truth.FALSE, Truth.UNKNOWN), 2))
_IN_REACH: Final = (Truth.FALSE, Truth.UNKNOWN)


def is_same(original: Agreement, mutated: Agreement) -> bool:
    """Whether it is proven that no incident can tell the two apart, by all that readings of reports can come to."""
    if original.attribution_threshold is not mutated.attribution_threshold:
        return False
    pair = Pair(original, mutated)
    return _words_known(pair.space, 0) == _words_known(pair.space, 1) and _Comparison(pair).is_same()


def is_out_of_force(original: Agreement, mutant: Mutant) -> bool:
    """Whether all that the mutant can touch certainly lies outside the periods of both agreements."""
    in_force = [period.possible for one in (original, mutant.agreement) for period in one.in_force]
    return not any(one.start < other.end and other.start < one.end for one in mutant.reach.within for other in in_force)


def _words_known(space: Space, side: int) -> set[Test]:
    """The claims and their tests that one side knows: a report that raises others is set aside."""
    return {test for one, test in space.asked if one == side and isinstance(test, ClaimRaised | ClaimTestMet)}


class _Comparison:
    """Looks for a reading that two agreements judge differently, among all that there can be."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._space = all_possibilities(pair.space)
        limits = list(pair.limits.values())
        self._limits: Trees = (Any(tuple(old for old, _ in limits)), Any(tuple(new for _, new in limits)))
        places = [{t for one, t in pair.space.asked if one == side and isinstance(t, PlaceIs)} for side in (0, 1)]
        self._same_places = places[0] == places[1]

    def is_same(self) -> bool:
        """Whether there is none."""
        limits = self._pair.limits.values()
        if any(map(self._can_differ, limits)) and self._differ(self._limits, ()):
            return False
        return not any(self._can_differ(rule) and self._differ_in_reach(rule) for rule in self._pair.rules.values())

    def _can_differ(self, trees: Trees) -> bool:
        """Whether a norm asks other tests, or such as have other answers. Of places, names are not all compared."""
        return not self._same_places or self._pair.differs(trees)

    def _differ_in_reach(self, trees: Trees) -> bool:
        return any(self._differ(trees, (Goal(self._limits[0], reach),)) for reach in _IN_REACH)

    def _differ(self, trees: Trees, among: tuple[Goal, ...]) -> bool:
        return any(
            find(self._space, (*among, Goal(trees[0], old), Goal(trees[1], new))) is not None for old, new in _UNEQUAL
        )
