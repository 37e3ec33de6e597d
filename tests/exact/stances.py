"""Who can be behind a name at an instant, and how each of them can stand then, with the questions that this settles.

A world settles how each actor stands, once, whichever facts mention it; what stands as another actor does, stands so in
every world (docs/decisions/0071-exact-verdicts-by-boxes.md). The precedence among statements is that of S16 to S22.
"""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.exact.options import settled_together

from cfcheck.model.actor import Actor, ActorId, ActorKind
from cfcheck.model.logic import Truth
from cfcheck.model.standing import EXCLUDED, NOT_BOUND, Terms, party_standing
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from tests.exact.options import Question, Settled

    from cfcheck.model.agreement import Agreement
    from cfcheck.model.time import Boundary, Instant, Period


class Stance(NamedTuple):
    """Someone who can be behind a name: how it stands, what it belongs to (itself included), and what that settles."""

    standing: str
    belongs_to: frozenset[ActorId]
    settles: Settled = frozenset()


_Standing = tuple[str, "Settled"]
"""A way in which an actor can stand, with the questions that it settles."""

_NOTHING: Final[Settled] = frozenset()


class Sides:
    """An instant, and for each boundary that is open there, whether the instant has passed it."""

    def __init__(self, instant: Instant, passed: dict[Question, bool]) -> None:
        self._instant = instant
        self._passed = passed
        self.settles: Settled = frozenset(passed.items())

    def covers(self, period: Period, owner: str) -> bool:
        """Whether the period, which is the owner's, covers the instant."""
        return self._has_passed(period.start, owner) and not self._has_passed(period.end, owner)

    def _has_passed(self, boundary: Boundary, owner: str) -> bool:
        if boundary.earliest <= self._instant < boundary.latest:
            return self._passed[_question_of(boundary, owner)]
        return self._instant >= boundary.latest


def _question_of(boundary: Boundary, owner: str) -> Question:
    """The question on which side of the boundary it happened.

    Disputed boundaries with the same candidates ask the same one, whosever they are; of one that is merely uncertain,
    nothing follows for another that lies within the same dates.
    """
    claims = tuple((claim.at, claim.by) for claim in boundary.claims)
    return ("passed", boundary.earliest, boundary.latest, claims or owner)


def sides_of(periods: Iterable[tuple[str, Period]], instant: Instant) -> Iterator[Sides]:
    """Every way in which the instant can lie to the boundaries that are open there, of periods with their owners."""
    open_there = {
        _question_of(boundary, owner): None
        for owner, period in periods
        for boundary in (period.start, period.end)
        if boundary.earliest <= instant < boundary.latest
    }
    for answers in product((True, False), repeat=len(open_there)):
        yield Sides(instant, dict(zip(open_there, answers, strict=True)))


