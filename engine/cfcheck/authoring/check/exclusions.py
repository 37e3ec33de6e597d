"""Where membership and exclusion contradict each other: a member that a list, or its ties to others, exclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.helpers import ever_in_force
from cfcheck.authoring.check.written import key_spot
from cfcheck.model.describe import instant_with_offset
from cfcheck.model.text import quoted
from cfcheck.model.time import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.check.written import Written
    from cfcheck.model.actor import Actor, ActorId
    from cfcheck.model.agreement import Agreement

__all__ = ["excluded_members"]

Exclusions = dict["ActorId", list[tuple[str, Interval]]]
"""Of each actor that is excluded: by what, and when for certain."""


def excluded_members(written: Written) -> Iterator[Remark]:
    """Members that are certainly excluded while they are certainly bound; that an actor is both by name is refused."""
    agreement = written.agreement
    exclusions = _exclusions(agreement)
    for party in agreement.parties.values():
        for index, member in enumerate(party.members):
            actor = agreement.registry.actors[member.actor]
            found = next(_excluded(agreement, exclusions, actor, member.period.certain), None)
            if found is not None and ever_in_force(agreement, member.period):
                why, since = found[0], instant_with_offset(found[1].start, agreement.zone)
                bound = f"{quoted(actor.id)} is a member of {quoted(party.id)}"
                message = f"{bound} and excluded at the same time, from {since}: {why}"
                hint = "exclusion prevails: correct the dates of one of the two, or allow this with its reason"
                yield Remark(key_spot(written.terms, ("parties", party.id, "members", index)), message, hint)


def _exclusions(agreement: Agreement) -> Exclusions:
    found: Exclusions = {}
    for exclusion in agreement.excluded:
        if exclusion.actor is not None:
            why = f"{quoted(exclusion.actor)} is excluded"
            found.setdefault(exclusion.actor, []).append((why, exclusion.period.certain))
        if exclusion.list is not None:
            for entry in agreement.registry.lists[exclusion.list].entries:
                why = f"{quoted(exclusion.list)} lists {quoted(entry.actor)}"
                both = _common(exclusion.period.certain, entry.period.certain)
                found.setdefault(entry.actor, []).append((why, both))
    return found


def _excluded(
    agreement: Agreement, exclusions: Exclusions, actor: Actor, during: Interval
) -> Iterator[tuple[str, Interval]]:
    """The exclusions of the actor, itself or as a part of others, during some of the time."""
    for why, when in exclusions.get(actor.id, ()):
        both = _common(during, when)
        if both.start < both.end:
            yield why, both
    for tie in actor.part_of:
        both = _common(during, tie.period.certain)
        if both.start < both.end:
            whole = agreement.registry.actors[tie.whole]
            for why, when in _excluded(agreement, exclusions, whole, both):
                yield f"it is part of {quoted(whole.id)}, and {why}", when


def _common(one: Interval, other: Interval) -> Interval:
    return Interval(max(one.start, other.start), min(one.end, other.end))
