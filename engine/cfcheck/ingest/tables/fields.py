"""Makes the values of an incident's fields, times among them, from the cells of a row."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, assert_never

from cfcheck.ingest.tables.block import (
    ActorsField,
    Coded,
    CountField,
    GivenField,
    KindField,
    NumberField,
    SidesField,
    SourcesField,
    TextField,
    TimeField,
)
from cfcheck.ingest.tables.cells import CellFault, TimeReader, count, number, text_maker, values_maker
from cfcheck.model.bounded import Remembered
from cfcheck.model.text import listed, normalise, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.ingest.tables.block import Field, Filled, Made
    from cfcheck.ingest.tables.cells import Cells
    from cfcheck.ingest.tables.mapping import Mapping

    Maker = Callable[[Cells], object]

__all__ = ["FieldMaker", "from_to", "widened"]

# How much of a written day is left where it is known no better.
_LENGTHS = {"day": len("2016-03-01"), "month": len("2016-03")}
_DAYS = re.compile(r"(?P<days>\d{1,3}) days?", re.ASCII)


def from_to(first: str | None, last: str | None) -> str | dict[str, str] | None:
    """The range of the two; one of them if they are the same, or None where neither is given. Raises CellFault."""
    if first is not None and first == last:
        return first
    if first is not None and last is not None and len(first) == len(last) and first > last:
        raise CellFault(f"it ends before it begins: from {first} to {last}")
    return {key: bound for key, bound in (("from", first), ("to", last)) if bound is not None} or None


def widened(day: str, known_to: str | None) -> str | dict[str, str]:
    """The time that the day stands for; unknown unless the mapping declares it."""
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


MOST_REMEMBERED: Final = 4096
_MOST_BYTES: Final = 1024 * 1024
"""The bound on the memo of each field in bytes, since a cell may be as long as a row."""


class FieldMaker:
    """Makes fields by one mapping for one table, and keeps which layout of times a column has."""

    def __init__(self, mapping: Mapping) -> None:
        self._reading = mapping.reading
        self._actors = mapping.actors
        self._times = TimeReader(mapping.reading)
        # Few names stand in many rows.
        self._names = Remembered(self._read_names, MOST_REMEMBERED, _MOST_BYTES).__getitem__
        self._most_pieces = max(
            (name.count(mapping.actors.separator or "\n") + 1 for name in mapping.actors.whole), default=1
        )

    def maker(self, field: Field) -> Maker:
        """A function that makes the field's value from a row; it returns None for empty cells and raises CellFault."""
        maker: Maker
        match field:
            case TextField():
                maker = self._one(field.made)
            case NumberField():
                maker = self._number(field)
            case KindField():
                maker = _kind(field)
            case CountField():
                maker = _remembering(self._count(field), field.low, field.high)
            case TimeField():
                maker = self._time(field)
            case ActorsField():
                maker = _remembering(self._actors_in(field.members), *field.members)
            case SidesField():
                maker = _remembering(self._sides(field.sides), *chain.from_iterable(field.sides))
            case GivenField():
                maker = partial(_given, field)
            case SourcesField():
                maker = self._sources(field)
            case _:
                assert_never(field)
        return maker

    def _one(self, made: Made) -> Callable[[Cells], str | None]:
        if not isinstance(made, Coded):
            text_of = text_maker(made)
            return lambda cells: text_of(cells) or None
        found = values_maker(made)
        return lambda cells: _only(found(cells))

    def _number(self, field: NumberField) -> Maker:
        text_of, decimal = self._one(field.made), self._reading.decimal
        return lambda cells: None if (text := text_of(cells)) is None else _shortest(number(text, decimal))

    def _count(self, field: CountField) -> Maker:
        if field.low is not None and field.low == field.high:
            return self._whole(field.low)
        low_of, high_of = self._whole(field.low), self._whole(field.high)
        return lambda cells: _between(low_of(cells), high_of(cells))

    def _whole(self, made: Made | None) -> Callable[[Cells], int | None]:
        if made is None:
            return lambda _: None
        text_of, reading = self._one(made), self._reading
        return lambda cells: None if (text := text_of(cells)) is None else count(text, reading)

    # --- times --------------------------------------------------------------------------------------------------------

    def _time(self, field: TimeField) -> Maker:
        first_of, last_of = self._time_in(field.start), self._time_in(field.end)
        if field.known_to is not None:
            known_to_of = self._one(field.known_to)
            return lambda cells: None if (first := first_of(cells)) is None else widened(first, known_to_of(cells))
        if not field.is_range:
            return first_of
        return lambda cells: from_to(first_of(cells), last_of(cells))

    def _time_in(self, written: Filled | None) -> Callable[[Cells], str | None]:
        if written is None:
            return lambda _: None
        text_of, read, columns = text_maker(written), self._times.read, written.columns
        return lambda cells: read(text, columns) if (text := text_of(cells)) else None

    # --- actors -------------------------------------------------------------------------------------------------------

    def _actors_in(self, members: tuple[Made, ...]) -> Maker:
        """A name, a list of names that acted together, or one of several."""
        together = self._together(members)
        if len(members) > 1 or not isinstance(members[0], Coded):
            return lambda cells: _group(together(cells)) or None
        found = values_maker(members[0])
        return lambda cells: self._one_of_groups(found(cells))

    def _one_of_groups(self, texts: tuple[str, ...]) -> object:
        groups = [_group(dict.fromkeys(self._names(text))) for text in texts]
        return {"any_of": groups} if len(groups) > 1 else next(iter(groups), None) or None

    def _together(self, members: tuple[Made, ...]) -> Callable[[Cells], list[str]]:
        texts_of = [self._one(member) for member in members]
        names = self._names

        def together(cells: Cells) -> list[str]:
            texts = (text_of(cells) for text_of in texts_of)
            return list(dict.fromkeys(name for text in texts if text is not None for name in names(text)))

        return together

    def _read_names(self, text: str) -> tuple[str, ...]:
        """The actors of one cell, under the registry's names where those are known to differ."""
        renamed = self._actors.renamed
        return tuple(
            name if (known := renamed.get(normalise(name))) is None else known.name for name in self._apart(text)
        )

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

    def _sides(self, sides: tuple[tuple[Made, ...], ...]) -> Maker:
        """The sides; none unless two of them are named, since a clash has two."""
        every = [self._together(side) for side in sides]

        def named(cells: Cells) -> list[str | list[str]] | None:
            groups = [_group(names) for side in every if (names := side(cells))]
            return groups if len(groups) > 1 else None

        return named

    def _sources(self, field: SourcesField) -> Maker:
        every = [[(part.path[-1], self.maker(part)) for part in source] for source in field.sources]

        def sources(cells: Cells) -> list[dict[str, object]] | None:
            made = [{key: value for key, make in source if (value := make(cells)) is not None} for source in every]
            return [source for source in made if source] or None

        return sources


