"""Discs around points on the ground, drawn in longitude and latitude.

A disc is drawn as an ellipse of 64 corners that is never too small, and 2 % too large for 50 km at 45 degrees of
latitude; the flattening of the earth (0.6 %) is within that.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import shapely

__all__ = ["EARTH_KM", "LEAST_KM", "MARGIN", "OUT", "Extent", "disc", "extent_of"]

EARTH_KM: Final = 6371.0
LEAST_KM: Final = 1e-6
MARGIN: Final = 1.01
_CORNERS: Final = 64
OUT: Final = MARGIN / math.cos(math.pi / _CORNERS)
"""The radius of a polygon around the circle with radius 1: its corners lie further out than its sides."""
_CIRCLE: Final = shapely.get_coordinates(shapely.Point(0, 0).buffer(OUT, quad_segs=_CORNERS // 4))
_FURTHEST_KM: Final = 1000.0
_NEAREST_POLE: Final = math.radians(89)
_WIDEST: Final = 90.0
_LAST_LONGITUDE: Final = 180.0
_WORLD: Final = shapely.box(-_LAST_LONGITUDE, -90.0, _LAST_LONGITUDE, 90.0)


class Extent(NamedTuple):
    """How far a disc reaches east and north, in degrees."""

    east: float
    north: float


def extent_of(lat: float, km: float) -> Extent | None:
    """The semi-axes of an ellipse, in degrees, that holds the disc; None for a disc too large, or near a pole."""
    angle = max(km, LEAST_KM) / EARTH_KM
    here = abs(math.radians(lat))
    if km > _FURTHEST_KM or here + angle > _NEAREST_POLE:
        return None
    # Towards the pole, a disc gets wider than an ellipse would.
    wider = 1 + angle * math.tan(here + angle)
    east = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(here)))) * wider
    return None if east > _WIDEST else Extent(east, math.degrees(angle) * wider)


def disc(lat: float, lon: float, extent: Extent) -> shapely.Geometry:
    """A polygon around the disc; over the antimeridian, on either side of the map."""
    turns = [turn for turn in (-360, 0, 360) if abs(lon + turn) - extent.east * OUT < _LAST_LONGITUDE]
    discs = [shapely.Polygon(_CIRCLE * extent + (lon + turn, lat)) for turn in turns]
    return discs[0] if len(discs) == 1 else shapely.intersection(shapely.MultiPolygon(discs), _WORLD)
