"""Finds what lies outside all shapes once the gaps between them are closed, computed cell by cell on demand.

A place is outside if it is in no shape, and in no gap narrower than the tolerance: that is, further than half the
tolerance from every border. Around each short line of a border a band of that width is drawn. What the bands leave of a
cell of the map is in pieces, none of which contains a border, so one point of each piece tells whether it is in a
shape. No shape is ever widened as a whole. A cell with many lines is divided into four, unless a few bands cover it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import shapely

from cfcheck.evaluation.boundaries.shapes.disc import EARTH_KM, MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.evaluation.boundaries.shapes.strips import Strips

__all__ = ["Outside"]

_MOST_LINES: Final = 64
_MOST_BANDS_KEPT: Final = 16_384
_LEAST_KM: Final = 1e-7
_KM_A_DEGREE: Final = math.radians(EARTH_KM)
_SMALL: Final = 0.5
_FOLDED: Final = 4
_NARROW: Final = 0.02
_SLIGHT: Final = 0.004
"""Bends up to this part of a band's width are made straight; with it, a band is still within the width over MARGIN."""
_CORNERS_OF_A_LINE: Final = 2
_ROUND: Final = 4
"""How many corners a quarter of a circle has: its sides lie up to 2 % within it."""


AreIn = Callable[["Sequence[shapely.Geometry]", shapely.Geometry], "Sequence[bool]"]


class _Box(NamedTuple):
    """A cell of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def quarters(self) -> Iterator[_Box]:
        middle, level = (self.west + self.east) / 2, (self.south + self.north) / 2
        for west, east in ((self.west, middle), (middle, self.east)):
            for south, north in ((self.south, level), (level, self.north)):
                yield _Box(west, south, east, north)

    def meets(self, other: _Box) -> bool:
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def holds(self, other: _Box) -> bool:
        return (
            self.west <= other.west
            and other.east <= self.east
            and self.south <= other.south
            and other.north <= self.north
        )

    def widened(self, km: float) -> _Box:
        """A box that holds all that is as near to this one on the ground, and more."""
        north = km / _KM_A_DEGREE
        furthest = math.radians(min(89.9, max(abs(self.south), abs(self.north)) + north))
        east = north / math.cos(furthest)
        return _Box(self.west - east, self.south - north, self.east + east, self.north + north)

    @property
    def widest_km(self) -> float:
        """No less than the distance between any two points of it."""
        nearest = 0.0 if self.south < 0 < self.north else min(abs(self.south), abs(self.north))
        east = (self.east - self.west) * math.cos(math.radians(nearest))
        return math.hypot(east, self.north - self.south) * _KM_A_DEGREE


class Outside:
    """What lies outside the shapes whose borders the strips are.

    `are_in` says of points in a part of the map whether each is in a shape.
    """

    def __init__(self, strips: Strips, are_in: AreIn, tolerance_km: float) -> None:
        self._strips = strips
        self._are_in = are_in
        self._km = max(tolerance_km / 2, _LEAST_KM)
        self._bands: dict[int, shapely.Geometry] = {}
        whole = _Box(*map(float, shapely.total_bounds(strips.lines)))
        self._root = _Cell(whole.widened(self._km), self)

    def reaches_in(self, drawn: shapely.Geometry) -> bool:
        """Whether some of it lies in what is drawn, a polygon."""
        around = _Box(*map(float, shapely.bounds(drawn)))
        return not self._root.box.holds(around) or self._root.reaches_in(drawn, around)

    def settle(self, box: _Box) -> shapely.Geometry | None:
        """What lies outside in the cell, which may be empty; None if it is to be cut in four."""
        cell = shapely.box(*box)
        near = self._by_rank(self._strips.tree.query(shapely.box(*box.widened(self._km)), predicate="intersects"))
        left, drawn = cell, 0
        if len(near) > _MOST_LINES:
            if _MOST_LINES * self._km * 2 > box.widest_km / 2:
                left, drawn = self._without_bands(cell, near[:_MOST_LINES]), _MOST_LINES
            if not left.is_empty and box.widest_km > self._km * _SMALL:
                return None
        while drawn < len(near) and not left.is_empty:
            left = self._without_bands(left, near[drawn : drawn + _MOST_LINES])
            drawn += _MOST_LINES
        return self._out_of_shapes(left, cell)

    @staticmethod
    def _by_rank(numbers: Sequence[int]) -> list[int]:
        """The lines, far ones of a border before near ones: where they are dense, few of them cover all."""
        return sorted(map(int, numbers), key=lambda number: (-(number & -number), number))

    def _without_bands(self, left: shapely.Geometry, numbers: Sequence[int]) -> shapely.Geometry:
        return shapely.difference(left, shapely.union_all([self._band(number) for number in numbers]))

    def _band(self, number: int) -> shapely.Geometry:
        band = self._bands.get(number)
        if band is None:
            if len(self._bands) >= _MOST_BANDS_KEPT:
                self._bands.clear()
            band = self._bands[number] = _band(self._strips.lines[number], self._km)
        return band

    def _out_of_shapes(self, left: shapely.Geometry, cell: shapely.Geometry) -> shapely.Geometry:
        """The pieces of what is left of the cell that are in no shape."""
        pieces = shapely.get_parts(left)
        inside = self._are_in(shapely.point_on_surface(pieces), cell)
        free = [piece for piece, is_inside in zip(pieces, inside, strict=True) if not is_inside]
        if not free:
            return _NOTHING
        out: shapely.Geometry = shapely.multipolygons(free)
        shapely.prepare(out)
        return out


class _Cell:
    """A cell of the map, and what lies outside in it: nothing is known of that before somebody asks."""

    def __init__(self, box: _Box, outside: Outside) -> None:
        self.box = box
        self._outside = outside
        self._free: shapely.Geometry | None = None
        self._quarters: tuple[_Cell, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Whether it is known that nothing lies outside in it."""
        return self._free is not None and self._free.is_empty

    def reaches_in(self, drawn: shapely.Geometry, around: _Box) -> bool:
        """Whether some of what lies outside in this cell is in what is drawn, which `around` holds."""
        if self._free is None and not self._quarters:
            if not shapely.intersects(drawn, shapely.box(*self.box)):
                return False
            self._settle()
        if self._free is not None:
            return not self._free.is_empty and bool(shapely.intersects(self._free, drawn))
        for quarter in self._quarters:
            if quarter.box.meets(around) and quarter.reaches_in(drawn, around):
                return True
        if all(quarter.is_covered for quarter in self._quarters):
            self._free, self._quarters = _NOTHING, ()
        return False

    def _settle(self) -> None:
        self._free = self._outside.settle(self.box)
        if self._free is None:
            self._quarters = tuple(_Cell(quarter, self._outside) for quarter in self.box.quarters())


