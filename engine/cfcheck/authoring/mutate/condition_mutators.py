"""Mutators of conditions (`when`, `area`) and of the acts that norms speak of: trees, values and kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cfcheck.authoring.mutate.fate import Mutant
from cfcheck.authoring.mutate.mutators import settled, swapped, with_exemption, with_rule
from cfcheck.model.condition import ActIs, ActorIs, AllOf, AnyOf, Asks, CountWithin, Not, PlaceIs, WeaponIs, asks_in
from cfcheck.model.describe import condition_words
from cfcheck.model.struct import replace
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.mutate.original import Original
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Origin
    from cfcheck.model.condition import Condition, Test
    from cfcheck.model.rule import RuleId
    from cfcheck.model.taxonomy import KindId, Taxonomy

__all__ = [
    "Node", "all_any_swapped", "kind_narrowed", "kind_widened", "nodes_of", "not_removed", "number_moved",
    "part_dropped", "value_dropped",
]  # fmt: skip

Put = Callable[["Condition"], "Agreement"]


@dataclass(frozen=True, slots=True)
class Node:
    """A condition or part of one; `put` gives the agreement with another one in its place. `norm` None: the area's."""

    condition: Condition
    put: Put
    origin: Origin
    norm: RuleId | None
    is_root: bool = False

    def mutant(self, change: str, condition: Condition) -> Mutant:
        """The mutant that has the other condition here."""
        return Mutant(change, self.origin, self.put(condition), self.norm)


def nodes_of(of: Original) -> Iterator[Node]:
    """Every condition of the agreement, and every part of each."""
    agreement = of.agreement
    for rule in agreement.rules.values():
        if rule.when is not None:
            yield from _root(of, rule.when, partial(_put_rule, agreement, rule.id), rule.id)
    for exemption in agreement.exemptions.values():
        if exemption.when is not None:
            put = partial(_put_exemption, agreement, exemption.id)
            yield from _root(of, exemption.when, put, exemption.id)
    if agreement.area is not None:
        yield from _root(of, agreement.area, lambda new: replace(agreement, area=new), None)


def _put_rule(agreement: Agreement, rule: RuleId, when: Condition) -> Agreement:
    return with_rule(agreement, replace(agreement.rules[rule], when=when))


def _put_exemption(agreement: Agreement, exemption: RuleId, when: Condition) -> Agreement:
    return with_exemption(agreement, replace(agreement.exemptions[exemption], when=when))


def _root(of: Original, condition: Condition, put: Put, norm: RuleId | None) -> Iterator[Node]:
    line = of.terms("area") if norm is None else of.norm(norm, "when")
    for node in _nodes(condition, put):
        first = next(asks_in(node[0]), None)
        origin = line if first is None else of.origin_in_file(first.origin)
        yield Node(node[0], node[1], origin, norm, is_root=node[0] is condition)


def _nodes(condition: Condition, put: Put) -> Iterator[tuple[Condition, Put]]:
    yield condition, put
    match condition:
        case Not(part=part):
            yield from _nodes(part, lambda new: put(Not(new)))
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for place, part in enumerate(parts):
                yield from _nodes(part, partial(_put_part, condition, put, place))


def _put_part(whole: AllOf | AnyOf, put: Put, place: int, part: Condition) -> Agreement:
    return put(replace(whole, parts=swapped(whole.parts, place, part)))


# --- trees -------------------------------------------------------------------------------------------------------


def part_dropped(of: Original) -> Iterator[Mutant]:
    """A part of a condition is dropped: the norm would reach further, or less far, than the text says."""
    for node in nodes_of(of):
        condition = node.condition
        if node.is_root and node.norm is not None and not isinstance(condition, AllOf | AnyOf):
            words = f"`when` is left out: {_words(of, condition)}"
            yield node.mutant(words, settled(condition, true=True))
        if isinstance(condition, AllOf | AnyOf):
            for place, part in enumerate(condition.parts):
                neutral = settled(part, true=isinstance(condition, AllOf))
                changed = replace(condition, parts=swapped(condition.parts, place, neutral))
                yield node.mutant(f"a part is dropped: {_words(of, part)}", changed)


def all_any_swapped(of: Original) -> Iterator[Mutant]:
    """An `all` becomes an `any`, or an `any` an `all`: one fact would do where several are asked, or the reverse."""
    for node in nodes_of(of):
        condition = node.condition
        if isinstance(condition, AllOf | AnyOf) and len(condition.parts) > 1:
            is_all = isinstance(condition, AllOf)
            changed = AnyOf(condition.parts) if is_all else AllOf(condition.parts)
            yield node.mutant(f"`{'all' if is_all else 'any'}` becomes `{'any' if is_all else 'all'}`", changed)


def not_removed(of: Original) -> Iterator[Mutant]:
    """A `not`, or a `false` of a claim, is lost: the norm would hold where it must not, and nowhere else."""
    for node in nodes_of(of):
        if isinstance(node.condition, Not):
            yield node.mutant(f"`not` is lost before {_words(of, node.condition.part)}", node.condition.part)


