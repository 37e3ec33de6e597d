"""An assessment in words, as a row of a table: what it rests on and what is missing. Knows no layout.

A row shows what decides. For an open verdict those are the rules in question, and only if there are none, the limits;
the rest is in JSON and in what `cfcheck explain` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.bounded import Remembered
from cfcheck.model.result_json import attribution_of_line, decided_of, notes_of, parts_of, text_of
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import visible
from cfcheck.report.words import VERDICT_WORDS, alternatives, attribution_words, cited, reason_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.model.assessment import Finding, Need, Note
    from cfcheck.model.result_json import Decided

__all__ = ["HEADINGS", "Row", "RowMaker"]

HEADINGS: Final = ("Incident", "Verdict", "Provision", "Why, and what is missing", "Attribution")

_MOST_NEEDS: Final = 3
_MOST_REMEMBERED: Final = 16_384
_MOST_BYTES: Final = 32 * 1024 * 1024

# Which findings a verdict rests on: the first of these groups of which there are any.
_DECISIVE: Final[Mapping[Verdict, tuple[frozenset[Outcome], ...]]] = {
    Verdict.VIOLATION: (frozenset({Outcome.BREACHED}), frozenset({Outcome.POSSIBLY_BREACHED})),
    Verdict.OUT_OF_SCOPE: (frozenset({Outcome.HOLDS}), frozenset({Outcome.MAY_HOLD})),
    Verdict.NO_VIOLATION: (frozenset({Outcome.DEFEATED, Outcome.DEFEATS, Outcome.MAY_DEFEAT}),),
    Verdict.INDETERMINATE: (
        frozenset(Outcome) - {Outcome.HOLDS, Outcome.MAY_HOLD},
        frozenset({Outcome.HOLDS, Outcome.MAY_HOLD}),
    ),
}
_OPEN: Final = frozenset({Outcome.MAY_HOLD, Outcome.POSSIBLY_BREACHED, Outcome.MAY_DEFEAT})


class Row(Noun, frozen=True):
    """The cells of an assessment, each a list of paragraphs; nothing in them can disturb a terminal."""

    verdict: Verdict
    cells: tuple[tuple[str, ...], ...]
    is_verified: bool


class _DecisionCells(Noun, frozen=True):
    """What the rows of all lines with one decision share. `grounds` are those of the cell beside which notes stand."""

    verdict: Verdict
    verdict_cell: tuple[str, ...]
    provisions: tuple[str, ...]
    grounds: tuple[str, ...]
    grounds_cell: tuple[str, ...]
    is_verified: bool


class RowMaker:
    """Makes rows of lines, and keeps what many of them share."""

    def __init__(self) -> None:
        self._of_decision = Remembered(_decision_cells, _MOST_REMEMBERED, _MOST_BYTES)
        self._of_attribution = Remembered(_attribution_cell, _MOST_REMEMBERED, _MOST_BYTES)

    def row(self, line: bytes) -> Row:
        """The line as a row under HEADINGS."""
        parts = parts_of(line)
        decided = self._of_decision[parts.decision]
        notes = parts.notes
        cells = (
            (visible(text_of(parts.incident)),),
            decided.verdict_cell,
            decided.provisions,
            _listed((*decided.grounds, *map(_note, notes_of(notes)))) if notes else decided.grounds_cell,
            self._of_attribution[parts.attribution],
        )
        return Row(decided.verdict, cells, decided.is_verified)


def _decision_cells(decision: bytes) -> _DecisionCells:
    decided = decided_of(decision)
    decisive = _decisive(decided)
    verdict = decided.verdict
    is_open = verdict is Verdict.INDETERMINATE
    grounds = tuple(_needs(decided.needs) if is_open else _grounds(verdict, decisive))
    return _DecisionCells(
        verdict,
        (VERDICT_WORDS[verdict], *([f"({alternatives(decided.possible)})"] if is_open else [])),
        _listed(_provisions(decisive)),
        grounds,
        _listed(grounds),
        all(citation.verified for finding in decisive for citation in finding.citations),
    )


def _attribution_cell(attribution: bytes) -> tuple[str, ...]:
    return (attribution_words(attribution_of_line(attribution)),)


def _listed(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs told apart even where cells are narrow and each takes several lines."""
    *first, last = tuple(paragraphs) or ("",)
    return (*(f"{paragraph};" for paragraph in first), last)


def _decisive(decided: Decided) -> list[Finding]:
    groups = (
        [finding for finding in decided.findings if finding.outcome in outcomes]
        for outcomes in _DECISIVE[decided.verdict]
    )
    return next((group for group in groups if group), [])


def _provisions(findings: Iterable[Finding]) -> Iterator[str]:
    """Each provision once; where the agreement cites none, which limit or rule it is."""
    uncited = (visible(f"{finding.id} (no provision cited)") for finding in findings if not finding.citations)
    yield from cited(citation for finding in findings for citation in finding.citations)
    yield from uncited


def _grounds(verdict: Verdict, findings: list[Finding]) -> Iterator[str]:
    if verdict is Verdict.NO_VIOLATION and not findings:
        yield "no rule is breached"
    is_choice = len(findings) > 1 and all(finding.outcome in _OPEN for finding in findings)
    for place, finding in enumerate(findings):
        choice = ("or " if place else "either ") if is_choice else ""
        defeated = "defeated: " if finding.outcome is Outcome.DEFEATED else ""
        severity = f" ({finding.severity})" if finding.kind is FindingKind.RULE else ""
        yield visible(f"{choice}{defeated}{finding.title}{severity}")


def _needs(needs: tuple[Need, ...]) -> Iterator[str]:
    for need in needs[:_MOST_NEEDS]:
        yield visible(f"{reason_words(need.reason)}: {need.question}")
    rest = needs[_MOST_NEEDS:]
    if rest:
        reasons = ", ".join(dict.fromkeys(reason_words(need.reason) for need in rest))
        yield f"and {len(rest)} more: {reasons}"


def _note(note: Note) -> str:
    return visible(f"note: {note.path}: {note.text}")
