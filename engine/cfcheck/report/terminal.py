"""Draws tables on a terminal, or on paper of a fixed width where there is none. Knows columns, nothing of results.

Colour is for terminals that have it, and not where `NO_COLOR` is set (https://no-color.org).
"""

from __future__ import annotations

import os
import re
import unicodedata
from itertools import accumulate, takewhile
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Final

from cfcheck.model.bounded import Bounded
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import Lines, visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from cfcheck.report.row import Row

__all__ = ["GAP", "Paper"]

GAP: Final = 2
_GAP: Final = " " * GAP
_MOST_REMEMBERED: Final = 4096
_MOST_BYTES: Final = 4 * 1024 * 1024
_WIDTH: Final = 100
_NARROWEST: Final = 80
_TERMINAL: Final = 80  # of which nobody says how wide it is

_BOLD: Final = "1"
_STYLES: Final[Mapping[Verdict, str]] = {
    Verdict.VIOLATION: "1;31",  # bold red
    Verdict.OUT_OF_SCOPE: "2",  # dim
    Verdict.NO_VIOLATION: "32",  # green
    Verdict.INDETERMINATE: "33",  # yellow
}
_ID_COLUMN, _VERDICT_COLUMN = 0, 1
_WORDS: Final = re.compile(r"\s*\S+\s*")
_WIDE: Final = frozenset("FW")
_WITHOUT_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})


class Paper:
    """What results are drawn on: a terminal as wide as it is, anything else as wide as a page."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lines = Lines(out)
        is_terminal = out.isatty()
        self._has_colour = is_terminal and _wants_colour(os.environ)
        self.width = max(_columns(out, os.environ) if is_terminal else _WIDTH, _NARROWEST)

    @staticmethod
    def length(text: str) -> int:
        """How many columns a text takes."""
        return len(text) if text.isascii() else sum(map(_columns_of, text))

    def line(self, text: str) -> None:
        """A line of text, as long as it is: a terminal wraps it, a file keeps it whole."""
        self._lines.line(text)

    def table(self, headings: Sequence[str], rows: Iterable[Row], widths: Sequence[int]) -> None:
        """A table with columns of these widths, and an empty line after it. Long cells wrap; none is cut.

        A line of dashes under the headings and nothing else: what is copied from a terminal reads as well as what is
        piped.
        """
        columns = [_Column(self, width) for width in widths]
        titles = [column.lines((heading,), _BOLD) for column, heading in zip(columns, headings, strict=True)]
        self._out.write(_drawn(titles, columns))
        self.line("-" * (sum(widths) + GAP * (len(widths) - 1)))
        for row in rows:
            cells = [column.lines(cell) for column, cell in zip(columns[1:], row.cells[1:], strict=True)]
            cells[_VERDICT_COLUMN - 1] = columns[_VERDICT_COLUMN].lines(
                row.cells[_VERDICT_COLUMN], _STYLES[row.verdict]
            )
            self._out.write(_drawn([self._id_lines(row.cells[_ID_COLUMN], widths[_ID_COLUMN]), *cells], columns))
        self.line("")

    def _id_lines(self, paragraphs: tuple[str, ...], width: int) -> tuple[str, ...]:
        """The lines of an id, which is broken after a hyphen where that can be."""
        if any(len(text) > width or self.length(text) > width for text in paragraphs):
            broken = TextWrapper(width, replace_whitespace=False, drop_whitespace=False)
            paragraphs = tuple(line for text in paragraphs for line in broken.wrap(text))
        return self.cell_lines(paragraphs, width, "")

    def cell_lines(self, paragraphs: Iterable[str], width: int, style: str) -> tuple[str, ...]:
        """The lines of a cell, each filled up to the width, with nothing in them that can disturb a terminal."""
        # Colour is a sign of our own, so what is drawn is made visible before: each cell can begin a line.
        texts = [visible_line(line) for paragraph in paragraphs for line in self._wrapped(paragraph, width)]
        return tuple([f"{self._styled(text, style)}{' ' * (width - self.length(text))}" for text in texts])

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if text and style and self._has_colour else text

    def _wrapped(self, paragraph: str, width: int) -> Iterator[str]:
        """The paragraph in lines: broken between words, and within a word only where it is longer than a line."""
        line, taken = "", 0
        for word in _WORDS.findall(paragraph):
            rest, left = word, self.length(word.rstrip())
            while taken + left > width:
                if not line:
                    line, rest = _parted(rest, width)
                    left -= self.length(line)
                yield line.rstrip()
                line, taken = "", 0
            line += rest
            taken += left + self.length(rest[len(rest.rstrip()) :])
        if line or not paragraph.strip():
            yield line.rstrip()


def _drawn(cells: Sequence[Sequence[str]], columns: Sequence[_Column]) -> str:
    """The lines of a row, of which each cell has its own."""
    height = max(map(len, cells))
    filled = ((*cell, *(column.empty,) * (height - len(cell))) for cell, column in zip(cells, columns, strict=True))
    return "".join([f"{_GAP.join(lines).rstrip()}\n" for lines in zip(*filled, strict=True)])


class _Column:
    """A column of a table, with the lines of cells that many rows share."""

    def __init__(self, paper: Paper, width: int) -> None:
        self._paper = paper
        self._width = width
        self._lines: Bounded[tuple[tuple[str, ...], str], tuple[str, ...]] = Bounded(_MOST_REMEMBERED, _MOST_BYTES)
        self.empty = " " * width

    def lines(self, paragraphs: tuple[str, ...], style: str = "") -> tuple[str, ...]:
        """The lines of a cell in this column."""
        lines = self._lines.get((paragraphs, style))
        if lines is None:
            lines = self._lines.keep((paragraphs, style), self._paper.cell_lines(paragraphs, self._width, style))
        return lines


def _wants_colour(environment: Mapping[str, str]) -> bool:
    return not environment.get("NO_COLOR") and environment.get("TERM") not in ("dumb", "unknown")


def _columns(out: TextIO, environment: Mapping[str, str]) -> int:
    said = environment.get("COLUMNS", "")
    if said.isascii() and said.isdigit():
        return int(said)
    try:
        return os.get_terminal_size(out.fileno()).columns or _TERMINAL
    except (OSError, ValueError):
        return _TERMINAL


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _parted(word: str, width: int) -> tuple[str, str]:
    """As much of a word as a line holds, one character at least, and the rest."""
    taken = accumulate(map(Paper.length, word))
    end = max(1, sum(1 for _ in takewhile(lambda columns: columns <= width, taken)))
    return word[:end], word[end:]
