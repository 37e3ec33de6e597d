"""The units of one level from all boundary files, how a user asks for them, and what can be wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.model.place import PlaceLevel
from cfcheck.model.problem import CfcheckError
from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.evaluation.boundaries.shapes import Shape, Shapes
    from cfcheck.model.assessment import BoundarySource

__all__ = [
    "FORM",
    "LEVELS",
    "Boundaries",
    "BoundariesNotFound",
    "BoundariesUnavailable",
    "InvalidBoundaries",
    "Layer",
    "Request",
    "Unit",
    "named_file",
    "request_from",
]


@dataclass(frozen=True, slots=True)
class Layer:
    """The units of a level with their shapes, which have the same numbers."""

    level: PlaceLevel
    units: tuple[Unit, ...]
    shapes: Shapes


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What a user's boundary files hold: a layer for each level, coarsest first, and the files as results name them."""

    layers: tuple[Layer, ...] = ()
    sources: tuple[BoundarySource, ...] = ()


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


class InvalidBoundaries(CfcheckError, ValueError):
    """Raised when boundaries cannot be used; carries every problem found, in the order of the file."""

    problems: tuple[str, ...]

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[InvalidBoundaries], tuple[tuple[str, ...]]]:
        """Survives the way back from another process."""
        return type(self), (self.problems,)


class BoundariesNotFound(InvalidBoundaries):
    """Raised when an option leads to no boundaries: a file that cannot be read, a level that does not exist."""


class BoundariesUnavailable(CfcheckError):
    """Raised when boundaries are asked for where shapely is not installed."""


LEVELS: Final = (PlaceLevel.COUNTRY, PlaceLevel.ADMIN1, PlaceLevel.ADMIN2)
FORM: Final = "LEVEL:PROPERTY=FILE"
_STATED: Final = re.compile(r"(?P<level>\w+):(?P<names>[^=:/\\]*)(?::(?P<covers>[^=:]*))?=(?P<file>.*)", re.DOTALL)
_CODE: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Request:
    """A file of boundaries. Where `names` is empty, its layout has to tell the level and the names.

    `covers` is the country that the units of the file together are the whole of.
    """

    file: str
    level: PlaceLevel | None = None
    names: tuple[str, ...] = ()
    covers: str | None = None


def named_file(text: str) -> str:
    """The file of a request, be the rest of it right or wrong."""
    stated = _STATED.fullmatch(text)
    return stated["file"] if stated else text


def request_from(text: str) -> Request:
    """The request that `FILE`, `LEVEL:PROPERTY=FILE` or `LEVEL:PROPERTY:COUNTRY=FILE` is. Raises BoundariesNotFound."""
    stated = _STATED.fullmatch(text)
    if stated is None:
        return Request(text)
    names = tuple(name for name in stated["names"].split(",") if name)
    if stated["level"] not in [level.value for level in LEVELS]:
        hint = suggestion(stated["level"], LEVELS) or f"known are {listed(LEVELS, 'and')}"
        raise BoundariesNotFound([f"{quoted(text)}: unknown level {quoted(stated['level'])}; {hint}"])
    level = PlaceLevel(stated["level"])
    if not names or not stated["file"]:
        raise BoundariesNotFound([f"{quoted(text)}: expected {quoted(FORM)}, several properties with commas between"])
    covers = stated["covers"]
    if covers is not None and (level is PlaceLevel.COUNTRY or not _CODE.fullmatch(covers)):
        expected = "expected a country code of three capitals, such as `SYR`, and that only beside admin1 and admin2"
        raise BoundariesNotFound([f"{quoted(text)}: {expected}"])
    return Request(stated["file"], level, names, covers)
