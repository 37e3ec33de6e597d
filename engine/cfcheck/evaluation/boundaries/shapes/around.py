"""Finds which shapes a point with a radius can lie in; only what is near the point is drawn."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

import shapely

from cfcheck.evaluation.boundaries.shapes.disc import OUT, disc, extent_of
from cfcheck.evaluation.boundaries.shapes.outside import Outside
from cfcheck.evaluation.boundaries.shapes.strips import Strips

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Shapes", "Surroundings", "TangledShapes"]

_LAST_LONGITUDE: Final = 180.0
_MANY_POINTS: Final = 16
"""For so many points, of each shape only what is in their cell is looked at."""


class TangledShapes(ValueError):
    """Raised where shapes lie over one another so often that work on them is not bounded. `number` is one of them."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Surroundings(NamedTuple):
    """The shapes that a point can lie in, by their numbers, and whether it can lie in none of them."""

    shapes: frozenset[int]
    beyond: bool


class Shapes:
    """Shapes that share borders as drawn to within a tolerance: gaps and overlaps up to it are no places.

    They are sound polygons, at least one. Raises TangledShapes. Several threads may ask at once; one is answered at a
    time, since geometries get ready for questions as these come, and GEOS does not guard that.
    """

    def __init__(self, shapes: Sequence[shapely.Geometry], tolerance_km: float) -> None:
        self._tolerance = tolerance_km
        self._tree = shapely.STRtree(list(shapes))
        self._strips = Strips(shapes)
        tangled = self._strips.first_tangle()
        if tangled is not None:
            raise TangledShapes(tangled)
        self._borders = shapely.multilinestrings(self._strips.lines)
        shapely.prepare(self._borders)
        self._lock = Lock()

    def around(self, lat: float, lon: float, radius_km: float) -> Surroundings | None:
        """What a point can lie in that is known to within the radius; None where that is too far to draw."""
        with self._lock:
            return self._surroundings(lat, lon, radius_km)

    def _surroundings(self, lat: float, lon: float, radius_km: float) -> Surroundings | None:
        reach = extent_of(lat, radius_km + 1.5 * self._tolerance)
        if reach is None:
            return None
        point = shapely.Point(lon, lat)
        furthest = max(reach) * OUT
        is_over_edge = abs(lon) + furthest > _LAST_LONGITUDE
        if not is_over_edge and not shapely.dwithin(self._borders, point, furthest):
            # No border comes into the disc, so all of it is as its centre.
            inside = self._around(point)
            return Surroundings(inside, not inside)
        near = extent_of(lat, radius_km + self._tolerance) or reach
        possible = self._touched(disc(lat, lon, near), None if is_over_edge else point)
        return Surroundings(possible, self._outside.reaches_in(disc(lat, lon, reach)))

    def _touched(self, drawn: shapely.Geometry, centre: shapely.Geometry | None) -> frozenset[int]:
        """The shapes that what is drawn comes into; of a disc in one piece its centre is given."""
        inside = frozenset[int]() if centre is None else self._around(centre)
        boxed = self._tree.query(drawn)
        others = [number for number in boxed.tolist() if number not in inside]
        if not others:
            return inside
        hit = shapely.intersects(self._tree.geometries[others], drawn).tolist()
        return inside.union([number for number, is_hit in zip(others, hit, strict=True) if is_hit])

    def _around(self, point: shapely.Geometry) -> frozenset[int]:
        """The shapes that the point is in."""
        boxed = self._tree.query(point)
        return frozenset(boxed[shapely.intersects(self._tree.geometries[boxed], point)].tolist())

    @cached_property
    def _outside(self) -> Outside:
        return Outside(self._strips, self._are_in, self._tolerance)

    def _are_in(self, points: Sequence[shapely.Geometry], cell: shapely.Geometry) -> list[bool]:
        """Whether each of the points, which are in the cell, is in some shape."""
        tree = self._tree
        if len(points) > _MANY_POINTS:
            tree = shapely.STRtree(shapely.intersection(self._tree.geometries[self._tree.query(cell)], cell))
            shapely.prepare(tree.geometries)
        numbers, boxed = tree.query(points)
        hit = set(numbers[shapely.intersects(tree.geometries[boxed], points[numbers])].tolist())
        return [number in hit for number in range(len(points))]
