"""Finds faults in the meaning of an agreement's terms, each with an incident that shows it.

The search is exact over all situations within reach of the agreement: a rule that is reported as never breached is
breached in none of them. Facts are taken to be independent, except those that depend on time, and places, which lie
within larger places. Whether several rules together cover another rule is not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.analysis.covering import always_covered
from cfcheck.authoring.analysis.defeating import defeats_always, defeats_never
from cfcheck.authoring.analysis.never import limits_always_holding, never_breached
from cfcheck.authoring.analysis.opposing import opposite_demands
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind, Study
from cfcheck.authoring.analysis.ungoverned import ungoverned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.model.agreement import Agreement

__all__ = ["MeaningFinding", "MeaningKind", "meaning_findings"]


def meaning_findings(agreement: Agreement) -> Iterator[MeaningFinding]:
    """The findings of an agreement, kind by kind; of one that reaches nothing, only that."""
    study = Study(agreement)
    unreachable = list(limits_always_holding(study))
    if unreachable:
        yield from unreachable
        return
    for rule, root in study.rules:
        yield from never_breached(study, rule, root)
    yield from always_covered(study)
    for rule, root in study.rules:
        yield from defeats_never(study, rule, root)
        yield from defeats_always(study, rule, root)
    yield from opposite_demands(study)
    yield from ungoverned(study)
