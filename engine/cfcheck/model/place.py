"""Places of the registry, the levels at which a report can name one, and the places possible for a location."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType

from cfcheck.model.citation import Citation
from cfcheck.model.logic import Truth
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ANYWHERE",
    "LevelLeft",
    "Place",
    "PlaceId",
    "PlaceLevel",
    "PlaceNote",
    "PlacesLeft",
    "Whereabouts",
    "common",
    "named",
    "stated_beside",
    "told_by",
]

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


class PlacesLeft(Noun, frozen=True):
    """The places left possible at one level.

    It lies in one of `inside` (None: in any place, also one that nobody knows), and in none of `outside` (None: in none
    but those of `inside`). The two differ where a place is neither: the makers of the borders did not know it.
    """

    inside: frozenset[str] | None = None
    outside: frozenset[str] | None = frozenset()

    def passes(self, places: frozenset[str]) -> Truth:
        """Whether it lies in one of the places."""
        if self.inside is not None and self.inside <= places:
            return Truth.TRUE
        return Truth.UNKNOWN if self.among(places) else Truth.FALSE

    def among(self, places: frozenset[str]) -> frozenset[str]:
        """Those of the places that it may lie in."""
        return places & (self.inside or frozenset()) if self.outside is None else places - self.outside

    def either(self, other: PlacesLeft) -> PlacesLeft:
        """The union: the places that this or the other one leaves possible."""
        inside = None if self.inside is None or other.inside is None else self.inside | other.inside
        return PlacesLeft(inside, self._not_in_either(other))

    def _not_in_either(self, other: PlacesLeft) -> frozenset[str] | None:
        if self.outside is None:
            return None if other.outside is None else other.outside - (self.inside or frozenset())
        if other.outside is None:
            return self.outside - (other.inside or frozenset())
        return self.outside & other.outside


ANYWHERE: Final = PlacesLeft()


def named(places: frozenset[str]) -> PlacesLeft:
    """What a name leaves possible that can mean these places: one of them, and no other."""
    return PlacesLeft(places, None)


def common(sets: Sequence[frozenset[str]]) -> tuple[frozenset[str], bool]:
    """What the sets have in common, and true; or, if that is nothing, what any of them has, and false."""
    shared = frozenset[str].intersection(*sets)
    return (shared, True) if shared else (frozenset[str]().union(*sets), False)


class LevelLeft(Noun, frozen=True):
    """The places possible at a level, the statements that leave them, and why a test of it can stay open."""

    left: PlacesLeft
    by: tuple[str, ...] = ()
    reason: Reason = Reason.PLACE_PRECISION


class PlaceNote(Noun, frozen=True):
    """A note on a value of the location, by its key."""

    key: str
    text: str


class Whereabouts(Noun, frozen=True):
    """All levels of one location, in the order of PlaceLevel, with notes on values that disagree or were not usable."""

    levels: tuple[tuple[PlaceLevel, LevelLeft], ...]
    notes: tuple[PlaceNote, ...] = ()

    def at(self, level: PlaceLevel) -> LevelLeft:
        """The places possible at the level."""
        return next((left for known, left in self.levels if known is level), LevelLeft(ANYWHERE))
