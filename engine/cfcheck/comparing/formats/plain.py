"""Comparisons as plain mappings, lists, texts and numbers: the one place that says what their keys are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.assessment import SetAside
from cfcheck.comparing.comparison import SET_ASIDE, Effect
from cfcheck.verdict import Verdict

if TYPE_CHECKING:
    from cfcheck.analysis.change import NormChange
    from cfcheck.analysis.difference import SituationChange
    from cfcheck.analysis.part import Where
    from cfcheck.analysis.terms import TermChange
    from cfcheck.assessment import Assessment, Finding
    from cfcheck.comparing.comparison import Comparison, IncidentChange, Matrix
    from cfcheck.comparing.side import Side

__all__ = ["FORMAT", "Plain", "plain_comparison", "plain_incident", "plain_matrix"]

Plain = dict[str, object]

FORMAT: Final = 1
"""The version of the layout. A key that is added leaves it; one that changes or goes raises it."""


def plain_comparison(comparison: Comparison) -> Plain:
    """An agreement: both sides, its terms, and its situations if any were looked for."""
    situations = comparison.situations
    return {
        "agreement": comparison.name,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "terms": [_term(comparison, change) for change in comparison.terms],
        "situations": None if situations is None else [_situation(change) for change in situations],
    }


def _side(side: Side | None) -> Plain | None:
    if side is None:
        return None
    agreement = side.agreement
    return {
        "name": side.label.name,
        "commit": side.label.commit,
        "agreement": agreement.id,
        "agreement_version": agreement.version,
        "rules_hash": agreement.content_hash,
    }


def _term(comparison: Comparison, change: TermChange) -> Plain:
    return {
        "change": change.kind,
        "what": change.what,
        "id": change.id,
        "of": change.of,
        "key": change.key,
        "entry": change.entry,
        "old": _written(comparison.old, change.old_at, change.old),
        "new": _written(comparison.new, change.new_at, change.new),
    }


def _written(side: Side | None, where: Where | None, said: str) -> Plain | None:
    return None if side is None or where is None else {"place": side.place(where), "says": said}


def _situation(change: SituationChange) -> Plain:
    return {
        "kind": change.kind,
        "subject": change.subject,
        "old": change.old,
        "new": change.new,
        "norms": [_norm(norm) for norm in change.norms],
        "incident": change.example,
    }


def _norm(norm: NormChange) -> Plain:
    return {"kind": norm.kind, "id": norm.id, "old": _finding(norm.old), "new": _finding(norm.new)}


def _finding(finding: Finding | None) -> Plain | None:
    return None if finding is None else {"outcome": finding.outcome, "severity": finding.severity}


def plain_incident(change: IncidentChange) -> Plain:
    """An incident that changes."""
    return {
        "incident": change.id,
        "file": change.file,
        "record": change.record,
        "change": change.effect,
        "old": _result(change.old),
        "new": _result(change.new),
        "norms": [_norm(norm) for norm in change.norms],
    }


def _result(result: Assessment | SetAside) -> Plain:
    if isinstance(result, SetAside):
        return {"verdict": SET_ASIDE, "path": result.path, "problem": result.problem}
    return {"verdict": result.verdict, "possible": result.possible, "reasons": result.reasons}


def plain_matrix(matrix: Matrix) -> Plain:
    """By what incidents were judged, and how many there are, by effect, and by old verdict and new one."""
    verdicts = [*Verdict, None]
    return {
        "threshold": matrix.threshold,
        "as_of": matrix.as_of,
        "incidents": matrix.total,
        "verdict_changes": matrix.effects[Effect.VERDICT],
        "findings_change": matrix.effects[Effect.FINDINGS],
        "set_aside": matrix.set_aside,
        "matrix": {
            old or SET_ASIDE: {new or SET_ASIDE: matrix.count(old, new) for new in verdicts} for old in verdicts
        },
    }
