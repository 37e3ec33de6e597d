"""Results as plain mappings, lists, texts and numbers: the one place that says what their keys are called.

Floats do not occur. The order of keys is the order in which they are written.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.assessment import FindingKind
from cfcheck.incident import encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.assessment import (
        Assessment,
        Attribution,
        BoundarySource,
        Finding,
        Need,
        Note,
        Provenance,
        SetAside,
        Summary,
    )
    from cfcheck.citation import Citation
    from cfcheck.ruling import Judgement

__all__ = [
    "FORMAT", "Plain", "computed_from", "plain_assessment", "plain_attribution", "plain_citations", "plain_decision",
    "plain_finding", "plain_need", "plain_notes", "plain_provenance", "plain_set_aside", "plain_summary",
]  # fmt: skip

Plain = dict[str, object]

FORMAT: Final = 1
"""The version of the layout of results. A key that is added leaves it; one that changes or goes raises it."""


def plain_assessment(assessment: Assessment) -> Plain:
    """An assessment."""
    return {
        "incident": assessment.incident,
        **plain_decision(assessment, assessment.findings),
        "attribution": plain_attribution(assessment.attribution),
        "notes": plain_notes(assessment.notes),
        "incident_hash": assessment.incident_hash,
    }


def plain_decision(decided: Assessment | Judgement, findings: Iterable[Finding]) -> Plain:
    """Verdict, reasons, needs and findings."""
    return {
        "verdict": decided.verdict,
        "possible": decided.possible,
        "reasons": decided.reasons,
        "needs": list(map(plain_need, decided.needs)),
        "findings": [plain_finding(finding) for finding in findings],
    }


def plain_need(need: Need) -> Plain:
    """A need."""
    return {"fact": need.fact, "reason": need.reason, "question": need.question}


def plain_attribution(attribution: Attribution) -> Plain:
    """An attribution."""
    return {
        "status": attribution.status,
        "perpetrators": attribution.perpetrators,
        "confidence": attribution.confidence,
    }


def plain_notes(notes: Iterable[Note]) -> list[Plain]:
    """Notes, in order."""
    return [{"path": note.path, "text": note.text} for note in notes]


def plain_finding(finding: Finding) -> Plain:
    """A finding."""
    plain: Plain = {"kind": finding.kind, "id": finding.id, "outcome": finding.outcome}
    if finding.kind is FindingKind.RULE:
        plain["severity"] = finding.severity
    plain["title"] = finding.title
    plain["cite"] = plain_citations(finding.citations)
    return plain


def plain_citations(citations: Iterable[Citation]) -> list[Plain]:
    """The places cited, each once: several statements may rest on one."""
    places = dict.fromkeys((cited.source, cited.provision, cited.verified) for cited in citations)
    return [{"source": source, "provision": provision, "verified": verified} for source, provision, verified in places]


def plain_provenance(provenance: Provenance) -> Plain:
    """A provenance; boundaries are in it only where a run has some."""
    boundaries = {"boundaries": list(map(_boundary_source, provenance.boundaries))} if provenance.boundaries else {}
    return {
        "agreement": provenance.agreement,
        "agreement_version": provenance.agreement_version,
        "rules_hash": provenance.rules_hash,
        "attribution_threshold": provenance.attribution_threshold,
        "cfcheck_version": provenance.cfcheck_version,
        "tz_version": provenance.tz_version,
        "as_of": provenance.as_of,
        **boundaries,
    }


def _boundary_source(source: BoundarySource) -> Plain:
    return {
        "level": source.level,
        "file": source.file,
        "names": source.names,
        "covers": source.covers,
        "tolerance_m": source.tolerance_m,
        "hash": source.hash,
    }


def computed_from(provenance: Provenance) -> dict[str, str]:
    """What a line or row that stands alone says of where it comes from."""
    said = {"agreement": provenance.agreement, "rules_hash": provenance.rules_hash}
    if provenance.boundaries:
        described = encode_json(list(map(_boundary_source, provenance.boundaries)))
        said["boundaries_hash"] = sha256(described).hexdigest()
    return said


def plain_set_aside(aside: SetAside) -> Plain:
    """A record set aside."""
    return {
        "file": aside.file,
        "record": aside.record,
        "id": aside.id,
        "path": aside.path,
        "problem": aside.problem,
    }


def plain_summary(summary: Summary) -> Plain:
    """A summary."""
    return {
        "incidents": summary.incidents,
        "verdicts": {str(verdict): count for verdict, count in summary.verdicts.items()},
        "reasons": {str(reason): count for reason, count in summary.reasons.items()},
        "set_aside": summary.set_aside,
    }
