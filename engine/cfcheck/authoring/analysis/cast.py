"""Lists who can be meant in each era: the names in the registries, and the identities behind each name.

An era is a period in which no name and no standing changes.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.evaluation.standing import EXCLUDED, NOT_BOUND, Identity, StandingFinder, party_standing
from cfcheck.model.actor import ActorId, ActorKind
from cfcheck.model.time import ALL_TIME, BEGINNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cfcheck.evaluation.standing import Identities
    from cfcheck.model.actor import Actor, Name
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.time import Instant, Period

__all__ = ["NOBODY", "Cast", "InOrder", "Named", "cuts_of"]

_SPARE = 3

InOrder = tuple[Identity, ...] | None
"""Identities in an order of their own; None: anyone."""

_Behind = tuple["Identities", ...]
"""The identities possible under each agreement."""

_Alike = tuple[_Behind, tuple[str, ...]]
"""The possible identities for a few names."""


@dataclass(frozen=True, slots=True)
class Named:
    """Names behind which the same identities are possible: those of each agreement."""

    identities: tuple[InOrder, ...]
    names: tuple[str, ...]


def cuts_of(periods: Iterable[Period]) -> set[Instant]:
    """Every instant at which what the periods cover can change."""
    return {cut for one in periods for cut in (one.start.earliest, one.start.latest, one.end.earliest, one.end.latest)}


class Cast:
    """All names that are worth trying under one or several agreements."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self._agreements = agreements
        self._finders = [StandingFinder(agreement) for agreement in agreements]
        cuts = {BEGINNING}.union(*(cuts_of(finder.periods()) for finder in self._finders))
        self.starts = sorted(cuts)
        self._in_order: Callable[[Identities], InOrder] = cache(_in_order)

    def era(self, instant: Instant) -> int:
        """The number of the era of the instant."""
        return self.numbers[bisect_right(self.starts, instant) - 1]

    @cached_property
    def eras(self) -> tuple[tuple[int, ...], ...]:
        """The names of each era, as indices in `named`; equal eras are merged."""
        return tuple(dict.fromkeys(self._casts))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The era that begins at each of the starts."""
        places = {cast: place for place, cast in enumerate(self.eras)}
        return tuple(places[cast] for cast in self._casts)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Everybody who can be named in some era."""
        return tuple(Named(tuple(map(self._in_order, behind)), names) for behind, names in self._everybody[0])

    @cached_property
    def _casts(self) -> list[tuple[int, ...]]:
        return self._everybody[1]

    @cached_property
    def _everybody(self) -> tuple[dict[_Alike, int], list[tuple[int, ...]]]:
        names = tuple(self._names())
        rows = [self._behind(name) for name in names]
        columns = [tuple([row[place] for row in rows]) for place in range(len(self.starts))]
        places: dict[_Alike, int] = {}
        casts = {
            column: tuple([places.setdefault(alike, len(places)) for alike in _alike(names, column)])
            for column in dict.fromkeys(columns)
        }
        return places, [casts[column] for column in columns]

    @cached_property
    def strangers(self) -> tuple[Identity, ...]:
        """Identities of actors that no registry names: of any standing, and part of no other actor."""
        parties = {party_standing(party) for agreement in self._agreements for party in agreement.parties}
        nobody: frozenset[ActorId] = frozenset()
        return tuple(Identity(NOBODY, standing, nobody) for standing in (NOT_BOUND, *sorted(parties), EXCLUDED))

    def _behind(self, name: str) -> Sequence[_Behind]:
        """The possible identities for the name from each of the starts on; for most names they never change."""
        if all(finder.is_settled(name) for finder in self._finders):
            return [self._at(name, BEGINNING)] * len(self.starts)
        return [self._at(name, start) for start in self.starts]

    def _at(self, name: str, instant: Instant) -> _Behind:
        return tuple([finder.identities(name, instant) for finder in self._finders])

    def _names(self) -> Iterator[str]:
        """One name of each actor, those first that the agreement names; all where dates or agreements part them."""
        yield from dict.fromkeys(
            name.text
            for agreement in self._agreements
            for actor in _ordered(agreement)
            for name in self._distinct_names(actor)
        )

    def _distinct_names(self, actor: Actor) -> tuple[Name, ...]:
        first, *_ = actor.names
        others = [agreement.registry.actors.get(actor.id) for agreement in self._agreements]
        same = all(other is not None and other.names == actor.names for other in others)
        return actor.names[:1] if same and first.period == ALL_TIME else actor.names


NOBODY = ActorId("")


def _alike(names: Iterable[str], column: Iterable[_Behind]) -> Iterator[_Alike]:
    """The names taken together behind which the same is possible."""
    found: dict[_Behind, list[str]] = {}
    for name, behind in zip(names, column, strict=True):
        known = found.setdefault(behind, [])
        if len(known) < _SPARE:
            known.append(name)
    return ((behind, tuple(known)) for behind, known in found.items())


def _in_order(identities: Identities) -> InOrder:
    return None if identities is None else tuple(sorted(identities, key=_place))


def _place(identity: Identity) -> tuple[str, str, list[ActorId]]:
    return identity.actor, identity.standing, sorted(identity.belongs_to)


def _ordered(agreement: Agreement) -> list[Actor]:
    """The actors that can be named, the better known first, those whom a report does not identify last."""
    parties = agreement.parties.values()
    members = (member.actor for party in parties for member in party.members)
    excluded = (exclusion.actor for exclusion in agreement.excluded if exclusion.actor is not None)
    free = (free.actor for free in agreement.not_bound)
    candidates = (candidate.actor for party in parties for candidate in party.candidates)
    rank = {actor: place for place, actor in enumerate(dict.fromkeys(chain(members, excluded, free, candidates)))}
    named = (actor for actor in agreement.registry.actors.values() if actor.names)
    return sorted(named, key=lambda one: (one.kind is ActorKind.UNIDENTIFIED, rank.get(one.id, len(rank))))