class StanceFinder:
    """Finds stances under one agreement. Keeps nothing of what it finds."""

    def __init__(self, agreement: Agreement) -> None:
        self._actors = agreement.registry.actors
        self._bearers = agreement.registry.bearers
        self._terms = Terms(agreement)
        self._anything = (*map(party_standing, agreement.parties), NOT_BOUND)

    def stances(self, name: str | None, instant: Instant, tested: frozenset[ActorId]) -> list[Stance]:
        """All stances behind the name, or behind no name. `tested` are the actors that tests ask for by name.

        Of those who may be anyone, actors are left out that belong neither to a tested one nor to an excluded one: to
        every test they look like somebody whom no registry has.
        """
        actor = None if name is None else self._bearer(name, instant)
        if actor is None:
            return list(self._anyone(instant, tested))
        return list(self._on_each_side(actor, instant, lambda sides: self._behind(actor, sides, instant, tested)))

    def _on_each_side(
        self, actor: Actor, instant: Instant, stances: Callable[[Sides], Iterable[Stance]]
    ) -> Iterator[Stance]:
        """The stances of the actor on each side of the boundaries that are open then, with what that settles."""
        for sides in sides_of(self._periods_of(actor), instant):
            for stance in stances(sides):
                settles = settled_together(sides.settles, stance.settles)
                if settles is not None:
                    yield stance._replace(settles=settles)

    def _side(self, actor: Actor) -> tuple[str, ...]:
        """The standings of the parties that the actor is a candidate of."""
        return tuple(map(party_standing, self._terms.candidacies(actor.id)))

    def _bearer(self, name: str, instant: Instant) -> Actor | None:
        bearers = self._bearers.get(normalise(name), ())
        return next((self._actors[one] for period, one in bearers if period.covers(instant) is Truth.TRUE), None)

    def _periods_of(self, actor: Actor) -> Iterator[tuple[str, Period]]:
        """Every period that can change how the actor stands, or those whom it may stand for, with its owner."""
        for one in self._reached(actor):
            yield from ((one.id, period) for period in self._terms.periods_of(one.id))
            yield from ((one.id, membership.period) for membership in one.part_of)

    def _reached(self, actor: Actor) -> Iterator[Actor]:
        """The actor, and all that it is part of or includes."""
        reached, waiting = {actor.id}, [actor]
        while waiting:
            one = waiting.pop()
            yield one
            others = {*one.includes, *(membership.whole for membership in one.part_of)} - reached
            reached |= others
            waiting += [self._actors[other] for other in others]

    def _behind(self, actor: Actor, sides: Sides, instant: Instant, tested: frozenset[ActorId]) -> Iterator[Stance]:
        if actor.kind is ActorKind.UNIDENTIFIED:
            yield from self._anyone(instant, tested)
        elif self._is_excluded(actor, sides) or not self._stands_for_others(actor, sides):
            yield from self._as_itself(actor, sides)
        else:
            yield from self._umbrella(actor, sides, instant, tested)

    def _as_itself(self, actor: Actor, sides: Sides) -> Iterator[Stance]:
        belongs_to = self._wholes(actor, sides)
        for standing, settles in self._standings(actor, sides):
            yield Stance(standing, belongs_to, settles)

    def _stands_for_others(self, actor: Actor, sides: Sides) -> bool:
        """Whether the actor is an umbrella without a standing of its own."""
        if actor.kind is not ActorKind.UMBRELLA or actor.id in self._terms.bound:
            return False
        periods = (*self._terms.free.get(actor.id, ()), *(membership.period for membership in actor.part_of))
        return not any(sides.covers(period, actor.id) for period in periods)

    def _umbrella(self, actor: Actor, sides: Sides, instant: Instant, tested: frozenset[ActorId]) -> Iterator[Stance]:
        """Whoever the umbrella may stand for, each by itself, with those of its standings that the umbrella leaves."""
        side = self._side(actor)
        left = {*side, NOT_BOUND, *([EXCLUDED] if actor.is_open else [])} if side else None
        found: list[Stance] = []
        if actor.is_open:
            found += self._anyone(instant, tested, protected=not side)
        for included in actor.includes:
            found += self._behind(self._actors[included], sides, instant, tested)
        yield from (stance for stance in found if left is None or stance.standing in left)

    def _anyone(self, instant: Instant, tested: frozenset[ActorId], *, protected: bool = True) -> Iterator[Stance]:
        """Somebody whom no registry has; and each actor that one can tell from that.

        These are the actors that belong to one that tests ask for, and those that are excluded: who is excluded without
        being in the registry, is part of one that is, and stands as that does. Unless `protected`, protected persons are
        left out, who belong to no side.
        """
        for standing in self._anything:
            yield Stance(standing, frozenset())
        for actor in self._actors.values():
            hidden = (ActorKind.UMBRELLA, ActorKind.UNIDENTIFIED, *(() if protected else (ActorKind.PROTECTED,)))
            if actor.kind in hidden or not self._can_belong(actor, tested | set(self._terms.exclusions)):
                continue
            yield from self._on_each_side(actor, instant, partial(self._as_itself, actor))

    def _can_belong(self, actor: Actor, tested: AbstractSet[str]) -> bool:
        return actor.id in tested or any(self._can_belong(self._actors[m.whole], tested) for m in actor.part_of)

    def _is_excluded(self, actor: Actor, sides: Sides) -> bool:
        return any(
            all(sides.covers(period, actor.id) for period in periods)
            for periods in self._terms.exclusions.get(actor.id, ())
        ) or any(
            sides.covers(membership.period, actor.id) and self._is_excluded(self._actors[membership.whole], sides)
            for membership in actor.part_of
        )

    def _standings(  # noqa: PLR0911  # S16 to S22, one after the other
        self, actor: Actor, sides: Sides
    ) -> list[_Standing]:
        """How the actor can stand; where that is open, it is a question of its own (S16 to S22)."""
        if self._is_excluded(actor, sides):
            return [(EXCLUDED, _NOTHING)]
        bound = [standing for standing, period in self._terms.bound.get(actor.id, ()) if sides.covers(period, actor.id)]
        if bound:
            return _open(actor, dict.fromkeys(bound))
        if self._terms.bound.get(actor.id, ()) or any(
            sides.covers(period, actor.id) for period in self._terms.free.get(actor.id, ())
        ):
            return [(NOT_BOUND, _NOTHING)]
        side = self._side(actor)
        if side:
            return _open(actor, (*side, NOT_BOUND))
        if actor.kind is ActorKind.PROTECTED:
            return [(NOT_BOUND, _NOTHING)]
        wholes = [self._actors[one.whole] for one in actor.part_of if sides.covers(one.period, actor.id)]
        if wholes:
            return list(self._inherited(actor, wholes, sides))
        return _open(actor, self._anything)

    def _inherited(self, actor: Actor, wholes: list[Actor], sides: Sides) -> Iterator[_Standing]:
        """The standings of what the actor is part of; if these are several, it stands as one of them."""
        for whole in wholes:
            as_this: Settled = frozenset({(("stands as", actor.id), whole.id)}) if len(wholes) > 1 else _NOTHING
            for standing, settles in self._of_whole(whole, sides):
                yield standing, as_this | settles

    def _of_whole(self, whole: Actor, sides: Sides) -> list[_Standing]:
        if whole.kind is ActorKind.UNIDENTIFIED:
            return _open(whole, self._anything)
        if self._is_excluded(whole, sides) or not self._stands_for_others(whole, sides):
            return self._standings(whole, sides)
        side = self._side(whole)
        if side or whole.is_open:
            return _open(whole, (*side, NOT_BOUND) if side else self._anything)
        included = (self._of_whole(self._actors[one], sides) for one in whole.includes)
        return _open(whole, dict.fromkeys(standing for ways in included for standing, _ in ways))

    def _wholes(self, actor: Actor, sides: Sides) -> frozenset[ActorId]:
        """The actors it belongs to, itself included."""
        above = (
            self._wholes(self._actors[one.whole], sides) for one in actor.part_of if sides.covers(one.period, actor.id)
        )
        return frozenset({actor.id}).union(*above)


def _open(actor: Actor, standings: Iterable[str]) -> list[_Standing]:
    """The standings as answers to one question; nothing is to be settled where there is only one."""
    ways = list(standings)
    if len(ways) == 1:
        return [(ways[0], _NOTHING)]
    return [(standing, frozenset({(("stands", actor.id), standing)})) for standing in ways]
