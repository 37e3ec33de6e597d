"""Boundary files that hold more than can be looked at, or nothing sound: each is refused in words, or answered."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from tests.squares import UPLAND, document, feature, polygon

from cfcheck.evaluation.boundaries import InvalidBoundaries, features, geojson, open_boundaries
from cfcheck.evaluation.boundaries import open as opener
from cfcheck.evaluation.boundaries.shapes import Shapes, shape_of
from cfcheck.evaluation.boundaries.shapes import polygon as polygons

if TYPE_CHECKING:
    from pathlib import Path

Ring = list[list[Any]]
SIMPLIFY = "simplify it, for example with `ogr2ogr -simplify 0.001`"
TOO_NEAR = (
    "features[0].geometry: `A`: its border comes near to itself more often than borders on the ground do, so that it cannot "
    f"be looked through; {SIMPLIFY}"
)
TOO_MANY_OVER = (
    "lies over others, or beside them, so often that it cannot be told in time what points are in; expected units that lie "
    "beside each other; leave out what is there several times, or simplify the file"
)


def zigzag(teeth: int, turn: float = 0.0) -> Ring:
    """A border that goes to and fro over a degree, turned by an angle."""
    line = [(number / teeth, 1.0 + number % 2) for number in range(teeth)] + [(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)]
    sine, cosine = math.sin(turn), math.cos(turn)
    return [[36 + x * cosine - y * sine, 35 + x * sine + y * cosine] for x, y in line]


def star(rays: int) -> Ring:
    angles = [math.pi * number / rays for number in range(2 * rays)]
    ring = [
        [36 + (number % 2 or 0.01) * math.cos(at), 35 + (number % 2 or 0.01) * math.sin(at)]
        for number, at in enumerate(angles)
    ]
    return [*ring, ring[0]]


def squares(count: int, size: float = 1e-4) -> list[Ring]:
    places = ((36 + number % 300 / 300, 35 + number // 300 / 300) for number in range(count))
    return [polygon(x, y, x + size, y + size)["coordinates"][0] for x, y in places]


def one(geometry: Any, **properties: Any) -> str:
    return document({"type": "Feature", "properties": {"NAME": "A", **properties}, "geometry": geometry})


def plain(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def nested(depth: int) -> dict[str, Any]:
    geometry: dict[str, Any] = polygon(*UPLAND)
    for _ in range(depth):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    return geometry


def problems(path: Path, content: str | bytes) -> list[str]:
    """What is wrong with a file of that content, without its name; nothing where it is read."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        open_boundaries([f"admin1:NAME={path}"])
    except InvalidBoundaries as refused:
        return [problem.removeprefix(f"{path}: ") for problem in refused.problems]
    return []


