"""What an agreement states about each actor: excluded, bound, not bound, or on a side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.logic import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.model.actor import Actor, ActorId
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.rule import PartyId
    from cfcheck.model.time import Instant, Period

__all__ = ["EXCLUDED", "NOT_BOUND", "Terms", "party_standing"]

EXCLUDED: Final = "excluded"
NOT_BOUND: Final = "not_bound"


def party_standing(party: PartyId) -> str:
    """The standing of an actor that the agreement binds as that party."""
    return f"party:{party}"


class Terms:
    """What an agreement says of each actor by its id.

    `exclusions` are, for each, sets of periods of which all have to cover an instant; `bound` as which party and when;
    `free` when it is not bound; `sides` the parties that it is a candidate of.
    """

    def __init__(self, agreement: Agreement) -> None:
        self.exclusions: dict[ActorId, list[tuple[Period, ...]]] = {}
        self.bound: dict[ActorId, list[tuple[str, Period]]] = {}
        self.free: dict[ActorId, list[Period]] = {}
        self.sides: dict[ActorId, list[PartyId]] = {}
        for exclusion in agreement.excluded:
            if exclusion.actor is not None:
                self.exclusions.setdefault(exclusion.actor, []).append((exclusion.period,))
            if exclusion.list is not None:
                for entry in agreement.registry.lists[exclusion.list].entries:
                    # The list has it, and the agreement refers to the list: both must hold.
                    self.exclusions.setdefault(entry.actor, []).append((exclusion.period, entry.period))
        for party in agreement.parties.values():
            for member in party.members:
                self.bound.setdefault(member.actor, []).append((party_standing(party.id), member.period))
            for candidate in party.candidates:
                self.sides.setdefault(candidate.actor, []).append(party.id)
        for free in agreement.not_bound:
            self.free.setdefault(free.actor, []).append(free.period)

    def periods(self) -> Iterator[Period]:
        """Every period that a statement about an actor carries."""
        yield from (period for exclusions in self.exclusions.values() for periods in exclusions for period in periods)
        yield from (period for bound in self.bound.values() for _, period in bound)
        yield from (period for periods in self.free.values() for period in periods)

    def periods_of(self, actor: ActorId) -> Iterator[Period]:
        """Every period that a statement about the actor carries."""
        yield from (period for periods in self.exclusions.get(actor, ()) for period in periods)
        yield from (period for _, period in self.bound.get(actor, ()))
        yield from self.free.get(actor, ())

    def excluded(self, actor: ActorId, instant: Instant) -> Truth:
        """Whether the actor itself is excluded, by name or as one whom a list designates."""
        exclusions = self.exclusions.get(actor, ())
        return any_of(all_of(period.covers(instant) for period in periods) for periods in exclusions)

    def candidacies(self, actor: ActorId) -> list[PartyId]:
        """The parties to whose side the actor belongs without being known to be bound."""
        return self.sides.get(actor, [])

    def settled(self, actor: Actor, instant: Instant) -> frozenset[str] | None:
        """The standings that membership or its known absence leaves; None where the agreement says neither."""
        bound = [(standing, period.covers(instant)) for standing, period in self.bound.get(actor.id, ())]
        free = any_of(period.covers(instant) for period in self.free.get(actor.id, ()))
        possible = {standing for standing, covered in bound if covered is not Truth.FALSE}
        if any(covered is Truth.TRUE for _, covered in bound):
            return frozenset(possible)
        if bound or free is Truth.TRUE:
            return frozenset({*possible, NOT_BOUND})
        return None