_NOTHING: Final = shapely.MultiPolygon()


def _band(line: shapely.Geometry, km: float) -> shapely.Geometry:
    """The line widened by no more than that, and by little less unless it reaches over many latitudes."""
    _, south, _, north = shapely.bounds(line)
    nearest_equator = 0.0 if south < 0 < north else min(abs(south), abs(north))
    squeeze = math.cos(math.radians(nearest_equator))
    plane = shapely.transform(line, lambda positions: positions * (squeeze, 1))
    wide = _widened(plane, math.degrees(km / EARTH_KM) / MARGIN)
    made: shapely.Geometry = shapely.transform(wide, lambda positions: positions / (squeeze, 1))
    return made


def _widened(line: shapely.Geometry, radius: float) -> shapely.Geometry:
    """All that is as near to the line; up to 2 % less, and with fewer corners, of a line that goes to and fro."""
    west, south, east, north = shapely.bounds(line)
    if shapely.length(line) <= _FOLDED * math.hypot(east - west, north - south):
        return _rounded(line, radius)
    hull = shapely.convex_hull(line)
    within = _radius_within(line, hull, radius)
    wide = _rounded(line, radius) if within < (1 - _NARROW) * radius else _rounded(hull, within)
    made: shapely.Geometry = shapely.simplify(wide, _SLIGHT * radius)
    return made


def _rounded(line: shapely.Geometry, radius: float) -> shapely.Geometry:
    made: shapely.Geometry = shapely.buffer(line, radius, quad_segs=_ROUND)
    return made


def _radius_within(line: shapely.Geometry, hull: shapely.Geometry, radius: float) -> float:
    """How far the hull can be widened so that all of it is still within the radius of the line, or less; 0 if not.

    No point of the hull is further from the line than the hull's track is wide. An edge of the hull that is no side of
    the line has corners of the line at both ends, so a point beside it is no further off than by half of that edge.
    """
    track = shapely.get_coordinates(shapely.oriented_envelope(line)).tolist()
    width = min(map(math.dist, track, track[1:3])) if len(track) > _CORNERS_OF_A_LINE else 0.0
    if width > radius:
        return 0.0
    corners = list(map(tuple, shapely.get_coordinates(line).tolist()))
    sides = set(map(frozenset, pairwise(corners)))
    edges = pairwise(map(tuple, shapely.get_coordinates(hull).tolist()))
    longest = max((math.dist(*edge) for edge in edges if frozenset(edge) not in sides), default=0.0)
    return max(radius - width, math.sqrt(max(0.0, radius**2 - (longest / 2) ** 2)))
