"""Explanations as text, a tree of indented lines that reads without colour. Decides nothing.

Explanations as JSON. Decides nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.explanation import StepKind
from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.incident_json import encode_json
from cfcheck.model.logic import Truth
from cfcheck.model.result_json import FORMAT, Plain, plain_assessment, plain_citations, plain_provenance
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import visible
from cfcheck.report.words import (
    NOT_A_FINDING,
    NOT_VERIFIED,
    UNVERIFIED_MARK,
    VERDICT_WORDS,
    alternatives,
    attribution_words,
    cited,
    provenance_line,
    reason_words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cfcheck.evaluation.explanation import (
        Account,
        ExplainedReading,
        ExplainedStrand,
        Explanation,
        Obstacle,
        Step,
        TakenFor,
    )
    from cfcheck.model.citation import Origin

__all__ = ["Detail", "explanation_json", "explanation_lines", "steps_text"]


class Detail(StrEnum):
    """How much of an explanation text shows: what decides, with a line for all the rest, or every step."""

    DECISIVE = "decisive"
    ALL = "all"


_MARKS: Final[Mapping[Truth, str]] = {
    Truth.TRUE: "✓ true   ",
    Truth.FALSE: "✗ false  ",
    Truth.UNKNOWN: "? unknown",
}
_OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.HOLDS: "holds",
    Outcome.MAY_HOLD: "may hold",
    Outcome.BREACHED: "is apparently breached",
    Outcome.POSSIBLY_BREACHED: "may be breached",
    Outcome.DEFEATED: "is defeated",
    Outcome.DEFEATS: "defeats",
    Outcome.MAY_DEFEAT: "may defeat",
}
_JOINTS: Final[Mapping[StepKind, str]] = {
    StepKind.ALL: "all of these:",
    StepKind.ANY: "any of these:",
    StepKind.NOT: "not:",
}
_STEP_INDENT: Final = " " * 2
_MOST_BASES: Final = 5


def explanation_lines(explanation: Explanation, detail: Detail = Detail.DECISIVE) -> Iterator[str]:
    """The explanation as lines, without their ends."""
    return (visible(line).rstrip() for line in _Text(explanation, detail).lines())


def steps_text(explanation: Explanation, about: Collection[str] = ()) -> str:
    """The readings alone, as lines; with `about`, of limits and norms only those with these ids, with their steps."""
    written = _Text(explanation, Detail.DECISIVE, frozenset(about))
    return "".join(f"{visible(line).rstrip()}\n" for line in written.readings())


class _Text:
    """Writes one explanation."""

    def __init__(self, explanation: Explanation, detail: Detail, about: frozenset[str] = frozenset()) -> None:
        self._explanation = explanation
        self._shows_all = detail is Detail.ALL
        self._about = about
        # Rule files are named as they are in the agreement's folder.
        self._folder = f"{explanation.provenance.agreement}/"
        self._is_verified = True

    def lines(self) -> Iterator[str]:
        """Every line."""
        yield from self._head()
        yield ""
        yield from self.readings()
        yield ""
        if not self._is_verified:
            yield f"{UNVERIFIED_MARK} {NOT_VERIFIED}"
        yield provenance_line(self._explanation.provenance)
        yield NOT_A_FINDING

    def readings(self) -> Iterator[str]:
        """The lines of every reading, an empty one between two."""
        left_out = self._explanation.left_out
        count = len(self._explanation.readings) + left_out
        for number, reading in enumerate(self._explanation.readings, 1):
            if number > 1:
                yield ""
            yield from self._reading(reading, f"Reading {number:,} of {count:,}" if count > 1 else "The only reading")
        if left_out:
            yield ""
            shown = "1 reading is" if left_out == 1 else f"{left_out:,} readings are"
            yield f"{shown} not shown here; the verdict is of all of them"

    def _head(self) -> Iterator[str]:
        assessment = self._explanation.assessment
        remaining = f": {alternatives(assessment.possible)}" if assessment.verdict is Verdict.INDETERMINATE else ""
        yield f"{assessment.incident}: {VERDICT_WORDS[assessment.verdict]}{remaining}"
        yield f"  attribution: {attribution_words(assessment.attribution)}"
        yield f"  times are local in {self._explanation.time_zone}"
        if assessment.needs:
            yield "  what would settle it, the most useful first:"
        for number, need in enumerate(assessment.needs, 1):
            yield f"    {number}. {need.fact}: {need.question} ({reason_words(need.reason)})"
        for note in assessment.notes:
            yield f"  note: {note.path}: {note.text}"

    def _reading(self, reading: ExplainedReading, title: str) -> Iterator[str]:
        moment = f", as at {reading.moment}" if reading.moment else ""
        yield f"{title}{moment}: {alternatives(reading.possible)}"
        for number, strand in enumerate(reading.strands, 1):
            if len(reading.strands) > 1:
                which = f"{number} of {len(reading.strands)} who acted together"
                yield f"  {which}: {alternatives(strand.possible)}"
            yield from self._actor(strand.perpetrator)
            yield from self._actor(strand.target)
            yield from self._accounts(strand)

    def _actor(self, taken: TakenFor) -> Iterator[str]:
        yield f"  {taken.words}"
        shown = taken.bases if self._shows_all else taken.bases[:_MOST_BASES]
        yield from (f"    {basis}" for basis in shown)
        if len(shown) < len(taken.bases):
            yield f"    and {len(taken.bases) - len(shown)} more actors"

    def _accounts(self, strand: ExplainedStrand) -> Iterator[str]:
        """What applies, or may, with its steps; then a line for each of the rest."""
        norms = strand.rules + strand.exemptions
        if self._about:
            for account in strand.limits + norms:
                if account.id in self._about:
                    yield from self._account(account)
            return
        is_limited = any(account.outcome is Outcome.HOLDS for account in strand.limits)
        asked = strand.limits if is_limited and not self._shows_all else strand.limits + norms
        for account in asked:
            if account.outcome is not None or self._shows_all:
                yield from self._account(account)
        for account in asked:
            if account.outcome is None and not self._shows_all:
                yield f"  {account.kind} {account.id} {self._not_applying(account)}"
        if asked is strand.limits:
            yield "  A limit holds, so no rule is asked."

    def _account(self, account: Account) -> Iterator[str]:
        severity = f" ({account.severity})" if account.severity else ""
        places = f" [{'; '.join(cited(account.citations))}]" if account.citations else ""
        self._is_verified &= all(citation.verified for citation in account.citations)
        # The title of a limit says that it holds.
        is_titled = account.outcome is not None or account.kind is not FindingKind.LIMIT
        title = f": {account.title}" if is_titled else ""
        yield f"  {account.kind} {account.id} {_said(account)}{title}{severity}{places}"
        yield from self._step(account.condition, _STEP_INDENT * 2)

    def _not_applying(self, account: Account) -> str:
        if account.truth is Truth.FALSE:
            return f"does not apply: {' and '.join(map(self._obstacle, account.obstacles)) or 'nothing can meet it'}"
        return "is not asked, since no rule that it could defeat is in question"

    def _obstacle(self, obstacle: Obstacle) -> str:
        return f"{obstacle.words} ({self._place(obstacle.origin)})"

    def _place(self, origin: Origin) -> str:
        return str(origin).removeprefix(self._folder)

    def _step(self, step: Step, indent: str) -> Iterator[str]:
        if step.kind is not StepKind.TEST or step.origin is None:
            yield f"{indent}{_MARKS[step.truth]} {_JOINTS[step.kind]}"
            for part in step.parts:
                yield from self._step(part, indent + _STEP_INDENT)
            return
        reason = f", {reason_words(step.reason)}" if step.reason else ""
        yield f"{indent}{_MARKS[step.truth]} {step.words} ({self._place(step.origin)}){reason}"
        yield f"{indent}{' ' * len(_MARKS[step.truth])} {step.value}"


def _said(account: Account) -> str:
    by = " and ".join(account.exempted_by)
    if account.outcome is None:
        return "does not apply" if account.truth is Truth.FALSE else "is not asked"
    if account.outcome is Outcome.POSSIBLY_BREACHED and by:
        return f"{_OUTCOMES[account.outcome]}, unless defeated by {by}"
    return (
        f"{_OUTCOMES[account.outcome]} by {by}" if account.outcome is Outcome.DEFEATED else _OUTCOMES[account.outcome]
    )


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
