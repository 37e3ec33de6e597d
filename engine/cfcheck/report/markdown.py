"""Results as Markdown (GitHub's, with tables) that can be pasted into an article or a report. Text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.assessment import SetAside
from cfcheck.model.visible import Lines
from cfcheck.report.markdown_text import as_text
from cfcheck.report.row import HEADINGS, row_of
from cfcheck.report.words import (
    NOT_A_FINDING,
    NOT_VERIFIED,
    UNVERIFIED_MARK,
    counted_reasons,
    counted_verdicts,
    provenance_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary

__all__ = ["MarkdownRenderer"]

_ASIDE_HEADINGS: Final = ("File", "Record", "Id", "Where", "Problem")


class MarkdownRenderer:
    """Keeps nothing but the records set aside, which follow the assessments."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = Lines(out)
        self._provenance = provenance
        self._set_aside: list[SetAside] = []
        self._is_begun = False
        self._is_verified = True

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment, keep a record set aside."""
        if isinstance(result, SetAside):
            self._set_aside.append(result)
            return
        if not self._is_begun:
            self._head(HEADINGS)
            self._is_begun = True
        row = row_of(result)
        self._is_verified &= row.is_verified
        self._row("<br>".join(map(as_text, paragraphs)) for paragraphs in row.cells)

    def finish(self, summary: Summary) -> None:
        """Write the counts, what was set aside, and what it was all computed from."""
        if self._is_begun:
            self._out.line()
        if not self._is_verified:
            self._paragraph(f"{as_text(UNVERIFIED_MARK)} {NOT_VERIFIED}")
        self._paragraph(as_text(counted_verdicts(summary)))
        if counted_reasons(summary):
            self._paragraph(as_text(counted_reasons(summary)))
        if self._set_aside:
            self._paragraph("Set aside:")
            self._head(_ASIDE_HEADINGS)
            for aside in self._set_aside:
                cells = (aside.file, str(aside.record or ""), aside.id or "", aside.path, aside.problem)
                self._row(as_text(cell) for cell in cells)
            self._out.line()
        self._paragraph(as_text(provenance_line(self._provenance)))
        self._out.line(f"*{NOT_A_FINDING}*")

    def _head(self, headings: Iterable[str]) -> None:
        cells = tuple(headings)
        self._row(cells)
        self._row("---" for _ in cells)

    def _row(self, cells: Iterable[str]) -> None:
        self._out.line(f"| {' | '.join(cells)} |")

    def _paragraph(self, text: str) -> None:
        self._out.lines([text, ""])
