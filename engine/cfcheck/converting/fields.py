"""Makes the values of an incident's fields from the cells of a row. Knows the incident format, nothing of files."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, assert_never

from cfcheck.converting.block import (
    ActorsField,
    CountField,
    GivenField,
    KindField,
    NumberField,
    SidesField,
    SourcesField,
    TextField,
    TimeField,
)  # fmt: skip
from cfcheck.converting.cells import CellFault, TimeReader, count, filled, number, values
from cfcheck.names import normalise
from cfcheck.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.converting.block import Field, Filled, Made
    from cfcheck.converting.cells import Cells
    from cfcheck.converting.mapping import Mapping

__all__ = ["FieldMaker"]

# How much of a written day is left where it is known no better.
_LENGTHS = {"day": len("2016-03-01"), "month": len("2016-03")}
_DAYS = re.compile(r"(?P<days>\d{1,3}) days?", re.ASCII)


class FieldMaker:
    """Makes fields by one mapping for one table; of times it remembers which layout a column has."""

    def __init__(self, mapping: Mapping) -> None:
        self._reading = mapping.reading
        self._actors = mapping.actors
        self._times = TimeReader(mapping.reading)
        self._most_pieces = max(
            (name.count(mapping.actors.separator or "\n") + 1 for name in mapping.actors.whole), default=1
        )

    def make(self, field: Field, cells: Cells) -> object:
        """The field's value in the incident format; None where the cells say nothing. Raises CellFault."""
        made: object
        match field:
            case TextField():
                made = self._one(field.made, cells)
            case NumberField():
                made = self._number(field, cells)
            case KindField():
                made = _one_of(values(field.made, cells))
            case CountField():
                made = self._count(field, cells)
            case TimeField():
                made = self._time(field, cells)
            case ActorsField():
                made = self._actors_in(field.members, cells)
            case SidesField():
                made = self._sides(field.sides, cells)
            case GivenField():
                made = _given(field, cells)
            case SourcesField():
                made = [source for fields in field.sources if (source := self._source(fields, cells))] or None
            case _:
                assert_never(field)
        return made

    def _one(self, made: Made, cells: Cells) -> str | None:
        found = values(made, cells)
        if len(found) > 1:
            raise CellFault(f"the code list has {listed(found, 'and')} for one code, and only one value can be here")
        return found[0] if found else None

    def _number(self, field: NumberField, cells: Cells) -> float | None:
        text = self._one(field.made, cells)
        value = None if text is None else number(text, self._reading.decimal)
        return int(value) if value is not None and value.is_integer() else value

    def _count(self, field: CountField, cells: Cells) -> int | dict[str, int] | None:
        low, high = (self._whole(made, cells) for made in (field.low, field.high))
        if low is not None and low == high:
            return low
        if low is not None and high is not None and low > high:
            raise CellFault(f"the lowest number {low} is greater than the highest {high}")
        return {key: bound for key, bound in (("min", low), ("max", high)) if bound is not None} or None

    def _whole(self, made: Made | None, cells: Cells) -> int | None:
        text = None if made is None else self._one(made, cells)
        return None if text is None else count(text, self._reading)

    # --- times --------------------------------------------------------------------------------------------------------

    def _time(self, field: TimeField, cells: Cells) -> str | dict[str, str] | None:
        first, last = self._read_time(field.start, cells), self._read_time(field.end, cells)
        if field.known_to is not None:
            known_to = self._one(field.known_to, cells)
            return None if first is None else _widened(first, known_to)
        if not field.is_range or (first is not None and first == last):
            return first
        if first is not None and last is not None and len(first) == len(last) and first > last:
            raise CellFault(f"it ends before it begins: from {first} to {last}")
        return {key: bound for key, bound in (("from", first), ("to", last)) if bound is not None} or None

    def _read_time(self, written: Filled | None, cells: Cells) -> str | None:
        text = "" if written is None else filled(written, cells)
        return self._times.read(text, written.columns) if written is not None and text else None

    # --- actors -------------------------------------------------------------------------------------------------------

    def _actors_in(self, members: tuple[Made, ...], cells: Cells) -> object:
        """A name, a list of names that acted together, or one of several."""
        if len(members) == 1:
            found = values(members[0], cells)
            if len(found) > 1:
                return {"any_of": [_group(self._names(text)) for text in found]}
        return _group(self._together(members, cells)) or None

    def _together(self, members: tuple[Made, ...], cells: Cells) -> list[str]:
        texts = [self._one(member, cells) for member in members]
        names = [name for text in texts if text is not None for name in self._names(text)]
        return list(dict.fromkeys(names))

    def _names(self, text: str) -> Iterator[str]:
        """The actors of one cell, under the registry's names where those are known to differ."""
        for name in self._apart(text):
            renamed = self._actors.renamed.get(normalise(name))
            yield name if renamed is None else renamed.name

    def _apart(self, text: str) -> Iterator[str]:
        """The names between the separators; those that contain the separator stay whole."""
        separator = self._actors.separator
        pieces = [text] if separator is None else text.split(separator)
        while pieces:
            lengths = range(min(len(pieces), self._most_pieces), 1, -1)
            joined = ((length, (separator or "").join(pieces[:length]).strip()) for length in lengths)
            length, name = next((found for found in joined if found[1] in self._actors.whole), (1, pieces[0].strip()))
            pieces = pieces[length:]
            if name:
                yield name

    def _sides(self, sides: tuple[tuple[Made, ...], ...], cells: Cells) -> list[str | list[str]] | None:
        """The sides; nothing where not two of them are named, since then nobody is said to have fought somebody."""
        named = [_group(names) for side in sides if (names := self._together(side, cells))]
        return named if len(named) > 1 else None

    def _source(self, fields: tuple[TextField | NumberField | TimeField, ...], cells: Cells) -> dict[str, object]:
        made = ((field.path[-1], self.make(field, cells)) for field in fields)
        return {key: value for key, value in made if value is not None}


