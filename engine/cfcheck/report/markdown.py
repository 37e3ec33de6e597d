"""Results as Markdown (GitHub's, with tables) that can be pasted into an article or a report. Text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.bounded import Remembered
from cfcheck.model.visible import visible_line
from cfcheck.report.kept import KeptText
from cfcheck.report.markdown_text import as_text
from cfcheck.report.row import HEADINGS, RowMaker
from cfcheck.report.words import (
    NOT_A_FINDING,
    NOT_VERIFIED,
    UNVERIFIED_MARK,
    counted_reasons,
    counted_verdicts,
    provenance_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["MarkdownRenderer"]

_ASIDE_HEADINGS: Final = ("File", "Record", "Id", "Where", "Problem")


_MOST_REMEMBERED: Final = 16_384
_MOST_BYTES: Final = 32 * 1024 * 1024


class MarkdownRenderer:
    """Keeps the records set aside, which follow the assessments, and cells that many rows share."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = out
        self._provenance = provenance
        self._rows = RowMaker()
        self._cell = Remembered(_cell, _MOST_REMEMBERED, _MOST_BYTES)
        self._set_aside = KeptText()
        self._is_begun = False
        self._is_verified = True

    def add(self, lines: bytes | memoryview, _: Callable[[], Iterable[bytes]]) -> None:
        """Write a row for each line."""
        if not self._is_begun:
            self._out.write(_head(HEADINGS))
            self._is_begun = True
        written = []
        for line in bytes(lines).split(b"\n")[:-1]:
            row = self._rows.row(line)
            self._is_verified &= row.is_verified
            incident, *others = row.cells
            written.append(_row((_cell(incident), *[self._cell[cell] for cell in others])))
        self._out.write("".join(written))

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Keep them."""
        for aside in asides:
            cells = (aside.file, str(aside.record or ""), aside.id or "", aside.path, aside.problem)
            self._set_aside.add(_row(map(as_text, cells)))

    def finish(self, summary: Summary) -> None:
        """Write the counts, what was set aside, and what it was all computed from."""
        if self._is_begun:
            self._out.write("\n")
        if not self._is_verified:
            self._paragraph(f"{as_text(UNVERIFIED_MARK)} {NOT_VERIFIED}")
        self._paragraph(as_text(counted_verdicts(summary)))
        if counted_reasons(summary):
            self._paragraph(as_text(counted_reasons(summary)))
        if self._set_aside:
            self._paragraph("Set aside:")
            self._out.write(_head(_ASIDE_HEADINGS))
            for text in self._set_aside.text():
                self._out.write(text)
            self._out.write("\n")
        self._paragraph(as_text(provenance_line(self._provenance)))
        self._out.write(_line(f"*{NOT_A_FINDING}*"))

    def _paragraph(self, text: str) -> None:
        self._out.write(_line(text) + "\n")


def _cell(paragraphs: tuple[str, ...]) -> str:
    return "<br>".join(map(as_text, paragraphs))


def _head(headings: tuple[str, ...]) -> str:
    return _row(headings) + _row("---" for _ in headings)


def _row(cells: Iterable[str]) -> str:
    return _line(f"| {' | '.join(cells)} |")


def _line(line: str) -> str:
    return f"{visible_line(line)}\n"