OUT_OF_RANGE = (
    "are no longitudes and latitudes in degrees; convert the file, for example with `ogr2ogr -t_srs EPSG:4326`"
)
NO_POLYGON = "features[0].geometry: `A`: its coordinates are no polygon; expected rings of [longitude, latitude]"
UNSOUND = (
    "its rings cross or touch, or do not lie within each other as they have to; mend the file, for example with "
    "`ogr2ogr -makevalid`"
)
REFUSED: dict[str, tuple[str | bytes, list[str]]] = {
    "a star": (one(plain(star(20_000))), [TOO_NEAR]),
    "a slanting zigzag": (one(plain(zigzag(20_000, 0.7))), [TOO_NEAR]),
    "holes that touch at a point": (
        one(plain(polygon(0, 0, 1, 1)["coordinates"][0], *([[0.5, 0.5], [0.9, 0.1 + n / 9e3], [0.9, 0.1 + (n + 0.5) / 9e3], [0.5, 0.5]] for n in range(4_000)))),
        [TOO_NEAR],
    ),
    "units over one another": (document(*[feature(UPLAND, NAME="A")] * 2_000), [f"features[499].geometry: `A`: {TOO_MANY_OVER}"]),
    "a polygon that crosses itself": (
        one(plain([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]])), [f"features[0].geometry: `A`: its polygon is not sound at 1, 1: {UNSOUND}"]),
    "around the antimeridian": (one(polygon(170, 0, 190, 10)), [f"features[0].geometry: `A`: its coordinates, 170 to 190 and 0 to 10, {OUT_OF_RANGE}"]),
    "a huge number": (one(polygon(0, 0, 1, 1)).replace("1]", "1e308]", 1), [f"features[0].geometry: `A`: its coordinates, 0 to 1 and 0 to 1e+308, {OUT_OF_RANGE}"]),
    "a number of many digits": (one(polygon(0, 0, 1, 1)).replace("1]", "1" * 9_000 + "]", 1), [f"features[0].geometry: `A`: its coordinates, 0 to 1 and 0 to inf, {OUT_OF_RANGE}"]),
    "texts for numbers": (one(plain([["0", "0"], ["1", "0"], ["1", "1"], ["0", "0"]])), [NO_POLYGON]),
    "truth values for numbers": (one(plain([[True, False], [1, 0], [1, 1], [0, 0]])), [NO_POLYGON]),
    "null for a number": (one(plain([[None, 0], [1, 0], [1, 1], [0, 0]])), [NO_POLYGON]),
    "positions of one number": (one(plain([[0], [1], [2], [0]])), [NO_POLYGON]),
    "positions of five": (one(plain([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 0, 0]])), [NO_POLYGON]),
    "an empty ring beside a sound one": (one(plain(polygon(0, 0, 1, 1)["coordinates"][0], [])), [NO_POLYGON]),
    "an empty polygon": (one({"type": "MultiPolygon", "coordinates": [[[]]]}), ["features[0].geometry: `A`: its polygon is empty"]),
    "objects for rings": (one({"type": "Polygon", "coordinates": [{}]}), [NO_POLYGON]),
    "collections in collections": (one(nested(200)), ["features[0].geometry: expected a Polygon or MultiPolygon, found `GeometryCollection`"]),
    "lists in lists": (b'{"type":"FeatureCollection","features":[{"properties":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}", ["is nested too deeply; expected GeoJSON"]),
    "features of something else": ('{"type": "Topology", "features": [{}]}', ["is no GeoJSON FeatureCollection"]),
    "two geometries": (one(None).replace('"geometry"', '"geometry": 1, "geometry"'), ["features[0]: has the key `geometry` twice"]),
    "two lists of features": (document(feature(UPLAND, NAME="A"))[:-1] + ', "features": []}', ["has the key `features` twice; expected GeoJSON"]),
    "many properties": (one(polygon(*UPLAND), **{f"p{number}": 0 for number in range(1_000)}), ["features[0]: has 1,001 properties; expected at most 1,000"]),
    "a file that breaks off": (document(feature(UPLAND, NAME="A"))[:-40], ["is not JSON: it ends in the middle; expected GeoJSON"]),
    "no comma between": (document(feature(UPLAND, NAME="A")).replace("}]}", "}{}]}"), ["is not JSON: expected `,` or `]` at byte 209, found `{`; expected GeoJSON"]),
    "a comma at the end": (document(feature(UPLAND, NAME="A")).replace("}]}", "},]}"), ["is not JSON: it has a comma too many, before the `]` at byte 210; expected GeoJSON"]),
    "no colon behind a key": ('{"a" 1}', ["is not JSON: expected `:` behind a key at byte 6, found `1`; expected GeoJSON"]),
    "a comment": (one(polygon(*UPLAND)).replace('"NAME"', '/* */"NAME"'), ["is not JSON: it has a comment at byte 79, and JSON has none; expected GeoJSON"]),
    "UTF-16": (one(polygon(*UPLAND)).encode("utf-16"), ["is not UTF-8: it has the byte 0xFF at byte 1; save it as UTF-8; expected GeoJSON"]),
    "bytes that are no text": (one(polygon(*UPLAND)).encode().replace(b'"A"', b'"\xff"'), ["is not UTF-8: it has the byte 0xFF at byte 88; save it as UTF-8; expected GeoJSON"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    content, expected = REFUSED[name]
    assert problems(tmp_path / "a.geojson", content) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("a comment", "is not JSON: in features[0]; expected GeoJSON"),
    ("a file that breaks off", "is not JSON: it ends, or breaks off, in features[0]; expected GeoJSON"),
    ("no comma between", "is not JSON: at byte 209, behind features[0]; expected GeoJSON"),
    ("UTF-16", "is not JSON: beside its features; expected GeoJSON"),
])  # fmt: skip
def test_where_a_fault_is_too_far_to_be_looked_at_the_feature_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: str
) -> None:
    monkeypatch.setattr(features, "json_problem", lambda _: "")
    assert problems(tmp_path / "a.geojson", REFUSED[name][0]) == [expected]


