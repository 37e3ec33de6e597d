"""What is found from the borders near a point is what the whole shapes give. Docs: semantics.md, S51 to S53."""

from __future__ import annotations

import math
from random import Random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.surroundings import Definition, agrees

from cfcheck.evaluation.boundaries.shapes import Shapes

KM_A_DEGREE = 111.2


def cells(chance: Random, count: int, shrunk_km: float) -> list[shapely.Geometry]:
    """Cells that share borders, or have gaps between them, or overlap."""
    points = shapely.multipoints([(chance.uniform(30, 31), chance.uniform(40, 41)) for _ in range(count)])
    world = shapely.box(30, 40, 31, 41)
    made = [shapely.intersection(cell, world) for cell in shapely.get_parts(shapely.voronoi_polygons(points))]
    return [shapely.buffer(cell, -shrunk_km / KM_A_DEGREE, quad_segs=1) for cell in made]


def with_holes(chance: Random) -> list[shapely.Geometry]:
    """A shape of two parts and many holes, some of which others fill."""
    holes = [shapely.box(30 + x / 10, 40 + y / 10, 30.07 + x / 10, 40.07 + y / 10) for x in range(9) for y in range(9)]
    filled = chance.sample(holes, 20)
    whole = shapely.difference(shapely.box(29.98, 39.98, 31, 41), shapely.union_all(holes))
    return [shapely.union_all([whole, shapely.box(31.2, 40, 31.3, 41)]), *filled]


def zigzag(chance: Random) -> list[shapely.Geometry]:
    """A border that goes to and fro, less than a tolerance apart or more, beside a plain one."""
    step = chance.choice([1e-5, 1e-4, 1e-3, 1e-2])
    teeth = min(400, int(1 / step))
    line = [(30 + number * step, 40 + number % 2 * chance.choice([0.01, 1.0])) for number in range(teeth)]
    shape = shapely.Polygon([*line, (30 + teeth * step, 39.5), (30, 39.5)])
    return [shape if shapely.is_valid(shape) else shapely.make_valid(shape), shapely.box(29, 39, 31, 39.502)]


def scattered(chance: Random) -> list[shapely.Geometry]:
    """Shapes of any size, over one another or apart."""
    found = []
    for _ in range(60):
        centre = shapely.Point(chance.uniform(30, 31), chance.uniform(40, 41))
        found.append(shapely.buffer(centre, 10 ** chance.uniform(-4, -0.7), quad_segs=chance.randint(1, 8)))
    return found


def in_two_halves(chance: Random) -> list[shapely.Geometry]:
    """Shapes on either side of the antimeridian."""
    north = chance.uniform(-60, 60)
    return [shapely.box(178, north, 180, north + 1), shapely.box(-180, north, -178, north + 1)]


DRAWN = {
    "cells": lambda chance: cells(chance, 40, 0.0),
    "cells with gaps": lambda chance: cells(chance, 40, chance.choice([0.05, 0.14, 0.16, 0.4])),
    "cells that overlap": lambda chance: cells(chance, 40, -0.1),
    "many cells": lambda chance: cells(chance, 400, chance.choice([0.0, 0.1])),
    "holes": with_holes,
    "zigzag": zigzag,
    "scattered": scattered,
    "antimeridian": in_two_halves,
}


@pytest.mark.parametrize("drawn", DRAWN)
@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), tolerance=st.sampled_from([0.0, 0.05, 0.3, 0.3, 5.0]))
@pytest.mark.slow
def test_what_is_near_tells_what_the_whole_tells(drawn: str, seed: int, tolerance: float) -> None:
    chance = Random(seed)  # noqa: S311  # shapes, not secrets
    shapes = DRAWN[drawn](chance)
    corners = [corner for shape in shapes for corner in shapely.get_coordinates(shape).tolist()]
    found, defined = Shapes(shapes, tolerance), Definition(shapes, tolerance)
    for _ in range(40):
        lon, lat = chance.choice(corners)
        away, bearing = chance.choice([1e-4, 0.15, 0.3, 0.6, 2.0, 20.0]), chance.uniform(0, 2 * math.pi)
        lon += chance.uniform(0.5, 1) * away / KM_A_DEGREE * math.cos(bearing)
        lon -= 360 if lon > 180 else -360 if lon < -180 else 0
        lat += chance.uniform(0.5, 1) * away / KM_A_DEGREE * math.sin(bearing)
        radius = chance.choice([0.0, 0.0, 0.1, 1.0, 5.0, 25.0, 60.0])
        assert agrees(found.around(lat, lon, radius), defined.around(lat, lon, radius)), (lat, lon, radius)
