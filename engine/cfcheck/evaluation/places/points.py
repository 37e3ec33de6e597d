"""Finds which places of the registry a point can lie in, by boundary files whose units carry the names of places.

A unit stands for a place only if a name matches exactly after normalisation.
"""

from __future__ import annotations

import re
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from cfcheck.model.bounded import Bounded, size_of
from cfcheck.model.place import ANYWHERE, PlaceLevel, PlacesLeft, common, named
from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.evaluation.boundaries import Boundaries, Layer
    from cfcheck.evaluation.boundaries.layer import Unit
    from cfcheck.evaluation.boundaries.shapes import Surroundings
    from cfcheck.evaluation.places.names import Gazetteer
    from cfcheck.model.incident import Location

__all__ = ["NO_SURVEY", "Survey", "Surveyor", "UnlinkedUnit"]

Survey = tuple[PlacesLeft, ...]
"""What a point leaves at each level, in the order of PlaceLevel."""

NO_SURVEY: Final[Survey] = (ANYWHERE,) * len(PlaceLevel)
_CODE: Final = re.compile(r"[A-Z]{3}")
_MOST_POINTS: Final = 65_536
_MOST_BYTES: Final = 8 * 1024 * 1024


class UnlinkedUnit(Noun, frozen=True):
    """A unit of a file that stands for no place of the registry, or not for one alone, and the name most like it."""

    file: str
    level: PlaceLevel
    names: tuple[str, ...]
    meant: tuple[str, ...]
    nearest: str | None


class Surveyor:
    """Surveys points with the layers of some boundary files."""

    def __init__(self, boundaries: Boundaries, gazetteer: Gazetteer) -> None:
        self._sheets = [_Sheet(layer, gazetteer) for layer in boundaries.layers]
        self._gazetteer = gazetteer
        self._drawn = tuple(sheet.level for sheet in self._sheets)
        self._known: Bounded[tuple[float, float, float], Survey] = Bounded(_MOST_POINTS, _MOST_BYTES)

    @property
    def levels(self) -> frozenset[PlaceLevel]:
        """The levels of which a point can tell something."""
        return frozenset(
            level for level in PlaceLevel if any(drawn is level or drawn.is_within(level) for drawn in self._drawn)
        )

    def unlinked(self) -> Iterator[UnlinkedUnit]:
        """The units that no rule can ask for."""
        for sheet in self._sheets:
            yield from sheet.unlinked()

    def survey(self, location: Location) -> Survey:
        """What the point leaves at each level: by a layer of that level, or else by what a finer one says."""
        if location.lat is None or location.lon is None:
            return NO_SURVEY
        point = (location.lat, location.lon, location.radius_km or 0.0)
        found = self._known.get(point)
        if found is None:
            found = self._survey(*point)
            self._known.keep(point, found, size_of(point) + getsizeof(found))  # its parts are remembered by the sheets
        return found

    def _survey(self, lat: float, lon: float, radius_km: float) -> Survey:
        drawn = {sheet.level: sheet.left(lat, lon, radius_km) for sheet in self._sheets}
        left = dict.fromkeys(PlaceLevel, ANYWHERE) | drawn
        for level in PlaceLevel:
            for finer, places in drawn.items():
                if left[level] == ANYWHERE and finer.is_within(level):
                    left[level] = self._around(places, level)
        return tuple(left.values())

    def _around(self, left: PlacesLeft, level: PlaceLevel) -> PlacesLeft:
        """What lies around the places left, a level or two up. Where it is known, there is nothing else."""
        around = None if left.inside is None else self._gazetteer.around_each(left.inside, level)
        return ANYWHERE if around is None else named(around)


class _Sheet:
    """A layer with the places that its units stand for."""

    def __init__(self, layer: Layer, gazetteer: Gazetteer) -> None:
        self.level = layer.level
        self._layer = layer
        self._gazetteer = gazetteer
        self._meant = [self._places(unit) for unit in layer.units]
        self._drawn = frozenset[str]().union(*(meant for meant in self._meant if len(meant) == 1))
        self._not_drawn = gazetteer.ids(layer.level) - self._drawn
        self._left: Bounded[Surroundings, PlacesLeft] = Bounded(_MOST_POINTS, _MOST_BYTES)

    def unlinked(self) -> Iterator[UnlinkedUnit]:
        for unit, meant in zip(self._layer.units, self._meant, strict=True):
            if len(meant) != 1:
                guesses = (self._gazetteer.nearest(self.level, name) for name in unit.names)
                near = None if meant else next((guess for guess in guesses if guess), None)
                yield UnlinkedUnit(unit.file, self.level, unit.names, tuple(sorted(meant)), near)

    def left(self, lat: float, lon: float, radius_km: float) -> PlacesLeft:
        surroundings = self._layer.shapes.around(lat, lon, radius_km)
        if surroundings is None:
            return ANYWHERE
        found = self._left.get(surroundings)
        if found is None:
            found = self._left.keep(surroundings, self._left_by(surroundings))
        return found

    def _left_by(self, surroundings: Surroundings) -> PlacesLeft:
        possible = [self._meant[number] for number in surroundings.shapes]
        places = frozenset[str]().union(*possible)
        outside = self._drawn - places
        if surroundings.beyond or not possible or not all(possible):
            return PlacesLeft(None, outside)
        return PlacesLeft(places, outside | self._elsewhere(places))

    def _elsewhere(self, places: frozenset[str]) -> frozenset[str]:
        """Places that the layer does not draw, and that lie within something else than all of these do."""
        above = list(PlaceLevel)[: list(PlaceLevel).index(self.level)]
        around = self._gazetteer.around_each(places, above[-1]) if above else None
        if around is None:
            return frozenset()
        others = {place: self._gazetteer.around(place, above[-1]) for place in self._not_drawn}
        return frozenset(place for place, other in others.items() if other is not None and other not in around)

    def _places(self, unit: Unit) -> frozenset[str]:
        """The places that the unit can stand for, narrowed by what the file says it lies within."""
        if self.level is PlaceLevel.COUNTRY:
            return frozenset(name for name in unit.names if _CODE.fullmatch(name))
        sets = [frozenset[str](found) for name in unit.names if (found := self._gazetteer.find(self.level, name))]
        above = (self._gazetteer.find(PlaceLevel.ADMIN1, name) or () for name in unit.parents)
        parents = frozenset[str]().union(*above)
        return frozenset(
            place
            for place in (common(sets)[0] if sets else ())
            if unit.country in (None, self._gazetteer.around(place, PlaceLevel.COUNTRY))
            and (not parents or self._gazetteer.around(place, PlaceLevel.ADMIN1) in parents)
        )
