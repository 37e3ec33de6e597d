"""Which files of boundaries are read, how their units are called, and what is wrong with the others."""

from __future__ import annotations

import builtins
import json
import pickle
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.squares import UPLAND, document, feature, polygon, provinces, written

from cfcheck.evaluation.boundaries import BoundariesNotFound, BoundariesUnavailable, InvalidBoundaries, open_boundaries
from cfcheck.evaluation.boundaries.layer import Request, request_from
from cfcheck.evaluation.boundaries.layout import LAYOUTS, layout_of
from cfcheck.model.place import PlaceLevel

if TYPE_CHECKING:
    from pathlib import Path

ADMIN1, ADMIN2, COUNTRY = PlaceLevel.ADMIN1, PlaceLevel.ADMIN2, PlaceLevel.COUNTRY


def refusal(path: Path, text: str, request: str = "{}") -> tuple[str, ...]:
    """What is wrong with a file that holds the text; its name is left out."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidBoundaries) as refused:
        open_boundaries([request.format(path)])
    return tuple(problem.replace(str(path), "FILE") for problem in refused.value.problems)


# --- what is asked for ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "request_"), [
    ("a.geojson", Request("a.geojson")),
    ("C:/maps/a=b.geojson", Request("C:/maps/a=b.geojson")),
    ("./admin1:NAME=a.geojson", Request("./admin1:NAME=a.geojson")),
    ("admin1:NAME=a.geojson", Request("a.geojson", ADMIN1, ("NAME",))),
    ("admin2:NAME,NAME_AR=a=b.geojson", Request("a=b.geojson", ADMIN2, ("NAME", "NAME_AR"))),
    ("country:ISO=a.geojson", Request("a.geojson", COUNTRY, ("ISO",))),
    ("admin1:NAME:SYR=a.geojson", Request("a.geojson", ADMIN1, ("NAME",), "SYR")),
])  # fmt: skip
def test_a_file_is_asked_for(text: str, request_: Request) -> None:
    assert request_from(text) == request_


@pytest.mark.parametrize(("text", "problem"), [
    ("admn1:NAME=a", "`admn1:NAME=a`: unknown level `admn1`; did you mean `admin1`?"),
    ("place:NAME=a", "`place:NAME=a`: unknown level `place`; known are `country`, `admin1` and `admin2`"),
    ("admin1:=a", "`admin1:=a`: expected `LEVEL:PROPERTY=FILE`, several properties with commas between"),
    ("admin1:NAME=", "`admin1:NAME=`: expected `LEVEL:PROPERTY=FILE`, several properties with commas between"),
    ("admin1:NAME:SY=a", ("`admin1:NAME:SY=a`: expected a country code of three capitals, such as `SYR`, and that only "
     "beside admin1 and admin2")),
    ("country:ISO:SYR=a", ("`country:ISO:SYR=a`: expected a country code of three capitals, such as `SYR`, and that only "
     "beside admin1 and admin2")),
    ("nowhere.geojson", "nowhere.geojson: cannot be read: no such file or directory"),
])  # fmt: skip
def test_what_leads_nowhere_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BoundariesNotFound) as refused:
        open_boundaries([text])
    assert refused.value.problems == (problem,)


def test_every_file_is_looked_at_before_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.geojson").write_text(document(), encoding="utf-8")
    with pytest.raises(BoundariesNotFound) as refused:
        open_boundaries([str(tmp_path / "empty.geojson"), "admn1:NAME=a"])
    assert [problem.partition(": ")[2] for problem in refused.value.problems] == [
        "has no features",
        "unknown level `admn1`; did you mean `admin1`?",
    ]


def test_what_is_wrong_survives_the_way_back_from_another_process() -> None:
    back = pickle.loads(pickle.dumps(InvalidBoundaries(["one", "two"])))  # noqa: S301  # pickled the line before
    assert (back.problems, str(back)) == (("one", "two"), "one\ntwo")


# --- layouts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("properties", "title", "level"), [
    ({"ADM0_PCODE": "SY", "ADM1_PCODE": "SY02", "ADM1_EN": "Aleppo"}, "OCHA COD-AB", ADMIN1),
    ({"ADM0_PCODE": "BF", "ADM1_PCODE": "BF46", "ADM1_FR": "Boucle du Mouhoun"}, "OCHA COD-AB", ADMIN1),
    ({"ADM0_PCODE": "SY", "ADM1_PCODE": "SY02", "ADM1_EN": "Aleppo", "ADM2_PCODE": "SY0200", "ADM2_EN": "Jebel Saman"},
     "OCHA COD-AB", ADMIN2),
    ({"ADM0_PCODE": "SY", "ADM1_PCODE": "SY02", "ADM2_PCODE": "SY0200", "ADM3_PCODE": "SY020000", "ADM3_EN": "Atareb"},
     "OCHA COD-AB", None),
    ({"ADM0_PCODE": "SY", "NAME_EN": "Aleppo", "PCODE": "SY02"}, "OCHA COD-AB of 2016", ADMIN1),
    ({"ADM0_PCODE": "SY", "ADM1_PCODE": "SY02", "ADM1_EN": "Aleppo", "NAME_EN": "Jebel Saman", "PCODE": "SY0200"},
     "OCHA COD-AB of 2016", ADMIN2),
    ({"ADM0_PCODE": "SY", "ADM1_PCODE": "SY02", "ADM2_PCODE": "SY0200", "NAME_EN": "Atareb", "PCODE": "SY020001"},
     "OCHA COD-AB of 2016", None),
    ({"adm0_pcode": "SY", "adm1_pcode": "SY02", "adm1_name": "Aleppo"}, "OCHA COD-AB of 2025", ADMIN1),
    ({"adm1_pcode": "SY02", "adm1_name": "Aleppo", "adm2_pcode": "SY0200", "adm2_name": "Jebel Saman"},
     "OCHA COD-AB of 2025", ADMIN2),
    ({"shapeName": "Syria", "shapeType": "ADM0", "shapeGroup": "SYR"}, "geoBoundaries", COUNTRY),
    ({"shapeName": "Aleppo", "shapeType": "ADM1", "shapeGroup": "SYR"}, "geoBoundaries", ADMIN1),
    ({"shapeName": "Jebel Saman", "shapeType": "ADM2", "shapeGroup": "SYR"}, "geoBoundaries", ADMIN2),
    ({"shapeName": "Atareb", "shapeType": "ADM3", "shapeGroup": "SYR"}, "geoBoundaries", None),
    ({"GID_0": "SYR", "COUNTRY": "Syria"}, "GADM", COUNTRY),
    ({"GID_0": "SYR", "GID_1": "SYR.2_1", "NAME_1": "Aleppo"}, "GADM", ADMIN1),
    ({"GID_0": "SYR", "GID_1": "SYR.2_1", "NAME_1": "Aleppo", "GID_2": "SYR.2.1_1", "NAME_2": "Al-Bab"}, "GADM", ADMIN2),
])  # fmt: skip
def test_a_layout_is_known_by_its_properties(properties: dict[str, str], title: str, level: PlaceLevel | None) -> None:
    found = layout_of(properties)
    assert found is not None
    assert (found.title, found.level) == (title, level)


@pytest.mark.parametrize("properties", [
    {}, {"name": "Aleppo"}, {"NAME": "Aleppo"}, {"NAME_EN": "Aleppo"}, {"ADM1_EN": "Aleppo"}, {"NAME_1": "Aleppo"},
    {"shapeName": "Aleppo"}, {"shapeName": "Aleppo", "shapeType": "ADM5", "shapeGroup": "SYR"},
    {"shapeName": "Aleppo", "shapeType": "ADM1", "shapeGroup": "SYR", "GID_0": "SYR", "GID_1": "-", "NAME_1": "Aleppo"},
])  # fmt: skip
def test_nothing_is_guessed_beyond_the_layouts(properties: dict[str, str]) -> None:
    assert layout_of(properties) is None


def test_no_layout_is_there_twice() -> None:
    assert len({(layout.title, layout.level, tuple(layout.has)) for layout in LAYOUTS if layout.level}) == len(
        [layout for layout in LAYOUTS if layout.level]
    )


def test_units_have_the_names_of_their_layout_and_what_they_lie_within(tmp_path: Path) -> None:
    properties = {"ADM0_PCODE": "SY", "ADM1_PCODE": "-", "ADM1_EN": "Aleppo", "ADM1_AR": "حلب", "PCODE": "-"}
    names = {"NAME_EN": "A'zaz", "NAM_EN_REF": "Azaz", "NAME_AR": None}
    opened = open_boundaries([written(tmp_path / "a.geojson", [feature(UPLAND, **properties, **names)])])
    ((layer,), (source,)) = opened.layers, opened.sources
    assert layer.level is ADMIN2
    assert (layer.units[0].names, layer.units[0].parents) == (("A'zaz", "Azaz"), ("Aleppo", "حلب"))
    assert (source.level, source.file, source.names, source.covers, source.tolerance_m) == (
        "admin2", "a.geojson", ("NAME_EN", "NAM_EN_REF", "NAME_AR"), None, 300,
    )  # fmt: skip


def test_files_of_one_level_are_one_layer(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{number}.geojson", [one]) for number, one in enumerate(provinces())]
    opened = open_boundaries([*files, f"admin1:ADM1_EN:XNS={files[0]}"], tolerance_m=50)
    assert [(layer.level, [unit.names[0] for unit in layer.units]) for layer in opened.layers] == [
        (COUNTRY, ["XNS"]),
        (ADMIN1, ["Upland", "Lowland", "Upland"]),
    ]
    assert [(source.file, source.covers, source.tolerance_m) for source in opened.sources] == [
        ("0.geojson", None, 50),
        ("1.geojson", None, 50),
        ("0.geojson", "XNS", 50),
    ]


# --- what is wrong with a file ----------------------------------------------------------------------------------

BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
NO_POLYGON = "features[0].geometry: `A`: its coordinates are no polygon; expected rings of [longitude, latitude]"


def named(geometry: Any) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"properties": {"NAME": "A"}, "geometry": geometry, "type": "Feature"}],
        }
    )


@pytest.mark.parametrize(("text", "problem"), [
    ("", "is not JSON: it ends in the middle; expected GeoJSON"),
    ("\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), None),
    ("[" * 100_000, "is nested too deeply; expected GeoJSON"),
    ('{"type": "FeatureCollection", "features": [,]}',
     "is not JSON: expected a value at byte 44, found `,`; expected GeoJSON"),
    ("[]", "is no GeoJSON FeatureCollection"),
    ('{"incidents": []}', "is no GeoJSON FeatureCollection"),
    (json.dumps({"type": "Feature", **feature(UPLAND)}), "is no GeoJSON FeatureCollection"),
    ('{"type": "FeatureCollection", "features": {}}', "is no GeoJSON FeatureCollection"),
    (document(), "has no features"),
    (document(feature(UPLAND, NAME="A"), crs={"type": "name", "properties": {"name": "EPSG:32637"}}),
     "crs: expected WGS 84 (EPSG:4326), found `EPSG:32637`; convert it, for example with `ogr2ogr -t_srs EPSG:4326`"),
    (document(feature(UPLAND, NAME="A"), crs="WGS 84"),
     "crs: expected WGS 84 (EPSG:4326), found `None`; convert it, for example with `ogr2ogr -t_srs EPSG:4326`"),
    (named(None), "features[0].geometry: expected a Polygon or MultiPolygon, found none"),
    (named([]), "features[0].geometry: expected a Polygon or MultiPolygon, found none"),
    (named({"type": "Point", "coordinates": [1, 2]}),
     "features[0].geometry: expected a Polygon or MultiPolygon, found `Point`"),
    (named({"type": "GeometryCollection", "geometries": []}),
     "features[0].geometry: expected a Polygon or MultiPolygon, found `GeometryCollection`"),
    (named({"type": "Polygon"}), NO_POLYGON),
    (named({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}), NO_POLYGON),
    (named({"type": "Polygon", "coordinates": [[0, 0], [1, 1], [1, 0]]}), NO_POLYGON),
    (named({"type": "Polygon", "coordinates": [[["a", "b"], [1, 1], [1, 0]]]}), NO_POLYGON),
    (named({"type": "MultiPolygon", "coordinates": [[0]]}), NO_POLYGON),
    (named({"type": "Polygon", "coordinates": []}), "features[0].geometry: `A`: its polygon is empty"),
    (named(BOWTIE),
     ("features[0].geometry: `A`: its polygon is not sound at 0.5, 0.5: its rings cross or touch, or do not lie within each "
     "other as they have to; mend the file, for example with `ogr2ogr -makevalid`")),
    (named({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [1, 2], [1, 1], [0, 1], [0, 0]]]}),
     ("features[0].geometry: `A`: its polygon is not sound at 1, 1: its rings cross or touch, or do not lie within each "
     "other as they have to; mend the file, for example with `ogr2ogr -makevalid`")),
    (named({"type": "Polygon", "coordinates": [polygon(0, 0, 1, 1)["coordinates"][0], polygon(2, 2, 3, 3)["coordinates"][0]]}),
     ("features[0].geometry: `A`: its polygon is not sound: its rings cross or touch, or do not lie within each other as "
     "they have to; mend the file, for example with `ogr2ogr -makevalid`")),
    (named(polygon(277000, 3900000, 279000, 3910000)),
     ("features[0].geometry: `A`: its coordinates, 277000 to 279000 and 3.9e+06 to 3.91e+06, are no longitudes and latitudes "
     "in degrees; convert the file, for example with `ogr2ogr -t_srs EPSG:4326`")),
    (named(polygon(0, 89, 1, 91)),
     ("features[0].geometry: `A`: its coordinates, 0 to 1 and 89 to 91, are no longitudes and latitudes in degrees; convert "
     "the file, for example with `ogr2ogr -t_srs EPSG:4326`")),
    (named(polygon(0, 0, 1, 1)).replace("1]", "NaN]"), "is not JSON: it has the word `NaN`, which is no JSON; expected GeoJSON"),
    (named(polygon(0, 0, 1, 1)).replace("1]", "1e999]"),
     ("features[0].geometry: `A`: its coordinates, 0 to 1 and 0 to inf, are no longitudes and latitudes in degrees; convert "
     "the file, for example with `ogr2ogr -t_srs EPSG:4326`")),
    (document(feature(UPLAND, OTHER="A")), "no feature has the property `NAME`; they have `OTHER`"),
    (document(feature(UPLAND, NAMES="A")), "no feature has the property `NAME`; did you mean `NAMES`?"),
    (document({"type": "Feature"}), "no feature has the property `NAME`; they have none"),
    ('{"type": "FeatureCollection", "features": [7]}', "no feature has the property `NAME`; they have none"),
    (document(feature(UPLAND, NAME="A"), feature(UPLAND, NAME=" ")),
     "features[1].properties: has no name; expected text in `NAME`"),
    (document(feature(UPLAND, NAME=7)), "features[0].properties: has no name; expected text in `NAME`"),
])  # fmt: skip
def test_a_file_that_holds_no_boundaries_is_refused(tmp_path: Path, text: str, problem: str | None) -> None:
    (found,) = refusal(tmp_path / "a.geojson", text, "admin1:NAME={}")
    assert found.startswith(f"FILE: {problem or 'is not JSON: '}")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(b'{"type": "\xff"}')
    with pytest.raises(
        InvalidBoundaries, match="is not UTF-8: it has the byte 0xFF at byte 11; save it as UTF-8; expected GeoJSON"
    ):
        open_boundaries([str(tmp_path / "a.geojson")])


@pytest.mark.parametrize(("features", "problem"), [
    ([feature(UPLAND, name="A", id=1)],
     ("is in no known layout, so that nothing says which units these are; its features have `name` and `id`; name the level "
     "(`country`, `admin1` or `admin2`) and the property of their names: `--boundaries LEVEL:PROPERTY=FILE`")),
    ([feature(UPLAND, **{f"p{number}": 1 for number in range(14)})],
     ("is in no known layout, so that nothing says which units these are; its features have `p0`, `p1`, `p2`, `p3`, `p4`, "
     "`p5`, `p6`, `p7`, `p8`, `p9`, `p10` and `p11` and 2 more; name the level (`country`, `admin1` or `admin2`) and the "
     "property of their names: `--boundaries LEVEL:PROPERTY=FILE`")),
    ([feature(UPLAND, shapeName="A", shapeType="ADM3", shapeGroup="XNS")],
     "its units (geoBoundaries) are below the districts; rules ask for `country`, `admin1` and `admin2` only"),
    ([provinces()[0], feature(UPLAND, NAME="B")],
     "features[1]: is not of the layout of the first (OCHA COD-AB); expected the properties `ADM1_PCODE` and `ADM0_PCODE`"),
    ([feature(UPLAND, shapeName="A", shapeType="ADM1", shapeGroup="XNS"),
      feature(UPLAND, shapeName="B", shapeType="ADM2", shapeGroup="XNS")],
     "features[1]: is not of the level of the first (geoBoundaries, admin1)"),
])  # fmt: skip
def test_a_file_whose_units_are_not_told_is_refused(
    tmp_path: Path, features: list[dict[str, Any]], problem: str
) -> None:
    assert refusal(tmp_path / "a.geojson", document(*features)) == (f"FILE: {problem}",)


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    text = document(feature(UPLAND, NAME="A"), feature(UPLAND, NAME=""), {"type": "Feature"})
    assert refusal(tmp_path / "a.geojson", text, "admin1:NAME={}") == (
        "FILE: features[1].properties: has no name; expected text in `NAME`",
        "FILE: features[2].properties: has no name; expected text in `NAME`",
        "FILE: features[2].geometry: expected a Polygon or MultiPolygon, found none",
    )


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_a_file_may_say_that_it_is_in_wgs_84(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(document(*provinces(), crs={"type": "name", "properties": {"name": name}}), encoding="utf-8")
    assert len(open_boundaries([str(path)]).layers[0].units) == 2


# --- shapely ----------------------------------------------------------------------------------------------------


def forget_the_door(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """As if the modules behind the door had never been loaded, and one could not be."""
    for module in [name for name in sys.modules if name.startswith("cfcheck.evaluation.boundaries.")]:
        monkeypatch.delitem(sys.modules, module)
    load = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == missing.partition(".")[0] and name.startswith(missing):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_shapely_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_the_door(monkeypatch, "shapely")
    with pytest.raises(BoundariesUnavailable) as unavailable:
        open_boundaries(["a.geojson"])
    assert str(unavailable.value) == (
        "boundaries need the package shapely, which is not installed: `pip install 'cfcheck[boundaries]'`"
    )


def test_another_module_that_is_missing_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_the_door(monkeypatch, "cfcheck.evaluation.boundaries.geojson")
    with pytest.raises(ModuleNotFoundError) as missing:
        open_boundaries(["a.geojson"])
    assert missing.value.name == "cfcheck.evaluation.boundaries.geojson"
