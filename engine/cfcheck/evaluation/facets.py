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
    return _ACTOR_FACETS[test.fact] if isinstance(test, ActorIs) else _FACETS[type(test)]


_ACTOR_FACETS: Final[Mapping[ActorFact, FacetName]] = {
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
    """Finds facets under one program. Its memos count against `room` and never change a result.

    `tests` holds, for each facet, the indices of its tests in the program. `forms`, `times`, `actors` and `answers`
    give the meaning of kinds: `answers` for the facets that depend neither on time nor on the reading.
    """

    def __init__(self, tester: Tester, room: Room) -> None:
        program = tester.program
        self.room = room
        self._tester = tester
        self.tests: Mapping[FacetName, tuple[int, ...]] = {
            name: tuple(index for index, test in enumerate(program.tests) if facet_of(test) is name)
            for name in FacetName
        }
        self._tests_of = {
            name: tuple(program.tests[index] for index in indices) for name, indices in self.tests.items()
        }
        levels = {test.level for test in program.tests if isinstance(test, PlaceIs)}
        self.place_fields = tuple(sorted({"country", *stated_beside(levels)}))
        self.count_fields = tuple(sorted({*_fields(program, CountWithin, lambda test: test.field)}))
        self._place_key = _place_key(self.place_fields, tester.locator)
        self._counts_key = _attributes(self.count_fields)
        self.starts = tester.stretches.starts
        self.moments = MomentFinder(program.agreement.zone, tester.stretches)
        self.forms: Numbers[FormKind] = Numbers(first=SIMPLE + 1)
        self.times: Numbers[MomentKind] = Numbers()
        self._times: dict[int, int] = {}
        actor_tests = {name: self._tests_of[name] for name in _ACTOR_FACETS.values()}
        self._empty = tester.understand(_EMPTY)
        self.actors = ActorFinder(tester, actor_tests, self.moments, self._empty, room)
        self._kinds_at = self.actors.kinds_at
        self.answers: Mapping[FacetName, Numbers[bytes]] = {name: Numbers() for name in _FACETS.values()}
        self._memos: tuple[dict[Hashable, int], ...] = tuple({} for _ in _MEMO_FACETS)
        self._perpetrators: dict[Hashable, int] = {}
        self._targets: dict[Hashable, int] = {}
        self._encounters: dict[tuple[Hashable, ...], tuple[int, Encounter, tuple[Note, ...]]] = {}
        self._simple_encounters: dict[Hashable, Encounter] = {}
        self._place_notes: dict[Hashable, tuple[Note, ...]] = {}

    def find(self, incident: Incident) -> Facets:
        """The facets of the incident. Raises InvalidIncident."""
        where, casualties, claims = incident.location, incident.casualties, incident.claims
        values = (
            None if where is None else self._place_key(where),
            incident.act,
            None if where is None else where.controlled_by,
            None if claims is None else repr(claims),
            None if casualties is None else self._counts_key(casualties),
            incident.weapon,
        )
        places, acts, controls, claimed, counts, weapons = self._memos
        try:
            other_kinds = (
                places[values[0]], acts[values[1]], controls[values[2]],
                claimed[values[3]], counts[values[4]], weapons[values[5]],
            )  # fmt: skip
        except KeyError:
            other_kinds = self._find_others(values, incident)
        # The time comes last, as in the tester: of several faults, the first in its order is the one reported.
        return self._facets(self.moments.find(incident), incident, other_kinds)

    def _find_others(self, values: tuple[Hashable, ...], incident: Incident) -> _OtherKinds:
        """The kinds of the values, some of which are not in the memos yet."""
        understood = self._tester.understand(incident)
        for name, known, value in zip(_MEMO_FACETS, self._memos, values, strict=True):
            if value not in known:
                if name is FacetName.PLACE and (notes := self._tester.notes_on_place(incident.location)):
                    self._place_notes[value] = notes
                    self.room.take(0, ENTRY + size_of(notes))
                known[value] = self._kind_of(name, understood)
                self.room.take(1, ENTRY + size_of(value))
        place, act, control, claimed, counts, weapon = map(dict.__getitem__, self._memos, values)
        return place, act, control, claimed, counts, weapon

    def _facets(self, moment: Moment, incident: Incident, other_kinds: _OtherKinds) -> Facets:
        perpetrator, target = incident.perpetrator, incident.target
        place, act, controller, claimed, counts, weapon = other_kinds
        number, since = moment.number, moment.stretches[0]
        control = self._kinds_at.get((_CONTROL, number, controller))
        if control is None:
            control = self.actors.at(FacetName.CONTROL, moment, controller)
        if incident.participants is not None or not (_is_simple(perpetrator) and _is_simple(target)):
            form, encounter, notes = self._encounter(moment, incident)
            kinds = (form, 0, 0, place, act, 0, control, claimed, counts, weapon)
            return Facets(kinds, encounter, notes + self._notes_on_place(incident), since)
        # No try block as above: a feed can have a new name in each report, and raising an exception is slow.
        perpetrator_kind = self._kinds_at.get((_PERPETRATOR, number, self._perpetrators.get(perpetrator, _NO_NUMBER)))
        target_kind = self._kinds_at.get((_TARGET, number, self._targets.get(target, _NO_NUMBER)))
        if perpetrator_kind is None or target_kind is None:
            perpetrator_kind, target_kind = self._find_actors(moment, incident)
        notes = ()
        noted = self.actors.noted_names
        if perpetrator in noted:
            notes = self.actors.notes_on("perpetrator", perpetrator, moment)
        if target in noted:
            notes += self.actors.notes_on("target", target, moment)
        kinds = (
            SIMPLE,
            self.of_moment(moment),
            perpetrator_kind,
            place,
            act,
            target_kind,
            control,
            claimed,
            counts,
            weapon,
        )
        if self._place_notes:
            notes += self._notes_on_place(incident)
        return Facets(kinds, self._simple_encounters[perpetrator], notes, since)

    @property
    def reads_points(self) -> bool:
        """Whether the possible places depend on points too, so that names alone are no sufficient key."""
        return self._tester.locator.surveyor is not None

    def has_note_on_place(self, incident: Incident) -> bool:
        """Whether there is a note on the place of an incident whose facets were found before."""
        return bool(self._notes_on_place(incident))

    def _notes_on_place(self, incident: Incident) -> tuple[Note, ...]:
        return () if incident.location is None else self._place_notes.get(self._place_key(incident.location), ())

    def kinds_over_time(self, name: FacetName, incident: Incident) -> Iterator[tuple[int, int]]:
        """The kinds over time of an actor of an incident whose facets were found before, as in ActorFinder."""
        return self.actors.kinds_over_time(name, self._number_of(name, incident))

    def _number_of(self, name: FacetName, incident: Incident) -> int:
        if name is FacetName.CONTROL:
            controllers = self._memos[_MEMO_FACETS.index(name)]
            return controllers[None if incident.location is None else incident.location.controlled_by]
        if name is FacetName.TARGET:
            return self._targets[incident.target]
        return self._perpetrators[incident.perpetrator]

    def _find_actors(self, moment: Moment, incident: Incident) -> tuple[int, int]:
        """The kinds of perpetrator and target of a simple encounter, where one of them is not in the memos yet."""
        perpetrator, target = incident.perpetrator, incident.target
        if target not in self._targets and _is_simple(target):
            self._targets[target], _ = self.actors.number_of(FacetName.TARGET, target, self._tester.target)
            self.room.take(1, _NAME_SIZE + size_of(target))
        if perpetrator not in self._perpetrators and _is_simple(perpetrator):
            number, named = self.actors.number_of(FacetName.PERPETRATOR, perpetrator, self._tester.perpetrator)
            self._simple_encounters[perpetrator] = Encounter(() if named is None else (named,), _PROBABLE)
            # This entry comes last: where it is present, other threads find all the others.
            self._perpetrators[perpetrator] = number
            self.room.take(1, _NAME_SIZE + size_of(perpetrator))
        return (
            self.actors.at(FacetName.PERPETRATOR, moment, self._perpetrators[perpetrator]),
            self.actors.at(FacetName.TARGET, moment, self._targets[target]),
        )

    def _kind_of(self, name: FacetName, understood: Understood) -> int:
        """The kind of a facet that depends neither on time nor on readings; for control, the number of the actor."""
        if name is FacetName.CONTROL:
            return self.actors.number(name, *understood.controllers)
        known = Known(understood, understood.stretches[0], understood.readings[0].strands[0])
        return self.answers[name].number(self._tester.answers(self._tests_of[name], known))

    def of_moment(self, moment: Moment) -> int:
        """The kind of the moment."""
        known = self._times.get(moment.number)
        if known is None:
            strand, tests = self._empty.readings[0].strands[0], self._tests_of[FacetName.MOMENT]
            answers = (self._tester.answers(tests, Known(self._empty, since, strand)) for since in moment.stretches)
            kind = MomentKind(tuple(answers), moment.reason)
            known = self._times[moment.number] = self.times.number(kind)
            self.room.take(0, 2 * ENTRY + size_of(moment) + size_of(kind))
        return known

    def _encounter(self, moment: Moment, incident: Incident) -> tuple[int, Encounter, tuple[Note, ...]]:
        """The form of an encounter that is not simple, and what results show besides it."""
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


_OtherKinds = tuple[int, int, int, int, int, int]
"""The kinds of place, act, claims, counts and weapon; for control, the number of the actor."""

_MEMO_FACETS: Final = (
    FacetName.PLACE, FacetName.ACT, FacetName.CONTROL, FacetName.CLAIMS, FacetName.COUNTS, FacetName.WEAPON,
)  # fmt: skip
# Used for every report: a global is found faster than a member of an Enum.
_PERPETRATOR: Final = FacetName.PERPETRATOR
_TARGET: Final = FacetName.TARGET
_CONTROL: Final = FacetName.CONTROL
_NO_NUMBER: Final = -1

_EMPTY: Final = Incident(id="nothing")
_PROBABLE: Final = confidence_of(None)
_NAME_SIZE: Final = 4 * ENTRY
"""About how many bytes the memos take for a perpetrator or a target, besides the name."""


def _is_simple(actor: object) -> TypeGuard[str | None]:
    return actor is None or type(actor) is str


def _perpetrators(found: Iterable[Reading]) -> tuple[str, ...]:
    named = (strand.perpetrator.name for reading in found for strand in reading.strands)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _place_key(fields: tuple[str, ...], locator: Locator) -> Callable[[Location], Hashable]:
    """A function that gives a memo key for a location: all that a test of place, or a note, can depend on."""
    values_of = attrgetter(*fields)
    if locator.surveyor is None:
        return lambda location: (values_of(location),)
    return lambda location: (location.country, locator.find(location))


def _fields(program: Program, kind: type, field: Callable[[Any], str]) -> Iterator[str]:
    return (field(test) for test in program.tests if isinstance(test, kind))


def _attributes(fields: Iterable[str]) -> Callable[[object], object]:
    names = list(fields)
    return attrgetter(*names) if names else lambda _: None
