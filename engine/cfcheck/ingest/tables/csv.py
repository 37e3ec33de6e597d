"""Reads the rows of a CSV file one by one.

A row may have line ends within quotes. An unreadable row is a `RowFault` with the line on which the row begins, and
reading continues after it.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cfcheck.ingest.tables.columns import bound_share, faults_of
from cfcheck.ingest.tables.encoding import DELIMITER_WORDS, SAMPLE, start_of
from cfcheck.ingest.tables.rows import Row, RowFault, UnreadableTable
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.tables.mapping import Mapping

__all__ = ["Table"]

LONGEST_LINE: Final = 1024 * 1024
LONGEST_CELL: Final = 128 * 1024  # as the csv module has it; a quote that is never closed ends there
LONGEST_ROW: Final = 4 * 1024 * 1024
MOST_COLUMNS: Final = 10_000
_CELL: Final = f"{LONGEST_CELL // 1024} KiB"
_TOO_LONG: Final = f"is longer than {LONGEST_ROW // 1024 // 1024} MiB"
_TEXT_BESIDE_QUOTES: Final = "has text beside a quoted cell; a quote inside a cell is written twice"
_LINE_ENDS: Final = ("\n", "\r")
_WRONG: Final = re.compile("[\ud800-\udfff\x00]")
_WRONG_WHERE_WIDE: Final = re.compile("[\ud800-\udfff\x00\N{REPLACEMENT CHARACTER}]")


class Table:
    """A CSV file, opened: how it is laid out, and its rows. Raises UnreadableTable where a column is missing."""

    def __init__(self, text: io.TextIOWrapper, sample: str, mapping: Mapping, *, is_whole: bool) -> None:
        self._text = text
        start = start_of(sample, mapping.form.delimiters)
        self._lines_above = start.lines
        firsts = {delimiter: _first_row(start.text, delimiter, is_whole=is_whole) for delimiter in start.delimiters}
        if not any(firsts.values()):
            raise UnreadableTable(f"has a quote in its first row that is not closed, or a cell of more than {_CELL}")
        self.delimiter, self.headers, self.has_header_row = _layout(firsts, mapping)

    @property
    def layout(self) -> str:
        """How the file is laid out, in words."""
        headed = "with a header row" if self.has_header_row else f"without a header row, {len(self.headers)} columns"
        return f"separated by {DELIMITER_WORDS[self.delimiter]}, {headed}"

    def rows(self) -> Iterator[Row | RowFault]:
        """The rows in their order, without the header row and empty lines."""
        lines = _Lines(self._text, self._lines_above)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        is_header = self.has_header_row
        while True:
            start = lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _TooLong) as error:
                problem = _TOO_LONG if isinstance(error, _TooLong) else _csv_problem(lines.row, self.delimiter)
                lost = f"; lines {start} to {lines.number} were read as one row" if lines.number > start else ""
                yield RowFault(start, f"{problem}{lost}")
                reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                continue
            if not lines.fault and not any(map(str.strip, cells)):
                continue
            if is_header:
                is_header = False
            elif lines.fault:
                yield RowFault(start, lines.fault)
            elif len(cells) != len(self.headers):
                yield RowFault(start, f"has {len(cells)} cells, and the table has {len(self.headers)} columns")
            else:
                yield Row(start, self.headers, cells)


class _TooLong(Exception):
    """Raised in the middle of a row for which there is no room; never leaves this module."""


class _Lines:
    """The lines of a text, none longer than there is room for, and what is wrong with those of the present row."""

    def __init__(self, text: io.TextIOWrapper, skipped: int) -> None:
        self._text = text
        self._broken = _WRONG_WHERE_WIDE if text.errors == "replace" else _WRONG
        self._room = LONGEST_ROW
        self._row: list[str] = []
        self.number = 0
        self.fault = ""
        for _ in range(skipped):
            next(self)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and not line.endswith(_LINE_ENDS):
            self.fault = f"has a line of more than {LONGEST_LINE // 1024} KiB"
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith(_LINE_ENDS):
                pass
            return "\n"
        # Most lines are ASCII, and of that only NUL is wrong: to look for it alone takes no time.
        broken = None if line.isascii() and "\x00" not in line else self._broken.search(line)
        if broken:
            self.fault = _broken(broken.group(), self._text.encoding)
        self._room -= len(line)
        if self._room < 0:
            raise _TooLong
        self._row.append(line)
        return line

    @property
    def row(self) -> str:
        """What has been read of the present row."""
        return "".join(self._row)

    def begin_row(self) -> int:
        """Begin the next row, and return the number of its first line."""
        self.fault = ""
        self._row.clear()
        self._room = LONGEST_ROW
        return self.number + 1


def _broken(character: str, encoding: str) -> str:
    name = encoding.removesuffix("-sig").upper()
    if character == "\x00":
        return "contains a NUL character"
    if "\udc80" <= character <= "\udcff":
        return f"contains the byte 0x{ord(character) - 0xDC00:02x}, which is not {name}"
    return f"contains bytes that are not {name}, or the mark for such"


def _csv_problem(row: str, delimiter: str) -> str:
    """The fault of the row, as far as it was read."""
    is_beside = _text_beside_quotes(delimiter).match(row)
    return _TEXT_BESIDE_QUOTES if is_beside else f"has a quote that is not closed, or a cell of more than {_CELL}"


@cache
def _text_beside_quotes(delimiter: str) -> re.Pattern[str]:
    """A quoted cell with something behind it, after as many sound cells as there are."""
    quoted_cell = r'"(?:[^"]++|"")*+"'
    end = rf"{re.escape(delimiter)}\r\n"
    plain_cell = rf'[^"{end}][^{end}]*+'
    return re.compile(rf"(?:(?:{quoted_cell}|{plain_cell})?+[{end}])*+{quoted_cell}[^{end}]")


def _layout(firsts: dict[str, tuple[str, ...]], mapping: Mapping) -> tuple[str, tuple[str, ...], bool]:
    """The delimiter under which the mapping's columns are there, the headers, and whether the file has them.

    A header row under which the columns are there with two delimiters is refused: either may be meant.
    """
    fitting: dict[tuple[str, ...], str] = {}
    for delimiter, first in firsts.items():
        if bound_share(mapping, first) and not faults_of(mapping, first):
            fitting.setdefault(first, delimiter)
    if len(fitting) > 1:
        signs = " and with ".join(DELIMITER_WORDS[delimiter] for delimiter in fitting.values())
        raise UnreadableTable(f"has the columns with {signs} between them; name one with `--delimiter`")
    for first, delimiter in fitting.items():
        return delimiter, first, True
    likeliest = max(firsts, key=lambda delimiter: bound_share(mapping, firsts[delimiter]))
    if bound_share(mapping, firsts[likeliest]):
        raise UnreadableTable("; ".join(faults_of(mapping, firsts[likeliest])))
    for delimiter, row in firsts.items():
        if len(row) in mapping.form.headers:
            return delimiter, mapping.form.headers[len(row)], False
    raise UnreadableTable(_headless(firsts[likeliest], mapping))


def _headless(first: tuple[str, ...], mapping: Mapping) -> str:
    wanted = ", ".join(column.headers[0] for column in mapping.columns if not column.optional)
    begins = f", which begins with {quoted(first[0])}," if first else ""
    problem = f"the first row{begins} has none of the columns expected: {wanted}"
    if not mapping.form.headers:
        return f"{problem}; {mapping.advice}" if mapping.advice else problem
    widths = " or ".join(str(width) for width in sorted(mapping.form.headers))
    return f"{problem}; a file without a header row would have {widths} columns, and this one has {len(first)}"


def _first_row(sample: str, delimiter: str, *, is_whole: bool) -> tuple[str, ...]:
    """The first row that is not empty. Raises UnreadableTable where it is too long to be a header row."""
    lines = io.StringIO(sample, newline="")
    try:
        row = next((row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))), [])
    except csv.Error:
        return ()
    if len(row) > MOST_COLUMNS:
        raise UnreadableTable(f"has more than {MOST_COLUMNS:,} columns")
    if not is_whole and lines.tell() >= len(sample):
        raise UnreadableTable(f"has a first row of more than {SAMPLE // 1024} KiB, or a quote in it that is not closed")
    return tuple(cell.strip() for cell in row)
