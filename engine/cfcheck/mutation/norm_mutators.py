"""Mutators of rules and exemptions: whom they address, whom they protect, which acts, and what defeats them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.condition import AllOf, Asks, ClaimRaised, ClaimTestMet
from cfcheck.mutation.alteration import settled, with_exemption, with_rule, without
from cfcheck.mutation.mutant import Mutant
from cfcheck.noun import replace
from cfcheck.rule import Modality, Rule, Severity
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.agreement import Agreement
    from cfcheck.condition import Condition
    from cfcheck.mutation.original import Original
    from cfcheck.rule import Exemption, RuleId
    from cfcheck.taxonomy import KindId, Taxonomy

__all__ = [
    "act_dropped", "against_dropped", "bearer_dropped", "exemption_added", "exemption_dropped",
    "exemption_test_dropped", "modality_flipped", "norm_dropped",
]  # fmt: skip


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
            asked = Asks(ClaimTestMet(exemption.claim, test), exemption.origins["tests"])
            changed = with_exemption(of.agreement, replace(exemption, tests=others, when=_and(exemption.when, asked)))
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
