"""Finds the columns of a mapping among the headers of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.model.text import listed, nearest, normalise, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Map

    from cfcheck.ingest.tables.block import ColumnName
    from cfcheck.ingest.tables.mapping import Column, Mapping
    from cfcheck.model.text import NormalName

__all__ = ["Binding", "UnboundColumns", "bind", "bound_share", "faults_of", "unused_headers"]


class UnboundColumns(ValueError):
    """Raised if a column of the mapping is missing among the headers, or there twice."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The indices of the mapping's columns in a row, and of the cells that are kept.

    A column that the table does not have has the place after the last cell, where `cells` finds an empty one.
    """

    places: tuple[tuple[ColumnName, int], ...]
    kept: tuple[tuple[str, int], ...]

    def cells(self, row: Sequence[str], empty: frozenset[str]) -> dict[ColumnName, str]:
        """The row's cells by column, without white space around them; what stands for nothing is empty."""
        padded = (*row, "")
        texts = {name: padded[place].strip() for name, place in self.places}
        # Most rows have no cell with a word for nothing, and so nothing to replace.
        if empty.isdisjoint(texts.values()):
            return texts
        return {name: "" if text in empty else text for name, text in texts.items()}

    def kept_cells(self, row: Sequence[str], empty: frozenset[str]) -> dict[str, str]:
        """The cells to be kept beside the incident, by header."""
        return {header: text for header, place in self.kept if (text := row[place].strip()) and text not in empty}


def bind(mapping: Mapping, headers: Sequence[str]) -> Binding:
    """The indices of the mapping's columns. Raises UnboundColumns with every column that is missing or there twice."""
    found = _found(headers)
    faults = list(_faults(mapping, headers, found))
    if faults:
        raise UnboundColumns("; ".join(faults))
    here = ((column.name, _places(column, found)) for column in mapping.columns)
    places = tuple((name, at[0] if at else len(headers)) for name, at in here)
    return Binding(places, _kept(mapping, headers, found, places))


def faults_of(mapping: Mapping, headers: Sequence[str]) -> tuple[str, ...]:
    """The reason why the mapping's columns cannot be found among the headers; empty if they can."""
    return tuple(_faults(mapping, headers, _found(headers)))


def _found(headers: Sequence[str]) -> dict[NormalName, list[int]]:
    found: dict[NormalName, list[int]] = {}
    for place, header in enumerate(headers):
        found.setdefault(normalise(header), []).append(place)
    return found


def _places(column: Column, found: Map[NormalName, list[int]]) -> list[int]:
    return [place for header in column.headers for place in found.get(normalise(header), [])]


def _faults(mapping: Mapping, headers: Sequence[str], found: Map[NormalName, list[int]]) -> Iterator[str]:
    missing: list[str] = []
    used = 0
    for column in mapping.columns:
        here = _places(column, found)
        used += len(here)
        if len(here) > 1:
            yield f"more than one column is {listed(column.headers)}"
        elif not here and not column.optional:
            hint = suggestion(column.headers[0], headers)
            missing.append(f"{listed(column.headers)}{hint and f' ({hint})'}")
    for header in mapping.kept or ():
        if len(found.get(normalise(header), [])) > 1:
            yield f"more than one column is {quoted(header)}"
    advice = f"; {mapping.advice}" if mapping.advice else ""
    if missing:
        yield f"there is no column {', '.join(missing)}{advice}"
    # In JSON a row has only the keys that it has something to say of.
    if mapping.is_direct and not mapping.form.is_json and used == 1 and not missing:
        yield f"of the fields of an incident there is only `id`{_meant(mapping, headers) or advice}"


def _meant(mapping: Mapping, headers: Sequence[str]) -> str:
    """Which header is nearly that of a field; empty if none is."""
    fields = [column.name for column in mapping.columns]
    for header in headers:
        field = nearest(header, fields)
        if field and field != normalise(header):
            return f"; is {quoted(header)} meant as {quoted(field)}?"
    return ""


def bound_share(mapping: Mapping, headers: Sequence[str]) -> int:
    """How many of the mapping's columns are among the headers."""
    known = {normalise(header) for header in headers}
    return sum(any(normalise(header) in known for header in column.headers) for column in mapping.columns)


def unused_headers(mapping: Mapping, binding: Binding) -> Iterator[tuple[str, str]]:
    """The headers that are kept and not read, each with the field that may have been meant, or nothing."""
    fields = [column.name for column in mapping.columns]
    by_last: dict[str, str] = {}
    for field in fields:
        by_last.setdefault(field.rpartition(".")[2], field)
    for header, _ in binding.kept:
        yield header, nearest(header, fields) or by_last.get(header.lower(), "")


def _kept(
    mapping: Mapping,
    headers: Sequence[str],
    found: Map[NormalName, list[int]],
    places: Sequence[tuple[ColumnName, int]],
) -> tuple[tuple[str, int], ...]:
    if mapping.kept is None:
        used = {place for _, place in places}
        return tuple((header, place) for place, header in enumerate(headers) if place not in used and header)
    return tuple((header, found[normalise(header)][0]) for header in mapping.kept if normalise(header) in found)
