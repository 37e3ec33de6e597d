"""Where an incident may have happened: what is left possible at each level of a location, and why it can stay open.

Knows ids of places and codes of countries, nothing of how they were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.noun import Noun
from cfcheck.place import PlaceLevel
from cfcheck.truth import Truth
from cfcheck.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["ANYWHERE", "LevelLeft", "PlaceNote", "PlacesLeft", "Whereabouts", "common", "named"]


class PlacesLeft(Noun, frozen=True):
    """The places left possible at one level.

    It lies in one of `inside` (None: in any place, also one that nobody knows), and in none of `outside` (None: in none
    but those of `inside`). The two differ where a place is neither: whoever drew the borders did not know it.
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
        """What is left if it may lie where this leaves it, or where the other one does."""
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
    """What is left at a level, by what of the report, and why a test of it can stay open."""

    left: PlacesLeft
    by: tuple[str, ...] = ()
    reason: Reason = Reason.PLACE_PRECISION


class PlaceNote(Noun, frozen=True):
    """A word on a value of the location: its key, and what there is to say."""

    key: str
    text: str


class Whereabouts(Noun, frozen=True):
    """All levels of one location, in the order of PlaceLevel, with words on what could not be used or disagrees."""

    levels: tuple[tuple[PlaceLevel, LevelLeft], ...]
    notes: tuple[PlaceNote, ...] = ()

    def at(self, level: PlaceLevel) -> LevelLeft:
        """What is left at the level."""
        return next((left for known, left in self.levels if known is level), LevelLeft(ANYWHERE))
