"""Finds what a table's header and first rows show about its columns, as the basis for the draft of a mapping.

A column is taken for a field only if its header is in a closed list; near misses and the contents of cells prove
nothing.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from cfcheck.ingest.tables.encoding import SAMPLE, encoding_of, read_sample, start_of, text_of
from cfcheck.ingest.tables.mapping import DELIMITERS
from cfcheck.ingest.tables.objects import Objects
from cfcheck.ingest.tables.rows import Row, UnreadableTable
from cfcheck.ingest.tables.times import InvalidTableTime, layout_of
from cfcheck.model.text import normalise, quoted
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["FIELDS", "MOST_ROWS", "DraftColumn", "Findings", "Sample", "field_of", "findings_of", "sample_of"]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "event_id", "event id", "incident_id", "incident id", "report_id", "report id", "record_id",
           "record id", "reference_code", "reference code", "reference", "ref"),
    "occurred": ("occurred", "date", "event_date", "event date", "incident_date", "incident date",
                 "date of incident", "date of event", "day"),
    "act": ("act",),
    "weapon": ("weapon",),
    "perpetrator": ("perpetrator", "alleged perpetrator", "alleged_perpetrator"),
    "target": ("target",),
    "location.country": ("location.country", "iso3", "country_code", "country code"),
    "location.admin1": ("location.admin1", "admin1", "adm1", "adm_1", "governorate", "province", "oblast"),
    "location.admin2": ("location.admin2", "admin2", "adm2", "adm_2", "district"),
    "location.place": ("location.place", "place", "town", "village", "settlement", "locality"),
    "location.lat": ("location.lat", "geometry.lat", "lat", "latitude"),
    "location.lon": ("location.lon", "geometry.lon", "lon", "lng", "long", "longitude"),
    "casualties.killed": ("casualties.killed", "killed"),
    "casualties.injured": ("casualties.injured", "injured", "wounded"),
    "casualties.civilians_killed": ("casualties.civilians_killed", "civilians killed", "civilians_killed"),
    "casualties.civilians_injured": ("casualties.civilians_injured", "civilians injured", "civilians_injured"),
    "sources.name": ("sources.name", "source"),
    "sources.url": ("sources.url", "url", "link"),
    "description": ("description", "notes", "summary", "narrative"),
}  # fmt: skip

_BY_HEADER: Final = {normalise(header): field for field, headers in FIELDS.items() for header in headers}


def field_of(header: str) -> str | None:
    """The field of an incident that a column of this header is known to hold."""
    return _BY_HEADER.get(normalise(header))


LONGEST_NAME: Final = 40
_LAYOUTS: Final = (
    "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "DD.MM.YYYY", "D.M.YYYY", "DD-MM-YYYY",
    "MM-DD-YYYY", "D Month YYYY", "Month D, YYYY", "D-Mon-YYYY", "YYYY/MM/DD", "YYYY-MM", "YYYY-MM-DD hh:mm",
    "YYYY-MM-DD hh:mm:ss", "DD/MM/YYYY hh:mm", "MM/DD/YYYY hh:mm", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mm:ssZZ",
)  # fmt: skip
_COUNTRY: Final = re.compile(r"[A-Z]{3}")


class DraftColumn(NamedTuple):
    """A column of the table: its name in the mapping, the field it is taken for, and what is in it.

    `fault` says why the mapping cannot name it.
    """

    name: str
    header: str
    field: str | None
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """The columns, and those of them from which a field can be made as they are.

    `layouts` are those in which every time that was seen can be read; one if there is no doubt.
    """

    columns: tuple[DraftColumn, ...]
    used: Mapping[str, DraftColumn]
    day: DraftColumn | None
    layouts: tuple[str, ...]


def findings_of(sample: Sample) -> Findings:
    """The findings from the sample."""
    columns = tuple(_columns(sample))
    used = {column.field: column for column in columns if column.field}
    day = used.get("occurred")
    layouts = () if day is None else tuple(_fitting(day.cells))
    if day is not None and len(layouts) != 1:
        del used["occurred"]
    country = used.get("location.country")
    if country is not None and not all(_COUNTRY.fullmatch(cell) for cell in country.cells):
        del used["location.country"]
    return Findings(columns, used, day, layouts)


def _columns(sample: Sample) -> Iterator[DraftColumn]:
    names: set[str] = set()
    taken: set[str] = set()
    headers = [normalise(header) for header in sample.headers]
    for place, header in enumerate(sample.headers):
        fault = ""
        if not header:
            fault = "has no header"
        elif visible(header) != header:
            fault = "has hidden characters in its header"
        elif headers.count(headers[place]) > 1:
            fault = "has the header of another column"
        field = None if fault else field_of(header)
        if field in taken:
            field = None
        taken |= {field} if field else set()
        yield DraftColumn(_name(header, place, names), header, field, sample.column(place), fault)


def _name(header: str, place: int, names: set[str]) -> str:
    """A name that the language allows and that no other column has."""
    name = "_".join(re.findall("[a-z0-9]+", header.lower()))[:LONGEST_NAME].strip("_")
    if not name or not name[0].isalpha():
        name = f"column_{place + 1}"
    while name in names:
        name += "_2"
    names.add(name)
    return name


def _fitting(cells: Sequence[str]) -> Iterator[str]:
    """The layouts in which all cells can be read; of several that only allow for more or fewer digits, the first."""
    seen = set()
    for written in _LAYOUTS:
        read = tuple(_read(written, cell) for cell in cells)
        month_first = written.startswith(("MM/", "M/", "MM-"))
        if cells and None not in read and (read, month_first) not in seen:
            seen.add((read, month_first))
            yield written


def _read(written: str, cell: str) -> str | None:
    try:
        return layout_of(written).read(cell, "")
    except InvalidTableTime:
        return None


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