def _words(of: Original, condition: Condition) -> str:
    return quoted(condition_words(condition, of.agreement.zone))


# --- values ------------------------------------------------------------------------------------------------------


def number_moved(of: Original) -> Iterator[Mutant]:
    """A number is moved by one: an incident just at the threshold would be judged otherwise."""
    for node in nodes_of(of):
        if isinstance(node.condition, Asks) and isinstance(node.condition.test, CountWithin):
            for word, test in _moved(node.condition.test):
                yield node.mutant(f"{node.condition.test.field}: {word}", replace(node.condition, test=test))


def _moved(test: CountWithin) -> Iterator[tuple[str, CountWithin]]:
    for step in (-1, 1):
        if test.low and (test.high is None or test.low + step <= test.high):
            yield f"`at_least: {test.low}` becomes {test.low + step}", replace(test, low=test.low + step)
        if test.high is not None and test.high + step >= (test.low or 0):
            yield f"`at_most: {test.high}` becomes {test.high + step}", replace(test, high=test.high + step)


def value_dropped(of: Original) -> Iterator[Mutant]:
    """One of several values of a test is dropped: one act, weapon, place or actor less would be asked for."""
    for node in nodes_of(of):
        if isinstance(node.condition, Asks):
            for value, test in _fewer(node.condition.test):
                yield node.mutant(f"the value {quoted(value)} is dropped", replace(node.condition, test=test))


def _fewer(test: Test) -> Iterator[tuple[str, Test]]:
    match test:
        case ActIs() | WeaponIs() if len(test.classes) > 1:
            for kind in sorted(test.classes):
                yield kind, replace(test, classes=test.classes - {kind})
        case PlaceIs() if len(test.places) > 1:
            for place in sorted(test.places):
                yield place, replace(test, places=test.places - {place})
        case ActorIs() if len(test.standings) + len(test.actors) > 1:
            for standing in sorted(test.standings):
                yield standing.removeprefix("party:"), replace(test, standings=test.standings - {standing})
            for actor in sorted(test.actors):
                yield actor, replace(test, actors=test.actors - {actor})


# --- kinds -------------------------------------------------------------------------------------------------------


def kind_narrowed(of: Original) -> Iterator[Mutant]:
    """An act or weapon becomes one of those it is the class of: what else belongs to the class would go unseen."""
    yield from _kinds(of, _children, "is narrowed to")


def kind_widened(of: Original) -> Iterator[Mutant]:
    """An act or weapon becomes the class it belongs to: what is only related to it would be judged like it."""
    yield from _kinds(of, _parents, "is widened to")


Related = Callable[["Taxonomy", "KindId"], "tuple[KindId, ...]"]


def _children(taxonomy: Taxonomy, kind: KindId) -> tuple[KindId, ...]:
    return tuple(other.id for other in taxonomy.kinds.values() if kind in other.parents)


def _parents(taxonomy: Taxonomy, kind: KindId) -> tuple[KindId, ...]:
    return taxonomy.kinds[kind].parents


def _kinds(of: Original, related: Related, verb: str) -> Iterator[Mutant]:
    acts = of.agreement.registry.acts
    for rule in of.agreement.rules.values():
        key = "breached_by" if "breached_by" in rule.origins else "act"
        for place, act in enumerate(rule.breached_by):
            for other in related(acts, act):
                changed = with_rule(of.agreement, replace(rule, breached_by=swapped(rule.breached_by, place, other)))
                words = f"`{key}` {quoted(act)} {verb} {quoted(other)}"
                yield Mutant(words, of.norm(rule.id, key, place), changed, rule.id)
    for exemption in of.agreement.exemptions.values():
        for place, act in enumerate(exemption.acts):
            for other in related(acts, act):
                changed = with_exemption(of.agreement, replace(exemption, acts=swapped(exemption.acts, place, other)))
                words = f"`act` {quoted(act)} {verb} {quoted(other)}"
                yield Mutant(words, of.norm(exemption.id, "act", place), changed, exemption.id)
    yield from _kinds_in_conditions(of, related, verb)


def _kinds_in_conditions(of: Original, related: Related, verb: str) -> Iterator[Mutant]:
    registry = of.agreement.registry
    for node in nodes_of(of):
        test = node.condition.test if isinstance(node.condition, Asks) else None
        if isinstance(node.condition, Asks) and isinstance(test, ActIs | WeaponIs):
            taxonomy = registry.acts if isinstance(test, ActIs) else registry.weapons
            for kind in sorted(test.classes):
                for other in related(taxonomy, kind):
                    changed = replace(test, classes=test.classes - {kind} | {other})
                    words = f"{quoted(kind)} {verb} {quoted(other)}"
                    yield node.mutant(words, replace(node.condition, test=changed))
