"""Makes the case of an incident: its readings in stretches of time, each with its facts and all of their options."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Any, Final

from tests.exact.case import Case, CaseReading
from tests.exact.options import Axis, Option, distinct
from tests.exact.stances import StanceFinder, sides_of

from cfcheck.evaluation.answers import Known
from cfcheck.evaluation.facts import count_of
from cfcheck.evaluation.places.names import Gazetteer
from cfcheck.model.actor import ActorId
from cfcheck.model.condition import (
    ActIs,
    ActorFact,
    ActorIs,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    OccurredWithin,
    PlaceIs,
    WeaponIs,
)
from cfcheck.model.logic import Truth
from cfcheck.model.place import PlaceLevel
from cfcheck.model.program import truth_of
from cfcheck.model.written_time import read_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.evaluation.facts import Kinds
    from cfcheck.evaluation.readings import Mention
    from cfcheck.model.condition import Test
    from cfcheck.model.incident import Incident, Location
    from cfcheck.model.taxonomy import Taxonomy

Asked = dict[int, Any]
"""The tests of one fact, by their numbers in the program."""

_OCCURRED: Final = "occurred"
_NAMED: Final = (PlaceLevel.ADMIN1, PlaceLevel.ADMIN2, PlaceLevel.PLACE)


class CaseMaker:
    """Makes cases under the agreement of an evaluator. Does without boundaries: points settle nothing here."""

    def __init__(self, evaluator: Evaluator, as_of: str | None) -> None:
        self._tester = evaluator.tester
        self._program = evaluator.program
        agreement = evaluator.agreement
        self._registry = agreement.registry
        self._gazetteer = Gazetteer(agreement.registry)
        self._stances = StanceFinder(agreement)
        self._until = None if as_of is None else read_time(as_of, agreement.zone)[-1].end
        numbered = dict(enumerate(self._program.tests))
        self._own = {number: test for number, test in numbered.items() if _axis_of(test) == (ActorIs, _PERPETRATOR)}
        self._shared = {number: test for number, test in numbered.items() if number not in self._own}
        self._tested = {
            fact: frozenset[ActorId]().union(
                *(test.actors for test in numbered.values() if isinstance(test, ActorIs) and test.fact is fact)
            )
            for fact in ActorFact
        }

    def case(self, incident: Incident) -> Case:
        """The case of the incident. Raises InvalidIncident."""
        understood = self._tester.understand(incident)
        stretches = [since for since in understood.stretches if self._until is None or since < self._until]
        groups: dict[tuple[Mention, ...], int] = {}
        targets: dict[Mention, int] = {}
        return Case(
            tuple(
                CaseReading(
                    time,
                    groups.setdefault(tuple(strand.perpetrator for strand in reading.strands), len(groups)),
                    targets.setdefault(reading.strands[0].target, len(targets)),
                    *self._answered([Known(understood, since, strand) for strand in reading.strands]),
                )
                for time, since in enumerate(stretches)
                for reading in understood.readings
            ),
            understood.time.reason,
        )

    def _answered(self, known: list[Known]) -> tuple[tuple[bytes, ...], tuple[tuple[Axis, ...], ...], tuple[Axis, ...]]:
        return (
            tuple(self._tester.answers(self._program.tests, one) for one in known),
            tuple(self._axes(self._own, one, (ActorFact.PERPETRATOR,)) for one in known),
            self._axes(self._shared, known[0], (ActorFact.TARGET, ActorFact.CONTROLLER)),
        )

    def _axes(self, tests: Mapping[int, Test], known: Known, actors: tuple[ActorFact, ...]) -> tuple[Axis, ...]:
        """The facts that the tests look at, and these actors, with all their options.

        An actor counts even where no test looks at it: an umbrella of a side, mentioned as the one in control, says how
        those stand for whom it stands.
        """
        by_fact: dict[tuple[Any, ...], Asked] = {(ActorIs, fact): {} for fact in actors}
        for number, test in tests.items():
            by_fact.setdefault(_axis_of(test), {})[number] = test
        return tuple(
            Axis(_bits(asked), distinct(_OPTIONS[kind](self, asked, known, *of_what)))
            for (kind, *of_what), asked in by_fact.items()
        )

    def _time(self, asked: Asked, known: Known) -> Iterator[Option]:
        periods = [(_OCCURRED, period) for test in asked.values() for period in test.periods]
        for sides in sides_of(periods, known.instant):
            yield Option(
                _bits(
                    number
                    for number, test in asked.items()
                    if any(sides.covers(period, _OCCURRED) for period in test.periods)
                ),
                sides.settles,
            )

    def _act(self, asked: Asked, known: Known) -> Iterator[Option]:
        return _of_kinds(asked, known.understood.act, self._registry.acts)

    def _weapon(self, asked: Asked, known: Known) -> Iterator[Option]:
        return _of_kinds(asked, known.understood.weapon, self._registry.weapons)

    def _actor(self, asked: Asked, known: Known, fact: ActorFact) -> Iterator[Option]:
        for mention in _mentioned(fact, known):
            for stance in self._stances.stances(mention.name, known.instant, self._tested[fact]):
                true = (
                    number
                    for number, test in asked.items()
                    if stance.standing in test.standings or stance.belongs_to & test.actors
                )
                yield Option(_bits(true), stance.settles)

    def _place(self, asked: Asked, known: Known, is_country: bool) -> Iterator[Option]:  # noqa: FBT001  # by its key
        where = known.understood.incident.location
        if is_country:
            stated = where.country if where else None
            countries = {country for test in asked.values() for country in test.places}
            for country in (stated,) if stated else ("elsewhere", *sorted(countries)):
                yield Option(_bits(number for number, test in asked.items() if country in test.places))
            return
        for world in self._places(where):
            yield Option(
                _bits(number for number, test in asked.items() if world[_NAMED.index(test.level)] in test.places)
            )

    def _places(self, where: Location | None) -> Iterator[tuple[str | None, ...]]:
        """Every governorate, district and settlement that it may be together; None for one that no registry has.

        Of statements that contradict each other, each largest set that can be true is taken by itself (S56). Names of
        something smaller tell nothing of a level that is stated by a name that the registry does not have (S50).
        """
        ids = [(None, *sorted(self._gazetteer.ids(level))) for level in _NAMED]
        stated = {number: self._meant(where, level) for number, level in enumerate(_NAMED)}
        named = {number: places for number, places in stated.items() if places}
        free = [
            number for number, places in stated.items() if places == frozenset() and max(named, default=-1) > number
        ]
        worlds = [world for world in product(*ids) if self._is_possible(world)]
        taken: list[set[int]] = []
        for size in range(len(named), -1, -1):
            for levels in combinations(named, size):
                if any(set(levels) <= larger for larger in taken):
                    continue
                found = [world for world in worlds if all(world[one] in named[one] for one in levels)]
                if found:
                    taken.append(set(levels))
                    yield from chain.from_iterable(_anywhere_at(free, world, ids) for world in found)

    def _meant(self, where: Location | None, level: PlaceLevel) -> frozenset[str] | None:
        """The places that the name stated at the level can mean, of which there may be none; None if none is stated."""
        name: str | None = getattr(where, level) if where else None
        return None if name is None else frozenset(self._gazetteer.find(level, name) or ())

    def _is_possible(self, world: tuple[str | None, ...]) -> bool:
        """Whether each of the places lies within the larger ones, as far as the registry says."""
        for number, place in enumerate(world):
            for larger in range(number if place else 0):
                around = self._gazetteer.around(str(place), _NAMED[larger])
                if around is not None and around != world[larger]:
                    return False
        return True

    def _count(self, asked: Asked, known: Known, field: str) -> Iterator[Option]:
        casualties = known.understood.incident.casualties
        low, high, _ = count_of(getattr(casualties, field) if casualties else None)
        numbers = {low, *(test.low or 0 for test in asked.values())}
        numbers |= {test.high + 1 for test in asked.values() if test.high is not None}
        for number in sorted(one for one in numbers if one >= low and (high is None or one <= high)):
            yield Option(
                _bits(
                    place
                    for place, test in asked.items()
                    if (test.low or 0) <= number and (test.high is None or number <= test.high)
                )
            )

    def _claim(self, asked: Asked, known: Known, test: Test) -> Iterator[Option]:
        """Of a claim, or a test of one, which are independent of all others: as the engine answers it."""
        (number,) = asked
        truth = truth_of(self._tester.answers((test,), known)[0])
        if truth is not Truth.FALSE:
            yield Option(1 << number)
        if truth is not Truth.TRUE:
            yield Option(0)


_PERPETRATOR: Final = ActorFact.PERPETRATOR
_OPTIONS: Final[Mapping[type[Test], Callable[..., Iterator[Option]]]] = {
    OccurredWithin: CaseMaker._time,  # noqa: SLF001  # the table of this class's own
    ActIs: CaseMaker._act,  # noqa: SLF001
    WeaponIs: CaseMaker._weapon,  # noqa: SLF001
    ActorIs: CaseMaker._actor,  # noqa: SLF001
    PlaceIs: CaseMaker._place,  # noqa: SLF001
    CountWithin: CaseMaker._count,  # noqa: SLF001
    ClaimRaised: CaseMaker._claim,  # noqa: SLF001
    ClaimTestMet: CaseMaker._claim,  # noqa: SLF001
}


def _axis_of(test: Test) -> tuple[Any, ...]:
    """The key of the fact that a test looks at: the type of its tests, and what else tells it from other facts.

    Governorate, district and settlement hang together and are one fact; the country is another one.
    """
    match test:
        case ActorIs(fact=fact):
            return ActorIs, fact
        case PlaceIs(level=level):
            return PlaceIs, level is PlaceLevel.COUNTRY
        case CountWithin(field=field):
            return CountWithin, field
        case ClaimRaised() | ClaimTestMet():
            return type(test), test
        case _:
            return (type(test),)


def _anywhere_at(
    levels: list[int], world: tuple[str | None, ...], ids: list[tuple[str | None, ...]]
) -> Iterator[tuple[str | None, ...]]:
    """The world with every place in turn at these levels."""
    return product(*(ids[number] if number in levels else (place,) for number, place in enumerate(world)))


def _mentioned(fact: ActorFact, known: Known) -> tuple[Mention, ...]:
    by_fact = {ActorFact.PERPETRATOR: (known.strand.perpetrator,), ActorFact.TARGET: (known.strand.target,)}
    return by_fact.get(fact, known.understood.controllers)


def _of_kinds(asked: Asked, reported: Kinds, taxonomy: Taxonomy) -> Iterator[Option]:
    """Of each kind that it may have been, with those below; where none is stated, also of one that no taxonomy has."""
    wanted = {number: taxonomy.instances_of(test.classes) for number, test in asked.items()}
    if reported.kinds is None:
        yield Option(0)
    for kind in taxonomy.kinds if reported.kinds is None else sorted(taxonomy.instances_of(reported.kinds)):
        yield Option(_bits(number for number, kinds in wanted.items() if kind in kinds))


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)
