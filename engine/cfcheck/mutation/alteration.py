"""Agreements with one part put in place of another. Knows the shape of the nouns, and no reason to change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cfcheck.condition import AllOf, AnyOf
from cfcheck.noun import replace

if TYPE_CHECKING:
    from cfcheck.actor import Actor, DesignationList
    from cfcheck.agreement import Agreement, Party
    from cfcheck.condition import Condition
    from cfcheck.rule import Exemption, Rule

__all__ = [
    "settled", "swapped", "with_actor", "with_exemption", "with_list", "with_party", "with_rule", "without",
]  # fmt: skip

Part = TypeVar("Part")


def without(parts: tuple[Part, ...], place: int) -> tuple[Part, ...]:
    """The parts but for the one at the place."""
    return parts[:place] + parts[place + 1 :]


def swapped(parts: tuple[Part, ...], place: int, part: Part) -> tuple[Part, ...]:
    """The parts with another one at the place."""
    return (*parts[:place], part, *parts[place + 1 :])


def with_rule(agreement: Agreement, rule: Rule) -> Agreement:
    """The agreement with this rule in place of the one of its id."""
    return replace(agreement, rules={**agreement.rules, rule.id: rule})


def with_exemption(agreement: Agreement, exemption: Exemption) -> Agreement:
    """The agreement with this exemption in place of the one of its id."""
    return replace(agreement, exemptions={**agreement.exemptions, exemption.id: exemption})


def with_party(agreement: Agreement, party: Party) -> Agreement:
    """The agreement with this party in place of the one of its id."""
    return replace(agreement, parties={**agreement.parties, party.id: party})


def with_actor(agreement: Agreement, actor: Actor) -> Agreement:
    """The agreement whose registry has this actor in place of the one of its id."""
    actors = {**agreement.registry.actors, actor.id: actor}
    return replace(agreement, registry=replace(agreement.registry, actors=actors))


def with_list(agreement: Agreement, listed: DesignationList) -> Agreement:
    """The agreement whose registry has this designation list in place of the one of its id."""
    lists = {**agreement.registry.lists, listed.id: listed}
    return replace(agreement, registry=replace(agreement.registry, lists=lists))


def settled(condition: Condition, *, true: bool) -> Condition:
    """A condition that is always true, or always false, and still names what the condition asks.

    So that a claim which nothing else asks for stays known, and reports that raise it can be judged.
    """
    return AnyOf((AllOf(()), condition)) if true else AllOf((AnyOf(()), condition))
