"""A mapping as frozen data: how the rows of a table become incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from cfcheck.ingest.tables.block import Block, ColumnName, Condition, Filled
    from cfcheck.ingest.tables.times import TimeLayout
    from cfcheck.model.citation import Citation
    from cfcheck.model.text import NormalName

__all__ = ["DELIMITERS", "ActorNames", "CellFormat", "Column", "Mapping", "Renaming", "RowExclusion", "TableForm"]

DELIMITERS: Final = (",", ";", "\t", "|")
"""What can separate cells where nothing is declared."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the mapping uses, by any of its headers."""

    name: ColumnName
    headers: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class TableForm:
    """How the files are laid out. `headers` are those of files without a header row, by their number.

    `encodings` are those to try where no byte order mark tells; none: UTF-8, and anything else is refused.
    """

    encodings: tuple[str, ...]
    delimiters: tuple[str, ...]
    headers: Map[int, tuple[str, ...]]
    records: tuple[str, ...]

    @property
    def is_json(self) -> bool:
        """Whether the rows lie under a key, as they do only in JSON."""
        return bool(self.records)


@dataclass(frozen=True, slots=True)
class Renaming:
    """An actor's name in the registry, and why the table's name for it is another."""

    name: str
    note: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ActorNames:
    """How the table writes actors: what parts several in a cell, which names contain that, which are renamed."""

    separator: str | None
    whole: frozenset[str]
    renamed: Map[NormalName, Renaming]


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How cells are written."""

    empty: frozenset[str]
    decimal: str
    layouts: tuple[TimeLayout, ...]
    offset: str


@dataclass(frozen=True, slots=True)
class RowExclusion:
    """Rows that cannot be judged as an incident; `unless_out_of_scope` where the agreement reaches no part of them."""

    when: Condition
    column: ColumnName
    reason: Filled
    unless_out_of_scope: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of a table become incidents.

    `kept` are the headers of the cells to keep in `extra`; None: of all cells that nothing else is made of.
    Direct is a mapping whose columns are the incident's own fields; `advice` is for files that do not have them.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    form: TableForm
    reading: CellFormat
    actors: ActorNames
    exclusions: tuple[RowExclusion, ...]
    blocks: tuple[Block, ...]
    kept: tuple[str, ...] | None = ()
    is_direct: bool = False
    advice: str = ""
