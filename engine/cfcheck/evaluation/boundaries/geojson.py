"""Reads a GeoJSON file of boundaries into units, and reports every fault with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.evaluation.boundaries.bounds import MOST_PROPERTIES
from cfcheck.evaluation.boundaries.features import Features, NotDecoded
from cfcheck.evaluation.boundaries.layer import FORM, LEVELS, BoundariesNotFound, InvalidBoundaries, Unit
from cfcheck.evaluation.boundaries.layout import layout_of, stated_layout
from cfcheck.evaluation.boundaries.shapes import InvalidShape, shape_of
from cfcheck.model.text import listed, quoted, suggestion
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.evaluation.boundaries.layer import Request
    from cfcheck.evaluation.boundaries.layout import UnitLayout

__all__ = ["Contents", "read_units"]

_POLYGONS: Final = ("Polygon", "MultiPolygon")
_MOST_SHOWN: Final = 12
# What GeoJSON is always in, and how files of before RFC 7946 say so.
_WGS84: Final = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
)


class Contents(NamedTuple):
    """The units of a file, the layout it is in, and the properties that name them."""

    layout: UnitLayout
    names: tuple[str, ...]
    units: tuple[Unit, ...]


def read_units(document: bytes, request: Request) -> Contents:
    """The units of the document, which is what the requested file holds. Raises InvalidBoundaries."""
    file = visible(request.file)
    features = Features(document, file)
    _check_reference_system(features.members.get("crs"), file)
    return _Reading(request, file).contents(features)


class _Reading:
    """The reading of one file: its layout, the properties that name units, the units and what is wrong."""

    def __init__(self, request: Request, file: str) -> None:
        self._request = request
        self._file = file
        self._names: set[str] = set()
        self._first: Mapping[str, Any] | None = None
        self._is_named = False

    def contents(self, features: Features) -> Contents:
        """The units and how they are named. Raises InvalidBoundaries with every fault."""
        layout = stated_layout(self._request) if self._request.names else None
        problems: list[str] = []
        units: list[Unit] = []
        for number, feature in enumerate(features):
            place = f"{self._file}: features[{number}]"
            if isinstance(feature, NotDecoded):
                problems.append(f"{place}: {feature}")
                continue
            properties = _properties(feature)
            layout = layout or self._known_layout(properties)
            self._look(layout, properties)
            made = _Feature(place, feature, layout)
            problems += made.problems()
            if not problems:
                units.append(made.unit(self._request.file, number))
        if self._first is not None and self._request.names and not self._is_named:
            raise self._not_named(list(self._first))
        if problems or layout is None:
            raise InvalidBoundaries(problems)
        return Contents(layout, tuple(key for key in layout.names if key in self._names), tuple(units))

    def _look(self, layout: UnitLayout, properties: Mapping[str, Any]) -> None:
        self._first = properties if self._first is None else self._first
        self._is_named = self._is_named or layout.fits(properties)
        self._names |= properties.keys() & set(layout.names)

    def _known_layout(self, properties: Mapping[str, Any]) -> UnitLayout:
        """The layout of the first feature, which all have to be of."""
        layout = layout_of(properties)
        if layout is None:
            has = _some(list(properties))
            problem = f"is in no known layout, so that nothing says which units these are; its features have {has}"
            way_out = f"name the level ({listed(LEVELS)}) and the property of their names: `--boundaries {FORM}`"
            raise BoundariesNotFound([f"{self._file}: {problem}; {way_out}"])
        if layout.level is None:
            expectation = f"rules ask for {listed(LEVELS, 'and')} only"
            raise InvalidBoundaries(
                [f"{self._file}: its units ({layout.title}) are below the districts; {expectation}"]
            )
        return layout

    def _not_named(self, known: list[str]) -> BoundariesNotFound:
        """Says that no feature has the property that the user stated; the first has those known."""
        names = self._request.names
        hint = suggestion(names[0], known[:MOST_PROPERTIES]) or f"they have {_some(known)}"
        return BoundariesNotFound([f"{self._file}: no feature has the property {listed(names)}; {hint}"])


def _check_reference_system(system: object, file: str) -> None:
    """Refuses a file that says its positions are not longitudes and latitudes."""
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name not in _WGS84:
        way_out = "convert it, for example with `ogr2ogr -t_srs EPSG:4326`"
        raise InvalidBoundaries([f"{file}: crs: expected WGS 84 (EPSG:4326), found {quoted(str(name))}; {way_out}"])


def _some(properties: list[str]) -> str:
    """The first of the properties in words, and how many more there are."""
    more = len(properties) - _MOST_SHOWN
    shown = listed(properties[:_MOST_SHOWN], "and") if properties else "none"
    return f"{shown} and {more} more" if more > 0 else shown


def _properties(feature: object) -> Mapping[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


class _Feature:
    """One feature of a file, at its place."""

    def __init__(self, place: str, feature: object, layout: UnitLayout) -> None:
        self._place = place
        self._layout = layout
        self._properties = _properties(feature)
        self._geometry: Any = feature.get("geometry") if isinstance(feature, dict) else None
        self._names = self._values(layout.names)

    def problems(self) -> Iterator[str]:
        """What is wrong with it."""
        if len(self._properties) > MOST_PROPERTIES:
            yield f"{self._place}: has {len(self._properties):,} properties; expected at most {MOST_PROPERTIES:,}"
        elif not all(key in self._properties for key in self._layout.has):
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

    def unit(self, file: str, number: int) -> Unit:
        """The unit it is, the feature of that number in the file, if nothing is wrong with it."""
        country = self._values((self._layout.country,)) if self._layout.country else ()
        parents = self._values(self._layout.parents)
        return Unit(self._names, self._shape, file, number, parents, country[0] if country else None)

    def _values(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The texts of the properties, each once."""
        values = (self._properties.get(key) for key in keys)
        return tuple(dict.fromkeys(value for value in values if isinstance(value, str) and value.strip()))
