"""Finds rules that another rule of the same bearer covers: whatever breaches the one breaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import fails, holds, truth
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind, origin_of
from cfcheck.authoring.analysis.values import FALSE
from cfcheck.model.assessment import Outcome
from cfcheck.model.describe import words_of
from cfcheck.model.logic import All
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.situations import Situation
    from cfcheck.authoring.analysis.study import Study
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Root
    from cfcheck.model.rule import PartyId, Rule, RuleId
    from cfcheck.model.taxonomy import KindId

__all__ = ["always_covered"]

_BREACHED = {Outcome.BREACHED, Outcome.POSSIBLY_BREACHED}


def always_covered(study: Study) -> Iterator[MeaningFinding]:
    """A finding for each rule that others cover, or that others equal; rules that nothing breaches are left out.

    Covered: in every situation within reach in which the rule is breached and not defeated, so is the other one.
    """
    covering = _Covering(study)
    covers = {rule.id: tuple(covering.of(rule)) for rule, _ in study.rules}
    for rule, _ in study.rules:
        equal = [other for other in covers[rule.id] if rule.id in covers[other]]
        wider = [other for other in covers[rule.id] if rule.id not in covers[other]]
        if equal and rule.id < min(equal):
            yield _finding(study, rule, sorted(equal), "the same situations breach {one} and {others}")
        if wider and (not equal or rule.id < min(equal)):
            yield _finding(study, rule, sorted(wider), "whatever breaches {one} breaches {others} too")


def _finding(study: Study, rule: Rule, others: list[RuleId], saying: str) -> MeaningFinding:
    message = saying.format(one=quoted(rule.id), others=words_of(others))
    origin = origin_of(study.agreement, rule)
    example = _example(study, rule, others[0])
    return MeaningFinding(MeaningKind.ALWAYS_COVERED, (rule.id, *others), message, origin, example)


def _example(study: Study, rule: Rule, other: RuleId) -> Example | None:
    roots = {one.id: root for one, root in study.rules}
    wanted = [holds(study.undefeated(roots[one])) for one in (rule.id, other)]
    found = study.witness([*study.in_scope, *wanted])
    example = None if found is None else example_of(found)
    if example is None:
        return None
    outcomes = study.examiner.outcomes(example, (rule.id, other))
    return example if {outcomes.get(rule.id), outcomes.get(other)} <= _BREACHED else None


class _Covering:
    """Finds the rules that cover a rule. Situations found before, which do not breach them, rule most others out."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._trees: dict[RuleId, Tree] = {rule.id: study.undefeated(root) for rule, root in study.rules}
        self._families: dict[tuple[PartyId, ...], dict[tuple[KindId, ...], list[tuple[Rule, Root]]]] = {}
        for rule, root in study.rules:
            self._families.setdefault(rule.bearers, {}).setdefault(rule.breached_by, []).append((rule, root))

    def of(self, rule: Rule) -> Iterator[RuleId]:
        """The ids of the rules that cover the rule."""
        goals = (*self._study.in_scope, holds(self._trees[rule.id]))
        witness = self._study.possible(goals)
        if witness is None:
            return
        witnesses = [witness]
        for other in self._candidates(rule, witness):
            tree = self._trees[other.id]
            if other.id == rule.id or any(truth(tree, one.answer) == FALSE for one in witnesses):
                continue
            refuted = self._study.possible((*goals, fails(tree)))
            if refuted is None:
                yield other.id
            else:
                witnesses.append(refuted)

    def _candidates(self, rule: Rule, witness: Situation) -> Iterable[Rule]:
        """Those for a bearer of the rule that speak of the act in the situation."""
        for bearers, families in self._families.items():
            if not set(bearers).isdisjoint(rule.bearers):
                for family in families.values():
                    if _speaks(family[0][1], witness):
                        yield from (other for other, _ in family)


def _speaks(root: Root, witness: Situation) -> bool:
    """Whether the bearers and the act of the rule, the first tests of its tree, are those of the situation."""
    parts = root.tree.parts[:2] if isinstance(root.tree, All) else ()
    return all(truth(part, witness.answer) != FALSE for part in parts)
