"""Finds a mapping's columns among the headers of a table. Knows headers, nothing of how they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.names import normalise
from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping as Map
    from collections.abc import Sequence

    from cfcheck.converting.block import ColumnName
    from cfcheck.converting.mapping import Mapping

__all__ = ["Binding", "UnboundColumns", "bind", "bound_share"]


class UnboundColumns(ValueError):
    """Raised for headers among which the mapping's columns are not, or not once."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which cell of a row is which column's (None: the table has no such column), and which cells are kept."""

    places: tuple[tuple[ColumnName, int | None], ...]
    kept: tuple[tuple[str, int], ...]
    width: int

    def cells(self, row: Sequence[str], empty: frozenset[str]) -> dict[ColumnName, str]:
        """The row's cells by column, without white space around them; what stands for nothing is empty."""
        texts = ((name, "" if place is None else row[place].strip()) for name, place in self.places)
        return {name: "" if text in empty else text for name, text in texts}

    def kept_cells(self, row: Sequence[str], empty: frozenset[str]) -> dict[str, str]:
        """The cells to be kept beside the incident, by header."""
        texts = ((header, row[place].strip()) for header, place in self.kept)
        return {header: text for header, text in texts if text and text not in empty}


def bind(mapping: Mapping, headers: Sequence[str]) -> Binding:
    """The places of the mapping's columns. Raises UnboundColumns with every column that is missing or there twice."""
    found: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        found.setdefault(normalise(header), []).append(place)
    faults: list[str] = []
    places: list[tuple[ColumnName, int | None]] = []
    for column in mapping.columns:
        here = [place for header in column.headers for place in found.get(normalise(header), [])]
        if len(here) > 1:
            faults.append(f"more than one column is {listed(column.headers)}")
        elif not here and not column.optional:
            hint = suggestion(column.headers[0], headers)
            faults.append(f"there is no column {listed(column.headers)}{hint and f'; {hint}'}")
        places.append((column.name, here[0] if len(here) == 1 else None))
    if faults:
        raise UnboundColumns("; ".join(faults))
    return Binding(tuple(places), _kept(mapping, headers, found, places), len(headers))


def bound_share(mapping: Mapping, headers: Sequence[str]) -> int:
    """How many of the mapping's columns are among the headers."""
    known = {normalise(header) for header in headers}
    return sum(any(normalise(header) in known for header in column.headers) for column in mapping.columns)


def _kept(
    mapping: Mapping,
    headers: Sequence[str],
    found: Map[str, list[int]],
    places: Sequence[tuple[ColumnName, int | None]],
) -> tuple[tuple[str, int], ...]:
    if mapping.kept is None:
        used = {place for _, place in places}
        return tuple((header, place) for place, header in enumerate(headers) if place not in used and header)
    for header in mapping.kept:
        if len(found.get(normalise(header), [])) > 1:
            raise UnboundColumns(f"more than one column is {quoted(header)}")
    return tuple((header, found[normalise(header)][0]) for header in mapping.kept if normalise(header) in found)
