"""Finds exemptions that never defeat a rule that names them, or that defeat it whenever they are pleaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import fails, holds
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind, origin_of
from cfcheck.model.assessment import Outcome
from cfcheck.model.condition import ClaimRaised
from cfcheck.model.describe import words_of
from cfcheck.model.rule import Exemption
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.goals import Goal
    from cfcheck.authoring.analysis.study import Study
    from cfcheck.model.program import Root
    from cfcheck.model.rule import Rule

__all__ = ["defeats_always", "defeats_never"]


def defeats_never(study: Study, rule: Rule, root: Root) -> Iterator[MeaningFinding]:
    """A finding for each exemption of the rule that defeats no breach of it within reach."""
    breach = (*study.in_scope, holds(root.tree))
    if not root.defeated_by or study.possible(breach) is None:
        return
    for exemption, exemption_root in _exemptions(study, root):
        if study.possible((*breach, holds(exemption_root.tree))) is not None:
            continue
        raised = holds(study.leaf(ClaimRaised(exemption.claim)))
        message = f"{quoted(exemption.id)} defeats no breach of {quoted(rule.id)}, which names it in `unless`"
        yield MeaningFinding(
            MeaningKind.EXEMPTION_NEVER_DEFEATS,
            (exemption.id, rule.id),
            message,
            origin_of(study.agreement, rule, "unless"),
            _example(study, rule, (*breach, raised), exemption),
        )


def _example(study: Study, rule: Rule, goals: tuple[Goal, ...], exemption: Exemption) -> Example | None:
    """A breach in which the claim is raised and every test of it met, and that the exemption does not defeat."""
    found = find(study.reports, goals)
    if found is None:
        return None
    breach = example_of(found)
    example = {**breach, "claims": {**breach.get("claims", {}), exemption.claim: dict.fromkeys(exemption.tests, True)}}
    outcomes = study.examiner.outcomes(example, (rule.id,))
    is_shown = rule.id in outcomes and outcomes.get(exemption.id) is None
    return example if is_shown else None


def defeats_always(study: Study, rule: Rule, root: Root) -> Iterator[MeaningFinding]:
    """Findings for a rule of which every breach is defeated, or defeated as soon as a claim is raised.

    The first makes the second of no interest. An exemption that is never pleaded where the rule is breached, or whose
    tests stay to be met, is not one.
    """
    breach = (*study.in_scope, holds(root.tree))
    if not root.defeated_by or study.possible(breach) is None:
        return
    if study.possible((*study.in_scope, holds(study.undefeated(root)))) is None:
        ids = [exemption.id for exemption, _ in _exemptions(study, root)]
        message = f"every breach of {quoted(rule.id)} is defeated by {words_of(ids)}"
        yield _always(study, rule, tuple(ids), message, breach)
        return
    for exemption, exemption_root in _exemptions(study, root):
        pleaded = (*breach, holds(study.leaf(ClaimRaised(exemption.claim))))
        can_fail = study.possible((*pleaded, fails(exemption_root.tree))) is not None
        if not can_fail and study.possible(pleaded) is not None:
            message = (
                f"{quoted(exemption.id)} defeats every breach of {quoted(rule.id)} in which the claim "
                f"{quoted(exemption.claim)} is raised, whatever is said of it"
            )
            yield _always(study, rule, (exemption.id,), message, pleaded)


def _always(
    study: Study, rule: Rule, exemptions: tuple[str, ...], message: str, goals: tuple[Goal, ...]
) -> MeaningFinding:
    found = study.witness(goals)
    example = None if found is None else example_of(found)
    if example is not None and study.examiner.outcomes(example, (rule.id,)).get(rule.id) is not Outcome.DEFEATED:
        example = None
    origin = origin_of(study.agreement, rule, "unless")
    return MeaningFinding(MeaningKind.EXEMPTION_ALWAYS_DEFEATS, (*exemptions, rule.id), message, origin, example)


def _exemptions(study: Study, root: Root) -> Iterator[tuple[Exemption, Root]]:
    for place in root.defeated_by:
        exemption_root = study.program.exemptions[place]
        if isinstance(exemption_root.subject, Exemption):
            yield exemption_root.subject, exemption_root
