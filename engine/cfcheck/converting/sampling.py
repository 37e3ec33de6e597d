"""The header and first rows of a table of which nothing is known yet. Knows files' layouts, no mapping."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from cfcheck.converting.mapping import DELIMITERS
from cfcheck.converting.objects import Objects
from cfcheck.converting.rows import Row, UnreadableTable
from cfcheck.converting.streams import SAMPLE, encoding_of, read_sample, text_of
from cfcheck.converting.table_start import start_of
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["MOST_ROWS", "Sample", "sample_of"]

MOST_ROWS: Final = 200
MOST_COLUMNS: Final = 1000
_KEYS: Final = ("features", "data", "Result", "results", "records", "incidents", "events", "rows")


class Sample(NamedTuple):
    """What a table begins with. `delimiter` is empty, and `key` may not be, where it is JSON."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ""
    key: str = ""

    def column(self, place: int) -> tuple[str, ...]:
        """The different cells of a column that say something, in their order."""
        return tuple(dict.fromkeys(row[place].strip() for row in self.rows if row[place].strip()))


def sample_of(stream: BinaryIO, encodings: Sequence[str], delimiters: Sequence[str]) -> Sample:
    """The sample; with nothing declared, the encoding is UTF-8 or what a mark tells, and any delimiter may be it.

    Raises UnreadableTable.
    """
    raw = read_sample(stream)
    encoding = encoding_of(raw, encodings)
    start = raw.decode(encoding, "replace")
    if not start.strip():
        raise UnreadableTable("is empty")
    if start.lstrip().startswith(("{", "[")):
        objects = Objects(text_of(raw, stream, encoding), _KEYS)
        return _of_objects((row for row in islice(objects.rows(), MOST_ROWS) if isinstance(row, Row)), objects.key)
    return _of_table(start, delimiters or DELIMITERS, is_whole=len(raw) < SAMPLE)


def _of_objects(rows: Iterator[Row], key: str) -> Sample:
    """The keys of all rows in the order in which they come up; a row without a key has nothing in its cell."""
    mappings = [dict(zip(row.headers, row.cells, strict=True)) for row in rows]
    headers = tuple(dict.fromkeys(header for mapping in mappings for header in mapping))[:MOST_COLUMNS]
    if not headers:
        raise UnreadableTable("has no row with anything in it")
    return Sample(headers, tuple(tuple(mapping.get(header, "") for header in headers) for mapping in mappings), "", key)


def _of_table(text: str, delimiters: Sequence[str], *, is_whole: bool) -> Sample:
    """The sample by the one delimiter that gives the header and every row the same number of cells, two or more."""
    start = start_of(text, delimiters)
    fitting = [
        (delimiter, rows)
        for delimiter in start.delimiters
        if (rows := _rows(start.text, delimiter, is_whole=is_whole))
        and len(rows[0]) > 1
        and len({len(row) for row in rows}) == 1
    ]
    if len(fitting) != 1:
        signs = " or ".join(quoted("tab" if sign == "\t" else sign) for sign in start.delimiters)
        why = "several fit" if fitting else "with none of them all rows have as many cells as the header"
        raise UnreadableTable(f"cannot be told apart into columns by {signs}: {why}; name one with `--delimiter`")
    delimiter, (headers, *rows) = fitting[0]
    if len(headers) > MOST_COLUMNS:
        raise UnreadableTable(f"has more than {MOST_COLUMNS:,} columns")
    return Sample(headers, tuple(rows), delimiter)


def _rows(text: str, delimiter: str, *, is_whole: bool) -> list[tuple[str, ...]]:
    """The header and the first rows; of a text that goes on not the last, which may be cut."""
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(map(str.strip, cells)):
                rows.append(tuple(cell.strip() for cell in cells))
            if len(rows) > MOST_ROWS:
                return rows
    except csv.Error:
        return rows if not is_whole else []
    return rows if is_whole else rows[:-1]
