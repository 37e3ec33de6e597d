"""Compiles an agreement into a program: each limit, rule and exemption as a condition, then as a tree of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from cfcheck.model.condition import (
    ActIs,
    ActorFact,
    ActorIs,
    AllOf,
    AnyOf,
    Asks,
    ClaimRaised,
    ClaimTestMet,
    Not,
    OccurredWithin,
)
from cfcheck.model.logic import All, Any, Leaf
from cfcheck.model.program import Limit, LimitId, Program, Root
from cfcheck.model.standing import EXCLUDED, NOT_BOUND, party_standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.model.agreement import Agreement, Exclusion, Party
    from cfcheck.model.citation import Citation, Origin
    from cfcheck.model.condition import Condition, Test
    from cfcheck.model.logic import Tree
    from cfcheck.model.rule import Exemption, Rule, RuleId
    from cfcheck.model.time import Period

    Cited = Period | Party | Exclusion

__all__ = ["compile_agreement"]


def compile_agreement(agreement: Agreement) -> Program:
    """The agreement as a program. A test that several norms have is in it once."""
    numbers: dict[Test, int] = {}
    exemptions = [
        Root(exemption, condition, _tree(condition, numbers))
        for exemption in agreement.exemptions.values()
        for condition in [_exemption_condition(exemption)]
    ]
    places = {exemption: place for place, exemption in enumerate(agreement.exemptions)}
    limits = [Root(limit, condition, _tree(condition, numbers)) for limit, condition in _limits(agreement)]
    rules = [_rule_root(rule, numbers, places) for rule in agreement.rules.values()]
    return Program(agreement, tuple(numbers), tuple(limits), tuple(rules), tuple(exemptions))


def _limits(agreement: Agreement) -> Iterator[tuple[Limit, Condition]]:
    """The limits in the order of LimitId."""
    where = agreement.origins
    cited = {key: _citations(norms) for key, norms in _drawn_by(agreement).items()}

    def limit(limit_id: LimitId, key: str) -> Limit:
        return Limit(limit_id, _TITLES[limit_id], cited[key])

    def stands(fact: ActorFact, standing: str, key: str) -> Asks:
        return Asks(ActorIs(fact, standings=frozenset({standing})), where[key])

    in_force = Asks(OccurredWithin(agreement.in_force), where["in_force"])
    yield limit(LimitId.NOT_IN_FORCE, "in_force"), Not(in_force)
    if agreement.area is not None:
        yield limit(LimitId.OUTSIDE_AREA, "area"), Not(agreement.area)
    not_bound = stands(ActorFact.PERPETRATOR, NOT_BOUND, "parties")
    yield limit(LimitId.PERPETRATOR_NOT_BOUND, "parties"), not_bound
    if agreement.excluded:
        perpetrator = stands(ActorFact.PERPETRATOR, EXCLUDED, "excluded")
        yield limit(LimitId.PERPETRATOR_EXCLUDED, "excluded"), perpetrator
        directed = Asks(ActIs(agreement.registry.acts.directed), where["excluded"])
        target = stands(ActorFact.TARGET, EXCLUDED, "excluded")
        yield limit(LimitId.TARGET_EXCLUDED, "excluded"), AllOf((directed, target))


_TITLES = {
    LimitId.NOT_IN_FORCE: "the agreement was not in force then",
    LimitId.OUTSIDE_AREA: "the place is outside the agreement's area",
    LimitId.PERPETRATOR_NOT_BOUND: "the perpetrator is not bound by the agreement",
    LimitId.PERPETRATOR_EXCLUDED: "the perpetrator is an excluded group",
    LimitId.TARGET_EXCLUDED: "the act is directed at an excluded group",
}


def _drawn_by(agreement: Agreement) -> dict[str, tuple[Cited, ...]]:
    """The parts of the agreement behind each limit, by their key in agreement.yaml."""
    return {
        "in_force": agreement.in_force,
        "area": (),
        "parties": tuple(agreement.parties.values()),
        "excluded": agreement.excluded,
    }


def _citations(norms: Iterable[Cited]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for norm in norms for citation in norm.citations))


def _rule_root(rule: Rule, numbers: dict[Test, int], places: Mapping[RuleId, int]) -> Root:
    condition = _rule_condition(rule)
    defeated_by = tuple(places[exemption] for exemption in rule.unless)
    return Root(rule, condition, _tree(condition, numbers), defeated_by)


def _rule_condition(rule: Rule) -> Condition:
    """Breached: a bearer does such an act, against such a target, where the condition holds."""
    act_key = "breached_by" if rule.owed or "breached_by" in rule.origins else "act"
    parts: list[Condition] = [
        _bearers(rule),
        Asks(ActIs(frozenset(rule.breached_by)), rule.origins[act_key]),
    ]
    if rule.against_parties or rule.against_actors:
        standings = frozenset(map(party_standing, rule.against_parties))
        against = ActorIs(ActorFact.TARGET, standings, frozenset(rule.against_actors))
        parts.append(Asks(against, rule.origins["against"]))
    if rule.when is not None:
        parts.append(rule.when)
    return AllOf(tuple(parts))


def _exemption_condition(exemption: Exemption) -> Condition:
    """Defeats: pleaded by a bearer, of such an act, and every test met."""
    origin = exemption.origins
    raised: list[Condition] = [Asks(ClaimRaised(exemption.claim), origin["claim"]), _bearers(exemption)]
    if exemption.acts:
        raised.append(Asks(ActIs(frozenset(exemption.acts)), origin["act"]))
    tests = [Asks(ClaimTestMet(exemption.claim, test), _line_of(test, origin)) for test in exemption.tests]
    when = [] if exemption.when is None else [exemption.when]
    return AllOf((*raised, *tests, *when))


def _line_of(test: str, origins: Mapping[str, Origin]) -> Origin:
    return origins.get(f"tests.{test}", origins["tests"])


def _bearers(norm: Rule | Exemption) -> Asks:
    standings = frozenset(map(party_standing, norm.bearers))
    return Asks(ActorIs(ActorFact.PERPETRATOR, standings), norm.origins["bearers"])


def _tree(condition: Condition, numbers: dict[Test, int], *, negated: bool = False) -> Tree:
    """The condition over numbered tests, negation pushed to the leaves (De Morgan holds in Kleene's logic)."""
    match condition:
        case Asks(test=test):
            return Leaf(numbers.setdefault(test, len(numbers)), negated)
        case Not(part=part):
            return _tree(part, numbers, negated=not negated)
        case AllOf(parts=parts):
            made = tuple(_tree(part, numbers, negated=negated) for part in parts)
            return Any(made) if negated else All(made)
        case AnyOf(parts=parts):
            made = tuple(_tree(part, numbers, negated=negated) for part in parts)
            return All(made) if negated else Any(made)
        case _:
            assert_never(condition)
