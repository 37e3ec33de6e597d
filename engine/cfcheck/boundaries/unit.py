"""A unit with boundaries: a country, governorate or district of a file, its names and its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfcheck.boundaries.shapes import Shape

__all__ = ["Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a file says of one unit: its names in several spellings, and, where it says so, what it lies within.

    A country's name is its code. `number` is that of its feature in the file.
    """

    names: tuple[str, ...]
    shape: Shape
    file: str
    number: int
    parents: tuple[str, ...] = ()
    country: str | None = None
