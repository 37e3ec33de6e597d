"""Turns the rows of a table into records by a mapping. Knows no agreement.

A row that cannot be an incident is set aside with its reason. Where the mapping leaves that to the agreement
(`unless: out_of_scope`), it is Reserved: set aside, with the record that it would be.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cfcheck.assessment import SetAside
from cfcheck.converting.asking import Chooser
from cfcheck.converting.block import SidesField
from cfcheck.converting.cells import CellFault, text_maker
from cfcheck.converting.columns import Binding, UnboundColumns, bind, unused_headers
from cfcheck.converting.fields import FieldMaker
from cfcheck.converting.rows import RowFault
from cfcheck.incident import InvalidIncident, encode_json, incident_from
from cfcheck.record import Record, Reserved
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from cfcheck.converting.block import Field
    from cfcheck.converting.cells import Cells
    from cfcheck.converting.mapping import Exclusion, Mapping
    from cfcheck.converting.rows import Row

__all__ = ["Converter", "Reserved"]

MOST_BINDINGS = 64
MOST_REMEMBERED = 1000
MOST_TOLD = 20


class Converter:
    """Converts the rows of one file, one at a time."""

    def __init__(self, mapping: Mapping, file: str) -> None:
        self._mapping = mapping
        self._file = file
        maker = FieldMaker(mapping)
        times = Counter(field.path for block in mapping.blocks for field in block.fields)
        # Each block's fields with what makes them, and whether it has to be asked first if they are to be made.
        blocks = []
        for block in mapping.blocks:
            contested = (times[field.path] > 1 or isinstance(field, SidesField) for field in block.fields)
            makers = map(maker.maker, block.fields)
            blocks.append((block.when, list(zip(block.fields, makers, contested, strict=True))))
        self._blocks = Chooser(blocks, mapping.reading)
        self._exclusions = Chooser([(one.when, one) for one in mapping.exclusions], mapping.reading)
        self._bindings: dict[tuple[str, ...], Binding] = {}
        self._unused: dict[str, str] = {}

    @property
    def remarks(self) -> tuple[str, ...]:
        """Which columns were kept and not read, where their names might have been meant otherwise."""
        if not self._unused:
            return ()
        names = [quoted(name) + (f" (did you mean {quoted(near)}?)" if near else "") for name, near in self._told()]
        rest = len(self._unused) - len(names)
        more = f" and {rest} more" if rest > 0 else ""
        return (f"kept in `extra` and not judged: {', '.join(names)}{more}",)

    def _told(self) -> list[tuple[str, str]]:
        """Those that may be meant otherwise first; not more of them than anybody will read."""
        return sorted(self._unused.items(), key=lambda pair: not pair[1])[:MOST_TOLD]

    def convert(self, row: Row | RowFault) -> Record | SetAside:
        """The record of the row, or why there is none."""
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
        self, number: int, cells: Cells, incident: dict[str, Any], exclusion: Exclusion | None
    ) -> Record | SetAside:
        if exclusion is not None and not exclusion.unless_out_of_scope:
            return self._set_aside(number, incident.get("id"), exclusion.column, text_maker(exclusion.reason)(cells))
        try:
            read = incident_from(incident)
        except InvalidIncident as error:
            return self._set_aside(number, incident.get("id"), error.path, error.problem)
        record = Record(self._file, number, read, encode_json(read))
        if exclusion is None:
            return record
        reason = text_maker(exclusion.reason)(cells)
        return Reserved(self._file, number, read.id, exclusion.column, reason, record)

    def _binding(self, headers: tuple[str, ...]) -> Binding:
        """The places of the columns, found once for each order of headers; JSON may have many."""
        found = self._bindings.get(headers)
        if found is None:
            found = bind(self._mapping, headers)
            if self._mapping.is_direct and len(self._unused) < MOST_REMEMBERED:
                self._unused.update(unused_headers(self._mapping, found))
            if len(self._bindings) < MOST_BINDINGS:
                self._bindings[headers] = found
        return found

    def _exclusion(self, cells: Cells) -> Exclusion | None:
        """The exclusion that applies: the first that knows no exception, or else the first."""
        applying = []
        for question, exclusion in self._exclusions.chosen(cells):
            try:
                if question is None or question(cells):
                    applying.append(exclusion)
            except CellFault as fault:
                raise _FieldFault(exclusion.column, str(fault)) from None
        return min(applying, key=lambda exclusion: exclusion.unless_out_of_scope, default=None)

    def _incident(self, cells: Cells, kept: dict[str, str]) -> dict[str, Any]:
        incident: dict[str, Any] = {}
        path: tuple[str, ...] = ()
        try:
            for question, fields in self._blocks.chosen(cells):
                path = ()
                if question is not None and not question(cells):
                    continue
                for field, make, is_contested in fields:
                    path = field.path
                    if is_contested and (_has(incident, path) or _says_otherwise(incident, field)):
                        continue
                    value = make(cells)
                    if value is not None:
                        _put(incident, path, value)
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


def _has(incident: dict[str, Any], path: tuple[str, ...]) -> bool:
    for key in path[:-1]:
        incident = incident.get(key, {})
    return path[-1] in incident


def _says_otherwise(incident: dict[str, Any], field: Field) -> bool:
    """Whether it is already told who did what to whom, so that the sides are no longer those of an open clash."""
    return isinstance(field, SidesField) and ("perpetrator" in incident or "target" in incident)


def _put(incident: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for key in path[:-1]:
        incident = incident.setdefault(key, {})
    incident[path[-1]] = value
