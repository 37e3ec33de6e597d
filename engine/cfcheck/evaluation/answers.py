"""Answers every test of a program for each reading of an incident.

Time is cut into stretches in which nothing of the agreement changes; an incident that may fall into several of them is
read once in each. So a test of time is open only between the candidates of an uncertain boundary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.facts import ClaimChecker, Kinds, Time, check_location, count_of, kinds_of, time_of
from cfcheck.evaluation.notes import Noter
from cfcheck.evaluation.places.locator import Locator
from cfcheck.evaluation.readings import Mention, Reading, Strand, check_ways, mentions, readings
from cfcheck.evaluation.standing import Recognition, StandingFinder
from cfcheck.model.assessment import Note
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
from cfcheck.model.incident import Incident, Location
from cfcheck.model.logic import Truth, any_of
from cfcheck.model.program import Signature, open_for
from cfcheck.model.struct import Noun
from cfcheck.model.time import Instant, Stretches
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cfcheck.evaluation.boundaries import Boundaries
    from cfcheck.evaluation.standing import Identities
    from cfcheck.model.agreement import AttributionConfidence
    from cfcheck.model.condition import Test
    from cfcheck.model.program import Program
    from cfcheck.model.time import Period

__all__ = ["Known", "Tested", "TestedReading", "Tester", "Understood"]

_FALSE: Final = 0
_TRUE: Final = 1
_UNKNOWN: Final = 2


class TestedReading(Noun, frozen=True):
    """A reading in the stretch of time that begins at `since`, with a signature for each of its strands."""

    __test__ = False  # not a test class, whatever its name begins with

    reading: Reading
    since: Instant
    signatures: tuple[Signature, ...]


class Tested(Noun, frozen=True):
    """An incident's time, and all its readings in every possible stretch of time, stretch by stretch."""

    __test__ = False

    time: Time
    readings: tuple[TestedReading, ...]


class Understood(Noun, frozen=True):
    """The facts and readings of an incident, before any test is answered."""

    incident: Incident
    time: Time
    act: Kinds
    weapon: Kinds
    controllers: tuple[Mention, ...]
    readings: tuple[Reading, ...]
    stretches: tuple[Instant, ...]


class Known(Noun, frozen=True):
    """What a test reads: an understood incident, one strand of it, and the start of a stretch of time."""

    understood: Understood
    instant: Instant
    strand: Strand


