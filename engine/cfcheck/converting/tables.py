"""Reads the rows of a CSV file one by one. Knows the file's layout; of a mapping only which columns it needs.

A row may have line ends in its quotes. What cannot be read is a RowFault with the line on which the row begins, and the
reading goes on after it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from cfcheck.converting.columns import UnboundColumns, bind, bound_share
from cfcheck.converting.rows import Row, RowFault, UnreadableTable
from cfcheck.converting.streams import SAMPLE
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.converting.mapping import Mapping

__all__ = ["Table"]

LONGEST_LINE: Final = 1024 * 1024
LONGEST_CELL: Final = 128 * 1024  # as the csv module has it; a quote that is never closed ends there
_SAID = {",": "commas", ";": "semicolons", "\t": "tabs"}


class Table:
    """A CSV file, opened: how it is laid out, and its rows. Raises UnreadableTable where a column is missing."""

    def __init__(self, text: io.TextIOWrapper, sample: str, mapping: Mapping) -> None:
        self._text = text
        self.delimiter, self.headers, self.has_header_row = _layout(sample, mapping)

    @property
    def layout(self) -> str:
        """How the file is laid out, in words."""
        headed = "with a header row" if self.has_header_row else f"without a header row, {len(self.headers)} columns"
        return f"separated by {_SAID[self.delimiter]}, {headed}"

    def rows(self) -> Iterator[Row | RowFault]:
        """The rows in their order, without the header row and empty lines."""
        lines = _Lines(self._text)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        is_header = self.has_header_row
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RowFault(start, _csv_problem(error, start, reader.line_num))
                lines.forget_fault()
                continue
            fault = lines.forget_fault()
            if not fault and not any(cells):
                continue
            if is_header:
                is_header = False
            elif fault:
                yield RowFault(start, fault)
            elif len(cells) != len(self.headers):
                yield RowFault(start, f"has {len(cells)} cells, and the table has {len(self.headers)} columns")
            else:
                yield Row(start, self.headers, cells)


class _Lines:
    """The lines of a text, none longer than there is room for, and what was wrong with those since the last row."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._fault = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            self._fault = f"has a line of more than {LONGEST_LINE // 1024} KiB"
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            return "\n"
        broken = re.search("[\udc80-\udcff\x00]", line)
        if broken:
            self._fault = _broken(broken.group(), self._text.encoding)
        return line

    def forget_fault(self) -> str:
        """What was wrong with the lines since this was last asked."""
        fault, self._fault = self._fault, ""
        return fault


def _broken(character: str, encoding: str) -> str:
    if character == "\x00":
        return "contains a NUL character"
    return f"contains the byte 0x{ord(character) - 0xDC00:02x}, which is not {encoding.removesuffix('-sig').upper()}"


def _csv_problem(error: csv.Error, start: int, end: int) -> str:
    if "field limit" in str(error) or "unexpected end" in str(error):
        lost = f"; lines {start} to {end} were read as one row" if end > start else ""
        return f"has a quote that is not closed, or a cell of more than {LONGEST_CELL // 1024} KiB{lost}"
    return "has text beside a quoted cell; a quote inside a cell is written twice"


def _layout(sample: str, mapping: Mapping) -> tuple[str, tuple[str, ...], bool]:
    """The delimiter under which the mapping's columns are there, the headers, and whether the file has them."""
    firsts = {delimiter: _first_row(sample, delimiter) for delimiter in mapping.form.delimiters}
    if not any(any(first) for first in firsts.values()):
        raise UnreadableTable("is empty")
    likeliest = max(firsts, key=lambda delimiter: bound_share(mapping, firsts[delimiter]))
    first = firsts[likeliest]
    if bound_share(mapping, first):
        try:
            bind(mapping, first)
        except UnboundColumns as error:
            raise UnreadableTable(str(error)) from None
        return likeliest, first, True
    for delimiter, row in firsts.items():
        if len(row) in mapping.form.headers:
            return delimiter, mapping.form.headers[len(row)], False
    raise UnreadableTable(_headless(first, mapping))


def _headless(first: tuple[str, ...], mapping: Mapping) -> str:
    wanted = ", ".join(column.headers[0] for column in mapping.columns if not column.optional)
    begins = f", which begins with {quoted(first[0])}," if first else ""
    problem = f"the first row{begins} has none of the columns expected: {wanted}"
    if not mapping.form.headers:
        return problem
    widths = " or ".join(str(width) for width in sorted(mapping.form.headers))
    return f"{problem}; a file without a header row would have {widths} columns, and this one has {len(first)}"


def _first_row(sample: str, delimiter: str) -> tuple[str, ...]:
    """The first row that is not empty, as far as it lies in the sample."""
    try:
        rows = csv.reader(io.StringIO(sample[:SAMPLE], newline=""), delimiter=delimiter)
        return tuple(cell.strip() for cell in next((row for row in rows if any(row)), []))
    except csv.Error:
        return ()
