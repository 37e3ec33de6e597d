"""What a point can lie in, by definition: every shape is held against the disc, and every shape widened as a whole.

The definition of what `Shapes` gives from what is near a point. Both draw the same disc. The width of a gap that is closed is
given to within some per cent, so there are two definitions: the gap closed in full, and by a twentieth less.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import shapely

from cfcheck.evaluation.boundaries.shapes.disc import EARTH_KM, disc, extent_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfcheck.evaluation.boundaries.shapes import Surroundings

_LESS = 0.95
_ROUND = 32
_WITHOUT_TOLERANCE_KM = 1e-6


class Defined(NamedTuple):
    """The shapes that the disc touches, and whether it reaches out of all: with gaps closed in full, and less."""

    shapes: frozenset[int]
    beyond_all: bool
    beyond_narrow: bool


class Definition:
    """The definition for some shapes and a tolerance."""

    def __init__(self, shapes: Sequence[shapely.Geometry], tolerance_km: float) -> None:
        self._shapes = shapes
        self._tolerance = tolerance_km
        gap = max(tolerance_km, _WITHOUT_TOLERANCE_KM) / 2
        self._wide = shapely.union_all([_widened(shape, gap, max) for shape in shapes])
        self._narrow = shapely.union_all(
            [_widened(shape, gap * _LESS if tolerance_km else 0.0, min) for shape in shapes]
        )

    def around(self, lat: float, lon: float, radius_km: float) -> Defined:
        """What a point that is known to within the radius can lie in."""
        near = extent_of(lat, radius_km + self._tolerance)
        reach = extent_of(lat, radius_km + 1.5 * self._tolerance)
        assert near
        assert reach
        touched = disc(lat, lon, near)
        possible = frozenset(number for number, shape in enumerate(self._shapes) if shapely.intersects(shape, touched))
        around = disc(lat, lon, reach)
        return Defined(possible, not shapely.covers(self._wide, around), not shapely.covers(self._narrow, around))


def agrees(found: Surroundings | None, defined: Defined) -> bool:
    """Whether what was found is as defined."""
    if found is None or found.shapes != defined.shapes:
        return False
    return defined.beyond_all <= found.beyond <= defined.beyond_narrow


def _widened(shape: shapely.Geometry, km: float, choose: Callable[[float, float], float]) -> shapely.Geometry:
    """The shape widened on the ground: by the width at its latitude furthest from the equator, or nearest to it."""
    _, south, _, north = shapely.bounds(shape)
    squeeze = math.cos(math.radians(choose(abs(south), abs(north))))
    plane = shapely.transform(shape, lambda positions: positions * (squeeze, 1))
    wide = shapely.buffer(plane, math.degrees(km / EARTH_KM), quad_segs=_ROUND)
    made: shapely.Geometry = shapely.transform(wide, lambda positions: positions / (squeeze, 1))
    return made
