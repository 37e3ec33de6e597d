"""How far things are on the ground, and which shapes a disc touches. Docs: semantics.md, S51 and S52."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.squares import polygon

from cfcheck.evaluation.boundaries.shapes import Shapes, Surroundings, around, disc, outside, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EARTH_KM = 6371.0
Square = tuple[float, float, float, float]


def shapes(*squares: Square, tolerance_km: float = 0.3) -> Shapes:
    return Shapes([shape_of(polygon(*square)) for square in squares], tolerance_km)


def seen(found: Surroundings | None) -> str:
    """The numbers of the shapes possible, and `beyond` if none may be it."""
    assert found is not None
    return " ".join([*map(str, sorted(found.shapes)), *(["beyond"] if found.beyond else [])])


ONE: list[Square] = [(0.0, 40.0, 1.0, 41.0)]
TWO: list[Square] = [*ONE, (1.0, 40.0, 2.0, 41.0)]
ISLES: list[Square] = [(178.0, 10.0, 180.0, 11.0), (-180.0, 10.0, -178.0, 11.0)]
# A degree of longitude is 85.2 km at 40 degrees north, one of latitude 111.2 km anywhere.
ROWS: list[tuple[list[Square], tuple[float, float, float], float, str, str]] = [
    (ONE, (40.5, 0.5, 0), 0.3, "0", "in the middle"),
    (ONE, (40.5, 1.0058, 0), 0.3, "beyond", "490 m east of it"),
    (ONE, (40.5, 1.003, 0), 0.3, "0 beyond", "255 m east of it"),
    (ONE, (40.5, 0.997, 0), 0.3, "0 beyond", "255 m within"),
    (ONE, (40.5, 0.994, 0), 0.3, "0", "510 m within"),
    (ONE, (39.9975, 0.5, 0), 0.3, "0 beyond", "280 m south of it"),
    (ONE, (39.995, 0.5, 0), 0.3, "beyond", "560 m south of it"),
    (ONE, (40.5, 1.0058, 0.3), 0.3, "0 beyond", "490 m east of it, and 300 m off"),
    (ONE, (40.5, 0.5, 41), 0.3, "0", "a disc that only just fits"),
    (ONE, (40.5, 0.5, 43), 0.3, "0 beyond", "a disc that does not"),
    (ONE, (40.5, 0.5, 300), 0.3, "0 beyond", "a disc that holds all of it"),
    (ONE, (40.5, 1.0, 0), 0.0, "0 beyond", "on a border without tolerance"),
    (ONE, (40.5, 0.99999, 0), 0.0, "0", "a metre within a border without tolerance"),
    (TWO, (40.5, 1.0, 0), 0.3, "0 1", "on a border that two share"),
    (TWO, (40.5, 0.997, 0), 0.3, "0 1", "255 m from it"),
    (TWO, (40.5, 0.994, 0), 0.3, "0", "510 m from it"),
    (TWO, (40.0, 1.0, 0), 0.3, "0 1 beyond", "on a corner of both"),
    ([*ONE, (0.4, 40.4, 0.6, 40.6)], (40.5, 0.5, 0), 0.3, "0 1", "where two overlap"),
    ([*ONE, (1.003, 40.0, 2.0, 41.0)], (40.5, 1.0015, 0), 0.3, "0 1", "in a gap of 255 m"),
    ([*ONE, (1.01, 40.0, 2.0, 41.0)], (40.5, 1.005, 0), 0.3, "beyond", "in a gap of 850 m"),
    ([*ONE, (1.006, 40.0, 2.0, 41.0)], (40.5, 1.003, 0), 0.3, "0 1 beyond", "in a gap of 510 m"),
    (ISLES, (10.5, 179.0, 0), 0.3, "0", "west of the antimeridian"),
    (ISLES, (10.5, 180.0, 0), 0.3, "0 1", "on it"),
    (ISLES, (10.5, -179.999, 0), 0.3, "0 1", "110 m east of it"),
    (ISLES, (10.5, 179.99, 2), 0.3, "0 1", "a disc over it"),
    (ISLES, (10.5, 0.0, 0), 0.3, "beyond", "on the other side of the world"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("squares", "point", "tolerance", "expected"), [pytest.param(*row[:4], id=row[4]) for row in ROWS]
)
def test_these_shapes_are_possible(
    squares: list[Square], point: tuple[float, float, float], tolerance: float, expected: str
) -> None:
    assert seen(shapes(*squares, tolerance_km=tolerance).around(*point)) == expected


def grid(count: int, side: float, gap: float) -> list[Square]:
    """Squares side by side from (0, 40), so many each way, with gaps between them; all in degrees."""
    step = side + gap
    places = [(x * step, 40 + y * step) for x in range(count) for y in range(count)]
    return [(x, y, x + side, y + side) for x, y in places]


# A gap of 0.002 degrees is 222 m from south to north, of 0.006 some 670 m: more than the tolerance of 300 m. The square
# around (41.0, 1.0) is the tenth of the tenth column, 189; there are 20 in each.
GRIDS: list[tuple[str, list[Square], tuple[float, float, float], str]] = [
    ("within", grid(20, 0.1, 0.002), (40.97, 0.97, 0.0), "189"),
    ("in a narrow gap", grid(20, 0.1, 0.002), (40.101, 0.97, 0.0), "180 181"),
    ("where four narrow gaps meet", grid(20, 0.1, 0.002), (40.101, 0.917, 0.0), "160 161 180 181"),
    ("a disc over narrow gaps", grid(20, 0.1, 0.002), (41.018, 0.97, 3.0), "189 190"),
    ("a disc to the edge", grid(20, 0.1, 0.002), (40.02, 0.97, 3.0), "180 beyond"),
    ("outside", grid(20, 0.1, 0.002), (39.99, 0.97, 0.0), "beyond"),
    ("in a wide gap", grid(20, 0.1, 0.006), (40.103, 1.0, 0.0), "beyond"),
    ("near a wide gap", grid(20, 0.1, 0.006), (40.103, 1.0, 0.2), "180 181 beyond"),
    ("within, beside a wide gap", grid(20, 0.1, 0.006), (40.05, 1.0, 0.0), "180"),
]


@pytest.mark.parametrize(("squares", "point", "expected"), [pytest.param(*row[1:], id=row[0]) for row in GRIDS])
def test_many_shapes_are_looked_at_cell_by_cell(
    squares: list[Square], point: tuple[float, float, float], expected: str
) -> None:
    """S52: what closes the gaps is drawn where it is asked for; what was asked before changes nothing."""
    drawn = shapes(*squares)
    assert seen(drawn.around(*point)) == expected
    around = [(40.5, 0.5, 60.0), (41.0, 1.0, 30.0), (41.0, 1.0, 120.0), (40.3, 1.7, 0.0)]
    first = [drawn.around(*one) for one in around]
    assert [one.beyond for one in first if one] == [True, squares[1][1] > 40.105, True, False]
    assert [drawn.around(*one) for one in reversed(around)] == first[::-1]
    assert seen(drawn.around(*point)) == expected


def dense(teeth: int) -> shapely.Polygon:
    """A border that goes to and fro between 40 and 40.01 degrees, with teeth a millionth of a degree apart."""
    line = [(number * 1e-6, 40.01 + number % 2 * 0.01) for number in range(teeth)]
    return shapely.Polygon([*line, (teeth * 1e-6, 40.0), (0.0, 40.0)])


@pytest.mark.parametrize("kept", [16_384, 1])
@pytest.mark.parametrize(("lat", "expected"), [
    (40.005, "0"), (40.015, "0"), (40.0195, "0 beyond"), (40.022, "0 beyond"), (40.03, "beyond"),
])  # fmt: skip
def test_where_borders_lie_more_densely_than_the_tolerance_it_is_one_shape(
    monkeypatch: pytest.MonkeyPatch, kept: int, lat: float, expected: str
) -> None:
    """S52: the gaps between teeth are a tenth of a metre wide. They are closed, and what is beyond all teeth is not."""
    monkeypatch.setattr(outside, "_MOST_BANDS_KEPT", kept)
    assert seen(Shapes([dense(20_001)], 0.3).around(lat, 0.01, 0.0)) == expected


@pytest.mark.parametrize(
    "point", [(40.5, 0.5, 1001), (89.9, 0.5, 0), (-89.9, 0.5, 0), (80.0, 0.5, 990), (88.5, 0.0, 100)]
)
def test_nothing_is_said_of_a_disc_that_cannot_be_drawn(point: tuple[float, float, float]) -> None:
    assert shapes(*ONE).around(*point) is None


@pytest.mark.parametrize("latitude", [0, 20, 40, 60, 70, 80])
def test_a_kilometre_is_one_at_every_latitude(latitude: float) -> None:
    """Within 3 %, on the side of too far: what lies at 9.7 km is out of 9 km, what lies at 10 km is in 10 km."""
    east = math.degrees(10 / EARTH_KM / math.cos(math.radians(latitude)))
    north = math.degrees(10 / EARTH_KM)
    for square in ((1.0, latitude - 1, 2.0, latitude + 1), (0.0, latitude + 1, 2.0, latitude + 2)):
        drawn = shapes(square, tolerance_km=0)
        lon, lat = (1.0 - east, latitude) if square[0] else (1.0, latitude + 1 - north)
        assert seen(drawn.around(lat, lon, 10.0)) == "0 beyond"
        assert seen(drawn.around(lat, lon, 9.7)) == "beyond"


def circle(lat: float, lon: float, km: float) -> Iterator[shapely.Point]:
    """Points of the true circle, by the formula of the great circle."""
    angle, here = km / EARTH_KM, math.radians(lat)
    for step in range(72):
        bearing = math.radians(step * 5)
        sine = math.sin(here) * math.cos(angle) + math.cos(here) * math.sin(angle) * math.cos(bearing)
        east = math.atan2(math.sin(bearing) * math.sin(angle) * math.cos(here), math.cos(angle) - math.sin(here) * sine)
        yield shapely.Point(lon + math.degrees(east), math.degrees(math.asin(sine)))


@given(lat=st.floats(-85, 85), lon=st.floats(-100, 100), km=st.floats(0.01, 900))
def test_what_a_true_disc_reaches_is_possible(lat: float, lon: float, km: float) -> None:
    """S51: never too small. A speck on the circle, or within it, is touched."""
    for point in circle(lat, lon, km):
        speck = shapely.box(point.x - 1e-7, point.y - 1e-7, point.x + 1e-7, point.y + 1e-7)
        found = Shapes([speck], 0).around(lat, lon, km)
        assert found is None or found.shapes == {0}


def test_threads_are_answered_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Geometries get ready for questions as these come."""
    drawn, within, most = shapes(*ONE), [0], [0]
    known = disc.extent_of

    def slowly(*asked: float) -> object:
        within[0] += 1
        most[0] = max(most[0], within[0])
        time.sleep(0.01)
        within[0] -= 1
        return known(*asked)

    monkeypatch.setattr(around, "extent_of", slowly)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: drawn.around(40.5, 0.5, 0.0), range(8)))) == 1
    assert most == [1]


