"""What a table's header and first rows tell of its columns, for a mapping to be drafted from.

Takes a column for a field only by the list of known headers; guesses nothing from a near miss or from what cells say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.converting.known_headers import field_of
from cfcheck.converting.layouts import InvalidTime, layout_of
from cfcheck.names import normalise
from cfcheck.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cfcheck.converting.sampling import Sample

__all__ = ["DraftColumn", "Findings", "findings_of"]

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
    """What the sample tells."""
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
    except InvalidTime:
        return None