def _given(field: GivenField, cells: Cells) -> object:
    """The cell's value; what begins as JSON has to be JSON, since no name begins so."""
    text = cells[field.column]
    if not text.startswith(("[", "{")):
        return None if field.only_json else text or None
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise CellFault(f"begins as JSON and is none: {quoted(text)}") from None
    return value


def _refuse_constant(word: str) -> object:
    raise ValueError(word)


def _group(names: Iterable[str]) -> str | list[str]:
    """A name alone, or the list of those who are together."""
    together = list(names)
    return together[0] if len(together) == 1 else together


def _one_of(kinds: tuple[str, ...]) -> str | dict[str, tuple[str, ...]] | None:
    if len(kinds) > 1:
        return {"any_of": kinds}
    return kinds[0] if kinds else None


def _widened(day: str, known_to: str | None) -> str | dict[str, str]:
    """The time that the day stands for; as long as nobody says for which, it cannot be told."""
    if known_to is None:
        raise CellFault("nothing says how precisely the day is known")
    days = _DAYS.fullmatch(known_to)
    try:
        written = date.fromisoformat(day)
    except ValueError:
        raise CellFault(f"{quoted(day)} is no day, and only a day can stand for a longer time") from None
    if days:
        return _around(written, timedelta(days=int(days["days"])))
    if known_to == "year":
        return {"from": f"{written.year:04}-01-01", "to": f"{written.year:04}-12-31"}
    if known_to not in _LENGTHS:
        raise CellFault(f"expected `day`, `month`, `year` or `3 days`, found {quoted(known_to)}")
    return day[: _LENGTHS[known_to]]


def _around(day: date, days: timedelta) -> dict[str, str]:
    try:
        return {"from": (day - days).isoformat(), "to": (day + days).isoformat()}
    except OverflowError:
        raise CellFault(f"{days.days} days around {day.isoformat()} are beyond the calendar") from None
