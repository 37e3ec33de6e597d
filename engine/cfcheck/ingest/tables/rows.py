"""The rows of a file, whatever its format, and the fault of a file that has no rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Row", "RowFault", "UnreadableTable"]


class UnreadableTable(ValueError):
    """Raised with the reason for a file of which no row can be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row with their headers. `number` counts from 1: its first line, or in JSON the record."""

    number: int
    headers: tuple[str, ...]
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that could not be read."""

    number: int
    problem: str
