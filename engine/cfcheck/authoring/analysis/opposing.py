"""Finds obligations that cannot be met without a breach of another rule on the same bearer at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import holds
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind, origin_of
from cfcheck.model.assessment import Outcome
from cfcheck.model.condition import ActIs
from cfcheck.model.describe import words_of
from cfcheck.model.logic import All, Leaf
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cfcheck.authoring.analysis.study import Study
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Root
    from cfcheck.model.rule import Rule
    from cfcheck.model.taxonomy import KindId

__all__ = ["opposite_demands"]

_BREACHED = (Outcome.BREACHED, Outcome.POSSIBLY_BREACHED)


def opposite_demands(study: Study) -> Iterator[MeaningFinding]:
    """A finding for each obligation and rule of which the one asks for acts all of which the other is breached by.

    Only where both speak to the same bearer in the same situation, and no exemption helps. An obligation that can be
    met by an act that the other rule allows is no finding.
    """
    rules = list(study.rules)
    families: dict[tuple[KindId, ...], list[tuple[Rule, Root]]] = {}
    for rule, root in rules:
        families.setdefault(rule.breached_by, []).append((rule, root))
    for obligation, owing in rules:
        for breached_by, family in families.items():
            if obligation.owed and _within(study, obligation.owed, breached_by):
                for rule, root in family:
                    yield from _opposed(study, (obligation, owing), (rule, root))


def _within(study: Study, owed: Collection[KindId], forbidden: Collection[KindId]) -> bool:
    """Whether every act owed is of a class that is forbidden."""
    acts = study.agreement.registry.acts
    classes = frozenset[str]().union(*(acts.instances(kind) for kind in forbidden))
    return all(acts.instances(kind) <= classes for kind in owed)


def _opposed(study: Study, owing: tuple[Rule, Root], forbidding: tuple[Rule, Root]) -> Iterator[MeaningFinding]:
    obligation, rule = owing[0], forbidding[0]
    if set(obligation.bearers).isdisjoint(rule.bearers):
        return
    demand = holds(_demanded(study, *owing))
    found = study.witness((*study.in_scope, demand, holds(study.undefeated(forbidding[1]))))
    if found is None:
        return
    example = example_of(found)
    shown = study.examiner.outcomes(example, (rule.id,)).get(rule.id) in _BREACHED
    acts = words_of(obligation.owed)
    breached = "itself" if rule.id == obligation.id else quoted(rule.id)
    message = f"{quoted(obligation.id)} asks for {acts}, which breaches {breached} for the same bearer then"
    yield MeaningFinding(
        MeaningKind.OPPOSITE_DEMANDS,
        tuple(dict.fromkeys((obligation.id, rule.id))),
        message,
        origin_of(study.agreement, obligation, "act"),
        example if shown else None,
    )


def _demanded(study: Study, obligation: Rule, root: Root) -> Tree:
    """The obligation's tree with the act that is owed in place of those that breach it."""
    breaching = study.leaf(ActIs(frozenset(obligation.breached_by)))
    owed: Leaf = study.leaf(ActIs(frozenset(obligation.owed)))
    parts = root.tree.parts if isinstance(root.tree, All) else (root.tree,)
    return All(tuple(owed if part == breaching else part for part in parts))