class Tester:
    """Answers the tests of one program. Safe to share between threads. `cuts` are further boundaries of stretches."""

    __test__ = False

    def __init__(
        self,
        program: Program,
        threshold: AttributionConfidence,
        cuts: Iterable[Instant] = (),
        boundaries: Boundaries | None = None,
        *,
        suggests: bool = True,
    ) -> None:
        self.program = program
        self._registry = program.agreement.registry
        self._threshold = threshold
        self.finder = StandingFinder(program.agreement)
        self.noter = Noter(self.finder, suggests=suggests)
        self.stretches = Stretches([*self.finder.periods(), *_tested_periods(program)], cuts)
        self._claims = ClaimChecker(program)
        self.locator = Locator(program, boundaries)

    def understand(self, incident: Incident) -> Understood:
        """The incident's facts and readings. Raises InvalidIncident; incidents are refused only here."""
        # Faults of a single value come first, in the order of the table in `batch.refusals`.
        self._claims.check(incident)
        check_location(incident.location)
        time = time_of(incident, self.program.agreement.zone)
        where = incident.location
        act = kinds_of(incident.act, self._registry.acts, "act")
        weapon = kinds_of(incident.weapon, self._registry.weapons, "weapon")
        controllers = mentions(where.controlled_by if where else None, self._threshold, Reason.AREA_CONTROL)
        stretches = self.stretches.within(time.span)
        check_ways(incident, self._threshold, len(controllers), len(stretches))
        found = readings(incident, self._threshold)
        return Understood(incident, time, act, weapon, controllers, found, stretches)

    def perpetrator(self, name: str | None) -> Mention:
        """The mention of a perpetrator of whom a report gives just a name, or nothing."""
        return mentions(name, self._threshold, Reason.ATTRIBUTION)[0]

    def target(self, name: str | None) -> Mention:
        """The mention of a target of which a report gives just a name, or nothing."""
        return mentions(name, self._threshold, Reason.TARGET_STATUS)[0]

    def test(self, incident: Incident) -> Tested:
        """Every reading of the incident with its signatures. Raises InvalidIncident."""
        understood = self.understand(incident)
        stretches: dict[tuple[tuple[Signature, ...], ...], Instant] = {}
        for since in understood.stretches:
            signatures = tuple(
                tuple(self.answers(self.program.tests, Known(understood, since, strand)) for strand in reading.strands)
                for reading in understood.readings
            )
            stretches.setdefault(signatures, since)  # stretches with the same signatures are one
        return Tested(
            understood.time,
            tuple(
                TestedReading(reading, since, strands)
                for signatures, since in stretches.items()
                for reading, strands in zip(understood.readings, signatures, strict=True)
            ),
        )

    def notes(self, understood: Understood, stretches: tuple[Instant, ...]) -> tuple[Note, ...]:
        """The notes on the incident's names in the stretches of time, and on its place."""
        return (
            *self.noter.notes(understood.readings, stretches),
            *self.notes_on_place(understood.incident.location),
        )

    def notes_on_place(self, location: Location | None) -> tuple[Note, ...]:
        """The notes on the place: an unknown name, a name and a point that disagree."""
        found = () if location is None else self.locator.find(location).notes
        return tuple(Note(f"location.{note.key}", note.text) for note in found)

    def answers(self, tests: Iterable[Test], known: Known) -> bytes:
        """The answers to the tests, a byte each, as in a signature."""
        return bytes(_ANSWERERS[type(test)](self, test, known) for test in tests)

    def _occurred(self, test: OccurredWithin, known: Known) -> int:
        covered = any_of(period.covers(known.instant) for period in test.periods)
        return open_for(_dispute(test.periods, known.instant)) if covered is Truth.UNKNOWN else int(covered)

    def _act(self, test: ActIs, known: Known) -> int:
        return self._kind(test.classes, known.understood.act, self._registry.acts.belongs)

    def _weapon(self, test: WeaponIs, known: Known) -> int:
        return self._kind(test.classes, known.understood.weapon, self._registry.weapons.belongs)

    @staticmethod
    def _kind(classes: frozenset[str], reported: Kinds, belongs: Callable[..., Truth]) -> int:
        truth = Truth.UNKNOWN if reported.kinds is None else belongs(reported.kinds, classes)
        return open_for(reported.reason) if truth is Truth.UNKNOWN else int(truth)

    def _actor(self, test: ActorIs, known: Known) -> int:
        mentioned = _MENTIONED[test.fact](known)
        found: set[int] = set()
        for mention in mentioned:
            identities = None if mention.name is None else self.finder.identities(mention.name, known.instant)
            found.add(_passes(test, identities))
        if len(found) == 1 and _UNKNOWN not in found:
            return found.pop()
        return open_for(self._why_open(test.fact, mentioned[0], known))

    def _why_open(self, fact: ActorFact, mention: Mention, known: Known) -> Reason:
        if fact is ActorFact.CONTROLLER:
            return Reason.AREA_CONTROL
        if mention.name is None:
            return mention.reason or Reason.MISSING_FIELD
        if fact is ActorFact.TARGET:
            return Reason.TARGET_STATUS
        recognised = self.finder.recognise(mention.name, known.instant)
        return Reason.ATTRIBUTION if recognised is Recognition.UNIDENTIFIED else Reason.PARTY_STATUS

    def _place(self, test: PlaceIs, known: Known) -> int:
        where = known.understood.incident.location
        if where is None:
            return open_for(Reason.MISSING_FIELD)
        found = self.locator.find(where).at(test.level)
        truth = found.left.passes(test.places)
        return open_for(found.reason) if truth is Truth.UNKNOWN else int(truth)

    def _count(self, test: CountWithin, known: Known) -> int:
        casualties = known.understood.incident.casualties
        low, high, reason = count_of(getattr(casualties, test.field) if casualties else None)
        least, most = test.low or 0, test.high
        if low >= least and (most is None or (high is not None and high <= most)):
            return _TRUE
        if (high is not None and high < least) or (most is not None and low > most):
            return _FALSE
        return open_for(reason)

    def _raised(self, test: ClaimRaised, known: Known) -> int:
        claim = (known.understood.incident.claims or {}).get(test.claim)
        return int(claim is not None and claim is not False)

    def _claim_test(self, test: ClaimTestMet, known: Known) -> int:
        claim = (known.understood.incident.claims or {}).get(test.claim)
        value = claim.get(test.test) if isinstance(claim, dict) else None
        return open_for(Reason.EXEMPTION_OPEN) if value is None else int(value)


_ANSWERERS: Final[Mapping[type[Test], Callable[..., int]]] = {
    OccurredWithin: Tester._occurred,  # noqa: SLF001  # the table of this class's own answers
    ActIs: Tester._act,  # noqa: SLF001
    WeaponIs: Tester._weapon,  # noqa: SLF001
    ActorIs: Tester._actor,  # noqa: SLF001
    PlaceIs: Tester._place,  # noqa: SLF001
    CountWithin: Tester._count,  # noqa: SLF001
    ClaimRaised: Tester._raised,  # noqa: SLF001
    ClaimTestMet: Tester._claim_test,  # noqa: SLF001
}

_MENTIONED: Final[Mapping[ActorFact, Callable[[Known], tuple[Mention, ...]]]] = {
    ActorFact.PERPETRATOR: lambda known: (known.strand.perpetrator,),
    ActorFact.TARGET: lambda known: (known.strand.target,),
    ActorFact.CONTROLLER: lambda known: known.understood.controllers,
}


def _passes(test: ActorIs, identities: Identities) -> int:
    if identities is None:
        return _UNKNOWN
    outcomes = {
        identity.standing in test.standings or bool(identity.belongs_to & test.actors) for identity in identities
    }
    return int(outcomes.pop()) if len(outcomes) == 1 else _UNKNOWN


def _dispute(periods: tuple[Period, ...], instant: Instant) -> Reason:
    """The reason why it is open whether the periods cover the instant: which boundary is uncertain there."""
    for period in periods:
        for boundary, reason in ((period.start, Reason.DISPUTED_START), (period.end, Reason.DISPUTED_END)):
            if boundary.claims and boundary.earliest <= instant < boundary.latest:
                return reason
    return Reason.TIME_PRECISION


def _tested_periods(program: Program) -> Iterator[Period]:
    for test in program.tests:
        if isinstance(test, OccurredWithin):
            yield from test.periods