READ = {
    "an upright zigzag": lambda: one(plain(zigzag(20_000))),
    "holes": lambda: one(plain(polygon(35.9, 34.9, 37.1, 37.1)["coordinates"][0], *squares(20_000))),
    "parts": lambda: one({"type": "MultiPolygon", "coordinates": [[ring] for ring in squares(20_000)]}),
    "units of one name": lambda: document(*(feature((x, y, x + 1e-4, y + 1e-4), NAME="A") for ((x, y), *_) in squares(5_000))),
    "a long name": lambda: one(polygon(*UPLAND), NAME="A" * 1_000_000),
    "a long property": lambda: one(polygon(*UPLAND), text="[{,:" * 200_000),
    "features after much else": lambda: f'{{"extra": {json.dumps([[n] for n in range(9_999)])}, {one(polygon(*UPLAND))[1:]}',
    "members of the same name elsewhere": lambda: f'{{"extra": {{"features": []}}, {one(polygon(*UPLAND))[1:]}',
    "a byte order mark": lambda: "\ufeff" + one(polygon(*UPLAND)),
    "heights": lambda: one(plain([[0, 0, 9], [1, 0], [1, 1, 9, 9], [0, 0, 9]])),
    "an open ring": lambda: one(plain([[0, 0], [1, 0], [1, 1]])),
    "around a pole": lambda: one(polygon(-180, 80, 180, 90)),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_it_is_read(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path / "a.geojson", READ[name]()) == []


@pytest.mark.parametrize(("where", "bound", "value", "expected"), [
    (opener, "LARGEST_FILE", 100, f"has 357 bytes; expected at most 100 bytes; {SIMPLIFY}, or split it into several files"),
    (features, "MOST_UNITS", 1, "has more than 1 features; split it into several files"),
    (features, "LARGEST_UNIT", 100, "features[0]: is larger than 0 MiB; " + SIMPLIFY),
    (features, "MOST_LISTS", 5, "features[0]: holds 28 values; expected at most 1,000,000 corners; " + SIMPLIFY),
    (features, "_MOST_BYTES", 1500, "features[0]: holds 28 values; expected at most 1,000,000 corners; " + SIMPLIFY),
    (geojson, "MOST_PROPERTIES", 0, "features[0]: has 1 properties; expected at most 0"),
    (polygons, "MOST_CORNERS", 4, "features[0].geometry: `A`: has 5 corners; expected at most 4; " + SIMPLIFY),
    (opener, "MOST_CORNERS_OF_LEVEL", 9, "all units of admin1 have 10 corners; expected at most 9; " + SIMPLIFY),
])  # fmt: skip
def test_more_than_a_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, bound: str, value: int, expected: str
) -> None:
    content = document(feature(UPLAND, NAME="A"), feature((20, 0, 21, 1), NAME="B"))
    assert problems(tmp_path / "a.geojson", content) == []
    monkeypatch.setattr(where, bound, value)
    assert problems(tmp_path / "a.geojson", content)[0] == expected


def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "LARGEST_FILE", 100)
    with pytest.raises(InvalidBoundaries) as refused:
        open_boundaries(["admin1:NAME=/dev/zero"])
    expected = f"/dev/zero: goes on and on; expected at most 100 bytes; {SIMPLIFY}, or split it into several files"
    assert list(refused.value.problems) == [expected]


def test_in_a_very_large_shape_it_is_not_looked_where_it_is_not_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polygons, "_MOST_LOOKED_THROUGH", 4)
    content = REFUSED["a polygon that crosses itself"][0]
    assert problems(tmp_path / "a.geojson", content) == [
        f"features[0].geometry: `A`: its polygon is not sound: {UNSOUND}"
    ]


@pytest.mark.parametrize("geometry", [plain(zigzag(10)), plain([[0, 0], [1, 0], [1, 1]])])
def test_the_lists_of_coordinates_are_not_held_while_a_shape_is_tried(
    monkeypatch: pytest.MonkeyPatch, geometry: dict[str, Any]
) -> None:
    """They are most of what is in memory: a million corners are 130 MB as lists, and 24 MB as a shape."""
    kept: list[Any] = []

    def is_valid(_: object) -> bool:
        kept.append(geometry.get("coordinates"))
        return True

    monkeypatch.setattr(shapely, "is_valid", is_valid)
    shape_of(geometry)
    assert kept == [None]


def test_holes_are_not_held_against_too_many_corners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [[36.5 + math.cos(n / 100) * 2, 35.5 + math.sin(n / 100) * 2] for n in range(628)]
    content = one(plain([*ring, ring[0]], *squares(40)))
    assert problems(tmp_path / "a.geojson", content) == []
    monkeypatch.setattr(polygons, "_MOST_HOLDINGS", 40 * 629 - 1)
    expected = f"features[0].geometry: `A`: has too many holes for so many corners around them; {SIMPLIFY}"
    assert problems(tmp_path / "a.geojson", content) == [expected]


def test_a_border_of_many_corners_costs_little_around_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many corners a shape has, only lines near the point are widened, and of those that lie densely a few."""
    from cfcheck.evaluation.boundaries.shapes import outside  # noqa: PLC0415  # the one module that is counted

    widened: list[Any] = []
    band = outside._band  # noqa: SLF001  # what is counted

    def counted(line: Any, km: float) -> Any:
        widened.append(line)
        return band(line, km)

    monkeypatch.setattr(outside, "_band", counted)
    counts = []
    for teeth in (5_000, 40_000):
        widened.clear()
        found = Shapes([shape_of(plain(zigzag(teeth)))], 0.3).around(36.9, 36.5, 1.0)
        assert found is not None
        assert (found.shapes, found.beyond) == (frozenset({0}), False)
        counts.append(len(widened))
    # Eight times as many lines, of 16 sides each.
    assert counts[1] <= 4 * counts[0]
    assert counts[1] < 40_000 / 16 / 8
