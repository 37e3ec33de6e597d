"""The way from a file to records, row by row, in constant memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cfcheck.assessment import SetAside
from cfcheck.converting.converter import Converter
from cfcheck.converting.objects import Objects
from cfcheck.converting.rows import UnreadableTable
from cfcheck.converting.streams import encoding_of, read_sample, text_of
from cfcheck.converting.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.converting.mapping import Mapping
    from cfcheck.converting.rows import Row, RowFault
    from cfcheck.record import Record

__all__ = ["Conversion", "convert"]


class Conversion:
    """The records of a file and the rows set aside, in the file's order; to be gone through once.

    `layout` says in words how the file was read.
    """

    def __init__(self, rows: Iterator[Record | SetAside], layout: str) -> None:
        self._rows = rows
        self.layout = layout

    def __iter__(self) -> Iterator[Record | SetAside]:
        return self._rows

    def __next__(self) -> Record | SetAside:
        return next(self._rows)


def convert(stream: BinaryIO, file: str, mapping: Mapping) -> Conversion:
    """The records that the mapping makes of the file's rows. `file` is the name to use for it.

    A file without the mapping's columns is set aside as a whole, as record 0.
    """
    try:
        rows, layout = _opened(stream, mapping)
    except UnreadableTable as error:
        return Conversion(iter([SetAside(file, 0, None, "", str(error))]), "")
    converter = Converter(mapping, file)
    return Conversion((converter.convert(row) for row in rows), layout)


def _opened(stream: BinaryIO, mapping: Mapping) -> tuple[Iterator[Row | RowFault], str]:
    """The rows of the file, and how it is laid out."""
    sample = read_sample(stream)
    encoding = encoding_of(sample, mapping.form.encodings)
    text = text_of(sample, stream, encoding)
    start = sample.decode(encoding, "replace").lstrip()
    is_json = start.startswith(("{", "["))
    table = Objects(text, mapping.form.records) if is_json else Table(text, start, mapping)
    return table.rows(), f"{encoding.removesuffix('-sig').upper()}, {table.layout}"
