"""Finds the facets of actors at each moment, and notes on their names, with bounded memos."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.answers import Known
from cfcheck.evaluation.facet import Actor, ActorKind, FacetName, Numbers
from cfcheck.evaluation.readings import Mention, Strand
from cfcheck.evaluation.standing import Recognition
from cfcheck.model.struct import replace
from cfcheck.model.time import Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cfcheck.evaluation.answers import Tester, Understood
    from cfcheck.evaluation.moments import Moment, MomentFinder
    from cfcheck.model.assessment import Note
    from cfcheck.model.bounded import Room
    from cfcheck.model.condition import Test
    from cfcheck.model.time import Instant

__all__ = ["ActorFinder"]

# Bytes that are remembered, about: of the kind of an actor at a moment, of what is answered of it from one instant on,
# and of one more stretch of time.
_OF_KIND: Final = 300
_OF_ANSWERS: Final = 300
_OF_STRETCH: Final = 16


class ActorFinder:
    """Finds the kinds of actors. What is remembered takes `room`, and changes how long it takes and nothing else.

    `asked` are the tests of each facet that is an actor, `kinds` what the kinds of each stand for. `then` are kinds by
    facet, number of a moment, and number of an actor: those that were found by `at`. `nothing` is a report that has
    no facts.
    """

    def __init__(
        self,
        tester: Tester,
        asked: Mapping[FacetName, tuple[Test, ...]],
        moments: MomentFinder,
        nothing: Understood,
        room: Room,
    ) -> None:
        self._tester = tester
        self._room = room
        self._asked = asked
        self._moments = moments
        self._starts = tester.stretches.starts
        self._always = frozenset(self._starts)
        self._stranger: Mention | None = None
        self._strangers: dict[FacetName, int] = {}
        self._strangers_lasting: dict[FacetName, tuple[tuple[int, int], ...]] = {}
        self._nothing = nothing
        self._actors: Numbers[Actor] = Numbers()
        self.kinds: Mapping[FacetName, Numbers[ActorKind]] = {name: Numbers() for name in asked}
        self.then: dict[tuple[FacetName, int, int], int] = {}
        self._changes: dict[Actor, Stretches] = {}
        self._told: dict[tuple[Actor, Instant], bytes] = {}
        self.odd_names: dict[object, frozenset[Instant]] = {}
        """Names that the registry does not know all the time, and the stretches in which it does not."""

    def number(self, name: FacetName, *mentions: Mention) -> int:
        """The number of an actor that is mentioned so; the same one for all names that the registry never has."""
        return self._actors.number(Actor(name, tuple([self._same_as(mention) for mention in mentions])))

    def number_of(
        self, name: FacetName, written: str | None, mention_of: Callable[[str | None], Mention]
    ) -> tuple[int, str | None]:
        """The number of an actor that a report names so, and the name; None where nobody is surely named.

        Keeps the name if the registry does not know it all the time. `mention_of` is what a report mentions with it.
        """
        stranger = self._strangers.get(name)
        if stranger is not None and written is not None and not self._tester.finder.is_known(written):
            self.odd_names[written] = self._always
            return stranger, written
        mention = mention_of(written)
        number = self.number(name, mention)
        if mention.name is not None:
            self._look_whether_odd(mention.name)
            if self.odd_names.get(mention.name) is self._always:
                self._strangers[name] = number
        return number, mention.name

    def _same_as(self, mention: Mention) -> Mention:
        """The mention, or one that no test tells from it: of names that the registry never has, the first one."""
        if mention.name is None or self._tester.finder.is_known(mention.name):
            return mention
        self._stranger = self._stranger or mention
        return self._stranger

    def at(self, name: FacetName, moment: Moment, number: int) -> int:
        """The kind, at the moment, of the actor that has the number; as the facet's tests see it."""
        key = (name, moment.number, number)
        if key not in self.then:
            actor = self._actors[number]
            changes = self._changes_of(actor)
            answers = tuple([self._told_by(actor, changes.begun_by(start)) for start in moment.stretches])
            mention = actor.mentions[0]
            hidden = name is not FacetName.CONTROL and self._hides(mention, moment.stretches[0])
            self.then[key] = self.kinds[name].number(ActorKind(answers, mention.name is not None, hidden))
            self._room.take(1, _OF_KIND + _OF_STRETCH * len(answers))
        return self.then[key]

    @property
    def has_met_strangers(self) -> bool:
        """Whether anybody was named as the registry never does."""
        return bool(self._strangers)

    def stranger_at(self, name: FacetName, moment: Moment) -> int | None:
        """The kind, at the moment, of whoever is named as the registry never does; None before one was met."""
        number = self._strangers.get(name)
        return None if number is None else self.at(name, moment, number)

    def stranger_lasting(self, name: FacetName) -> tuple[tuple[int, int], ...] | None:
        """The kinds in time of whoever is named as the registry never does; None before one was met."""
        number = self._strangers.get(name)
        if number is None:
            return None
        if name not in self._strangers_lasting:
            self._strangers_lasting[name] = tuple(self.lasting(name, number))
        return self._strangers_lasting[name]

    def lasting(self, name: FacetName, number: int) -> Iterator[tuple[int, int]]:
        """The kinds of an actor in time.

        Each comes with the place of the stretch from which on it is the one, whatever certainly occurred then.
        """
        for start in self._changes_of(self._actors[number]).starts:
            yield bisect_left(self._starts, start), self.at(name, self._moments.of_stretch(start), number)

    def _look_whether_odd(self, name: str) -> None:
        """Keep the name, and when, if the registry does not know it all the time."""
        if not self._tester.finder.is_known(name):
            self.odd_names[name] = self._always
            return
        is_noted = self._tester.noter.is_noted
        if any(is_noted(name, start) for start in self._tester.finder.stretches(name).starts):
            self.odd_names[name] = frozenset(start for start in self._starts if is_noted(name, start))
            self._room.take(0, getsizeof(self.odd_names[name]))

    def notes_on(self, path: str, name: object, moment: Moment) -> tuple[Note, ...]:
        """What a reader should know of a name, which was looked at, at the moment."""
        odd = self.odd_names.get(name)
        if odd is None or odd.isdisjoint(moment.stretches):
            return ()
        if odd is self._always:
            return (self._tester.noter.of_stranger(path, str(name)),)
        return self._tester.noter.of_name(path, str(name), moment.stretches)

    def _told_by(self, actor: Actor, start: Instant) -> bytes:
        """The answers to the tests of the actor's facet from then on, when something changes for it."""
        key = (actor, start)
        if key not in self._told:
            # As perpetrator, target and in control at once: the tests of one do not look at the others.
            strand = Strand(actor.mentions[0], actor.mentions[0])
            understood = replace(self._nothing, controllers=actor.mentions)
            self._told[key] = self._tester.answers(self._asked[actor.facet], Known(understood, start, strand))
            self._room.take(0, _OF_ANSWERS + len(self._told[key]))
        return self._told[key]

    def _changes_of(self, actor: Actor) -> Stretches:
        """Time as it matters to the actor."""
        if actor not in self._changes:
            names = [mention.name for mention in actor.mentions if mention.name is not None]
            of_names = (self._tester.finder.stretches(name).starts for name in names)
            self._changes[actor] = Stretches((), chain.from_iterable(of_names))
            self._room.take(0, _OF_KIND + _OF_STRETCH * len(self._changes[actor].starts))
        return self._changes[actor]

    def _hides(self, mention: Mention, start: Instant) -> bool:
        finder = self._tester.finder
        return mention.name is not None and finder.recognise(mention.name, start) is Recognition.UNIDENTIFIED
