"""Mutators of norms (bearers, targets, acts, exemptions), of actors and names, and of what agreement.yaml states."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cfcheck.authoring.mutate.fate import Mutant, Reach
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.condition import AllOf, AnyOf, Asks, ClaimRaised, ClaimTestMet, Not
from cfcheck.model.rule import Modality, Rule, Severity
from cfcheck.model.struct import replace
from cfcheck.model.text import normalise, quoted
from cfcheck.model.time import ALL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.mutate.original import Original
    from cfcheck.model.actor import Actor, DesignationList
    from cfcheck.model.agreement import Agreement, Party
    from cfcheck.model.condition import Condition
    from cfcheck.model.rule import Exemption, RuleId
    from cfcheck.model.taxonomy import KindId, Taxonomy

__all__ = [
    "act_dropped",
    "against_dropped",
    "area_inverted",
    "bearer_dropped",
    "candidate_dropped",
    "exclusion_dropped",
    "exemption_added",
    "exemption_dropped",
    "exemption_test_dropped",
    "limit_lifted",
    "list_entry_dropped",
    "member_dropped",
    "modality_flipped",
    "name_dropped",
    "norm_dropped",
    "not_bound_dropped",
    "part_of_dropped",
    "period_dropped",
    "settled",
    "swapped",
    "threshold_moved",
    "with_actor",
    "with_exemption",
    "with_list",
    "with_party",
    "with_rule",
    "without",
]

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


def norm_dropped(of: Original) -> Iterator[Mutant]:
    """A rule is left out, or an exemption defeats nothing: what it says would go unsaid, and nobody would miss it."""
    agreement = of.agreement
    for rule in agreement.rules.values():
        others = {other.id: other for other in agreement.rules.values() if other is not rule}
        changed = replace(agreement, rules=others)
        yield Mutant(f"the {rule.modality} is left out", of.norm(rule.id), changed, rule.id)
    for exemption in agreement.exemptions.values():
        if any(exemption.id in rule.unless for rule in agreement.rules.values()):
            changed = replace(agreement, rules=_unnamed(agreement, exemption.id))
            yield Mutant("the permission defeats nothing", of.norm(exemption.id), changed, exemption.id)


def _unnamed(agreement: Agreement, exemption: RuleId) -> dict[RuleId, Rule]:
    return {
        rule.id: replace(rule, unless=tuple(one for one in rule.unless if one != exemption))
        for rule in agreement.rules.values()
    }


def bearer_dropped(of: Original) -> Iterator[Mutant]:
    """One of several bearers is dropped: its side would no longer be held to the rule, or could not plead."""
    for norm in of.norms:
        for place, party in enumerate(norm.bearers if len(norm.bearers) > 1 else ()):
            words = f"the bearer {quoted(party)} is dropped"
            changed = _with(of.agreement, replace(norm, bearers=without(norm.bearers, place)))
            yield Mutant(words, of.norm(norm.id, "bearers", place), changed, norm.id)


def against_dropped(of: Original) -> Iterator[Mutant]:
    """One of those protected is dropped: it loses its protection, or, if it was the only one, anyone gains it."""
    for rule in of.agreement.rules.values():
        protected = (*rule.against_parties, *rule.against_actors)
        for one in protected:
            parties = tuple(party for party in rule.against_parties if party != one)
            actors = tuple(actor for actor in rule.against_actors if actor != one)
            last = len(protected) == 1
            words = "`against` is left out, so that anyone is protected" if last else f"{quoted(one)} is not protected"
            changed = with_rule(of.agreement, replace(rule, against_parties=parties, against_actors=actors))
            yield Mutant(words, of.norm(rule.id, "against"), changed, rule.id)


def act_dropped(of: Original) -> Iterator[Mutant]:
    """One of several acts is dropped: the rule would be blind to it, or the exemption would not excuse it."""
    for norm, key, acts in _acts(of):
        for place, act in enumerate(acts if len(acts) > 1 else ()):
            left = without(acts, place)
            fewer = replace(norm, breached_by=left) if isinstance(norm, Rule) else replace(norm, acts=left)
            words = f"`{key}` loses {quoted(act)}"
            yield Mutant(words, of.norm(norm.id, key, place), _with(of.agreement, fewer), norm.id)


def _acts(of: Original) -> Iterator[tuple[Rule | Exemption, str, tuple[KindId, ...]]]:
    for rule in of.agreement.rules.values():
        yield rule, "breached_by" if "breached_by" in rule.origins else "act", rule.breached_by
    for exemption in of.agreement.exemptions.values():
        yield exemption, "act", exemption.acts


def exemption_dropped(of: Original) -> Iterator[Mutant]:
    """A rule no longer names an exemption: what the terms excuse would be counted as a breach."""
    for rule in of.agreement.rules.values():
        for place, exemption in enumerate(rule.unless):
            changed = with_rule(of.agreement, replace(rule, unless=without(rule.unless, place)))
            words = f"the exemption {quoted(exemption)} no longer defeats the rule"
            yield Mutant(words, of.norm(rule.id, "unless", place), changed, rule.id)


def exemption_added(of: Original) -> Iterator[Mutant]:
    """A rule names an exemption more: a breach that nothing excuses would be excused by a plea."""
    for rule in of.agreement.rules.values():
        for exemption in of.agreement.exemptions:
            if exemption not in rule.unless:
                changed = with_rule(of.agreement, replace(rule, unless=(*rule.unless, exemption)))
                words = f"the exemption {quoted(exemption)} defeats this rule too"
                yield Mutant(words, of.norm(rule.id), changed, rule.id)


def exemption_test_dropped(of: Original) -> Iterator[Mutant]:
    """A test of an exemption is not asked: a plea would excuse although it fails that test, or leaves it open."""
    for exemption in of.agreement.exemptions.values():
        for test in exemption.tests:
            others = {name: question for name, question in exemption.tests.items() if name != test}
            claim_test = Asks(ClaimTestMet(exemption.claim, test), exemption.origins["tests"])
            changed = with_exemption(
                of.agreement, replace(exemption, tests=others, when=_and(exemption.when, claim_test))
            )
            words = f"the test {quoted(test)} is not asked"
            yield Mutant(words, of.norm(exemption.id, "tests", test), changed, exemption.id)


def _and(when: Condition | None, ignored: Condition) -> Condition:
    still = settled(ignored, true=True)
    return still if when is None else AllOf((when, still))


def modality_flipped(of: Original) -> Iterator[Mutant]:
    """An obligation forbids what it asks for, or a permission what it allows: do, do not and may are told apart."""
    for rule in of.agreement.rules.values():
        if rule.owed:
            forbidding = replace(rule, modality=Modality.PROHIBITION, breached_by=rule.owed, owed=())
            changed = with_rule(of.agreement, forbidding)
            yield Mutant("the obligation forbids what it asks for", of.norm(rule.id, "modality"), changed, rule.id)
    for exemption in of.agreement.exemptions.values():
        forbidding = _forbidding(exemption, of.agreement.registry.acts)
        rules = {**_unnamed(of.agreement, exemption.id), forbidding.id: forbidding}
        changed = replace(of.agreement, rules=rules)
        words = "the permission forbids what it allows"
        yield Mutant(words, of.norm(exemption.id, "modality"), changed, exemption.id)


def _forbidding(exemption: Exemption, acts: Taxonomy) -> Rule:
    """The rule that is breached where the exemption would defeat."""
    lines = exemption.origins
    any_act = tuple(kind.id for kind in acts.kinds.values() if not kind.parents)
    raised = Asks(ClaimRaised(exemption.claim), lines["claim"])
    tests = tuple(Asks(ClaimTestMet(exemption.claim, test), lines["tests"]) for test in exemption.tests)
    when = () if exemption.when is None else (exemption.when,)
    return Rule(
        id=exemption.id,
        title=exemption.title,
        modality=Modality.PROHIBITION,
        bearers=exemption.bearers,
        breached_by=exemption.acts or any_act,
        severity=Severity.SERIOUS,
        citations=exemption.citations,
        origins={"act": lines["claim"], **lines},
        when=AllOf((raised, *tests, *when)),
    )


def _with(agreement: Agreement, norm: Rule | Exemption) -> Agreement:
    return with_rule(agreement, norm) if isinstance(norm, Rule) else with_exemption(agreement, norm)


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


def limit_lifted(of: Original) -> Iterator[Mutant]:
    """A limit is no longer applied: what happened at another time, elsewhere or by a listed group would be a breach."""
    agreement = of.agreement
    if agreement.in_force != (ALL_TIME,):
        changed = replace(agreement, in_force=(ALL_TIME,))
        yield Mutant("the agreement is in force at all times", of.terms("in_force"), changed)
    if agreement.area is not None:
        yield Mutant("the agreement applies everywhere", of.terms("area"), replace(agreement, area=None))
    if agreement.excluded:
        yield Mutant("nobody is excluded", of.terms("excluded"), replace(agreement, excluded=()))


def period_dropped(of: Original) -> Iterator[Mutant]:
    """One of several periods in which the agreement is in force is dropped: an extension would be forgotten."""
    periods = of.agreement.in_force
    for place, period in enumerate(periods if len(periods) > 1 else ()):
        changed = replace(of.agreement, in_force=without(periods, place))
        words = f"the period {place + 1} of {len(periods)} is dropped"
        yield Mutant(words, of.terms("in_force"), changed, reach=Reach(within=(period.possible,)))


def area_inverted(of: Original) -> Iterator[Mutant]:
    """The area becomes everything but the area: reports from elsewhere would be taken for those that count."""
    if of.agreement.area is not None:
        changed = replace(of.agreement, area=Not(of.agreement.area))
        yield Mutant("the area is all that it was not", of.terms("area"), changed)


def threshold_moved(of: Original) -> Iterator[Mutant]:
    """The attribution threshold is a step higher or lower: a claim would count that must not, or the reverse."""
    order = list(AttributionConfidence)
    now = of.agreement.attribution_threshold
    for place in (order.index(now) - 1, order.index(now) + 1):
        if 0 <= place < len(order):
            changed = replace(of.agreement, attribution_threshold=order[place])
            words = f"the attribution threshold `{now}` becomes `{order[place]}`"
            yield Mutant(words, of.terms("attribution_threshold"), changed)
