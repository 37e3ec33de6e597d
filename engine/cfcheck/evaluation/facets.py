"""Finds the facets of incidents, with a bounded memo of the facets of each distinct value."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from cfcheck.evaluation.actor_facets import ActorFinder
from cfcheck.evaluation.answers import Known
from cfcheck.evaluation.facet import (
    SIMPLE,
    Encounter,
    FacetName,
    Facets,
    FormKind,
    MomentKind,
    Numbers,
    ReadingKind,
    StrandFacets,
)
from cfcheck.evaluation.moments import MomentFinder
from cfcheck.evaluation.readings import confidence_of
from cfcheck.model.bounded import ENTRY, size_of
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
from cfcheck.model.incident import Incident
from cfcheck.model.place import stated_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from cfcheck.evaluation.answers import Tester, Understood
    from cfcheck.evaluation.moments import Moment
    from cfcheck.evaluation.places.locator import Locator
    from cfcheck.evaluation.readings import Mention, Reading
    from cfcheck.model.assessment import Note
    from cfcheck.model.bounded import Room
    from cfcheck.model.condition import Test
    from cfcheck.model.incident import Location
    from cfcheck.model.program import Program

__all__ = ["FacetFinder", "facet_of"]


def facet_of(test: Test) -> FacetName:
    """The facet that answers the test."""
    return _OF_ACTOR[test.fact] if isinstance(test, ActorIs) else _FACETS[type(test)]


_OF_ACTOR: Final[Mapping[ActorFact, FacetName]] = {
    ActorFact.PERPETRATOR: FacetName.PERPETRATOR,
    ActorFact.TARGET: FacetName.TARGET,
    ActorFact.CONTROLLER: FacetName.CONTROL,
}
_FACETS: Final[Mapping[type[Test], FacetName]] = {
    OccurredWithin: FacetName.MOMENT,
    PlaceIs: FacetName.PLACE,
    ActIs: FacetName.ACT,
    ClaimRaised: FacetName.CLAIMS,
    ClaimTestMet: FacetName.CLAIMS,
    CountWithin: FacetName.COUNTS,
    WeaponIs: FacetName.WEAPON,
}


class FacetFinder:
    """Finds facets under one program. What is remembered takes `room`, and changes how long it takes and nothing else.

    `tests` are the places of each facet's tests among the program's. `forms`, `times`, `actors` and `answers` say what
    the kinds of facets stand for: `answers` those of the facets that neither time nor readings move.
    """

    def __init__(self, tester: Tester, room: Room) -> None:
        program = tester.program
        self.room = room
        self._tester = tester
        self.tests: Mapping[FacetName, tuple[int, ...]] = {
            name: tuple(place for place, test in enumerate(program.tests) if facet_of(test) is name)
            for name in FacetName
        }
        self._asked = {name: tuple(program.tests[place] for place in places) for name, places in self.tests.items()}
        asked = {test.level for test in program.tests if isinstance(test, PlaceIs)}
        self.place_fields = tuple(sorted({"country", *stated_beside(asked)}))
        self.count_fields = tuple(sorted({*_fields(program, CountWithin, lambda test: test.field)}))
        self._where = _where(self.place_fields, tester.locator)
        self._counts = _several(self.count_fields)
        self.starts = tester.stretches.starts
        self.moments = MomentFinder(program.agreement.zone, tester.stretches)
        self.forms: Numbers[FormKind] = Numbers(first=SIMPLE + 1)
        self.times: Numbers[MomentKind] = Numbers()
        self._times: dict[int, int] = {}
        asked_of_actors = {name: self._asked[name] for name in _OF_ACTOR.values()}
        self._nothing = tester.understand(_NOTHING)
        self.actors = ActorFinder(tester, asked_of_actors, self.moments, self._nothing, room)
        self._then = self.actors.then
        self.answers: Mapping[FacetName, Numbers[bytes]] = {name: Numbers() for name in _FACETS.values()}
        self._looked_at: tuple[dict[Hashable, int], ...] = tuple({} for _ in _LOOKED_AT)
        self._perpetrators: dict[Hashable, int] = {}
        self._targets: dict[Hashable, int] = {}
        self._encounters: dict[tuple[Hashable, ...], tuple[int, Encounter, tuple[Note, ...]]] = {}
        self._simple: dict[Hashable, Encounter] = {}
        self._odd_places: dict[Hashable, tuple[Note, ...]] = {}

    def find(self, incident: Incident) -> Facets:
        """The facets of the incident. Raises InvalidIncident."""
        where, casualties, claims = incident.location, incident.casualties, incident.claims
        values = (
            None if where is None else self._where(where),
            incident.act,
            None if where is None else where.controlled_by,
            None if claims is None else repr(claims),
            None if casualties is None else self._counts(casualties),
            incident.weapon,
        )
        places, acts, controls, claimed, counts, weapons = self._looked_at
        try:
            others = (
                places[values[0]], acts[values[1]], controls[values[2]],
                claimed[values[3]], counts[values[4]], weapons[values[5]],
            )  # fmt: skip
        except KeyError:
            others = self._look(values, incident)
        # After the others: of several faults the first is told, in the order in which the tester looks at them.
        return self._found(self.moments.find(incident), incident, others)

    def _look(self, values: tuple[Hashable, ...], incident: Incident) -> _Others:
        """The kinds of the values, of which some were not met before."""
        understood = self._tester.understand(incident)
        for name, known, value in zip(_LOOKED_AT, self._looked_at, values, strict=True):
            if value not in known:
                if name is FacetName.PLACE and (notes := self._tester.notes_on_place(incident.location)):
                    self._odd_places[value] = notes
                    self.room.take(0, ENTRY + size_of(notes))
                known[value] = self._of(name, understood)
                self.room.take(1, ENTRY + size_of(value))
        place, act, control, claimed, counts, weapon = map(dict.__getitem__, self._looked_at, values)
        return place, act, control, claimed, counts, weapon

    def _found(self, moment: Moment, incident: Incident, others: _Others) -> Facets:
        perpetrator, target = incident.perpetrator, incident.target
        place, act, holder, claimed, counts, weapon = others
        number, since = moment.number, moment.stretches[0]
        control = self._then.get((_CONTROL, number, holder))
        if control is None:
            control = self.actors.at(FacetName.CONTROL, moment, holder)
        if incident.participants is not None or not (_is_simple(perpetrator) and _is_simple(target)):
            form, encounter, notes = self._encounter(moment, incident)
            kinds = (form, 0, 0, place, act, 0, control, claimed, counts, weapon)
            return Facets(kinds, encounter, notes + self._on_place(incident), since)
        # Looked up and not tried: a feed can have a name of its own in each report, and to raise takes long.
        by = self._then.get((_PERPETRATOR, number, self._perpetrators.get(perpetrator, _NOT_MET)))
        at = self._then.get((_TARGET, number, self._targets.get(target, _NOT_MET)))
        if by is None or at is None:
            by, at = self._look_at_actors(moment, incident)
        notes = ()
        odd = self.actors.odd_names
        if perpetrator in odd:
            notes = self.actors.notes_on("perpetrator", perpetrator, moment)
        if target in odd:
            notes += self.actors.notes_on("target", target, moment)
        kinds = (SIMPLE, self.of_moment(moment), by, place, act, at, control, claimed, counts, weapon)
        if self._odd_places:
            notes += self._on_place(incident)
        return Facets(kinds, self._simple[perpetrator], notes, since)

    @property
    def reads_points(self) -> bool:
        """Whether points move what is found of a place, so that its names do not tell all."""
        return self._tester.locator.surveyor is not None

    def is_odd_place(self, incident: Incident) -> bool:
        """Whether there is a note on the place, which was met before."""
        return bool(self._on_place(incident))

    def _on_place(self, incident: Incident) -> tuple[Note, ...]:
        return () if incident.location is None else self._odd_places.get(self._where(incident.location), ())

    def lasting(self, name: FacetName, incident: Incident) -> Iterator[tuple[int, int]]:
        """The kinds in time of an actor of an incident that was found before, as ActorFinder has them."""
        return self.actors.lasting(name, self._number_of(name, incident))

    def _number_of(self, name: FacetName, incident: Incident) -> int:
        if name is FacetName.CONTROL:
            held = self._looked_at[_LOOKED_AT.index(name)]
            return held[None if incident.location is None else incident.location.controlled_by]
        if name is FacetName.TARGET:
            return self._targets[incident.target]
        return self._perpetrators[incident.perpetrator]

    def _look_at_actors(self, moment: Moment, incident: Incident) -> tuple[int, int]:
        """The kinds of perpetrator and target of a simple encounter, not both of which were met at that moment."""
        perpetrator, target = incident.perpetrator, incident.target
        if target not in self._targets and _is_simple(target):
            self._targets[target], _ = self.actors.number_of(FacetName.TARGET, target, self._tester.target)
            self.room.take(1, _OF_NAME + size_of(target))
        if perpetrator not in self._perpetrators and _is_simple(perpetrator):
            number, named = self.actors.number_of(FacetName.PERPETRATOR, perpetrator, self._tester.perpetrator)
            self._simple[perpetrator] = Encounter(() if named is None else (named,), _PROBABLE)
            # As the last: where it is remembered, all else is.
            self._perpetrators[perpetrator] = number
            self.room.take(1, _OF_NAME + size_of(perpetrator))
        by, at = self._perpetrators[perpetrator], self._targets[target]
        return self.actors.at(FacetName.PERPETRATOR, moment, by), self.actors.at(FacetName.TARGET, moment, at)

    def _of(self, name: FacetName, understood: Understood) -> int:
        """The kind of a facet that neither time nor readings move; for control, which time does, who may have it."""
        if name is FacetName.CONTROL:
            return self.actors.number(name, *understood.controllers)
        known = Known(understood, understood.stretches[0], understood.readings[0].strands[0])
        return self.answers[name].number(self._tester.answers(self._asked[name], known))

    def of_moment(self, moment: Moment) -> int:
        """The kind of the moment."""
        known = self._times.get(moment.number)
        if known is None:
            strand, asked = self._nothing.readings[0].strands[0], self._asked[FacetName.MOMENT]
            answers = (self._tester.answers(asked, Known(self._nothing, since, strand)) for since in moment.stretches)
            kind = MomentKind(tuple(answers), moment.reason)
            known = self._times[moment.number] = self.times.number(kind)
            self.room.take(0, 2 * ENTRY + size_of(moment) + size_of(kind))
        return known

    def _encounter(self, moment: Moment, incident: Incident) -> tuple[int, Encounter, tuple[Note, ...]]:
        """The form of an encounter that can be read in several ways, and what is told beside it."""
        key = (moment.number, incident.perpetrator, incident.target, incident.participants)
        found = self._encounters.get(key)
        if found is None:
            understood = self._tester.understand(incident)
            names = _perpetrators(understood.readings)
            form = FormKind(self.of_moment(moment), tuple(self._reading_kinds(moment, understood, names)))
            notes = self._tester.noter.notes(understood.readings, moment.stretches)
            encounter = Encounter(names, confidence_of(incident.perpetrator))
            found = self._encounters[key] = (self.forms.number(form), encounter, notes)
            strands = sum(len(reading.strands) for reading in form.readings)
            size = size_of(key) + size_of(form) + size_of(encounter) + size_of(notes)
            self.room.take(1 + strands, 2 * ENTRY + size)
        return found

    def _reading_kinds(self, moment: Moment, understood: Understood, names: tuple[str, ...]) -> Iterator[ReadingKind]:
        groups: dict[tuple[Mention, ...], int] = {}
        targets: dict[Mention, int] = {}
        for reading in understood.readings:
            group = tuple(strand.perpetrator for strand in reading.strands)
            yield ReadingKind(
                groups.setdefault(group, len(groups)),
                targets.setdefault(reading.strands[0].target, len(targets)),
                tuple(None if mention.name is None else names.index(mention.name) for mention in group),
                tuple(
                    StrandFacets(
                        self._actor_at(FacetName.PERPETRATOR, moment, strand.perpetrator),
                        self._actor_at(FacetName.TARGET, moment, strand.target),
                    )
                    for strand in reading.strands
                ),
            )

    def _actor_at(self, name: FacetName, moment: Moment, mention: Mention) -> int:
        return self.actors.at(name, moment, self.actors.number(name, mention))


_Others = tuple[int, int, int, int, int, int]
"""The kinds of place, act, claims, counts and weapon; of who is in control the number."""

_LOOKED_AT: Final = (
    FacetName.PLACE, FacetName.ACT, FacetName.CONTROL, FacetName.CLAIMS, FacetName.COUNTS, FacetName.WEAPON,
)  # fmt: skip
# What is looked up of every report: a member of an Enum takes longer to find than a name.
_PERPETRATOR: Final = FacetName.PERPETRATOR
_TARGET: Final = FacetName.TARGET
_CONTROL: Final = FacetName.CONTROL
_NOT_MET: Final = -1

_NOTHING: Final = Incident(id="nothing")
_PROBABLE: Final = confidence_of(None)
_OF_NAME: Final = 4 * ENTRY
"""Bytes that are remembered of a perpetrator or a target, about, beside the name."""


def _is_simple(actor: object) -> TypeGuard[str | None]:
    return actor is None or type(actor) is str


def _perpetrators(found: Iterable[Reading]) -> tuple[str, ...]:
    named = (strand.perpetrator.name for reading in found for strand in reading.strands)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _where(fields: tuple[str, ...], locator: Locator) -> Callable[[Location], Hashable]:
    """What a location says that a test of place, or a note, can depend on."""
    said = attrgetter(*fields)
    if locator.surveyor is None:
        return lambda location: (said(location),)
    return lambda location: (location.country, locator.find(location))


def _fields(program: Program, kind: type, field: Callable[[Any], str]) -> Iterator[str]:
    return (field(test) for test in program.tests if isinstance(test, kind))


def _several(fields: Iterable[str]) -> Callable[[object], object]:
    names = list(fields)
    return attrgetter(*names) if names else lambda _: None
