"""Draws on a terminal, or on paper of a fixed width where there is none. One of the few importers of `rich`.

Whether there is colour is rich's to decide (`NO_COLOR`, `TERM`). No text is taken for markup.
"""

from __future__ import annotations

from textwrap import TextWrapper
from typing import TYPE_CHECKING, Final

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cfcheck.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from cfcheck.formats.row import Row

__all__ = ["Paper"]

_WIDTH: Final = 100
_NARROWEST: Final = 80

# A line of dashes under the headings and nothing else: what is copied from a terminal reads as well as what is piped.
_RULED: Final = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)

_STYLES: Final[Mapping[Verdict, str]] = {
    Verdict.VIOLATION: "bold red",
    Verdict.OUT_OF_SCOPE: "dim",
    Verdict.NO_VIOLATION: "green",
    Verdict.INDETERMINATE: "yellow",
}
_ID_COLUMN, _VERDICT_COLUMN = 0, 1


class Paper:
    """What results are drawn on: a terminal as wide as it is, anything else as wide as a page."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        width = None if out.isatty() else _WIDTH
        self._console = Console(file=out, width=width, emoji=False, markup=False, highlight=False, force_jupyter=False)
        self._console.width = max(self._console.width, _NARROWEST)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self._console.width

    @staticmethod
    def length(text: str) -> int:
        """How many columns a text takes."""
        return cell_len(text)

    def line(self, text: str) -> None:
        """A line of text, as long as it is: a terminal wraps it, a file keeps it whole."""
        self._out.write(f"{text}\n")

    def table(self, headings: Iterable[str], rows: Iterable[Row], widths: Sequence[int]) -> None:
        """A table with columns of these widths, and an empty line after it. Long cells wrap; none is cut."""
        table = Table(box=_RULED, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
        for heading, width in zip(headings, widths, strict=True):
            table.add_column(heading, width=width, overflow="fold")
        for row in rows:
            texts = _texts(row, widths[_ID_COLUMN])
            texts[_VERDICT_COLUMN].stylize(_STYLES[row.verdict])
            table.add_row(*texts)
        with self._console.capture() as drawn:
            self._console.print(table)
        self._out.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())
        self._out.write("\n")


def _texts(row: Row, id_width: int) -> list[Text]:
    """The cells, a line a paragraph. An id is broken after a hyphen where that can be."""
    broken = TextWrapper(id_width, replace_whitespace=False, drop_whitespace=False)
    cells = ["\n".join(paragraphs) for paragraphs in row.cells]
    cells[_ID_COLUMN] = "\n".join(broken.wrap(cells[_ID_COLUMN]))
    return [Text(cell) for cell in cells]
