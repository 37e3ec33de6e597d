"""Converts a file to records, row by row, in constant memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cfcheck.ingest.tables.converter import Converter
from cfcheck.ingest.tables.csv import Table
from cfcheck.ingest.tables.encoding import SAMPLE, encoding_of, encoding_words, read_sample, text_of
from cfcheck.ingest.tables.objects import Objects
from cfcheck.ingest.tables.rows import UnreadableTable
from cfcheck.model.assessment import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.tables.mapping import Mapping
    from cfcheck.ingest.tables.rows import Row, RowFault
    from cfcheck.model.record import Record

__all__ = ["Conversion", "convert"]


class Conversion:
    """The records of a file and the rows set aside, in the file's order; to be gone through once.

    `layout` says in words how the file was read; `remarks`, once it has been gone through, what of it was not read.
    """

    def __init__(self, rows: Iterator[Record | SetAside], layout: str, converter: Converter | None = None) -> None:
        self._rows = rows
        self._converter = converter
        self.layout = layout

    def __iter__(self) -> Iterator[Record | SetAside]:
        return self._rows

    def __next__(self) -> Record | SetAside:
        return next(self._rows)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Notes on the columns."""
        return () if self._converter is None else self._converter.remarks


def convert(stream: BinaryIO, file: str, mapping: Mapping) -> Conversion:
    """The records that the mapping makes of the file's rows. `file` is the name to use for it.

    A file without the mapping's columns is set aside as a whole, as record 0.
    """
    try:
        rows, layout = _opened(stream, mapping)
    except UnreadableTable as error:
        return Conversion(iter([SetAside(file, 0, None, "", str(error))]), "")
    converter = Converter(mapping, file)
    return Conversion((converter.convert(row) for row in rows), layout, converter)


def _opened(stream: BinaryIO, mapping: Mapping) -> tuple[Iterator[Row | RowFault], str]:
    """The rows of the file, and its layout in words."""
    sample = read_sample(stream)
    encoding = encoding_of(sample, mapping.form.encodings)
    text = text_of(sample, stream, encoding)
    start = sample.decode(encoding, "replace")
    if not start.strip():
        raise UnreadableTable("is empty")
    is_json = start.lstrip().startswith(("{", "["))
    if mapping.is_direct and is_json is not mapping.form.is_json:
        raise UnreadableTable(_OTHER_FORM[is_json])
    if is_json:
        objects = Objects(text, mapping.form.records)
        return objects.rows(), f"{encoding_words(encoding)}, {objects.layout}"
    table = Table(text, start, mapping, is_whole=len(sample) < SAMPLE)
    return table.rows(), f"{encoding_words(encoding)}, {table.layout}"


_OTHER_FORM = {
    True: "is JSON and no CSV; `--from geojson` reads GeoJSON, and incidents as JSON are read without `--from`",
    False: "is no JSON; `--from csv` reads CSV",
}
