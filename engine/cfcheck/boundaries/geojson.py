"""Reads a GeoJSON file of boundaries into units, with every fault and its place. Knows nothing of registries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.boundaries.invalid import BoundariesNotFound, InvalidBoundaries
from cfcheck.boundaries.layout import layout_of, stated_layout
from cfcheck.boundaries.request import FORM, LEVELS
from cfcheck.boundaries.shapes import InvalidShape, shape_of
from cfcheck.boundaries.unit import Unit
from cfcheck.incident_fault import json_problem
from cfcheck.visible import visible
from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.boundaries.layout import Layout
    from cfcheck.boundaries.request import Request

__all__ = ["Contents", "read_units"]

_POLYGONS: Final = ("Polygon", "MultiPolygon")
_MOST_PROPERTIES: Final = 12
# What GeoJSON is always in, and how files of before RFC 7946 say so.
_WGS84: Final = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
)


class Contents(NamedTuple):
    """The units of a file, the layout it is in, and the properties that name them."""

    layout: Layout
    names: tuple[str, ...]
    units: tuple[Unit, ...]


def read_units(document: bytes, request: Request) -> Contents:
    """The units of the document, which is what the requested file holds. Raises InvalidBoundaries."""
    file = visible(request.file)
    features = _features(document, file)
    layout = _stated_layout(request, features, file) if request.names else _known_layout(features, file)
    if layout.level is None:
        asked = f"rules ask for {listed(LEVELS, 'and')} only"
        raise InvalidBoundaries([f"{file}: its units ({layout.title}) are below the districts; {asked}"])
    problems: list[str] = []
    units: list[Unit] = []
    for number, feature in enumerate(features):
        made = _Feature(f"{file}: features[{number}]", feature, layout)
        problems += made.problems()
        if not problems:
            units.append(made.unit(request.file))
    if problems:
        raise InvalidBoundaries(problems)
    names = tuple(key for key in layout.names if any(key in _properties(feature) for feature in features))
    return Contents(layout, names, tuple(units))


def _features(document: bytes, file: str) -> list[Any]:
    try:
        collection = json.loads(document, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidBoundaries([f"{file}: {json_problem(document) or 'is not JSON'}; expected GeoJSON"]) from None
    kind = collection.get("type") if isinstance(collection, dict) else None
    features = collection.get("features") if kind == "FeatureCollection" else None
    if not isinstance(features, list):
        raise InvalidBoundaries([f"{file}: is no GeoJSON FeatureCollection"])
    if not features:
        raise InvalidBoundaries([f"{file}: has no features"])
    _check_reference_system(collection.get("crs"), file)
    return features


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _check_reference_system(system: object, file: str) -> None:
    """Refuses a file that says its positions are not longitudes and latitudes."""
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name not in _WGS84:
        way_out = "convert it, for example with `ogr2ogr -t_srs EPSG:4326`"
        raise InvalidBoundaries([f"{file}: crs: expected WGS 84 (EPSG:4326), found {quoted(str(name))}; {way_out}"])


def _stated_layout(request: Request, features: list[Any], file: str) -> Layout:
    """The layout that the user states, some feature of which has to have a name."""
    layout = stated_layout(request)
    if not any(layout.fits(_properties(feature)) for feature in features):
        known = list(_properties(features[0]))
        hint = suggestion(request.names[0], known) or f"they have {_some(known)}"
        raise BoundariesNotFound([f"{file}: no feature has the property {listed(request.names)}; {hint}"])
    return layout


def _known_layout(features: list[Any], file: str) -> Layout:
    """The layout of the first feature, which all have to be of."""
    properties = _properties(features[0])
    layout = layout_of(properties)
    if layout is None:
        has = _some(list(properties))
        problem = f"{file}: is in no known layout, so that nothing says which units these are; its features have {has}"
        way_out = f"name the level ({listed(LEVELS)}) and the property of their names: `--boundaries {FORM}`"
        raise BoundariesNotFound([f"{problem}; {way_out}"])
    return layout


def _some(properties: list[str]) -> str:
    """The first of the properties in words, and how many more there are."""
    more = len(properties) - _MOST_PROPERTIES
    shown = listed(properties[:_MOST_PROPERTIES], "and") if properties else "none"
    return f"{shown} and {more} more" if more > 0 else shown


def _properties(feature: object) -> Mapping[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


class _Feature:
    """One feature of a file, at its place."""

    def __init__(self, place: str, feature: object, layout: Layout) -> None:
        self._place = place
        self._layout = layout
        self._properties = _properties(feature)
        self._geometry: Any = feature.get("geometry") if isinstance(feature, dict) else None
        self._names = self._said(layout.names)

    def problems(self) -> Iterator[str]:
        """What is wrong with it."""
        if not all(key in self._properties for key in self._layout.has):
            expected = f"expected the properties {listed(self._layout.has, 'and')}"
            yield f"{self._place}: is not of the layout of the first ({self._layout.title}); {expected}"
        elif self._layout.has and not self._layout.fits(self._properties):
            yield f"{self._place}: is not of the level of the first ({self._layout.title}, {self._layout.level})"
        elif not self._names:
            yield f"{self._place}.properties: has no name; expected text in {listed(self._layout.names)}"
        kind = self._geometry.get("type") if isinstance(self._geometry, dict) else None
        if kind not in _POLYGONS:
            found = quoted(str(kind)) if kind else "none"
            yield f"{self._place}.geometry: expected a Polygon or MultiPolygon, found {found}"
            return
        try:
            self._shape = shape_of(self._geometry)
        except InvalidShape as invalid:
            yield f"{self._place}.geometry: {f'{quoted(self._names[0])}: ' if self._names else ''}{invalid}"

    def unit(self, file: str) -> Unit:
        """The unit it is, if nothing is wrong with it."""
        country = self._said((self._layout.country,)) if self._layout.country else ()
        return Unit(self._names, self._shape, file, self._said(self._layout.parents), country[0] if country else None)

    def _said(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of the properties, each once."""
        values = (self._properties.get(key) for key in keys)
        return tuple(dict.fromkeys(value for value in values if isinstance(value, str) and value.strip()))
