"""Mutators of who is bound, excluded or neither, and of the names by which reports call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.mutation.alteration import with_actor, with_list, with_party, without
from cfcheck.mutation.mutant import Mutant, Reach
from cfcheck.names import normalise
from cfcheck.noun import replace
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.mutation.original import Original

__all__ = [
    "candidate_dropped", "exclusion_dropped", "list_entry_dropped", "member_dropped", "name_dropped",
    "not_bound_dropped", "part_of_dropped",
]  # fmt: skip


def member_dropped(of: Original) -> Iterator[Mutant]:
    """A member of a party is dropped: nobody would know any more that it is bound."""
    for party in of.agreement.parties.values():
        for place, member in enumerate(party.members):
            changed = with_party(of.agreement, replace(party, members=without(party.members, place)))
            words = f"{quoted(member.actor)} is no member of {quoted(party.id)}"
            origin = of.terms("parties", party.id, "members", place)
            yield Mutant(words, origin, changed, reach=Reach(of.names_behind(member.actor)))


def candidate_dropped(of: Original) -> Iterator[Mutant]:
    """A candidate of a party is dropped: nobody would know any more on whose side it stands."""
    for party in of.agreement.parties.values():
        for place, candidate in enumerate(party.candidates):
            changed = with_party(of.agreement, replace(party, candidates=without(party.candidates, place)))
            words = f"{quoted(candidate.actor)} is no candidate of {quoted(party.id)}"
            origin = of.terms("parties", party.id, "candidates", place)
            yield Mutant(words, origin, changed, reach=Reach(of.names_behind(candidate.actor)))


def not_bound_dropped(of: Original) -> Iterator[Mutant]:
    """An actor that is known not to be bound is dropped: what it does would be an open question."""
    for place, free in enumerate(of.agreement.not_bound):
        changed = replace(of.agreement, not_bound=without(of.agreement.not_bound, place))
        reach = Reach(of.names_behind(free.actor), (free.period.possible,))
        words = f"of {quoted(free.actor)} it is not said that it is not bound"
        yield Mutant(words, of.terms("not_bound", place), changed, reach=reach)


def exclusion_dropped(of: Original) -> Iterator[Mutant]:
    """An excluded actor or list is dropped: attacks by and on listed groups would be taken for breaches."""
    for place, exclusion in enumerate(of.agreement.excluded):
        changed = replace(of.agreement, excluded=without(of.agreement.excluded, place))
        reach = Reach(of.names_excluded(exclusion), (exclusion.period.possible,))
        who = exclusion.actor or exclusion.list or ""
        yield Mutant(f"{quoted(who)} is not excluded", of.terms("excluded", place), changed, reach=reach)


def list_entry_dropped(of: Original) -> Iterator[Mutant]:
    """An entry of a list is dropped: a designated group would be judged as if it were none."""
    for one in of.agreement.excluded:
        listed = None if one.list is None else of.agreement.registry.lists[one.list]
        for place, entry in enumerate(listed.entries if listed else ()):
            if listed is not None:
                changed = with_list(of.agreement, replace(listed, entries=without(listed.entries, place)))
                words = f"{quoted(listed.id)} loses its entry {quoted(entry.actor)} ({entry.reference})"
                reach = Reach(of.names_behind(entry.actor), (entry.period.possible,))
                yield Mutant(words, of.registered("lists", listed.id, "entries", place), changed, reach=reach)


def name_dropped(of: Original) -> Iterator[Mutant]:
    """A title or alias is lost: reports that use it would be of somebody unknown."""
    for actor in of.concerned:
        for place, name in enumerate(actor.names):
            changed = with_actor(of.agreement, replace(actor, names=without(actor.names, place)))
            key = ("aliases", place - 1) if place else ("title",)
            reach = Reach(frozenset({normalise(name.text)}), (name.period.possible,))
            words = f"{quoted(actor.id)} loses the name {quoted(name.text)}"
            yield Mutant(words, of.registered("actors", actor.id, *key), changed, reach=reach)


def part_of_dropped(of: Original) -> Iterator[Mutant]:
    """An actor is no longer part of another one: it would not stand, or be protected, as that one is."""
    for actor in of.concerned:
        for place, tie in enumerate(actor.part_of):
            changed = with_actor(of.agreement, replace(actor, part_of=without(actor.part_of, place)))
            reach = Reach(of.names_behind(actor.id), (tie.period.possible,))
            words = f"{quoted(actor.id)} is not part of {quoted(tie.whole)}"
            yield Mutant(words, of.registered("actors", actor.id, "part_of", place), changed, reach=reach)