def _remembering(make: Maker, *of: Made | None) -> Maker:
    """A memo of a field's value by the texts of its cells, since few texts stand in many rows. Faults are not kept.

    Only for values that depend on nothing but the texts, and that nobody changes afterwards.
    """
    columns = tuple(dict.fromkeys(column for made in of if made is not None for column in made.columns))

    def made_of(texts: tuple[str, ...]) -> object:
        return make(dict(zip(columns, texts, strict=True)))

    remembered = Remembered(made_of, MOST_REMEMBERED, _MOST_BYTES)
    return lambda cells: remembered[tuple(map(cells.__getitem__, columns))]


def _only(found: tuple[str, ...]) -> str | None:
    if len(found) > 1:
        raise CellFault(f"the code list has {listed(found, 'and')} for one code, and only one value can be here")
    return found[0] if found else None


def _shortest(value: float) -> float:
    return int(value) if value.is_integer() else value


def _between(low: int | None, high: int | None) -> int | dict[str, int] | None:
    if low is not None and low == high:
        return low
    if low is not None and high is not None and low > high:
        raise CellFault(f"the lowest number {low} is greater than the highest {high}")
    return {key: bound for key, bound in (("min", low), ("max", high)) if bound is not None} or None


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


def _kind(field: KindField) -> Maker:
    kinds_of = values_maker(field.made)
    return lambda cells: _one_of(kinds_of(cells))


def _one_of(kinds: tuple[str, ...]) -> str | dict[str, tuple[str, ...]] | None:
    if len(kinds) > 1:
        return {"any_of": kinds}
    return kinds[0] if kinds else None
