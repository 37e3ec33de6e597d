"""The place as a fact: one value for all levels of a location, since a place lies within larger ones."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.values import FALSE, TRUE, UNKNOWN, PlainFact, Way
from cfcheck.evaluation.places.names import Gazetteer
from cfcheck.evaluation.places.points import NO_SURVEY
from cfcheck.evaluation.places.statements import Statements
from cfcheck.model.logic import Truth
from cfcheck.model.place import PlaceId, PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfcheck.model.agreement import Registry
    from cfcheck.model.condition import PlaceIs
    from cfcheck.model.place import Place, PlacesLeft

__all__ = ["named_place", "place_itself"]

AgreementTest = tuple[int, "PlaceIs"]
Site = tuple[tuple[PlaceLevel, str], ...]
"""A location: a country code or place id at each level tested or implied; ELSEWHERE for a place no test names."""

ReportedNames = tuple[tuple[PlaceLevel, str], ...]
"""The name that a report gives at each level."""

ELSEWHERE: Final = ""
_SPARE_COUNTRIES: Final = ("XXA", "XXB", "XXC", "XXD")


class _Map:
    """The places of some registries and which of them lie within others."""

    def __init__(self, registries: Sequence[Registry]) -> None:
        self.places: dict[PlaceId, Place] = {}
        self._gazetteers = [Gazetteer(registry) for registry in registries]
        self._statements: dict[tuple[int, ReportedNames], Statements] = {}
        for registry in registries:
            self.places = {**registry.places, **self.places}

    def around(self, site: str) -> dict[PlaceLevel, str]:
        """The place and all places it lies within, by level, as far as the registry states them."""
        found: dict[PlaceLevel, str] = {}
        place = self.places.get(PlaceId(site))
        while place is not None:
            found |= {place.level: place.id, PlaceLevel.COUNTRY: place.country}
            place = self.places.get(place.within) if place.within else None
        return found

    def name(self, level: PlaceLevel, site: str) -> str | None:
        """How a report names it."""
        if level is PlaceLevel.COUNTRY:
            return site
        place = self.places.get(PlaceId(site))
        return place.names[0] if place is not None and place.names else None

    def left(self, side: int, reported: ReportedNames, level: PlaceLevel) -> PlacesLeft:
        """The places that the names leave possible at the level under one of the agreements."""
        if (side, reported) not in self._statements:
            self._statements[side, reported] = self._statements_of(self._gazetteers[side], reported)
        return self._statements[side, reported].at(level)[0]

    @staticmethod
    def _statements_of(gazetteer: Gazetteer, reported: ReportedNames) -> Statements:
        meant = {
            at: frozenset({name}) if at is PlaceLevel.COUNTRY else gazetteer.find(at, name) for at, name in reported
        }
        names = {at: frozenset[str](places) for at, places in meant.items() if places is not None}
        return Statements(gazetteer, names, frozenset(meant) - frozenset(names), NO_SURVEY)

    def sites(self, tests: Sequence[PlaceIs]) -> Iterator[Site]:
        """The sites that the tests tell apart, without those that contradict the registry."""
        levels: dict[PlaceLevel, set[str]] = {}
        for test in tests:
            levels.setdefault(test.level, set()).update(test.places)
        ordered = sorted(levels, key=list(PlaceLevel).index)
        for chosen in product(*([ELSEWHERE, *sorted(levels[level])] for level in ordered)):
            site = dict(zip(ordered, chosen, strict=True))
            implied = [self.around(place) for level, place in site.items() if level is not PlaceLevel.COUNTRY]
            if all(_agrees(site, around, levels) for around in implied):
                known = {level: place for around in implied for level, place in around.items()}
                yield tuple({**site, **{level: place for level, place in known.items() if place}}.items())

    def way(self, site: Site, tests: Sequence[PlaceIs]) -> Way:
        """How a report states the site; a level that it cannot state is left out."""
        avoided = {place for test in tests for place in test.places}
        levels = {test.level for test in tests}
        reported: list[tuple[str, str]] = []
        for level, place in site:
            name = self.name(level, place or self._other(level, dict(site), avoided))
            if level in levels and name is not None:
                reported.append((f"location.{level}", name))
        return tuple(reported)

    def _other(self, level: PlaceLevel, site: dict[PlaceLevel, str], avoided: set[str]) -> str:
        """A place of the level that no test names and that fits the rest of the site."""
        if level is PlaceLevel.COUNTRY:
            countries = (*sorted({place.country for place in self.places.values()}), *_SPARE_COUNTRIES)
            return next((code for code in countries if code not in avoided), "XXE")
        fitting = (
            place.id
            for place in self.places.values()
            if place.level is level and place.id not in avoided and _fits(site, self.around(place.id))
        )
        return next(fitting, ELSEWHERE)


def _agrees(site: dict[PlaceLevel, str], around: dict[PlaceLevel, str], tested: dict[PlaceLevel, set[str]]) -> bool:
    """Whether a site lies where its parts do; places that no test names count as elsewhere."""
    return all(
        site[level] == (place if place in tested[level] else ELSEWHERE)
        for level, place in around.items()
        if level in site
    )


def _fits(site: dict[PlaceLevel, str], around: dict[PlaceLevel, str]) -> bool:
    """Whether something that lies there can be part of the site."""
    return all(not site.get(level) or site[level] == place for level, place in around.items())


def place_itself(path: str, registry: Registry, test_of: Callable[[int], AgreementTest]) -> PlainFact[Site]:
    """The place as it is."""
    known = _Map([registry])

    def atoms(tests: tuple[int, ...]) -> Iterator[tuple[Site, tuple[Way, ...]]]:
        questions = [test_of(test)[1] for test in tests]
        for site in known.sites(questions):
            yield site, (known.way(site, questions),)

    def answer(site: Site, number: int) -> int:
        test = test_of(number)[1]
        return int(dict(site).get(test.level, ELSEWHERE) in test.places)

    return PlainFact(path, atoms, answer)


def named_place(
    path: str, registries: Sequence[Registry], test_of: Callable[[int], AgreementTest]
) -> PlainFact[ReportedNames]:
    """The place as a report names it."""
    known = _Map(registries)

    def atoms(tests: tuple[int, ...]) -> Iterator[tuple[ReportedNames, tuple[Way, ...]]]:
        questions = [test_of(test)[1] for test in tests]
        for site in known.sites(questions):
            way = known.way(site, questions)
            yield tuple((PlaceLevel(path.partition(".")[2]), str(name)) for path, name in way), (way,)

    def answer(reported: ReportedNames, number: int) -> int:
        side, test = test_of(number)
        return _ANSWERS[known.left(side, reported, test.level).passes(test.places)]

    return PlainFact(path, atoms, answer)


_ANSWERS: Final = {Truth.TRUE: TRUE, Truth.FALSE: FALSE, Truth.UNKNOWN: UNKNOWN}
