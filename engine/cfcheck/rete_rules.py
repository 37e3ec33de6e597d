"""Turns condition trees into rulesets of durable-rules. Knows nothing of how a network runs them.

A tree becomes alternatives, each a conjunction of literals, and each alternative becomes two rules: it holds
certainly, it holds possibly. There is no `$or`; so a rule fires at most once for a fact, and among `RULES`
rules no more than `RULES` conditions ever wait to be followed, which keeps all limits of the network at once.

An `Any` below an `All` that would multiply too far is decided in an earlier stage, and its outcome is then
read like a test's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import chain, product
from math import prod
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, assert_never

from cfcheck.noun import Noun
from cfcheck.tree import All, Any, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.tree import Tree

__all__ = ["CERTAINLY", "POSSIBLY", "Plan", "Ruleset", "plan_from_trees"]

RULES = 60  # of a ruleset: the network's stack holds 64 conditions
PROPERTIES = 240  # of a fact, beside its id, state and guard: the network holds 254
ALTERNATIVES = 8  # of a conjunction, before its parts are decided in an earlier stage

POSSIBLY = 2  # marks, added up in an outcome; none of them: false
CERTAINLY = 4


class Literal(NamedTuple):
    """The outcome in a slot, or its negation."""

    slot: int
    negated: bool


Alternative = frozenset[Literal]
Form = frozenset[Alternative]

FALSE: Form = frozenset()
TRUE: Form = frozenset({frozenset()})


class Rule(NamedTuple):
    """Where all literals hold (certainly, or possibly), the slot receives the mark."""

    literals: tuple[Literal, ...]
    mark: int
    slot: int


class Ruleset(Noun, frozen=True):
    """What one network is told: its rules, and how outcomes become the fact it decides."""

    definition: str
    fact: str  # with a place for each outcome read
    reads: tuple[int, ...]
    read: Callable[[Sequence[int]], object]
    conclusions: dict[str, tuple[int, int]]  # rule name: slot and mark


class Plan(Noun, frozen=True):
    """Rulesets by stage; each stage reads outcomes of tests and of earlier stages only.

    Slots: first the tests, then false and true, then what the rulesets conclude.
    """

    test_count: int
    derived: bytes  # the slots after the tests, before the first stage
    stages: tuple[tuple[Ruleset, ...], ...]
    roots: tuple[int, ...]  # the slot of each root tree


def plan_from_trees(roots: Sequence[Tree], test_count: int) -> Plan:
    """Write the rulesets that decide the trees."""
    former = _Former(test_count)
    slots = tuple(former.slot_of(former.form_of(root)) for root in roots)
    return Plan(
        test_count=test_count,
        derived=bytes([0, 1, *([0] * len(former.stages))]),
        stages=tuple(
            tuple(_ruleset_from_rules(rules) for rules in _spread(former.rules_of(stage)))
            for stage in range(1, max(former.stages.values(), default=0) + 1)
        ),
        roots=slots,
    )


class _Former:
    """Brings trees to their forms, and gives each form that has to be decided a slot."""

    def __init__(self, test_count: int) -> None:
        self._test_count = test_count
        self._next_slot = test_count + 2
        self._slots: dict[Form, int] = {FALSE: test_count, TRUE: test_count + 1}
        self._rules: list[Rule] = []
        self.stages: dict[int, int] = {}  # of the slots that are decided here

    def form_of(self, tree: Tree) -> Form:
        """Give the alternatives in which the tree holds."""
        match tree:
            case Leaf(test, negated):
                if not 0 <= test < self._test_count:
                    raise ValueError(f"a tree asks test {test} of {self._test_count}")
                return frozenset({frozenset({Literal(test, negated)})})
            case Any(parts):
                alternatives = frozenset[Alternative]().union(*[self.form_of(part) for part in parts])
                return TRUE if frozenset() in alternatives else alternatives
            case All(parts):
                return self._conjunction([self.form_of(part) for part in parts])
            case _:
                assert_never(tree)

    def slot_of(self, form: Form) -> int:
        """Give the slot of the form's outcome, and the rules that decide it where they are new."""
        if form not in self._slots:
            conjunctions = sorted(self._narrowed(alternative) for alternative in form)
            slot = self._slots[form] = self._next_slot
            self._next_slot += 1
            read = chain.from_iterable(conjunctions)
            self.stages[slot] = 1 + max(self.stages.get(literal.slot, 0) for literal in read)
            for literals in conjunctions:
                self._rules.append(Rule(literals, CERTAINLY, slot))
                self._rules.append(Rule(literals, POSSIBLY, slot))
        return self._slots[form]

    def rules_of(self, stage: int) -> Iterator[Rule]:
        """Yield the rules that conclude in the stage."""
        return (rule for rule in self._rules if self.stages[rule.slot] == stage)

    def _conjunction(self, forms: list[Form]) -> Form:
        if FALSE in forms:
            return FALSE
        if prod(map(len, forms)) > ALTERNATIVES:
            forms = [form if len(form) == 1 else self._decided_earlier(form) for form in forms]
        return frozenset(frozenset[Literal]().union(*choice) for choice in product(*forms))

    def _decided_earlier(self, form: Form) -> Form:
        return frozenset({frozenset({Literal(self.slot_of(form), negated=False)})})

    def _narrowed(self, alternative: Alternative) -> tuple[Literal, ...]:
        literals = sorted(alternative)
        while len(literals) > PROPERTIES:
            parts = [literals[first : first + PROPERTIES] for first in range(0, len(literals), PROPERTIES)]
            slots = [self.slot_of(frozenset({frozenset(part)})) for part in parts]
            literals = [Literal(slot, negated=False) for slot in slots]
        return tuple(literals)


def _spread(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Yield the rules, of which there are some, in portions that one network can hold."""
    portion: list[Rule] = []
    slots: set[int] = set()
    for rule in rules:
        wanted = slots.union(literal.slot for literal in rule.literals)
        if len(portion) == RULES or len(wanted) > PROPERTIES:
            yield portion
            portion, wanted = [], {literal.slot for literal in rule.literals}
        portion.append(rule)
        slots = wanted
    yield portion


def _ruleset_from_rules(rules: Sequence[Rule]) -> Ruleset:
    reads = sorted({literal.slot for rule in rules for literal in rule.literals})
    # The network knows a key by its hash alone: few names, always the same, known to be distinct.
    names = {slot: f"t{place}" for place, slot in enumerate(reads)}
    outcomes = "".join(f',"{name}":%d' for name in names.values())
    return Ruleset(
        definition=json.dumps({f"r{place}": _rule_definition(rule, names) for place, rule in enumerate(rules)}),
        fact=f'{{"id":"f","_k":1{outcomes}}}',
        reads=tuple(reads),
        read=itemgetter(*reads),
        conclusions={f"r{place}": (rule.slot, rule.mark) for place, rule in enumerate(rules)},
    )


def _rule_definition(rule: Rule, names: dict[int, str]) -> dict[str, object]:
    conditions: list[dict[str, object]] = [{"_k": 1}]  # else the network's own state fact may match
    for slot, negated in rule.literals:
        if rule.mark == CERTAINLY:
            conditions.append({names[slot]: 0 if negated else 1})
        else:
            conditions.append({"$neq": {names[slot]: 1 if negated else 0}})
    return {"all": [{"m": {"$and": conditions}}]}
