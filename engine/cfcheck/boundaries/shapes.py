"""Shapes on the ground, and which of them a point can lie in. The only importer of `shapely`.

Positions are longitude and latitude in degrees (WGS 84). A distance is never taken in degrees: around a point, a disc
is drawn as an ellipse of 64 corners that is never too small, and 2 % too large for 50 km at 45 degrees of latitude; the
flattening of the earth (0.6 %) is within that. Whatever it touches is possible. Borders are straight between their
corners in longitude and latitude, as GeoJSON says.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import shapely
from shapely import Geometry as Shape
from shapely.errors import GEOSException
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["InvalidShape", "Shape", "Shapes", "Surroundings", "shape_of"]

_EARTH_KM: Final = 6371.0
_CORNERS: Final = 64
_MARGIN: Final = 1.01
# A polygon around the circle with radius 1: its corners lie further out than its sides.
_OUT: Final = _MARGIN / math.cos(math.pi / _CORNERS)
_CIRCLE: Final = shapely.get_coordinates(shapely.Point(0, 0).buffer(_OUT, quad_segs=_CORNERS // 4))
_LEAST_KM: Final = 1e-6
_FURTHEST_KM: Final = 1000.0
_NEAREST_POLE: Final = math.radians(89)
_WIDEST: Final = 90.0
_LAST_LONGITUDE: Final = 180.0
_LAST_LATITUDE: Final = 90.0


class InvalidShape(ValueError):
    """Raised for a geometry that is no sound polygon on the earth, in words."""


class Surroundings(NamedTuple):
    """The shapes that a point can lie in, by their numbers, and whether it can lie in none of them."""

    shapes: frozenset[int]
    beyond: bool


def shape_of(geometry: Mapping[str, Any]) -> Shape:
    """The shape of a GeoJSON polygon or multipolygon. Raises InvalidShape."""
    try:
        made: Shape = shapely.force_2d(shape(geometry))
    except (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise InvalidShape("its coordinates are no polygon; expected rings of [longitude, latitude]") from None
    west, south, east, north = shapely.bounds(made)
    if shapely.is_empty(made):
        raise InvalidShape("its polygon is empty")
    if not (
        -_LAST_LONGITUDE <= west <= east <= _LAST_LONGITUDE and -_LAST_LATITUDE <= south <= north <= _LAST_LATITUDE
    ):
        raise InvalidShape(_out_of_range(west, south, east, north))
    if not shapely.is_valid(made):
        why = shapely.is_valid_reason(made)
        raise InvalidShape(f"its polygon is not sound: {why}; mend the file, for example with `ogr2ogr -makevalid`")
    shapely.prepare(made)
    return made


def _out_of_range(*bounds: float) -> str:
    west, south, east, north = (f"{bound:g}" for bound in bounds)
    return (
        f"its coordinates, {west} to {east} and {south} to {north}, are no longitudes and latitudes in degrees; "
        "convert the file, for example with `ogr2ogr -t_srs EPSG:4326`"
    )


class Shapes:
    """Shapes that share borders as drawn to within a tolerance: gaps and overlaps up to it are no places."""

    def __init__(self, shapes: Sequence[Shape], tolerance_km: float) -> None:
        self._shapes = list(shapes)
        self._tolerance = tolerance_km
        self._tree = shapely.STRtree(self._shapes)
        self._borders = shapely.multilinestrings(shapely.get_parts(shapely.boundary(self._shapes)))
        shapely.prepare(self._borders)

    def around(self, lat: float, lon: float, radius_km: float) -> Surroundings | None:
        """What a point can lie in that is known to within the radius; None where that is too far to draw."""
        reach = _extent(lat, radius_km + 1.5 * self._tolerance)
        if reach is None:
            return None
        point = shapely.Point(lon, lat)
        if not self._is_near_border(point, reach):
            inside = self._tree.query(point, predicate="intersects")
            return Surroundings(frozenset(inside.tolist()), len(inside) == 0)
        near = _extent(lat, radius_km + self._tolerance) or reach
        possible = self._tree.query(_disc(lat, lon, near), predicate="intersects")
        beyond = not shapely.covers(self._grown, _disc(lat, lon, reach))
        return Surroundings(frozenset(possible.tolist()), beyond)

    def _is_near_border(self, point: Shape, reach: _Extent) -> bool:
        """Whether a border comes into the disc, or may; where none does, all of the disc is as its centre."""
        furthest = max(reach) * _OUT
        if abs(point.x) + furthest > _LAST_LONGITUDE:
            return True
        return bool(shapely.dwithin(self._borders, point, furthest))

    @cached_property
    def _grown(self) -> Shape:
        """All shapes, each grown by half the tolerance, so that the gaps between them are closed."""
        grown: Shape = shapely.union_all([_grown(one, self._tolerance / 2) for one in self._shapes])
        shapely.prepare(grown)
        return grown


def _grown(one: Shape, km: float) -> Shape:
    """The shape grown by no more than that, and by little less unless it reaches over many latitudes."""
    _, south, _, north = shapely.bounds(one)
    nearest_equator = 0.0 if south < 0 < north else min(abs(south), abs(north))
    squeeze = math.cos(math.radians(nearest_equator))
    plane = shapely.transform(one, lambda positions: positions * (squeeze, 1))
    grown = shapely.buffer(plane, math.degrees(km / _EARTH_KM) / _MARGIN, quad_segs=4)
    made: Shape = shapely.transform(grown, lambda positions: positions / (squeeze, 1))
    return made


class _Extent(NamedTuple):
    """How far a disc reaches east and north, in degrees."""

    east: float
    north: float


def _extent(lat: float, km: float) -> _Extent | None:
    """The semi-axes of an ellipse, in degrees, that holds the disc; None for a disc too large, or near a pole."""
    angle = max(km, _LEAST_KM) / _EARTH_KM
    here = abs(math.radians(lat))
    if km > _FURTHEST_KM or here + angle > _NEAREST_POLE:
        return None
    # Towards the pole, a disc gets wider than an ellipse would.
    wider = 1 + angle * math.tan(here + angle)
    east = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(here)))) * wider
    return None if east > _WIDEST else _Extent(east, math.degrees(angle) * wider)


def _disc(lat: float, lon: float, extent: _Extent) -> Shape:
    """A polygon around the disc; over the antimeridian, on either side of the map."""
    turns = [turn for turn in (-360, 0, 360) if abs(lon + turn) - extent.east * _OUT < _LAST_LONGITUDE]
    discs = [shapely.Polygon(_CIRCLE * extent + (lon + turn, lat)) for turn in turns]
    if len(discs) == 1:
        return discs[0]
    world = shapely.box(-_LAST_LONGITUDE, -_LAST_LATITUDE, _LAST_LONGITUDE, _LAST_LATITUDE)
    return shapely.intersection(shapely.MultiPolygon(discs), world)
