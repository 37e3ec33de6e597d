"""Which places of a registry a name can mean, by exact match after normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.names import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.names import NormalName
    from cfcheck.place import Place, PlaceId, PlaceLevel

__all__ = ["Gazetteer"]


class Gazetteer:
    """The places of a registry by level and name."""

    def __init__(self, places: Mapping[PlaceId, Place]) -> None:
        self._named: dict[tuple[PlaceLevel, NormalName], frozenset[PlaceId]] = {}
        for place in places.values():
            for name in place.names:
                key = (place.level, normalise(name))
                self._named[key] = self._named.get(key, frozenset()) | {place.id}

    def find(self, level: PlaceLevel, name: str) -> frozenset[PlaceId] | None:
        """The places that the name can mean at the level; None where the registry does not know it."""
        return self._named.get((level, normalise(name)))
