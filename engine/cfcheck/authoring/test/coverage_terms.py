"""Lists what cases are measured against: actors, places and dates of an agreement, and where its tests are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.check.written import key_spot
from cfcheck.evaluation.readings import mentions
from cfcheck.evaluation.reference import value_of
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.condition import ActorIs, OccurredWithin, asks_in
from cfcheck.model.logic import Truth
from cfcheck.model.program import truth_of
from cfcheck.model.text import normalise
from cfcheck.model.time import BEGINNING, END, Instant
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.check.written import Spot, Written
    from cfcheck.evaluation.answers import Tested
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.actor import Actor, ActorId
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Assessment
    from cfcheck.model.citation import Origin
    from cfcheck.model.condition import Test
    from cfcheck.model.incident import Incident
    from cfcheck.model.program import Program, Signature
    from cfcheck.model.text import NormalName
    from cfcheck.model.time import Boundary, Period, Span

__all__ = [
    "BoundaryInstant",
    "NameIndex",
    "NamedActor",
    "Observer",
    "boundary_instants",
    "name_spot",
    "named_actors",
    "origins_of_tests",
]


def origins_of_tests(program: Program) -> dict[Test, Origin]:
    """Every test of the program in its order, and where it is first written."""
    first: dict[Test, Origin] = {}
    for root in program.roots:
        for asks in asks_in(root.condition):
            first.setdefault(asks.test, asks.origin)
    return {test: first[test] for test in program.tests}


class NamedActor(NamedTuple):
    """Whom a case must name, for a boundary to matter: an actor under any name, or a name whomever it is of."""

    actor: ActorId
    name: NormalName | None = None


class BoundaryInstant(NamedTuple):
    """An instant at which something that the agreement says begins or ends."""

    words: str
    at: Instant
    spot: Spot
    who: NamedActor | None = None


class NameIndex:
    """Finds the actor behind a name at an instant."""

    def __init__(self, agreement: Agreement) -> None:
        self._bearers: dict[NormalName, list[tuple[Period, ActorId]]] = {}
        for actor in agreement.registry.actors.values():
            for name in actor.names:
                self._bearers.setdefault(normalise(name.text), []).append((name.period, actor.id))

    def bearer(self, name: NormalName, instant: Instant) -> ActorId | None:
        """The actor that the name stands for then."""
        bearers = self._bearers.get(name, ())
        return next((actor for period, actor in bearers if period.covers(instant) is Truth.TRUE), None)

    def bearers(self, name: NormalName) -> frozenset[ActorId]:
        """Every actor that ever has the name."""
        return frozenset(actor for _, actor in self._bearers.get(name, ()))


def named_actors(program: Program) -> dict[ActorId, None]:
    """The actors that the agreement names: members, candidates, not bound, excluded or listed, or named by a norm."""
    agreement = program.agreement
    found: dict[ActorId, None] = {}
    for party in agreement.parties.values():
        found |= dict.fromkeys(member.actor for member in party.members)
        found |= dict.fromkeys(candidate.actor for candidate in party.candidates)
    found |= dict.fromkeys(free.actor for free in agreement.not_bound)
    for exclusion in agreement.excluded:
        if exclusion.actor is not None:
            found[exclusion.actor] = None
        if exclusion.list is not None:
            found |= dict.fromkeys(entry.actor for entry in agreement.registry.lists[exclusion.list].entries)
    for test in program.tests:
        if isinstance(test, ActorIs):
            found |= dict.fromkeys(sorted(test.actors))
    return found


def boundary_instants(program: Program, written: Written) -> Iterator[BoundaryInstant]:
    """Every boundary of what the agreement says, each instant of one whom it concerns once."""
    seen: set[tuple[Instant, NamedActor | None]] = set()
    for moment in (*_of_terms(program, written), *_of_parties(program, written), *_of_names(program, written)):
        if (moment.at, moment.who) not in seen:
            seen.add((moment.at, moment.who))
            yield moment


def _of_terms(program: Program, written: Written) -> Iterator[BoundaryInstant]:
    for place, period in enumerate(program.agreement.in_force):
        spot = key_spot(written.terms, ("in_force", place))
        yield from _bounds("in force", period, spot, None)
    for test, spot in _time_tests(program, written):
        for period in test.periods:
            if period not in program.agreement.in_force:
                yield from _bounds("the time a norm asks for", period, spot, None)


def _time_tests(program: Program, written: Written) -> Iterator[tuple[OccurredWithin, Spot]]:
    for test, origin in origins_of_tests(program).items():
        if isinstance(test, OccurredWithin):
            yield test, written.line_spot(origin)


def _of_parties(program: Program, written: Written) -> Iterator[BoundaryInstant]:
    agreement = program.agreement
    for party in agreement.parties.values():
        for place, member in enumerate(party.members):
            spot = key_spot(written.terms, ("parties", party.id, "members", place))
            yield from _bounds(
                f"{member.actor} as a member of {party.id}", member.period, spot, NamedActor(member.actor)
            )
    for place, free in enumerate(agreement.not_bound):
        spot = key_spot(written.terms, ("not_bound", place))
        yield from _bounds(f"{free.actor} as not bound", free.period, spot, NamedActor(free.actor))
    yield from _of_exclusions(agreement, written)


def _of_exclusions(agreement: Agreement, written: Written) -> Iterator[BoundaryInstant]:
    for place, exclusion in enumerate(agreement.excluded):
        if exclusion.actor is not None:
            spot = key_spot(written.terms, ("excluded", place))
            yield from _bounds(f"{exclusion.actor} as excluded", exclusion.period, spot, NamedActor(exclusion.actor))
        if exclusion.list is not None:
            # Whom it concerns is for the list to say, and changes; any case in that second counts.
            spot = key_spot(written.terms, ("excluded", place))
            yield from _bounds(f"{exclusion.list} as excluded", exclusion.period, spot, None)
            home = written.home("lists", exclusion.list)
            for number, entry in enumerate(agreement.registry.lists[exclusion.list].entries):
                spot = key_spot(home, ("lists", exclusion.list, "entries", number))
                yield from _bounds(f"{entry.actor} on {exclusion.list}", entry.period, spot, NamedActor(entry.actor))


def _of_names(program: Program, written: Written) -> Iterator[BoundaryInstant]:
    """The dates of the names and ties of the actors that the agreement names."""
    actors = program.agreement.registry.actors
    for actor in map(actors.__getitem__, named_actors(program)):
        for place, tie in enumerate(actor.part_of):
            spot = key_spot(written.home("actors", actor.id), ("actors", actor.id, "part_of", place))
            yield from _bounds(f"{actor.id} as part of {tie.whole}", tie.period, spot, NamedActor(actor.id))
        for place, name in enumerate(actor.names):
            who = NamedActor(actor.id, normalise(name.text))
            yield from _bounds(f"{actor.id} as `{name.text}`", name.period, name_spot(written, actor, place), who)


def name_spot(written: Written, actor: Actor, place: int) -> Spot:
    """Where the name is written; the first is the title."""
    below = ("title",) if place == 0 else ("aliases", place - 1)
    return key_spot(written.home("actors", actor.id), ("actors", actor.id, *below))


def _bounds(words: str, period: Period, spot: Spot, who: NamedActor | None) -> Iterator[BoundaryInstant]:
    for end, boundary in (("start", period.start), ("end", period.end)):
        for instant, which in _candidates(boundary):
            yield BoundaryInstant(f"{words}, {end}{which}", instant, spot, who)


def _candidates(boundary: Boundary) -> Iterator[tuple[Instant, str]]:
    """The instants at which the boundary may lie, each with which one it is. What is open has none."""
    if boundary.claims:
        found = [(claim.at, f" according to {claim.by}") for claim in boundary.claims]
    elif boundary.earliest != boundary.latest:
        found = [(boundary.earliest, ", at the earliest"), (boundary.latest, ", at the latest")]
    else:
        found = [(boundary.earliest, "")]
    return ((instant, which) for instant, which in found if instant not in (BEGINNING, END))


_SECOND: Final = 1_000_000


class Observer:
    """What the incidents observed so far showed, in any of their readings.

    `roots` and `tests` pair the places of the program's roots and tests with the truths they had; `seconds` are the
    instants at which a second begins in which an incident lies wholly, with whom it then names; `names` are the names
    by which the actors were meant.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._threshold = AttributionConfidence(evaluator.provenance.attribution_threshold)
        self._index = NameIndex(evaluator.agreement)
        self._signatures: set[Signature] = set()
        self.roots: set[tuple[int, Truth]] = set()
        self.tests: set[tuple[int, Truth]] = set()
        self.reasons: set[Reason] = set()
        self.seconds: set[tuple[Instant, NamedActor | None]] = set()
        self.names: set[tuple[ActorId, NormalName]] = set()

    def observe(self, incident: Incident, assessment: Assessment) -> None:
        """Take note of an incident and its assessment."""
        tested = self._evaluator.tester.test(incident)
        self.reasons |= set(assessment.reasons)
        for signature in {signature for reading in tested.readings for signature in reading.signatures}:
            self._decide(signature)
        second = _second(tested.time.span)
        if second is not None:
            self.seconds.add((second, None))
        for name, since in set(self._named(incident, tested)):
            self._mention(name, since, second)

    def _decide(self, signature: Signature) -> None:
        if signature in self._signatures:
            return
        self._signatures.add(signature)
        self.tests |= {(number, truth_of(answer)) for number, answer in enumerate(signature)}
        roots = self._evaluator.program.roots
        self.roots |= {(place, value_of(root.tree, signature)) for place, root in enumerate(roots)}

    def _mention(self, name: NormalName, since: Instant, second: Instant | None) -> None:
        actor = self._index.bearer(name, since)
        if actor is not None:
            self.names.add((actor, name))
        if second is not None:
            meant = {NamedActor(bearer, name) for bearer in self._index.bearers(name)}
            self.seconds |= {(second, who) for who in meant}
            if actor is not None:
                self.seconds.add((second, NamedActor(actor)))

    def _named(self, incident: Incident, tested: Tested) -> Iterator[tuple[NormalName, Instant]]:
        where = incident.location
        controllers = mentions(where.controlled_by if where else None, self._threshold, Reason.AREA_CONTROL)
        for reading in tested.readings:
            strands = ((strand.perpetrator, strand.target) for strand in reading.reading.strands)
            for mention in (*(one for strand in strands for one in strand), *controllers):
                if mention.name is not None:
                    yield normalise(mention.name), reading.since


def _second(span: Span) -> Instant | None:
    """The beginning of the second in which all of the span lies, if it does."""
    start = Instant(span[0].start - span[0].start % _SECOND)
    return start if span[-1].end <= start + _SECOND else None
