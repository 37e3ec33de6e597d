"""Makes blocks, fields and conditions on rows from their entries in a mapping file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfcheck.ingest.tables.block import (
    ActorsField,
    AllOf,
    AnyOf,
    Block,
    Coded,
    CodeList,
    ColumnName,
    Compared,
    CountField,
    Filled,
    KindField,
    NotOf,
    NumberField,
    OneOf,
    SidesField,
    SourcesField,
    TextField,
    TimeField,
    comparisons_in,
)
from cfcheck.ingest.tables.conditions import COMPARISONS
from cfcheck.ingest.tables.mapping import RowExclusion
from cfcheck.language.schema.mapping import BetweenEntry, CodedEntry, MomentEntry, RangeEntry
from cfcheck.model.text import listed, normalise, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfcheck.ingest.tables.block import Condition, Field, Made
    from cfcheck.language.load.page import Page
    from cfcheck.language.schema.fields import Entry
    from cfcheck.language.schema.mapping import (
        BlockEntry,
        CasualtiesEntry,
        LocationEntry,
        MappingFile,
        ReportSourceEntry,
        SetAsideEntry,
    )
    from cfcheck.language.yaml.source import Path

__all__ = ["BlockLoader"]

_PART = re.compile(r"([^{}]*)(?:\{([^{}]+)\})?")
NUMBERS = frozenset({"lat", "lon", "radius_km", "credibility"})


@dataclass(frozen=True, slots=True)
class BlockLoader:
    """Reads the entries of one file, whose columns and code lists are known; what names nothing becomes a problem."""

    page: Page[MappingFile]
    columns: frozenset[ColumnName]
    codes: Mapping[str, CodeList]

    def exclusion(self, entry: SetAsideEntry, path: Path) -> RowExclusion:
        """An entry of `set_aside`."""
        condition = self.condition(entry.when, (*path, "when"))
        reason = self._filled(entry.reason, (*path, "reason"))
        column = next((one.column for one in comparisons_in(condition)), ColumnName(""))
        return RowExclusion(condition, column, reason, entry.unless is not None)

    def block(self, entry: BlockEntry, path: Path) -> Block:
        """An entry of `incident`."""
        when = None if entry.when is None else self.condition(entry.when, (*path, "when"))
        return Block(when, tuple(self._fields(entry, path)))

    # --- fields -------------------------------------------------------------------------------------------------------

    def _fields(self, entry: BlockEntry, path: Path) -> Iterator[Field]:
        yield from self._plain(entry, path)
        if entry.occurred is not None:
            yield self._time(("occurred",), entry.occurred, (*path, "occurred"))
        if entry.participants is not None:
            here = (*path, "participants")
            sides = tuple(self._side(side, (*here, place)) for place, side in enumerate(entry.participants))
            yield SidesField(("participants",), sides)
        yield from self._location(entry.location, (*path, "location"))
        yield from self._casualties(entry.casualties, (*path, "casualties"))
        if entry.sources is not None:
            here = (*path, "sources")
            sources = (tuple(self._source(source, (*here, place))) for place, source in enumerate(entry.sources))
            yield SourcesField(("sources",), tuple(sources))
        for name, made in entry.extra.items():
            yield TextField(("extra", name), self._made(made, (*path, "extra", name)))

    def _plain(self, entry: BlockEntry, path: Path) -> Iterator[Field]:
        """The fields that are made of one value, or of several that are together."""
        for name, made in _given(entry):
            if name in _PLAIN:
                yield _PLAIN[name]((name,), self._made(made, (*path, name)))
            elif name in ("perpetrator", "target"):
                yield ActorsField((name,), self._side(made, (*path, name)))

    def _location(self, entry: LocationEntry | None, path: Path) -> Iterator[Field]:
        for name, made in _given(entry):
            here = self._made(made, (*path, name))
            if name == "controlled_by":
                yield ActorsField(("location", name), (here,))
            else:
                yield (NumberField if name in NUMBERS else TextField)(("location", name), here)

    def _casualties(self, entry: CasualtiesEntry | None, path: Path) -> Iterator[Field]:
        for name, count in _given(entry):
            here = (*path, name)
            if isinstance(count, BetweenEntry):
                low, high = (
                    None if bound is None else self._made(bound, (*here, key))
                    for key, bound in (("min", count.low), ("max", count.high))
                )
                yield CountField(("casualties", name), low, high)
            else:
                exact = self._made(count, here)
                yield CountField(("casualties", name), exact, exact)

    def _source(self, entry: ReportSourceEntry, path: Path) -> Iterator[TextField | NumberField]:
        for name, made in _given(entry):
            kind = NumberField if name in NUMBERS else TextField
            yield kind((name,), self._made(made, (*path, name)))

    def _time(self, field: tuple[str, ...], entry: str | RangeEntry | MomentEntry, path: Path) -> TimeField:
        if not self.page.file or not self.page.file.cells.times:
            hint = "write them under `cells`, such as `times: [YYYY-MM-DD]`"
            self.page.refuse_key(path, "missing-key", "no layouts of times are declared", hint)
        match entry:
            case RangeEntry():
                if entry.start is None and entry.end is None:
                    self.page.refuse_key(path, "missing-key", "a range has `from`, `to` or both")
                start, end = (
                    None if bound is None else self._filled(bound, (*path, key))
                    for key, bound in (("from", entry.start), ("to", entry.end))
                )
                return TimeField(field, start, end, is_range=True)
            case MomentEntry():
                at = self._filled(entry.at, (*path, "at"))
                return TimeField(field, at, known_to=self._made(entry.known_to, (*path, "known_to")))
            case _:
                return TimeField(field, self._filled(entry, path))

    def _side(self, members: tuple[str | CodedEntry, ...], path: Path) -> tuple[Made, ...]:
        several = (*path, 0) in self.page.document.values
        return tuple(self._made(member, (*path, place) if several else path) for place, member in enumerate(members))

    def _made(self, entry: str | CodedEntry, path: Path) -> Made:
        if isinstance(entry, str):
            return self._filled(entry, path)
        code = self._filled(entry.code, (*path, "code"))
        if not self.page.expect(entry.codes, (*path, "in"), frozenset(self.codes), "code list"):
            return code
        return Coded(code, self.codes[entry.codes])

    def _filled(self, text: str, path: Path) -> Filled:
        parts = []
        for match in _PART.finditer(text):
            literal, column = match.groups()
            if column is not None:
                self.page.expect(column, path, frozenset(self.columns), "column")
            if literal or column:
                parts.append((literal, None if column is None else ColumnName(column)))
        return Filled(tuple(parts))

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, entry: object, path: Path) -> Condition:
        """A condition on a row: every key of it must hold."""
        if not isinstance(entry, dict) or not entry:
            self.page.refuse(path, "invalid-value", "expected a condition", "write `column: what its cell says`")
            return AllOf(())
        parts = tuple(self._part(key, value, (*path, key)) for key, value in entry.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _part(self, key: str, value: object, path: Path) -> Condition:
        if key == "not":
            return NotOf(self.condition(value, path))
        if key in _COMBINATIONS:
            if not isinstance(value, list) or not value:
                self.page.refuse(path, "invalid-value", "expected a list of conditions")
                return AllOf(())
            return _COMBINATIONS[key](tuple(self.condition(part, (*path, place)) for place, part in enumerate(value)))
        column = ColumnName(key)
        if key not in self.columns:
            hint = suggestion(key, [*self.columns, *_COMBINATIONS, "not"])
            self.page.refuse_key(path, "unknown-column", f"unknown column {quoted(key)}", hint)
        if isinstance(value, dict):
            return AllOf(tuple(self._compared(column, word, bound, (*path, word)) for word, bound in value.items()))
        texts = value if isinstance(value, list) else [value]
        written = [text for text in texts if isinstance(text, str)]
        if not texts or len(written) < len(texts):
            self.page.refuse(path, "invalid-value", "expected what the cell says, or a list of that")
            return AllOf(())
        return OneOf(column, frozenset(map(normalise, written)))

    def _compared(self, column: ColumnName, word: str, bound: object, path: Path) -> Condition:
        if word not in COMPARISONS:
            hint = suggestion(word, COMPARISONS) or f"comparisons are {listed(COMPARISONS, 'and')}"
            self.page.refuse_key(path, "unknown-key", f"unknown comparison {quoted(word)}", hint)
            return AllOf(())
        if isinstance(bound, str) and re.fullmatch(r"\d{1,9}", bound, re.ASCII):
            return Compared(column, word, int(bound))
        if not isinstance(bound, str) or bound not in self.columns:
            hint = suggestion(bound, self.columns) if isinstance(bound, str) else ""
            self.page.refuse(path, "unknown-column", "expected a number or a column", hint)
        return Compared(column, word, ColumnName(str(bound)))


_PLAIN: dict[str, type[TextField | KindField]] = {
    **dict.fromkeys(("id", "state", "description"), TextField),
    **dict.fromkeys(("act", "weapon"), KindField),
}
_COMBINATIONS: dict[str, Callable[[tuple[Condition, ...]], Condition]] = {"all": AllOf, "any": AnyOf}


def _given(entry: Entry | None) -> Iterator[tuple[str, Any]]:
    """The keys of an entry that the file has, with their values."""
    return ((name, value) for name, value in entry or () if value is not None)
