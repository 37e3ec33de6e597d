"""Named places of the registry and the levels at which a report can state one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType

from cfcheck.citation import Citation
from cfcheck.noun import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Place", "PlaceId", "PlaceLevel", "stated_beside", "told_by"]

PlaceId = NewType("PlaceId", str)


class PlaceLevel(StrEnum):
    """A key of a report's `location`."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    PLACE = "place"

    def is_within(self, other: PlaceLevel) -> bool:
        """Whether what is of this level lies within something of the other one."""
        return _ORDER[self] > _ORDER[other]


_ORDER: Final = {level: number for number, level in enumerate(PlaceLevel)}


def told_by(level: PlaceLevel) -> tuple[PlaceLevel, ...]:
    """The levels whose names tell what a place of the level is: its own, and those within it.

    For a country only its own: a registry does not know all the world, so elsewhere may be a place of the same name.
    """
    if level is PlaceLevel.COUNTRY:
        return (level,)
    return (level, *(other for other in PlaceLevel if other.is_within(level)))


def stated_beside(levels: Iterable[PlaceLevel]) -> tuple[PlaceLevel, ...]:
    """The levels whose names bear on these: for a country its own, for others all but that.

    Also a larger one bears on a smaller, for the two can contradict each other.
    """
    wanted = set(levels)
    if wanted - {PlaceLevel.COUNTRY}:
        return tuple(level for level in PlaceLevel if level is not PlaceLevel.COUNTRY or level in wanted)
    return tuple(wanted)


class Place(Noun, frozen=True):
    """A governorate, district or settlement; `names` holds the title and every spelling known."""

    id: PlaceId
    title: str
    level: PlaceLevel
    country: str
    within: PlaceId | None = None
    names: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str = ""
