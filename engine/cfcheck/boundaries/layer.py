"""All units of one level, from however many files, and which of them a point can lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfcheck.assessment import BoundarySource
    from cfcheck.boundaries.shapes import Shapes
    from cfcheck.boundaries.unit import Unit
    from cfcheck.place import PlaceLevel

__all__ = ["Boundaries", "Layer"]


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
