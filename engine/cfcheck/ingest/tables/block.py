"""The blocks of a mapping as frozen data: texts with cells in them, conditions on rows, fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Map

    from cfcheck.model.text import NormalName

__all__ = [
    "ActorsField", "AllOf", "AnyOf", "Block", "CodeList", "Coded", "ColumnName", "Compared", "Condition", "CountField",
    "Field", "FieldPath", "Filled", "GivenField", "KindField", "Made", "NotOf", "NumberField", "OneOf",
    "SidesField", "SourcesField", "TextField", "TimeField", "comparisons_in",
]  # fmt: skip

ColumnName = NewType("ColumnName", str)
"""A column's name in the mapping; its header in a file may be spelt in several ways."""
FieldPath: TypeAlias = tuple[str, ...]

# --- values from cells ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with cells in it: each part a text and the column that follows it, if one does."""

    parts: tuple[tuple[str, ColumnName | None], ...]

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The columns whose cells are in it."""
        return tuple(column for _, column in self.parts if column is not None)


@dataclass(frozen=True, slots=True)
class CodeList:
    """What each code stands for; several values are one of these. `codes` are spelt as in the mapping."""

    name: str
    values: Map[NormalName, tuple[str, ...]]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code list has for a text."""

    code: Filled
    codes: CodeList

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The columns whose cells are in the code."""
        return self.code.columns


Made: TypeAlias = "Filled | Coded"


# --- conditions on a row ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneOf:
    """The cell is one of these texts."""

    column: ColumnName
    texts: frozenset[NormalName]


@dataclass(frozen=True, slots=True)
class Compared:
    """The cell's number compared with a number or with another cell's."""

    column: ColumnName
    comparison: str
    bound: int | ColumnName

    @property
    def columns(self) -> tuple[ColumnName, ...]:
        """The columns whose numbers are compared."""
        return (self.column,) if isinstance(self.bound, int) else (self.column, self.bound)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = "OneOf | Compared | AllOf | AnyOf | NotOf"


def comparisons_in(condition: Condition) -> Iterator[OneOf | Compared]:
    """What a condition compares, from left to right."""
    match condition:
        case OneOf() | Compared():
            yield condition
        case NotOf(part):
            yield from comparisons_in(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons_in(part)


# --- fields of the incident -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextField:
    """A text as it is written."""

    path: FieldPath
    made: Made


@dataclass(frozen=True, slots=True)
class NumberField:
    """A number."""

    path: FieldPath
    made: Made


@dataclass(frozen=True, slots=True)
class KindField:
    """An act or weapon, or one of several."""

    path: FieldPath
    made: Made


@dataclass(frozen=True, slots=True)
class CountField:
    """A number of people between two; where it is known exactly, the two are the same."""

    path: FieldPath
    low: Made | None
    high: Made | None


@dataclass(frozen=True, slots=True)
class TimeField:
    """A time; a range, of which an end may be open; or a day `known_to` stand for a longer time."""

    path: FieldPath
    start: Filled | None
    end: Filled | None = None
    known_to: Made | None = None
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class ActorsField:
    """One actor or several together."""

    path: FieldPath
    members: tuple[Made, ...]


@dataclass(frozen=True, slots=True)
class SidesField:
    """The sides of a clash, each one actor or several together."""

    path: FieldPath
    sides: tuple[tuple[Made, ...], ...]


@dataclass(frozen=True, slots=True)
class SourcesField:
    """Who reports it: for each source its fields."""

    path: FieldPath
    sources: tuple[tuple[TextField | NumberField | TimeField, ...], ...]


@dataclass(frozen=True, slots=True)
class GivenField:
    """A value as the incident format writes it: JSON where the cell begins as a list or an object, else a text.

    With `only_json` a text is left to another field.
    """

    path: FieldPath
    column: ColumnName
    only_json: bool = False


Field: TypeAlias = (
    "TextField | NumberField | KindField | CountField | TimeField | ActorsField | SidesField | SourcesField"
    " | GivenField"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that are made of the rows for which the condition holds."""

    when: Condition | None
    fields: tuple[Field, ...]
