"""Makes a polygon from GeoJSON coordinates if they are valid on the earth, within a bounded amount of work.

Finding that a border crosses itself can take as much time and memory as comparing every side with every other. So the
number of near encounters between short pieces of the border is counted first.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import shapely
from shapely import Geometry as Shape
from shapely.errors import GEOSException

from cfcheck.evaluation.boundaries.bounds import MOST_CORNERS, SIMPLIFY
from cfcheck.evaluation.boundaries.shapes.strips import Strips

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["InvalidShape", "Shape", "corners_of", "shape_of"]

Position = list[float]
Ring = list[Position]

_LAST_LONGITUDE: Final = 180.0
_LAST_LATITUDE: Final = 90.0
_FEW_CORNERS: Final = 512
_MOST_HOLDINGS: Final = 1_000_000_000
"""How many corners of outer rings may be held against holes: each hole is held against all of its ring."""

_MOST_LOOKED_THROUGH: Final = 250_000
"""Of a shape with so many corners it is found where it is not sound; for a larger one that takes too much memory."""

_FLAT: Final = 2
_WIDTHS: Final = frozenset({_FLAT, 3, 4})
"""How many numbers a position has: also a height, and a measure along the line."""
_NUMBERS: Final = frozenset({int, float})
_LONGITUDE: Final = itemgetter(0)
_LATITUDE: Final = itemgetter(1)
_NO_POLYGON: Final = "its coordinates are no polygon; expected rings of [longitude, latitude]"


class InvalidShape(ValueError):
    """Raised for a geometry that is no sound polygon on the earth, in words."""


def shape_of(geometry: dict[str, Any]) -> Shape:
    """The shape of a GeoJSON polygon or multipolygon. Raises InvalidShape.

    Takes the coordinates out of the geometry: as lists they need several times the memory of the shape, and would be
    held while it is tried.
    """
    made, holdings = _drawn(geometry)
    if corners_of(made) > _FEW_CORNERS:
        _check_work(made, holdings)
    if not shapely.is_valid(made):
        raise InvalidShape(_unsound(made))
    shapely.prepare(made)
    return made


class _Drawn(NamedTuple):
    """A shape, sound or not, and how many corners of outer rings are held against holes to find that out."""

    shape: Shape
    holdings: int


def _drawn(geometry: dict[str, Any]) -> _Drawn:
    polygons = _polygons(geometry.pop("coordinates", None), geometry.get("type") == "Polygon")
    rings = list(chain.from_iterable(polygons))
    corners = sum(map(len, rings))
    if not corners:
        raise InvalidShape("its polygon is empty")
    if corners > MOST_CORNERS:
        raise InvalidShape(f"has {corners:,} corners; expected at most {MOST_CORNERS:,}; {SIMPLIFY}")
    _check_range(rings)
    try:
        parts = [_polygon(polygon) for polygon in polygons if any(polygon)]
    except (GEOSException, ValueError):
        raise InvalidShape(_NO_POLYGON) from None
    holdings = sum((len(polygon) - 1) * len(polygon[0]) for polygon in polygons if polygon)
    return _Drawn(parts[0] if len(parts) == 1 else shapely.multipolygons(parts), holdings)


def corners_of(made: Shape) -> int:
    """How many corners it has."""
    return int(shapely.get_num_coordinates(made))


def _polygons(coordinates: object, is_one: bool) -> list[list[Ring]]:  # noqa: FBT001  # one polygon or a list of them
    """The rings of each polygon, each ring a list of positions of two numbers or more."""
    polygons: Any = [coordinates] if is_one else coordinates
    if not (_is_nested(polygons) and all(map(_is_nested, polygons)) and all(map(_is_nested, chain(*polygons)))):
        raise InvalidShape(_NO_POLYGON)
    widths, kinds = set[int](), set[type]()
    for ring in chain.from_iterable(polygons):
        widths.update(map(len, ring))
        kinds.update(map(type, chain.from_iterable(ring)))
    if not (widths <= _WIDTHS and kinds <= _NUMBERS):
        raise InvalidShape(_NO_POLYGON)
    found: list[list[Ring]] = polygons
    return found


def _is_nested(value: object) -> bool:
    """Whether it is a list that holds nothing but lists."""
    return isinstance(value, list) and set(map(type, value)) <= {list}


def _check_range(rings: Sequence[Ring]) -> None:
    positions = list(chain.from_iterable(rings))
    west, east = min(map(_LONGITUDE, positions)), max(map(_LONGITUDE, positions))
    south, north = min(map(_LATITUDE, positions)), max(map(_LATITUDE, positions))
    if not (
        -_LAST_LONGITUDE <= west <= east <= _LAST_LONGITUDE and -_LAST_LATITUDE <= south <= north <= _LAST_LATITUDE
    ):
        raise InvalidShape(
            f"its coordinates, {west:g} to {east:g} and {south:g} to {north:g}, are no longitudes and latitudes in "
            "degrees; convert the file, for example with `ogr2ogr -t_srs EPSG:4326`"
        )


def _polygon(rings: Sequence[Ring]) -> Shape:
    shell, *holes = map(_ring, rings)
    made: Shape = shapely.polygons(shell, holes or None)
    return made


def _ring(positions: Ring) -> Shape:
    """The ring, without heights. It is copied only if it has some: it may be most of what is in memory."""
    is_flat = set(map(len, positions)) <= {_FLAT}
    made: Shape = shapely.linearrings(positions if is_flat else [position[:_FLAT] for position in positions])
    return made


def _check_work(made: Shape, holdings: int) -> None:
    """Refuses what it would take too long, or too much memory, to find sound."""
    if holdings > _MOST_HOLDINGS:
        raise InvalidShape(f"has too many holes for so many corners around them; {SIMPLIFY}")
    if Strips([made]).first_tangle() is not None:
        raise InvalidShape(
            "its border comes near to itself more often than borders on the ground do, so that it cannot be looked "
            f"through; {SIMPLIFY}"
        )


def _unsound(made: Shape) -> str:
    spot = _crossing(made) if corners_of(made) <= _MOST_LOOKED_THROUGH else None
    where = f" at {spot[0]:g}, {spot[1]:g}" if spot else ""
    return (
        f"its polygon is not sound{where}: its rings cross or touch, or do not lie within each other as they have to; "
        "mend the file, for example with `ogr2ogr -makevalid`"
    )


def _crossing(made: Shape) -> tuple[float, float] | None:
    """Where a border first meets itself or another, from the south-west on: where they cross, or else at a corner."""
    rings = [shapely.get_coordinates(ring).tolist() for ring in shapely.get_parts(shapely.boundary(made))]
    corners = Counter(map(tuple, chain.from_iterable(ring[:-1] for ring in rings)))
    nodes = map(tuple, shapely.get_coordinates(shapely.node(shapely.boundary(made))).tolist())
    crossings = [node for node in nodes if node not in corners]
    return min(crossings or [corner for corner, count in corners.items() if count > 1], default=None)
