"""Finds the facets of actors at each moment, and notes on their names, with bounded memos."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.answers import Known
from cfcheck.evaluation.facet import FacetActor, FacetActorKind, FacetName, Numbers
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

# About how many bytes the memos take: for the kind of an actor at a moment, for its answers from one instant on, and
# for one more stretch of time.
_KIND_SIZE: Final = 300
_ANSWERS_SIZE: Final = 300
_STRETCH_SIZE: Final = 16


class ActorFinder:
    """Finds the kinds of actors. Its memos count against `room` and never change a result.

    `tests` holds the tests of each facet that is an actor; `kinds` gives the meaning of the kinds of each such facet.
    `kinds_at` is the memo of `at`, by facet, number of a moment, and number of an actor. `empty` is a report without
    facts. A name is *unlisted* if the registry never has it: all such names are one actor.
    """

    def __init__(
        self,
        tester: Tester,
        tests: Mapping[FacetName, tuple[Test, ...]],
        moments: MomentFinder,
        empty: Understood,
        room: Room,
    ) -> None:
        self._tester = tester
        self._room = room
        self._tests = tests
        self._moments = moments
        self._starts = tester.stretches.starts
        self._all_starts = frozenset(self._starts)
        self._unlisted_mention: Mention | None = None
        self._unlisted: dict[FacetName, int] = {}
        self._unlisted_over_time: dict[FacetName, tuple[tuple[int, int], ...]] = {}
        self._empty = empty
        self._actors: Numbers[FacetActor] = Numbers()
        self.kinds: Mapping[FacetName, Numbers[FacetActorKind]] = {name: Numbers() for name in tests}
        self.kinds_at: dict[tuple[FacetName, int, int], int] = {}
        self._changes: dict[FacetActor, Stretches] = {}
        self._answers: dict[tuple[FacetActor, Instant], bytes] = {}
        self.noted_names: dict[object, frozenset[Instant]] = {}
        """Names with a note, and the starts of the stretches in which there is one: the registry lacks them then."""

    def number(self, name: FacetName, *mentions: Mention) -> int:
        """The number of an actor with these mentions; the same one for all unlisted names."""
        return self._actors.number(FacetActor(name, tuple([self._representative(mention) for mention in mentions])))

    def number_of(
        self, name: FacetName, written: str | None, mention_of: Callable[[str | None], Mention]
    ) -> tuple[int, str | None]:
        """The number of an actor with that name in a report, and the name, which is None if it may be anyone.

        Adds the name to `noted_names` if it needs a note. `mention_of` makes the mention for a name.
        """
        unlisted = self._unlisted.get(name)
        if unlisted is not None and written is not None and not self._tester.finder.is_known(written):
            self.noted_names[written] = self._all_starts
            return unlisted, written
        mention = mention_of(written)
        number = self.number(name, mention)
        if mention.name is not None:
            self._keep_if_noted(mention.name)
            if self.noted_names.get(mention.name) is self._all_starts:
                self._unlisted[name] = number
        return number, mention.name

    def _representative(self, mention: Mention) -> Mention:
        """The mention, or one that gives the same answers to all tests: for an unlisted name, the first such name."""
        if mention.name is None or self._tester.finder.is_known(mention.name):
            return mention
        self._unlisted_mention = self._unlisted_mention or mention
        return self._unlisted_mention

    def at(self, name: FacetName, moment: Moment, number: int) -> int:
        """The kind of an actor, by its number, at the moment, as the facet's tests see it."""
        key = (name, moment.number, number)
        if key not in self.kinds_at:
            actor = self._actors[number]
            changes = self._changes_of(actor)
            answers = tuple([self._answers_from(actor, changes.begun_by(start)) for start in moment.stretches])
            mention = actor.mentions[0]
            hidden = name is not FacetName.CONTROL and self._is_hidden(mention, moment.stretches[0])
            self.kinds_at[key] = self.kinds[name].number(FacetActorKind(answers, mention.name is not None, hidden))
            self._room.take(1, _KIND_SIZE + _STRETCH_SIZE * len(answers))
        return self.kinds_at[key]

    @property
    def has_unlisted(self) -> bool:
        """Whether an unlisted name has occurred."""
        return bool(self._unlisted)

    def unlisted_at(self, name: FacetName, moment: Moment) -> int | None:
        """The kind of an actor with an unlisted name at the moment; None before one has occurred."""
        number = self._unlisted.get(name)
        return None if number is None else self.at(name, moment, number)

    def unlisted_over_time(self, name: FacetName) -> tuple[tuple[int, int], ...]:
        """The kinds over time of an actor with an unlisted name, one of which must have occurred."""
        if name not in self._unlisted_over_time:
            self._unlisted_over_time[name] = tuple(self.kinds_over_time(name, self._unlisted[name]))
        return self._unlisted_over_time[name]

    def kinds_over_time(self, name: FacetName, number: int) -> Iterator[tuple[int, int]]:
        """The kinds of an actor over time, for incidents that lie in one stretch.

        Each comes after the index of the stretch from which on it holds.
        """
        for start in self._changes_of(self._actors[number]).starts:
            yield bisect_left(self._starts, start), self.at(name, self._moments.of_stretch(start), number)

    def _keep_if_noted(self, name: str) -> None:
        """Add the name to `noted_names` if the registry does not have it at all times."""
        if not self._tester.finder.is_known(name):
            self.noted_names[name] = self._all_starts
            return
        is_noted = self._tester.noter.is_noted
        if any(is_noted(name, start) for start in self._tester.finder.stretches(name).starts):
            self.noted_names[name] = frozenset(start for start in self._starts if is_noted(name, start))
            self._room.take(0, getsizeof(self.noted_names[name]))

    def notes_on(self, path: str, name: object, moment: Moment) -> tuple[Note, ...]:
        """The notes on a name at the moment; the name must have a number already."""
        noted = self.noted_names.get(name)
        if noted is None or noted.isdisjoint(moment.stretches):
            return ()
        if noted is self._all_starts:
            return (self._tester.noter.of_unlisted(path, str(name)),)
        return self._tester.noter.of_name(path, str(name), moment.stretches)

    def _answers_from(self, actor: FacetActor, start: Instant) -> bytes:
        """The answers to the tests of the actor's facet from the start of one of its own stretches on."""
        key = (actor, start)
        if key not in self._answers:
            # The actor stands for perpetrator, target and controller at once: a facet's tests read only their own.
            strand = Strand(actor.mentions[0], actor.mentions[0])
            understood = replace(self._empty, controllers=actor.mentions)
            self._answers[key] = self._tester.answers(self._tests[actor.facet], Known(understood, start, strand))
            self._room.take(0, _ANSWERS_SIZE + len(self._answers[key]))
        return self._answers[key]

    def _changes_of(self, actor: FacetActor) -> Stretches:
        """The stretches of time in which nothing changes for the actor."""
        if actor not in self._changes:
            names = [mention.name for mention in actor.mentions if mention.name is not None]
            of_names = (self._tester.finder.stretches(name).starts for name in names)
            self._changes[actor] = Stretches((), chain.from_iterable(of_names))
            self._room.take(0, _KIND_SIZE + _STRETCH_SIZE * len(self._changes[actor].starts))
        return self._changes[actor]

    def _is_hidden(self, mention: Mention, start: Instant) -> bool:
        finder = self._tester.finder
        return mention.name is not None and finder.recognise(mention.name, start) is Recognition.UNIDENTIFIED
