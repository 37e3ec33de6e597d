"""Finds limits that always hold, and rules that nothing breaches or that no report can show to be breached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import Goal, fails, holds
from cfcheck.authoring.analysis.search import core, find
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind, origin_of
from cfcheck.model.assessment import Outcome
from cfcheck.model.condition import AllOf
from cfcheck.model.describe import condition_words, several, words_of
from cfcheck.model.logic import All, negation
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.study import Study
    from cfcheck.model.condition import Condition
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Root
    from cfcheck.model.rule import Rule

__all__ = ["limits_always_holding", "never_breached"]

Part = tuple[str, Goal]
"""A part of what a breach needs: in words (empty for a limit that must not hold), and as a goal."""


def limits_always_holding(study: Study) -> Iterator[MeaningFinding]:
    """At most one finding: the limits, as few as suffice, of which one holds whatever happens."""
    if study.possible(study.in_scope) is not None:
        return
    kept = core(study.worlds, [(goal,) for goal in study.in_scope])
    limits = [study.program.limits[place].subject for place in kept]
    names = words_of([limit.id for limit in limits])
    which = f"the limit {names} always holds" if len(limits) == 1 else f"one of the limits {names} always holds"
    message = f"nothing is ever within reach of the agreement: {which}"
    spared = [goal for place, goal in enumerate(study.in_scope) if place not in kept]
    found = find(study.reports, spared)
    example = None if found is None else example_of(found)
    if example is not None and Outcome.HOLDS not in study.examiner.outcomes(example, ()).values():
        example = None
    origin = origin_of(study.agreement, limits[0])
    yield MeaningFinding(MeaningKind.LIMIT_ALWAYS_HOLDS, tuple(limit.id for limit in limits), message, origin, example)


def never_breached(study: Study, rule: Rule, root: Root) -> Iterator[MeaningFinding]:
    """At most one finding: nothing within reach breaches the rule, or no report can show that something does."""
    goals = (*study.in_scope, holds(root.tree))
    if study.reportable(goals):
        return
    real = find(study.worlds, goals)
    if real is None:
        yield _impossible(study, rule, root)
    else:
        yield _uncertain(study, rule, root, example_of(real))


def _impossible(study: Study, rule: Rule, root: Root) -> MeaningFinding:
    parts = list(_parts(study, root))
    kept = core(study.worlds, [(goal,) for _, goal in parts])
    why = _why(study, [parts[place][0] for place in kept], [place for place in kept if not parts[place][0]])
    message = f"nothing can breach {quoted(rule.id)}: {why}"
    example = _nearest(study, rule, parts, kept)
    return MeaningFinding(MeaningKind.NEVER_BREACHED, (rule.id,), message, origin_of(study.agreement, rule), example)


def _nearest(study: Study, rule: Rule, parts: list[Part], kept: list[int]) -> Example | None:
    """An incident that meets all parts but one, and so breaches nothing."""
    for failing in reversed(kept):
        goals = [_missed(goal) if place == failing else goal for place, (_, goal) in enumerate(parts)]
        found = find(study.reports, goals)
        if found is not None:
            example = example_of(found)
            if rule.id not in study.examiner.outcomes(example, (rule.id,)):
                return example
    return None


def _missed(goal: Goal) -> Goal:
    return Goal(goal.tree, negation(goal.wanted))


def _uncertain(study: Study, rule: Rule, root: Root, example: Example) -> MeaningFinding:
    parts = list(_parts(study, root))
    kept = core(study.reports, [(goal,) for _, goal in parts])
    words = [words for place in kept for words in [parts[place][0]] if words]
    limits = [study.program.limits[place].subject.id for place in kept if not parts[place][0]]
    open_parts = [*map(quoted, words), *(f"the limit {quoted(limit)}" for limit in limits)]
    verb = "stays" if len(open_parts) == 1 else "stay"
    message = f"no report can settle that {quoted(rule.id)} is breached: {several(open_parts)} {verb} open"
    outcome = study.examiner.outcomes(example, (rule.id,)).get(rule.id)
    shown = example if outcome is Outcome.POSSIBLY_BREACHED else None
    origin = origin_of(study.agreement, rule)
    return MeaningFinding(MeaningKind.BREACH_NEVER_CERTAIN, (rule.id,), message, origin, shown)


def _parts(study: Study, root: Root) -> Iterator[Part]:
    """The limits that must not hold, in their order, then the parts of the rule."""
    for limit in study.program.limits:
        yield "", fails(limit.tree)
    for condition, tree in _unfolded(root.condition, root.tree):
        yield condition_words(condition, study.agreement.zone), holds(tree)


def _unfolded(condition: Condition, tree: Tree) -> Iterator[tuple[Condition, Tree]]:
    """The parts of an `all`, and of those in it; a condition and its tree have the same form."""
    if isinstance(condition, AllOf) and isinstance(tree, All):
        for part, subtree in zip(condition.parts, tree.parts, strict=True):
            yield from _unfolded(part, subtree)
    else:
        yield condition, tree


def _why(study: Study, words: list[str], limits: list[int]) -> str:
    conditions = [quoted(one) for one in words if one]
    if not limits:
        verb = "never holds" if len(conditions) == 1 else "never hold together"
        return f"{several(conditions)} {verb}"
    names = words_of([study.program.limits[place].subject.id for place in limits])
    only = "holds only" if len(conditions) == 1 else "hold together only"
    where = f"where the limit {names} does" if len(limits) == 1 else f"where one of the limits {names} does"
    return f"{several(conditions)} {only} {where}"
