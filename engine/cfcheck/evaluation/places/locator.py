"""Finds where an incident may have happened, level by level, from the names and the point of its location.

A name leaves the places possible that the registry knows by it; a name of something smaller leaves the places that
contain it; a point leaves the units of boundary files that it can lie in. Where all of them can be true, all hold;
where they contradict each other, each stays possible, and a note reports it (docs/semantics.md, "Places").
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.places.names import Gazetteer
from cfcheck.evaluation.places.points import NO_SURVEY, Surveyor
from cfcheck.evaluation.places.statements import MOST_TOGETHER, POINT, Statements
from cfcheck.model.bounded import Bounded, size_of
from cfcheck.model.condition import PlaceIs
from cfcheck.model.place import ANYWHERE, LevelLeft, PlaceLevel, PlaceNote, Whereabouts, named, stated_beside, told_by
from cfcheck.model.text import listed, quoted
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from cfcheck.evaluation.boundaries import Boundaries
    from cfcheck.evaluation.places.points import Survey
    from cfcheck.model.incident import Location
    from cfcheck.model.program import Program

__all__ = ["Locator"]

_LEVELS: Final = tuple(PlaceLevel)
_NAMES: Final = attrgetter(*_LEVELS)
_MOST_LOCATIONS: Final = 65_536
_MOST_BYTES: Final = 8 * 1024 * 1024


class Locator:
    """Locates incidents for one program, at the levels that its tests or the boundaries use."""

    def __init__(self, program: Program, boundaries: Boundaries | None = None) -> None:
        self._gazetteer = Gazetteer(program.agreement.registry)
        self.surveyor = Surveyor(boundaries, self._gazetteer) if boundaries else None
        tested = {test.level for test in program.tests if isinstance(test, PlaceIs)}
        drawn = self.surveyor.levels if self.surveyor else frozenset()
        self._levels = tuple(level for level in _LEVELS if level in tested | drawn)
        self._stated = stated_beside(self._levels)
        self._known: Bounded[Hashable, Whereabouts] = Bounded(_MOST_LOCATIONS, _MOST_BYTES)

    def find(self, location: Location) -> Whereabouts:
        """The places possible for the location, with notes."""
        survey = self.surveyor.survey(location) if self.surveyor else NO_SURVEY
        names = _NAMES(location)
        key = (names, survey, location.lat is None, location.lon is None)
        found = self._known.get(key)
        if found is None:
            found = _Located(self._gazetteer, location, self._stated, survey).whereabouts(
                self._levels, is_surveyed=self.surveyor is not None
            )
            self._known.keep(key, found, size_of(names) + size_of(found))  # many points share one survey
        return found


class _Located:
    """One location: its statements, and notes on them."""

    def __init__(self, gazetteer: Gazetteer, location: Location, levels: Sequence[PlaceLevel], survey: Survey) -> None:
        self._gazetteer = gazetteer
        self._location = location
        self._survey = survey
        self._texts: dict[PlaceLevel, str] = {
            level: text for level in levels if (text := getattr(location, level)) is not None
        }
        meant = {level: self._meant(level, text) for level, text in self._texts.items()}
        self._names = {level: places for level, places in meant.items() if places is not None}
        unknown = frozenset(level for level in meant if level not in self._names)
        self._statements = Statements(gazetteer, self._names, unknown, survey)

    def _meant(self, level: PlaceLevel, name: str) -> frozenset[str] | None:
        """The places that the name can mean; for a country, its code, as registries do not list all countries."""
        if level is PlaceLevel.COUNTRY:
            return frozenset({name})
        found = self._gazetteer.find(level, name)
        return None if found is None else frozenset(found)

    def whereabouts(self, levels: Sequence[PlaceLevel], *, is_surveyed: bool) -> Whereabouts:
        """The places possible at these levels, and the notes."""
        notes = [*(note for level in levels for note in self._unknown(level)), *self._disagreements()]
        notes.sort(key=lambda note: _LEVELS.index(PlaceLevel(note.key)))
        notes += _half_a_point(self._location) if is_surveyed else ()
        return Whereabouts(tuple((level, self._left(level)) for level in levels), tuple(notes))

    def _left(self, level: PlaceLevel) -> LevelLeft:
        left, is_torn = self._statements.at(level)
        reason = Reason.CONFLICTING_REPORTS if is_torn else Reason.PLACE_PRECISION
        by = self._by(level, is_torn=is_torn)
        return LevelLeft(left, () if left == ANYWHERE and not is_torn else by, reason)

    def _by(self, level: PlaceLevel, *, is_torn: bool) -> tuple[str, ...]:
        """The statements that determine the level: names, those of larger levels first, and the point."""
        keys: set[str]
        if is_torn:
            keys = {key for conflict in self._statements.conflicts for key in conflict}
        elif level not in self._texts:
            keys = {str(finer) for finer in told_by(level) if self._tells(finer, level)}
        elif self._is_narrowed(level):
            keys = {str(other) for other in self._names if other is not PlaceLevel.COUNTRY}
        else:
            keys = {level}
        if self._survey[_LEVELS.index(level)] != ANYWHERE:
            keys = {*keys, POINT}
        return tuple(key for key in (*_LEVELS, POINT) if key in keys)

    def _tells(self, finer: PlaceLevel, level: PlaceLevel) -> bool:
        """Whether the name of something smaller determines the place at the level."""
        return finer in self._names and self._gazetteer.around_each(self._names[finer], level) is not None

    def _is_narrowed(self, level: PlaceLevel) -> bool:
        """Whether the other names leave fewer places than the name of the level does."""
        if level not in self._names or level is PlaceLevel.COUNTRY:
            return False
        left = self._statements.left_by(tuple(key for key in self._statements.keys if key != POINT))
        return left is not None and left[_LEVELS.index(level)] != named(self._names[level])

    def _unknown(self, level: PlaceLevel) -> Iterator[PlaceNote]:
        """A note on a name that the registry does not have, with the nearest one as a suggestion only."""
        text = self._texts.get(level)
        if text is None or level in self._names:
            return
        near = self._gazetteer.nearest(level, text)
        hint = f"; the nearest known name is {quoted(near)}, which was not used" if near else ""
        yield PlaceNote(level, f"the name {quoted(text)} is not in the registry{hint}")

    def _disagreements(self) -> Iterator[PlaceNote]:
        """A note on each set of statements that contradict each other, or that cannot be compared."""
        if self._statements.too_many:
            key = next(level for level in _LEVELS if level in self._names)
            yield PlaceNote(
                key, f"together the names can mean places in more than {MOST_TOGETHER:,} ways; they were not used"
            )
        for conflict in self._statements.conflicts:
            levels = [level for level in _LEVELS if level in conflict]
            text = self._against_point(levels) if POINT in conflict else self._against_each_other(levels)
            yield PlaceNote(levels[0], f"{text}; each was left possible")

    def _against_each_other(self, levels: Sequence[PlaceLevel]) -> str:
        names = listed([self._texts[level] for level in levels], "and")
        for number, level in enumerate(_LEVELS[1:]):
            around = [self._around(stated, number) for stated in levels]
            known = [places for places in around if places is not None]
            if known and not frozenset[str].intersection(*known):
                return f"{names} are not in the same {level}"
        return f"{names} do not lie together by the registry"

    def _around(self, level: PlaceLevel, number: int) -> frozenset[str] | None:
        chains = (self._statements.chain(place, level) for place in self._names[level])
        found = {chain[number] for chain in chains}
        return None if None in found else frozenset(place for place in found if place is not None)

    def _against_point(self, levels: Sequence[PlaceLevel]) -> str:
        left = self._statements.left_by(tuple(levels))
        assert left is not None  # noqa: S101  # only smallest conflicts get here, and this is a part of one
        differing = (
            point
            for point, remaining in zip(self._survey, left, strict=True)
            if remaining.inside is not None and not point.among(remaining.inside)
        )
        point = next(differing, ANYWHERE)
        where = "is not there" if point.inside is None else f"is in {self._titles(point.inside)}"
        names = listed([self._texts[level] for level in levels], "and")
        return f"{names} and the point disagree: by the boundaries the point {where}"

    def _titles(self, places: frozenset[str]) -> str:
        return listed(sorted(map(self._gazetteer.title, places)))


def _half_a_point(location: Location) -> Iterator[PlaceNote]:
    if (location.lat is None) is not (location.lon is None):
        given, missing = ("lon", "lat") if location.lat is None else ("lat", "lon")
        yield PlaceNote(given, f"a point needs `{missing}` too; this was not used")
