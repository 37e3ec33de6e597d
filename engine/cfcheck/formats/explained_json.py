"""Explanations as JSON. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.assessment import FindingKind
from cfcheck.explanation import StepKind
from cfcheck.formats.plain import FORMAT, Plain, plain_assessment, plain_citations, plain_provenance
from cfcheck.incident import encode_json

if TYPE_CHECKING:
    from cfcheck.citation import Origin
    from cfcheck.explanation import Account, ExplainedStrand, Explanation, Step, TakenFor

__all__ = ["explanation_json"]


def explanation_json(explanation: Explanation) -> str:
    """The explanation as JSON on one line, which is ended: several make JSON lines."""
    plain: Plain = {
        "format": FORMAT,
        "provenance": plain_provenance(explanation.provenance),
        "time_zone": explanation.time_zone,
        "assessment": plain_assessment(explanation.assessment),
        "readings": [
            {
                "moment": reading.moment,
                "possible": reading.possible,
                "strands": [_plain_strand(strand) for strand in reading.strands],
            }
            for reading in explanation.readings
        ],
        **({"readings_left_out": explanation.left_out} if explanation.left_out else {}),
    }
    return encode_json(plain).decode() + "\n"


def _plain_strand(strand: ExplainedStrand) -> Plain:
    return {
        "perpetrator": _plain_actor(strand.perpetrator),
        "target": _plain_actor(strand.target),
        "possible": strand.possible,
        "limits": [_plain_account(account) for account in strand.limits],
        "rules": [_plain_account(account) for account in strand.rules],
        "exemptions": [_plain_account(account) for account in strand.exemptions],
    }


def _plain_actor(taken: TakenFor) -> Plain:
    return {"name": taken.said, "meaning": taken.meaning, "bases": taken.bases}


def _plain_account(account: Account) -> Plain:
    severity = {"severity": account.severity} if account.kind is FindingKind.RULE else {}
    return {
        "id": account.id,
        "truth": str(account.truth),
        "outcome": account.outcome,
        **severity,
        "title": account.title,
        "cite": plain_citations(account.citations),
        "exempted_by": account.exempted_by,
        "obstacles": [{"text": obstacle.words, **_plain_origin(obstacle.origin)} for obstacle in account.obstacles],
        "condition": _plain_step(account.condition),
    }


def _plain_origin(origin: Origin) -> Plain:
    return {"file": origin.file, "line": origin.line}


def _plain_step(step: Step) -> Plain:
    if step.kind is not StepKind.TEST or step.origin is None:
        return {"kind": step.kind, "truth": str(step.truth), "parts": [_plain_step(part) for part in step.parts]}
    return {
        "kind": step.kind,
        "truth": str(step.truth),
        "test": step.words,
        "value": step.value,
        "reason": step.reason,
        **_plain_origin(step.origin),
    }
