"""Finds whom an actor's name stands for, and the standing of that actor under an agreement, at a time.

A name at an instant leaves a set of identities possible; None means that anyone is possible. Names never match by
likeness. The precedence among statements of an actor's standing is in docs/semantics.md, "Actors".
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from cfcheck.model.actor import Actor, ActorId, ActorKind
from cfcheck.model.bounded import Remembered
from cfcheck.model.logic import Truth, any_of
from cfcheck.model.standing import EXCLUDED, NOT_BOUND, Terms, party_standing
from cfcheck.model.struct import Noun
from cfcheck.model.text import normalise
from cfcheck.model.time import ALL_TIME, Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.model.agreement import Agreement
    from cfcheck.model.time import Instant, Period

__all__ = ["EXCLUDED", "NOT_BOUND", "Identities", "Identity", "Recognition", "StandingFinder", "party_standing"]


_MEMORY: Final = 16_384
_MOST_BYTES: Final = 4 * 1024 * 1024


class Identity(Noun, frozen=True):
    """Someone whom a name can stand for: an actor, its standing, and the actors it belongs to, itself included."""

    actor: ActorId
    standing: str
    belongs_to: frozenset[ActorId]


Identities = frozenset[Identity] | None
"""The possible identities; None if it may be anyone."""


class Recognition(StrEnum):
    """What the registry has for a name at an instant."""

    KNOWN = "known"
    UNIDENTIFIED = "unidentified"
    OUT_OF_DATES = "out of dates"
    UNKNOWN = "unknown"


class StandingFinder:
    """Finds the identities possible for a name at an instant, under one agreement. Safe to share between threads."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._actors = agreement.registry.actors
        self._terms = Terms(agreement)
        self._excluded: Callable[[ActorId, Instant], Truth] = lru_cache(_MEMORY)(self._look_whether_excluded)
        self._found: dict[tuple[ActorId, Instant], Identities] = {}
        self._stretches: dict[ActorId, Stretches] = {}
        self._bearers = agreement.registry.bearers
        self._unchanging = Stretches(())
        self.stretches: Callable[[str], Stretches] = Remembered(
            self._stretches_of_name, _MEMORY, _MOST_BYTES
        ).__getitem__
        """The stretches of time in which nothing changes for the name: neither its identities nor its recognition."""
        self._identities = Remembered(self._behind, _MEMORY, _MOST_BYTES)

    def is_known(self, name: str) -> bool:
        """Whether the registry has the name at any time."""
        return normalise(name) in self._bearers

    def identities(self, name: str, instant: Instant) -> Identities:
        """The identities possible for the name at the instant."""
        return self._identities[name, instant]

    def _behind(self, name_and_instant: tuple[str, Instant]) -> Identities:
        name, instant = name_and_instant
        for period, actor in self._bearers.get(normalise(name), ()):
            if period.covers(instant) is Truth.TRUE:
                return self._of(self._actors[actor], instant)
        return None

    def _stretches_of_name(self, name: str) -> Stretches:
        bearers = self._bearers.get(normalise(name), ())
        if not bearers:
            return self._unchanging
        of_actors = (self._stretches_of(self._actors[actor]).starts for _, actor in bearers)
        return Stretches((period for period, _ in bearers), chain.from_iterable(of_actors))

    def is_settled(self, name: str) -> bool:
        """Whether the name has the same possible identities at all times, as far as its own dates go."""
        bearers = self._bearers.get(normalise(name), ())
        if not bearers:
            return True
        (period, actor), *_ = bearers
        return period == ALL_TIME and len(self._stretches_of(self._actors[actor]).starts) == 1

    def recognise(self, name: str, instant: Instant) -> Recognition:
        """What the registry has for the name at the instant."""
        bearers = self._bearers.get(normalise(name), ())
        for period, actor in bearers:
            if period.covers(instant) is Truth.TRUE:
                unidentified = self._actors[actor].kind is ActorKind.UNIDENTIFIED
                return Recognition.UNIDENTIFIED if unidentified else Recognition.KNOWN
        return Recognition.OUT_OF_DATES if bearers else Recognition.UNKNOWN

    @cached_property
    def known_names(self) -> tuple[str, ...]:
        """Every name of the registry as it is written there."""
        return tuple(name.text for actor in self._actors.values() for name in actor.names)

    @cached_property
    def _anything(self) -> frozenset[str]:
        return frozenset({*map(party_standing, self._agreement.parties), NOT_BOUND, EXCLUDED})

    @cached_property
    def _unprotected(self) -> frozenset[ActorId]:
        return frozenset(actor.id for actor in self._actors.values() if actor.kind is not ActorKind.PROTECTED)

    def periods(self) -> Iterator[Period]:
        """Every period that can change an identity of a name, or the standing of an actor."""
        yield from self._terms.periods()
        for actor in self._actors.values():
            yield from (name.period for name in actor.names)
            yield from (membership.period for membership in actor.part_of)

    def _of(self, actor: Actor, instant: Instant) -> Identities:
        key = (actor.id, self._stretches_of(actor).begun_by(instant))
        if key not in self._found:
            self._found[key] = self._look(actor, instant)
        return self._found[key]

    def _stretches_of(self, actor: Actor) -> Stretches:
        """The stretches in which the actor's standing is constant; most actors of a registry have only one."""
        if actor.id not in self._stretches:
            self._stretches[actor.id] = Stretches(self._periods_of(actor))
        return self._stretches[actor.id]

    def _periods_of(self, actor: Actor) -> Iterator[Period]:
        """Every period that can change the actor's standing: its own, and those of all actors it depends on."""
        reached = {actor.id}
        waiting = [actor]
        while waiting:
            one = waiting.pop()
            yield from self._terms.periods_of(one.id)
            yield from (membership.period for membership in one.part_of)
            others = {*one.includes, *(membership.whole for membership in one.part_of)} - reached
            reached |= others
            waiting += [self._actors[other] for other in others]

    def _look(self, actor: Actor, instant: Instant) -> Identities:
        if actor.kind is ActorKind.UNIDENTIFIED:
            return None
        excluded = self._excluded(actor.id, instant)
        if excluded is Truth.TRUE or not self._stands_for_others(actor, instant):
            return self._as(actor, self._standings(actor, instant), instant)
        others = self._umbrella(actor, instant)
        if others is None or excluded is Truth.FALSE:
            return others
        return others | self._as(actor, frozenset({EXCLUDED}), instant)

    def _as(self, actor: Actor, standings: frozenset[str], instant: Instant) -> frozenset[Identity]:
        wholes = self._wholes(actor, instant)
        return frozenset(Identity(actor.id, standing, belongs_to) for standing in standings for belongs_to in wholes)

    def _stands_for_others(self, actor: Actor, instant: Instant) -> bool:
        """Whether the actor is an umbrella without a standing of its own."""
        is_part = any(membership.period.covers(instant) is Truth.TRUE for membership in actor.part_of)
        return actor.kind is ActorKind.UMBRELLA and self._terms.settled(actor, instant) is None and not is_part

    def _umbrella(self, actor: Actor, instant: Instant) -> Identities:
        side = self._terms.candidacies(actor.id)
        found: set[Identity] = set()
        for included in actor.includes:
            identities = self._of(self._actors[included], instant)
            if identities is None and not side:
                return None
            found |= identities or frozenset()
        if actor.is_open and not side:
            return None
        if side:
            # Its side is known. Any other actor it may stand for is bound on that side, not bound, or excluded; which
            # actor that is, is not known, so it may be any that is not protected, or none of the registry.
            others = {*map(party_standing, side), NOT_BOUND, *([EXCLUDED] if actor.is_open else [])}
            anyone = self._unprotected if actor.is_open else frozenset({actor.id})
            wholes = (frozenset({actor.id}), anyone)
            found |= {Identity(actor.id, standing, whole) for standing in others for whole in wholes}
        return frozenset(found)

    def _standings(self, actor: Actor, instant: Instant) -> frozenset[str]:
        excluded = self._excluded(actor.id, instant)
        if excluded is Truth.TRUE:
            return frozenset({EXCLUDED})
        otherwise = self._unless_excluded(actor, instant)
        return otherwise | {EXCLUDED} if excluded is Truth.UNKNOWN else otherwise

    def _look_whether_excluded(self, actor: ActorId, instant: Instant) -> Truth:
        of_wholes = (
            min(covered, whole, key=_LEAST_FIRST.index)
            for membership in self._actors[actor].part_of
            if (covered := membership.period.covers(instant)) is not Truth.FALSE
            for whole in [self._excluded(membership.whole, instant)]
        )
        return any_of([self._terms.excluded(actor, instant), *of_wholes])

    def _unless_excluded(self, actor: Actor, instant: Instant) -> frozenset[str]:
        settled = self._terms.settled(actor, instant)
        if settled is not None:
            return settled
        side = self._terms.candidacies(actor.id)
        if side:
            return frozenset({*map(party_standing, side), NOT_BOUND})
        if actor.kind is ActorKind.PROTECTED:
            return frozenset({NOT_BOUND})
        wholes = [(m.whole, m.period.covers(instant)) for m in actor.part_of]
        inherited: set[str] = set()
        for whole, covered in wholes:
            if covered is not Truth.FALSE:
                identities = self._of(self._actors[whole], instant)
                inherited |= self._anything if identities is None else {identity.standing for identity in identities}
        if any(covered is Truth.TRUE for _, covered in wholes):
            return frozenset(inherited)
        return frozenset({*map(party_standing, self._agreement.parties), NOT_BOUND})

    def _wholes(self, actor: Actor, instant: Instant) -> list[frozenset[ActorId]]:
        """The actors it certainly belongs to, and, if more are possible, those it possibly belongs to."""
        certain = self._above(actor, instant, frozenset({Truth.TRUE}))
        possible = self._above(actor, instant, frozenset({Truth.TRUE, Truth.UNKNOWN}))
        return [certain] if certain == possible else [certain, possible]

    def _above(self, actor: Actor, instant: Instant, accepted: frozenset[Truth]) -> frozenset[ActorId]:
        found = {actor.id}
        for membership in actor.part_of:
            if membership.period.covers(instant) in accepted:
                found |= self._above(self._actors[membership.whole], instant, accepted)
        return frozenset(found)


# Kleene's "and" of two truths is the lesser in this order.
_LEAST_FIRST: Final = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
