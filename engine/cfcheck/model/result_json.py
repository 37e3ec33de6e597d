"""Results as plain mappings, lists, texts and numbers, with all keys of the JSON format, and as lines of JSON.

There are no floats. Keys are written in the order given here, assessments in the order of the input, and a line stands
alone: it names what it was computed from.
"""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.model.assessment import Attribution, AttributionStatus, Finding, FindingKind, Need, Note, Outcome
from cfcheck.model.citation import Citation, SourceId
from cfcheck.model.incident_json import encode_json
from cfcheck.model.rule import Severity
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from cfcheck.model.assessment import Assessment, BoundarySource, Judgement, Outlook, Provenance, SetAside, Summary

__all__ = [
    "FORMAT",
    "Decided",
    "LineParts",
    "Plain",
    "attribution_of_line",
    "attribution_text",
    "computed_from",
    "decided_of",
    "decision_text",
    "finding_text",
    "line_of",
    "need_text",
    "notes_of",
    "notes_text",
    "outlook_of",
    "outlook_text",
    "parts_of",
    "plain_assessment",
    "plain_attribution",
    "plain_citations",
    "plain_decision",
    "plain_finding",
    "plain_need",
    "plain_notes",
    "plain_provenance",
    "plain_set_aside",
    "plain_summary",
    "tail_text",
    "text_of",
]

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
    fields = {"agreement": provenance.agreement, "rules_hash": provenance.rules_hash}
    if provenance.boundaries:
        described = encode_json(list(map(_boundary_source, provenance.boundaries)))
        fields["boundaries_hash"] = sha256(described).hexdigest()
    return fields


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


# A line is its parts one after the other, so that parts which many lines share are made once:
#   {"incident": ID  outlook_text  need_text,...  ],"findings":[  finding_text,...  ],"attribution":  attribution_text
#   ,"notes":[  notes_text  ],"incident_hash":" HASH  tail_text
# `LineAssessor` and engine/native/scanner.c put them together.


_LINE_BEGINS: Final = b'{"incident":'
_OUTLOOK_BEGINS: Final = b',"verdict":'
_OUTLOOK_ENDS: Final = b',"needs":'


def outlook_text(decided: Judgement | Outlook) -> bytes:
    """What stands between an incident's id and its needs: the verdict, those that are possible, and the reasons."""
    plain = {"verdict": decided.verdict, "possible": decided.possible, "reasons": decided.reasons}
    return b"," + _bare(plain) + _OUTLOOK_ENDS + b"["


def outlook_of(line: bytes) -> tuple[Verdict, tuple[Reason, ...]]:
    """The verdict of a line, and the reasons for it."""
    # Inside of texts each quote has a backslash before it, so no id holds either of these.
    return _outlook(line[line.index(_OUTLOOK_BEGINS) : line.index(_OUTLOOK_ENDS)])


@lru_cache(maxsize=4096)
def _outlook(text: bytes) -> tuple[Verdict, tuple[Reason, ...]]:
    plain = json.loads(b"{" + text[1:] + b"}")
    return Verdict(plain["verdict"]), tuple(map(Reason, plain["reasons"]))


def need_text(need: Need) -> bytes:
    """A need."""
    return encode_json(plain_need(need))


def finding_text(finding: Finding) -> bytes:
    """A finding."""
    return encode_json(plain_finding(finding))


def decision_text(decided: Judgement, findings: Iterable[Finding]) -> bytes:
    """What stands between an incident's id and its attribution."""
    needs, found = b",".join(map(need_text, decided.needs)), b",".join(map(finding_text, findings))
    return b"".join((outlook_text(decided), needs, b'],"findings":[', found, b'],"attribution":'))


def attribution_text(attribution: Attribution) -> bytes:
    """An attribution."""
    return encode_json(plain_attribution(attribution))


def notes_text(notes: Iterable[Note]) -> bytes:
    """Notes, without the brackets around them."""
    return _bare(plain_notes(notes))


def tail_text(provenance: Provenance) -> bytes:
    """What follows the digits of an incident's hash."""
    return b'",' + _bare(computed_from(provenance)) + b"}\n"


def _bare(value: object) -> bytes:
    return encode_json(value)[1:-1]


# --- lines read again --------------------------------------------------------------------------------------------

# Inside of texts each quote has a backslash before it, so no text holds any of these.
_ATTRIBUTION_BEGINS: Final = b',"attribution":'
_NOTES_BEGIN: Final = b',"notes":['
_HASH_BEGINS: Final = b'],"incident_hash":"'


class LineParts(NamedTuple):
    """The parts of a line, each as JSON: a text, members of an object, an object, and what is in a list.

    Lines whose decisions are the same bytes have the same verdict, reasons, needs and findings.
    """

    incident: bytes
    decision: bytes
    attribution: bytes
    notes: bytes
    incident_hash: bytes


class Decided(NamedTuple):
    """What the decision of a line says: all of an assessment but for whose it is, attribution and notes."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]


def line_of(assessment: Assessment, provenance: Provenance) -> bytes:
    """The line of an assessment, with the end of it."""
    return encode_json(plain_assessment(assessment) | computed_from(provenance)) + b"\n"


def parts_of(line: bytes) -> LineParts:
    """The parts of a line."""
    decision = line.index(_OUTLOOK_BEGINS)
    attribution = line.index(_ATTRIBUTION_BEGINS, decision)
    notes = line.index(_NOTES_BEGIN, attribution)
    ends = line.index(_HASH_BEGINS, notes)
    digits = ends + len(_HASH_BEGINS)
    return LineParts(
        line[len(_LINE_BEGINS) : decision],
        line[decision:attribution],
        line[attribution + len(_ATTRIBUTION_BEGINS) : notes],
        line[notes + len(_NOTES_BEGIN) : ends],
        line[digits : line.index(b'"', digits)],
    )


def decided_of(decision: bytes) -> Decided:
    """What the decision of a line says."""
    plain = json.loads(b"{" + decision[1:] + b"}")
    return Decided(
        Verdict(plain["verdict"]),
        tuple(map(Verdict, plain["possible"])),
        tuple(map(Reason, plain["reasons"])),
        tuple([Need(need["fact"], Reason(need["reason"]), need["question"]) for need in plain["needs"]]),
        tuple(map(_finding_of, plain["findings"])),
    )


def _finding_of(plain: dict[str, Any]) -> Finding:
    cited = (Citation(SourceId(one["source"]), one["provision"], one["verified"]) for one in plain["cite"])
    severity = Severity(plain["severity"]) if "severity" in plain else None
    return Finding(
        FindingKind(plain["kind"]), plain["id"], plain["title"], Outcome(plain["outcome"]), tuple(cited), severity
    )


def attribution_of_line(attribution: bytes) -> Attribution:
    """The attribution of a line."""
    plain = json.loads(attribution)
    return Attribution(AttributionStatus(plain["status"]), tuple(plain["perpetrators"]), plain["confidence"])


def notes_of(notes: bytes) -> tuple[Note, ...]:
    """The notes of a line."""
    return tuple([Note(note["path"], note["text"]) for note in json.loads(b"[" + notes + b"]")]) if notes else ()


def text_of(written: bytes) -> str:
    """The text that a JSON text stands for."""
    return str(json.loads(written)) if b"\\" in written else written[1:-1].decode()
