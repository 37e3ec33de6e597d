"""What the norms and the area of an agreement ask about: the parties, actors, acts, weapons and places they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.condition import ActIs, ActorIs, AllOf, AnyOf, Asks, Not, PlaceIs, WeaponIs
from cfcheck.standing import party_standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.agreement import Agreement
    from cfcheck.condition import Condition, Test
    from cfcheck.rule import Exemption, Rule

__all__ = ["Asked", "asked_by", "tests_in"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The ids that some norm, or the area, names."""

    parties: frozenset[str]
    actors: frozenset[str]
    acts: frozenset[str]
    weapons: frozenset[str]
    places: frozenset[str]


def tests_in(condition: Condition | None) -> Iterator[Test]:
    """Every test of the condition."""
    match condition:
        case None:
            return
        case Asks(test=test):
            yield test
        case Not(part=part):
            yield from tests_in(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from tests_in(part)


def asked_by(agreement: Agreement) -> Asked:
    """What the agreement asks about."""
    rules, exemptions = agreement.rules.values(), agreement.exemptions.values()
    norms: tuple[Rule | Exemption, ...] = (*rules, *exemptions)
    conditions = [agreement.area, *(norm.when for norm in norms)]
    tests = [test for condition in conditions for test in tests_in(condition)]
    of_actors = [test for test in tests if isinstance(test, ActorIs)]
    standings = {standing for test in of_actors for standing in test.standings}
    borne = {party for norm in norms for party in norm.bearers}
    protected = {party for rule in rules for party in rule.against_parties}
    named = {party for party in agreement.parties if party_standing(party) in standings}
    return Asked(
        parties=frozenset(borne | protected | named),
        actors=frozenset(actor for rule in rules for actor in rule.against_actors).union(
            *(test.actors for test in of_actors)
        ),
        acts=frozenset(act for rule in rules for act in (*rule.breached_by, *rule.owed)).union(
            (act for exemption in exemptions for act in exemption.acts),
            *(test.classes for test in tests if isinstance(test, ActIs)),
        ),
        weapons=frozenset[str]().union(*(test.classes for test in tests if isinstance(test, WeaponIs))),
        places=frozenset[str]().union(*(test.places for test in tests if isinstance(test, PlaceIs))),
    )
