"""What random agreements are made of, whoever draws them: rules, conditions and tests of actors, from plain data."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cfcheck.model import condition as c
from cfcheck.model.actor import ActorId
from cfcheck.model.citation import Citation, Origin, SourceId
from cfcheck.model.rule import Modality, PartyId, Rule, RuleId, Severity
from cfcheck.model.taxonomy import KindId

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Spec = Mapping[str, Any]

CITED: Final = (Citation(SourceId("accord"), "1"),)
ORIGIN: Final = Origin("agreement.yaml", 1)
_KEYS: Final = ("bearers", "act", "against", "when", "claim", "tests", "in_force", "area", "parties", "excluded")
LINES: Final = MappingProxyType(dict.fromkeys(_KEYS, ORIGIN))


def condition_from(spec: Spec, test: Callable[[Spec], c.Test]) -> c.Condition:
    """The condition of `all`, `any`, `not` and tests, each of which `test` makes."""
    if "all" in spec:
        return c.AllOf(tuple(condition_from(part, test) for part in spec["all"]))
    if "any" in spec:
        return c.AnyOf(tuple(condition_from(part, test) for part in spec["any"]))
    if "not" in spec:
        return c.Not(condition_from(spec["not"], test))
    return c.Asks(test(spec), ORIGIN)


def actor_test(fact: c.ActorFact, who: Iterable[str], sides: Collection[str]) -> c.ActorIs:
    """Whether the actor is bound as one of these sides, or is one of these actors, which are all the others."""
    names = tuple(who)
    standings = frozenset(f"party:{name}" for name in names if name in sides)
    return c.ActorIs(fact, standings, frozenset(ActorId(name) for name in names if name not in sides))


def prohibition(
    number: int, spec: Spec, sides: Collection[str], when: c.Condition | None, unless: Iterable[str]
) -> Rule:
    """A rule against `acts` of its `bearers` against the sides and actors in `against`."""
    against = spec.get("against", ())
    return Rule(
        id=RuleId(f"rule-{number}"),
        title=f"rule {number}",
        modality=Modality.PROHIBITION,
        bearers=tuple(map(PartyId, spec["bearers"])),
        breached_by=tuple(map(KindId, spec["acts"])),
        severity=Severity.SERIOUS,
        citations=CITED,
        origins=LINES,
        against_parties=tuple(PartyId(name) for name in against if name in sides),
        against_actors=tuple(ActorId(name) for name in against if name not in sides),
        when=when,
        unless=tuple(map(RuleId, unless)),
    )
