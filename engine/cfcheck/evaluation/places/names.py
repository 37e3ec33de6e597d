"""Finds which places of a registry a name can mean, by exact match after normalisation, and what lies within what."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cfcheck.model.likeness import KnownWords
from cfcheck.model.place import PlaceLevel
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.model.agreement import Registry
    from cfcheck.model.place import Place, PlaceId

__all__ = ["Gazetteer"]


class Gazetteer:
    """The places of a registry by level and name."""

    def __init__(self, registry: Registry) -> None:
        self._places: dict[str, Place] = {place.id: place for place in registry.places.values()}
        self._named = registry.places_named
        self._known_names = cache(self._names)

    def find(self, level: PlaceLevel, name: str) -> frozenset[PlaceId] | None:
        """The places that the name can mean at the level; None where the registry does not know it."""
        return self._named.get((level, normalise(name)))

    def ids(self, level: PlaceLevel) -> frozenset[str]:
        """Every place of the level."""
        return frozenset(place.id for place in self._places.values() if place.level is level)

    def title(self, place: str) -> str:
        """How the registry calls the place; a country code stands for itself."""
        known = self._places.get(place)
        return known.title if known else place

    def around(self, place: str, level: PlaceLevel) -> str | None:
        """What the place lies within at the level, itself included; None where the registry does not say."""
        at: Place | None = self._places[place]
        if level is PlaceLevel.COUNTRY:
            return self._places[place].country
        while at is not None and at.level is not level:
            at = self._places[at.within] if at.within else None
        return at.id if at else None

    def is_within(self, place: str | None, other: str | None) -> bool:
        """Whether the place is the other one, or lies within it at whatever remove."""
        while place is not None and place != other:
            place = self._places[place].within
        return place is not None

    def around_each(self, places: Iterable[str], level: PlaceLevel) -> frozenset[str] | None:
        """What the places lie within at the level; None where the registry does not say so of one of them."""
        found = {self.around(place, level) for place in places}
        return None if None in found else frozenset(place for place in found if place is not None)

    def nearest(self, level: PlaceLevel, name: str) -> str | None:
        """The name known at the level that is most like this one, if one is close. A suggestion, never used."""
        return self._known_names(level).nearest(name)

    def _names(self, level: PlaceLevel) -> KnownWords:
        return KnownWords(name for place in self._places.values() if place.level is level for name in place.names)
