"""Says where an incident may have happened, level by level, from the names and the point of its location.

A name leaves the places possible that the registry knows by it; a name of something smaller, what that lies within; a
point, the units of boundary files that it can lie in. Where name and point agree, both hold; where they do not, each
remains possible, and a note says so. docs/semantics.md, "Places".
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.condition import PlaceIs
from cfcheck.gazetteer import Gazetteer
from cfcheck.place import PlaceLevel, told_by
from cfcheck.surveyor import NO_SURVEY, Surveyor
from cfcheck.verdict import Reason
from cfcheck.whereabouts import ANYWHERE, LevelLeft, PlaceNote, PlacesLeft, Whereabouts, common, named
from cfcheck.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from cfcheck.boundaries import Boundaries
    from cfcheck.incident import Location
    from cfcheck.program import Program
    from cfcheck.surveyor import Survey

__all__ = ["Locator"]

_LEVELS: Final = tuple(PlaceLevel)
_NAMES: Final = attrgetter(*_LEVELS)
_MOST_LOCATIONS: Final = 65_536


class _Named(NamedTuple):
    """What names leave at a level (None: anything), by which keys, and whether they agree among themselves."""

    places: frozenset[str] | None
    by: tuple[str, ...]
    agrees: bool = True


class Locator:
    """Locates incidents for one program. Looks at no more of a location than its tests, or the boundaries, ask for."""

    def __init__(self, program: Program, boundaries: Boundaries | None = None) -> None:
        self._gazetteer = Gazetteer(program.agreement.registry)
        self.surveyor = Surveyor(boundaries, self._gazetteer) if boundaries else None
        asked = {test.level for test in program.tests if isinstance(test, PlaceIs)}
        drawn = self.surveyor.levels if self.surveyor else frozenset()
        self._levels = tuple(level for level in _LEVELS if level in asked | drawn)
        self._known: dict[Hashable, Whereabouts] = {}

    def find(self, location: Location) -> Whereabouts:
        """Where it may have been."""
        survey = self.surveyor.survey(location) if self.surveyor else NO_SURVEY
        key = (_NAMES(location), survey, location.lat is None, location.lon is None)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_LOCATIONS:
                self._known.clear()
            found = self._known[key] = self._find(location, survey)
        return found

    def _find(self, location: Location, survey: Survey) -> Whereabouts:
        levels: list[tuple[PlaceLevel, LevelLeft]] = []
        notes: list[PlaceNote] = []
        for level in self._levels:
            found = self._named(level, location)
            notes += self._unknown(level, location)
            point = survey[_LEVELS.index(level)]
            levels.append((level, _combined(found, point)))
            notes += self._disagreement(level, location, found, point)
        notes += _half_a_point(location) if self.surveyor else ()
        return Whereabouts(tuple(levels), tuple(dict.fromkeys(notes)))

    def _named(self, level: PlaceLevel, location: Location) -> _Named:
        """What names leave at the level. Of a country, the registry cannot know all places, so only its code tells."""
        said: str | None = getattr(location, level)
        if said is not None:
            return _Named(frozenset({said}) if level is PlaceLevel.COUNTRY else self._meant(level, said), (level,))
        implied = {finer: self._implied(level, finer, location) for finer in told_by(level)[1:]}
        sets = {finer: places for finer, places in implied.items() if places is not None}
        if not sets:
            return _Named(None, ())
        places, agrees = common(tuple(sets.values()))
        return _Named(places, tuple(sets), agrees)

    def _implied(self, level: PlaceLevel, finer: PlaceLevel, location: Location) -> frozenset[str] | None:
        said: str | None = getattr(location, finer)
        meant = None if said is None else self._gazetteer.find(finer, said)
        return None if meant is None else self._gazetteer.around_each(meant, level)

    def _meant(self, level: PlaceLevel, name: str) -> frozenset[str] | None:
        found = self._gazetteer.find(level, name)
        return None if found is None else frozenset(found)

    def _unknown(self, level: PlaceLevel, location: Location) -> Iterator[PlaceNote]:
        """A word on a name that the registry does not know, with the nearest one as a suggestion only."""
        said: str | None = getattr(location, level)
        if level is PlaceLevel.COUNTRY or said is None or self._gazetteer.find(level, said) is not None:
            return
        near = self._gazetteer.nearest(level, said)
        hint = f"; the nearest known name is {quoted(near)}, which was not used" if near else ""
        yield PlaceNote(level, f"the name {quoted(said)} is not in the registry{hint}")

    def _disagreement(
        self, level: PlaceLevel, location: Location, found: _Named, point: PlacesLeft
    ) -> Iterator[PlaceNote]:
        key = found.by[0] if found.by else level.value
        said = " and ".join(quoted(str(getattr(location, by))) for by in found.by)
        if not found.agrees:
            yield PlaceNote(key, f"{said} are not in the same {level}; each was left possible")
        if found.places is not None and not point.among(found.places):
            where = (
                f"is in {listed(sorted(map(self._gazetteer.title, point.inside)))}"
                if point.inside is not None
                else "is not there"
            )
            yield PlaceNote(
                key, f"{said} and the point disagree: by the boundaries the point {where}; each was left possible"
            )


def _combined(found: _Named, point: PlacesLeft) -> LevelLeft:
    """Names and point together: what both leave, or, if that is nothing, what either does."""
    if found.places is None:
        return LevelLeft(point, () if point == ANYWHERE else (*found.by, "point"))
    reason = Reason.PLACE_PRECISION if found.agrees else Reason.CONFLICTING_REPORTS
    if point == ANYWHERE:
        return LevelLeft(named(found.places), found.by, reason)
    by = (*found.by, "point")
    agreed = point.among(found.places)
    if agreed:
        return LevelLeft(named(agreed), by, reason)
    return LevelLeft(point.or_in(found.places), by, Reason.CONFLICTING_REPORTS)


def _half_a_point(location: Location) -> Iterator[PlaceNote]:
    if (location.lat is None) is not (location.lon is None):
        given, missing = ("lon", "lat") if location.lat is None else ("lat", "lon")
        yield PlaceNote(given, f"a point needs `{missing}` too; this was not used")