def to_and_fro(step: float, lengths: Sequence[float]) -> shapely.LineString:
    """A line of sides that go north and south again from 40 degrees, so many degrees apart."""
    tips = enumerate(lengths)
    return shapely.LineString([(30 + number * step, 40 + length) for number, length in tips])


# 1e-5 degrees are about a metre: each line's track is up to 16 m wide, and its band 300 m.
FOLDED = {
    "even": to_and_fro(1e-5, [0.0, 1.0] * 8 + [0.0]),
    "of any length": to_and_fro(1e-5, [0.0, 0.9, 0.0, 0.5, 0.1, 1.0, 0.0, 0.6, 0.2, 0.7, 0.0, 1.0, 0.3, 0.8, 0.0, 0.4, 0.0]),
    "on one track": to_and_fro(0.0, [0.0, 1.0] * 8 + [0.0]),
    "on a track wider than its band": to_and_fro(4e-4, [0.0, 1.0] * 8 + [0.0]),
    "of few sides": to_and_fro(1e-5, [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
    "shorter than its band": to_and_fro(1e-6, [0.0, 1e-4] * 8 + [0.0]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLDED)
def test_a_line_that_goes_to_and_fro_has_a_band_of_few_corners(name: str) -> None:
    """A file may hold tens of thousands of such lines: their bands are joined, and that takes as long as they have corners."""
    line = FOLDED[name]
    band = outside._band(line, 0.15)  # noqa: SLF001  # what has few corners
    squeeze = math.cos(math.radians(40))
    plane = shapely.transform(line, lambda positions: positions * (squeeze, 1))
    full, less = (
        shapely.transform(
            shapely.buffer(plane, math.degrees(part * 0.15 / 6371), quad_segs=64),
            lambda positions: positions / (squeeze, 1),
        )
        for part in (1.0, 0.94)
    )
    assert shapely.covers(full, band)
    assert shapely.covers(band, less)
    assert shapely.get_num_coordinates(band) <= (60 if name == "on a track wider than its band" else 32)
