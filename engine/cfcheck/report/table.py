"""Results as a table for people, on a terminal or plain. Knows pages and column widths; `console` does the drawing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.assessment import SetAside
from cfcheck.report.row import HEADINGS, row_of
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
    from collections.abc import Iterator
    from typing import TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary
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
        self._provenance = provenance
        self._rows: list[Row] = []
        self._set_aside: list[SetAside] = []
        self._is_verified = True
        self._paper = Paper(out)

    def add(self, result: Assessment | SetAside) -> None:
        """Keep the result; draw the page when it is full."""
        if isinstance(result, SetAside):
            self._set_aside.append(result)
            return
        self._rows.append(row_of(result))
        if len(self._rows) == _PAGE:
            self._draw()

    def finish(self, summary: Summary) -> None:
        """Draw the last page, and write the counts, what was set aside, and what it was all computed from."""
        self._draw()
        for line in self._closing(summary):
            self._paper.line(line)

    def _closing(self, summary: Summary) -> Iterator[str]:
        if not self._is_verified:
            yield f"{UNVERIFIED_MARK} {NOT_VERIFIED}"
            yield ""
        yield counted_verdicts(summary)
        if counted_reasons(summary):
            yield counted_reasons(summary)
        if self._set_aside:
            yield ""
            yield "Set aside:"
            yield from (f"  {set_aside_line(aside)}" for aside in self._set_aside)
        yield ""
        yield provenance_line(self._provenance)
        yield NOT_A_FINDING

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
