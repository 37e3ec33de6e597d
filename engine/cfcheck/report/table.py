"""Results as a table for people, on a terminal or plain. Knows pages and column widths; `console` does the drawing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.visible import visible_line
from cfcheck.report.kept import KeptText
from cfcheck.report.row import HEADINGS, RowMaker
from cfcheck.report.terminal import GAP, Paper
from cfcheck.report.words import (
    NOT_A_FINDING,
    NOT_VERIFIED,
    UNVERIFIED_MARK,
    counted_reasons,
    counted_verdicts,
    provenance_line,
    set_aside_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary
    from cfcheck.report.row import Row

__all__ = ["TableRenderer"]

# A table is laid out a page at a time, so that however many results there are, few are kept.
_PAGE: Final = 500
_SHARES: Final = (27, 15, 17, 27, 14)
# Which column is given what another one does not use: ids first, since they are copied.
_THIRST: Final = (0, 3, 2, 4, 1)


class TableRenderer:
    """Keeps a page of results, and the records set aside, which follow the last one."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = out
        self._provenance = provenance
        self._made = RowMaker()
        self._rows: list[Row] = []
        self._set_aside = KeptText()
        self._is_verified = True
        self._paper = Paper(out)

    def add(self, lines: bytes | memoryview, _: Callable[[], Iterable[bytes]]) -> None:
        """Keep a row for each line; draw pages as they are full."""
        for line in bytes(lines).split(b"\n")[:-1]:
            self._rows.append(self._made.row(line))
            if len(self._rows) == _PAGE:
                self._draw()

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Keep them."""
        for aside in asides:
            self._set_aside.add(f"{visible_line(f'  {set_aside_line(aside)}')}\n")

    def finish(self, summary: Summary) -> None:
        """Draw the last page, and write the counts, what was set aside, and what it was all computed from."""
        self._draw()
        for line in self._counts(summary):
            self._paper.line(line)
        if self._set_aside:
            self._paper.line("")
            self._paper.line("Set aside:")
            for text in self._set_aside.text():
                self._out.write(text)
        for line in ("", provenance_line(self._provenance), NOT_A_FINDING):
            self._paper.line(line)

    def _counts(self, summary: Summary) -> Iterator[str]:
        if not self._is_verified:
            yield f"{UNVERIFIED_MARK} {NOT_VERIFIED}"
            yield ""
        yield counted_verdicts(summary)
        if counted_reasons(summary):
            yield counted_reasons(summary)

    def _draw(self) -> None:
        if not self._rows:
            return
        self._is_verified &= all(row.is_verified for row in self._rows)
        self._paper.table(HEADINGS, self._rows, _widths(self._rows, self._paper))
        self._rows.clear()


def _widths(rows: list[Row], paper: Paper) -> tuple[int, ...]:
    """A share of the width for each column, less where it needs less, and what is left to those that need more."""
    columns = zip(HEADINGS, *(row.cells for row in rows), strict=True)
    wanted = [max(map(paper.length, (heading, *chain.from_iterable(cells)))) for heading, *cells in columns]
    room = paper.width - GAP * (len(HEADINGS) - 1)
    widths = [max(1, min(want, room * share // sum(_SHARES))) for want, share in zip(wanted, _SHARES, strict=True)]
    for column in _THIRST:
        widths[column] += max(0, min(wanted[column] - widths[column], room - sum(widths)))
    return tuple(widths)
