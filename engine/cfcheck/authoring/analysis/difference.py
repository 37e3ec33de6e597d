"""Finds which verdicts a change of terms changes, with one example situation for each norm and change of verdict.

The compared situations come from one report that states in full what the norm asks for, in ids that both agreements
know: an act or a claim that only one agreement knows makes the other set the report aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import Goal, fails, holds, truth
from cfcheck.authoring.analysis.pair import Pair
from cfcheck.authoring.analysis.reducer import Reducer, attributed
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.terms import term_changes
from cfcheck.authoring.analysis.values import FALSE, UNKNOWN
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.assessment import FindingKind
from cfcheck.model.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.pair import Trees
    from cfcheck.authoring.analysis.reducer import Seen
    from cfcheck.authoring.analysis.situations import Situation
    from cfcheck.authoring.analysis.terms import NormChange, TermChange
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.logic import Tree
    from cfcheck.model.verdict import Verdict

__all__ = ["THRESHOLD", "Difference", "SituationChange", "difference", "situation_changes"]

THRESHOLD: Final = "attribution_threshold"
"""The subject of a change that is neither a limit's nor a rule's, and of no kind."""


@dataclass(frozen=True, slots=True)
class SituationChange:
    """An example, as small as can be, of how the limit or rule `subject`, or the threshold, changes verdicts.

    Nothing can be left out of it without another change of verdict, or one by other norms.
    """

    kind: FindingKind | None
    subject: str
    example: Example
    old: Verdict
    new: Verdict
    norms: tuple[NormChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in the terms, and what this changes: one situation for each norm and change of verdict."""

    terms: tuple[TermChange, ...]
    situations: tuple[SituationChange, ...]


def difference(old: Agreement, new: Agreement) -> Difference:
    """The difference between two agreements; empty for one and the same."""
    return Difference(tuple(term_changes(old, new)), tuple(situation_changes(old, new)))


def situation_changes(old: Agreement, new: Agreement) -> Iterator[SituationChange]:
    """Examples of changed verdicts: those by limits first, then by rules, then by the attribution threshold."""
    yield from _Comparison(old, new).situations()


_T, _F, _U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# The ways in which a norm comes to speak less, or more; the first that occurs is shown, settled ones before open ones.
# Each is the other's mirror, so that the same is shown where old and new are swapped.
_DIRECTIONS: Final = (((_T, _F), (_T, _U), (_U, _F)), ((_F, _T), (_U, _T), (_F, _U)))

Ways = tuple[tuple[Truth, Truth], ...]

_TRIED: Final = 200
"""With so many rules it is tried whether a limit decides over a violation."""

_ROUNDS: Final = 50


class _Comparison:
    """Searches situations that two agreements judge differently."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        self._pair = Pair(old, new)
        self._reducer = Reducer(old, new)

    def situations(self) -> Iterator[SituationChange]:
        """Examples, one for each subject and change of verdict."""
        for kind, subjects in ((FindingKind.LIMIT, self._pair.limits), (FindingKind.RULE, self._pair.rules)):
            search = self._by_limit if kind is FindingKind.LIMIT else self._by_rule
            for subject, trees in subjects.items():
                if self._pair.differs(trees):
                    found = [search(subject, trees, ways) for ways in _DIRECTIONS]
                    seen = {(one.old, one.new): one for one in found if one is not None}
                    yield from (SituationChange(kind, subject, *one) for one in seen.values())
        by_threshold = self._by_threshold()
        if by_threshold is not None:
            yield SituationChange(None, THRESHOLD, *by_threshold)

    def _by_rule(self, subject: str, trees: Trees, ways: Ways) -> Seen | None:
        """Within reach of both agreements, with no other rule breached where this one is not."""
        reach = [fails(tree) for both in self._pair.limits.values() for tree in both]
        for wanted in ways:
            goals = [*reach, *map(Goal, trees, wanted)]
            found = self._settled(subject, goals, (wanted[0] is not _T, wanted[1] is not _T))
            if found is not None:
                return found
        return None

    def _by_limit(self, subject: str, trees: Trees, ways: Ways) -> Seen | None:
        """With no other limit holding: a breach if the limit can decide over one, else something that is none."""
        others = [fails(tree) for limit, both in self._pair.limits.items() if limit != subject for tree in both]
        for wanted in ways:
            goals = [*others, *map(Goal, trees, wanted)]
            reached = [side for side, one in enumerate(wanted) if one is _F]
            for rule in list(self._pair.rules.values())[:_TRIED] if reached else ():
                found = self._settled(subject, [*goals, *(holds(rule[side]) for side in reached)], (False, False))
                if found is not None:
                    return found
            found = self._settled(subject, goals, (wanted[0] is not _T, wanted[1] is not _T))
            if found is not None:
                return found
        return None

    def _by_threshold(self) -> Seen | None:
        """A breach whose perpetrator is named just surely enough for one of the two thresholds."""
        thresholds = {one.attribution_threshold for one in (self._pair.old, self._pair.new)}
        if len(thresholds) == 1:
            return None
        weaker = max(thresholds, key=list(AttributionConfidence).index)
        reach = [fails(tree) for both in self._pair.limits.values() for tree in both]
        for old, new in list(self._pair.rules.values())[:_TRIED]:
            found = find(self._pair.space, [*reach, holds(old), holds(new)])
            if found is not None:
                seen = self._reducer.see(attributed(example_of(found), weaker, "perpetrator"))
                if seen is not None:
                    return self._reducer.reduced(seen)
        return None

    def _settled(self, subject: str, goals: list[Goal], quiet: tuple[bool, bool]) -> Seen | None:
        """A situation that meets the goals, and in which no other rule may be breached on a side that is `quiet`."""
        wanted = list(goals)
        for _ in range(_ROUNDS):
            found = find(self._pair.space, wanted)
            if found is None:
                return None
            loud = [fails(tree) for tree in self._loud(found, subject, quiet)]
            if not loud:
                return self._reducer.smallest(example_of(found))
            wanted += loud
        return None

    def _loud(self, found: Situation, subject: str, quiet: tuple[bool, bool]) -> Iterator[Tree]:
        def answer(test: int) -> int:
            value = found.values.get(found.space.paths[test])
            return UNKNOWN if value is None else value.ask(test)

        for rule, trees in self._pair.rules.items():
            for tree, is_quiet in zip(trees, quiet, strict=True):
                if is_quiet and rule != subject and truth(tree, answer) != FALSE:
                    yield tree
