"""The mutator of boundaries: moves an instant at which the terms, a name or a standing changes by a second."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.mutate.condition_mutators import nodes_of
from cfcheck.authoring.mutate.fate import Mutant, Reach
from cfcheck.authoring.mutate.mutators import swapped, with_actor, with_list, with_party
from cfcheck.model.condition import Asks, OccurredWithin
from cfcheck.model.describe import instant_with_offset
from cfcheck.model.struct import replace
from cfcheck.model.text import normalise, quoted
from cfcheck.model.time import BEGINNING, END, Boundary, Instant, Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.authoring.mutate.condition_mutators import Node
    from cfcheck.authoring.mutate.original import Original
    from cfcheck.model.actor import ActorId, ListId
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Origin
    from cfcheck.model.rule import PartyId, RuleId
    from cfcheck.model.text import NormalName
    from cfcheck.model.time import Period

__all__ = ["boundary_moved"]

_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Dated:
    """Something that holds for a period; `put` gives the agreement in which it holds for another one."""

    what: str
    period: Period
    put: Callable[[Period], Agreement]
    origin: Origin
    names: frozenset[NormalName] | None = None
    norm: RuleId | None = None


def boundary_moved(of: Original) -> Iterator[Mutant]:
    """A start or an end is moved by a second: an off-by-one in a date would shift what happened just then."""
    for dated in chain(_in_force(of), _standings(of), _lists(of), _registered(of), _conditions(of)):
        for edge in ("start", "end"):
            yield from _moved(of, dated, edge)


def _moved(of: Original, dated: _Dated, edge: str) -> Iterator[Mutant]:
    boundary: Boundary = getattr(dated.period, edge)
    for at in sorted({boundary.earliest, boundary.latest} - {BEGINNING, END}):
        for step, word in ((-_SECOND, "earlier"), (_SECOND, "later")):
            other = _shifted(boundary, at, Instant(at + step))
            period = _with_edge(dated.period, edge, other)
            if other.earliest <= other.latest and period.start.earliest < period.end.latest:
                when = instant_with_offset(at, of.agreement.zone)
                words = f"{dated.what}: the {edge} {when} comes a second {word}"
                window = Interval(Instant(min(at, at + step)), Instant(max(at, at + step)))
                reach = Reach(dated.names, (window,))
                yield Mutant(words, dated.origin, dated.put(period), dated.norm, reach)


def _with_edge(period: Period, edge: str, boundary: Boundary) -> Period:
    return replace(period, start=boundary) if edge == "start" else replace(period, end=boundary)


def _shifted(boundary: Boundary, at: Instant, to: Instant) -> Boundary:
    """The boundary with whatever of it is at the instant moved."""
    claims = tuple(replace(claim, at=to) if claim.at == at else claim for claim in boundary.claims)
    if claims:
        instants = [claim.at for claim in claims]
        return Boundary(min(instants), max(instants), claims)
    return Boundary(
        to if boundary.earliest == at else boundary.earliest, to if boundary.latest == at else boundary.latest
    )


# --- what is dated -----------------------------------------------------------------------------------------------


def _in_force(of: Original) -> Iterator[_Dated]:
    periods = of.agreement.in_force
    for place, period in enumerate(periods):
        # The periods were put in order; with several of them, which entry this was is not known.
        origin = of.terms("in_force", 0) if len(periods) == 1 else of.terms("in_force")
        yield _Dated("in force", period, partial(_put_in_force, of.agreement, place), origin)


def _put_in_force(agreement: Agreement, place: int, period: Period) -> Agreement:
    return replace(agreement, in_force=swapped(agreement.in_force, place, period))


def _standings(of: Original) -> Iterator[_Dated]:
    agreement = of.agreement
    for party in agreement.parties.values():
        for place, member in enumerate(party.members):
            origin = of.terms("parties", party.id, "members", place)
            put = partial(_put_member, agreement, party.id, place)
            yield _Dated(f"member {quoted(member.actor)}", member.period, put, origin, of.names_behind(member.actor))
    for place, free in enumerate(agreement.not_bound):
        put = partial(_put_not_bound, agreement, place)
        names = of.names_behind(free.actor)
        yield _Dated(f"not bound {quoted(free.actor)}", free.period, put, of.terms("not_bound", place), names)
    for place, exclusion in enumerate(agreement.excluded):
        put = partial(_put_excluded, agreement, place)
        what = f"excluded {quoted(exclusion.actor or exclusion.list or '')}"
        yield _Dated(what, exclusion.period, put, of.terms("excluded", place), of.names_excluded(exclusion))


def _put_member(agreement: Agreement, party: PartyId, place: int, period: Period) -> Agreement:
    members = agreement.parties[party].members
    changed = swapped(members, place, replace(members[place], period=period))
    return with_party(agreement, replace(agreement.parties[party], members=changed))


def _put_not_bound(agreement: Agreement, place: int, period: Period) -> Agreement:
    entries = agreement.not_bound
    return replace(agreement, not_bound=swapped(entries, place, replace(entries[place], period=period)))


def _put_excluded(agreement: Agreement, place: int, period: Period) -> Agreement:
    entries = agreement.excluded
    return replace(agreement, excluded=swapped(entries, place, replace(entries[place], period=period)))


def _lists(of: Original) -> Iterator[_Dated]:
    for one in of.agreement.excluded:
        listed = None if one.list is None else of.agreement.registry.lists[one.list]
        for place, entry in enumerate(listed.entries if listed else ()):
            if listed is not None:
                what = f"entry {quoted(entry.actor)} ({entry.reference}) of {quoted(listed.id)}"
                put = partial(_put_designation, of.agreement, listed.id, place)
                origin = of.registered("lists", listed.id, "entries", place)
                yield _Dated(what, entry.period, put, origin, of.names_behind(entry.actor))


def _put_designation(agreement: Agreement, listed: ListId, place: int, period: Period) -> Agreement:
    entries = agreement.registry.lists[listed].entries
    changed = swapped(entries, place, replace(entries[place], period=period))
    return with_list(agreement, replace(agreement.registry.lists[listed], entries=changed))


def _registered(of: Original) -> Iterator[_Dated]:
    for actor in of.concerned:
        for place, name in enumerate(actor.names):
            put = partial(_put_name, of.agreement, actor.id, place)
            what = f"name {quoted(name.text)} of {quoted(actor.id)}"
            # The title is the first of the names; aliases follow it, and are counted without it.
            origin = of.registered("actors", actor.id, "aliases", place - 1)
            yield _Dated(what, name.period, put, origin, frozenset({normalise(name.text)}))
        for place, tie in enumerate(actor.part_of):
            put = partial(_put_tie, of.agreement, actor.id, place)
            what = f"{quoted(actor.id)} as part of {quoted(tie.whole)}"
            origin = of.registered("actors", actor.id, "part_of", place)
            yield _Dated(what, tie.period, put, origin, of.names_behind(actor.id))


def _put_name(agreement: Agreement, actor: ActorId, place: int, period: Period) -> Agreement:
    known = agreement.registry.actors[actor]
    names = swapped(known.names, place, replace(known.names[place], period=period))
    return with_actor(agreement, replace(known, names=names))


def _put_tie(agreement: Agreement, actor: ActorId, place: int, period: Period) -> Agreement:
    known = agreement.registry.actors[actor]
    ties = swapped(known.part_of, place, replace(known.part_of[place], period=period))
    return with_actor(agreement, replace(known, part_of=ties))


def _conditions(of: Original) -> Iterator[_Dated]:
    for node in nodes_of(of):
        asks = node.condition
        if isinstance(asks, Asks) and isinstance(asks.test, OccurredWithin):
            for place, period in enumerate(asks.test.periods):
                put = partial(_put_period, node, asks, asks.test, place)
                yield _Dated("asked for", period, put, node.origin, None, node.norm)


def _put_period(node: Node, asks: Asks, test: OccurredWithin, place: int, period: Period) -> Agreement:
    changed = replace(test, periods=swapped(test.periods, place, period))
    return node.put(replace(asks, test=changed))
