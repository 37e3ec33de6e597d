"""Turns the rows of a table into records by a mapping.

A row that cannot be an incident is set aside with its reason. Where the mapping leaves that to the agreement (`unless:
out_of_scope`), the row is `Reserved`: set aside, together with the record it would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cfcheck.ingest.tables.block import SidesField
from cfcheck.ingest.tables.cells import CellFault, text_maker
from cfcheck.ingest.tables.columns import Binding, UnboundColumns, bind, unused_headers
from cfcheck.ingest.tables.conditions import Chooser
from cfcheck.ingest.tables.fields import FieldMaker
from cfcheck.ingest.tables.rows import RowFault
from cfcheck.model.assessment import SetAside
from cfcheck.model.bounded import Bounded, Room, size_of
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import encode_json, incident_from
from cfcheck.model.record import Record, Reserved, record_of
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.tables.block import Condition, Field, FieldPath
    from cfcheck.ingest.tables.cells import Cells
    from cfcheck.ingest.tables.fields import Maker
    from cfcheck.ingest.tables.mapping import Mapping, RowExclusion
    from cfcheck.ingest.tables.rows import Row

__all__ = ["Converter", "Reserved"]

MOST_BINDINGS = 64
_MOST_BYTES = 16 * 1024 * 1024
MOST_REMEMBERED = 1000
MOST_TOLD = 20


class _Step(NamedTuple):
    """A field to be made: its path, also in parts; what makes it; and the fields that exclude it once they are set.

    Taken apart once, since every row goes through them all.
    """

    path: FieldPath
    groups: FieldPath
    key: str
    make: Maker
    rivals: tuple[tuple[FieldPath, str], ...]


class Converter:
    """Converts the rows of one file, one at a time."""

    def __init__(self, mapping: Mapping, file: str) -> None:
        self._mapping = mapping
        self._file = file
        self._blocks = Chooser(list(_taken_apart(mapping)), mapping.reading)
        self._exclusions = Chooser([(one.when, one) for one in mapping.exclusions], mapping.reading)
        self._bindings: Bounded[tuple[str, ...], Binding] = Bounded(MOST_BINDINGS, _MOST_BYTES)
        self._unused: dict[str, str] = {}
        self._room = Room(MOST_REMEMBERED - 1, _MOST_BYTES)

    @property
    def remarks(self) -> tuple[str, ...]:
        """A note on columns that were kept unread, with the fields that their names may have meant."""
        if not self._unused:
            return ()
        names = [
            quoted(name) + (f" (did you mean {quoted(near)}?)" if near else "") for name, near in self._unknown_names()
        ]
        rest = len(self._unused) - len(names)
        more = f" and {rest} more" if rest > 0 else ""
        return (f"kept in `extra` and not judged: {', '.join(names)}{more}",)

    def _unknown_names(self) -> list[tuple[str, str]]:
        """Those that may be meant otherwise first; not more of them than anybody will read."""
        return sorted(self._unused.items(), key=lambda pair: not pair[1])[:MOST_TOLD]

    def convert(self, row: Row | RowFault) -> Record | SetAside:
        """The record of the row, or the reason why there is none."""
        if isinstance(row, RowFault):
            return self._set_aside(row.number, None, "", row.problem)
        try:
            binding = self._binding(row.headers)
        except UnboundColumns as error:
            return self._set_aside(row.number, None, "", str(error))
        cells = binding.cells(row.cells, self._mapping.reading.empty)
        kept = binding.kept_cells(row.cells, self._mapping.reading.empty)
        try:
            exclusion = self._exclusion(cells)
            incident = self._incident(cells, kept)
        except _FieldFault as fault:
            return self._set_aside(row.number, fault.id, fault.path, fault.problem)
        return self._judged(row.number, cells, incident, exclusion)

    def _judged(
        self, number: int, cells: Cells, incident: dict[str, Any], exclusion: RowExclusion | None
    ) -> Record | SetAside:
        if exclusion is not None and not exclusion.unless_out_of_scope:
            return self._set_aside(number, incident.get("id"), exclusion.column, text_maker(exclusion.reason)(cells))
        try:
            read = incident_from(incident)
        except InvalidIncident as error:
            return self._set_aside(number, incident.get("id"), error.path, error.problem)
        record = record_of(read, encode_json(read), self._file, number)
        if exclusion is None or isinstance(record, SetAside):
            return record
        reason = text_maker(exclusion.reason)(cells)
        return Reserved(self._file, number, read.id, exclusion.column, reason, record)

    def _binding(self, headers: tuple[str, ...]) -> Binding:
        """The indices of the columns, with a memo by the order of headers, of which JSON may have many."""
        found = self._bindings.get(headers)
        if found is None:
            found = bind(self._mapping, headers)
            if self._mapping.is_direct and not self._room.is_full:
                unused = dict(unused_headers(self._mapping, found))
                more = {header: near for header, near in unused.items() if header not in self._unused}
                self._unused |= more
                self._room.take(len(more), size_of(more))
            self._bindings.keep(headers, found, 2 * size_of(headers))
        return found

    def _exclusion(self, cells: Cells) -> RowExclusion | None:
        """The exclusion that applies: the first that knows no exception, or else the first."""
        applying = []
        for question, exclusion in self._exclusions.chosen(cells):
            try:
                if question is None or question(cells):
                    applying.append(exclusion)
            except CellFault as fault:
                raise _FieldFault(exclusion.column, str(fault)) from None
        return min(applying, key=lambda exclusion: exclusion.unless_out_of_scope) if applying else None

    def _incident(self, cells: Cells, kept: dict[str, str]) -> dict[str, Any]:
        incident: dict[str, Any] = {}
        path: FieldPath = ()
        try:
            for question, steps in self._blocks.chosen(cells):
                path = ()
                if question is not None and not question(cells):
                    continue
                for path, groups, key, make, rivals in steps:  # noqa: B007 - the fault is reported with the path
                    if rivals and _has_any(incident, rivals):
                        continue
                    value = make(cells)
                    if value is not None:
                        part = incident
                        for group in groups:
                            part = part.setdefault(group, {})
                        part[key] = value
        except CellFault as fault:
            raise _FieldFault(".".join(path), str(fault), incident) from None
        extra = incident.get("extra", {})
        if kept and isinstance(extra, dict):
            incident["extra"] = {**kept, **extra}
        return incident

    def _set_aside(self, number: int, id_: str | None, path: str, problem: str) -> SetAside:
        return SetAside(self._file, number, id_, path, problem)


class _FieldFault(Exception):
    """A row's field that cannot be made; never leaves this module."""

    def __init__(self, path: str, problem: str, incident: dict[str, Any] | None = None) -> None:
        super().__init__(problem)
        self.path = path
        self.problem = problem
        self.id: str | None = (incident or {}).get("id")


def _taken_apart(mapping: Mapping) -> Iterator[tuple[Condition | None, list[_Step]]]:
    """Each block's condition and steps."""
    maker = FieldMaker(mapping)
    before: set[FieldPath] = set()
    for block in mapping.blocks:
        steps = []
        for field in block.fields:
            rivals = tuple((path[:-1], path[-1]) for path in _rivals(field) if path in before)
            steps.append(_Step(field.path, field.path[:-1], field.path[-1], maker.maker(field), rivals))
            before.add(field.path)
        yield block.when, steps


def _rivals(field: Field) -> tuple[FieldPath, ...]:
    """The first value of a field stands.

    Once perpetrator and target are set, the sides are no longer those of an open clash.
    """
    return (field.path, ("perpetrator",), ("target",)) if isinstance(field, SidesField) else (field.path,)


def _has_any(incident: dict[str, Any], places: tuple[tuple[FieldPath, str], ...]) -> bool:
    for groups, key in places:
        part = incident
        for group in groups:
            part = part.get(group, {})
        if key in part:
            return True
    return False
