"""Infers outcomes with the Rete network of durable-rules, by its C functions, from rulesets made of condition trees.

A network keeps every fact it is given, so it gets one fact at a time, which is then retracted. A network that gave an
unexpected answer is not used again.

A tree becomes alternatives, each a conjunction of literals, and each alternative becomes two rules: it holds certainly,
it holds possibly. No `$or` is used; so a rule fires at most once for a fact, and among `RULES` rules at most `RULES`
conditions wait to be followed, which keeps within all limits of the network at once. An `Any` below an `All` that would
multiply too far is decided in an earlier stage, and its outcome is then read like that of a test.
"""

from __future__ import annotations

import json
import os
import weakref
from collections.abc import Callable, Sequence
from itertools import chain, count, product
from math import prod
from operator import itemgetter
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple, Protocol, assert_never

from cfcheck.model.logic import All, Any, Leaf
from cfcheck.model.problem import CfcheckError
from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.model.logic import Tree

__all__ = [
    "CERTAINLY",
    "POSSIBLY",
    "InferenceFailed",
    "ReteInference",
    "Ruleset",
    "RulesetPlan",
    "available",
    "plan_from_trees",
]

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


class NetworkRule(NamedTuple):
    """Where all literals hold (certainly, or possibly), the slot receives the mark."""

    literals: tuple[Literal, ...]
    mark: int
    slot: int


class Ruleset(Noun, frozen=True):
    """The rules of one network, and how outcomes become the fact that it decides on."""

    definition: str
    fact: str  # with a place for each outcome read
    reads: tuple[int, ...]
    read: Callable[[Sequence[int]], object]
    conclusions: dict[str, tuple[int, int]]  # rule name: slot and mark


class RulesetPlan(Noun, frozen=True):
    """Rulesets by stage; each stage reads outcomes of tests and of earlier stages only.

    Slots: first the tests, then false and true, then what the rulesets conclude.
    """

    test_count: int
    derived: bytes  # the slots after the tests, before the first stage
    stages: tuple[tuple[Ruleset, ...], ...]
    roots: tuple[int, ...]  # the slot of each root tree


def plan_from_trees(roots: Sequence[Tree], test_count: int) -> RulesetPlan:
    """Write the rulesets that decide the trees."""
    former = _Former(test_count)
    slots = tuple(former.slot_of(former.form_of(root)) for root in roots)
    return RulesetPlan(
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
        self._rules: list[NetworkRule] = []
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
                self._rules.append(NetworkRule(literals, CERTAINLY, slot))
                self._rules.append(NetworkRule(literals, POSSIBLY, slot))
        return self._slots[form]

    def rules_of(self, stage: int) -> Iterator[NetworkRule]:
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


def _spread(rules: Iterable[NetworkRule]) -> Iterator[list[NetworkRule]]:
    """Yield the rules, of which there are some, in portions that one network can hold."""
    portion: list[NetworkRule] = []
    slots: set[int] = set()
    for rule in rules:
        wanted = slots.union(literal.slot for literal in rule.literals)
        if len(portion) == RULES or len(wanted) > PROPERTIES:
            yield portion
            portion, wanted = [], {literal.slot for literal in rule.literals}
        portion.append(rule)
        slots = wanted
    yield portion


def _ruleset_from_rules(rules: Sequence[NetworkRule]) -> Ruleset:
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


def _rule_definition(rule: NetworkRule, names: dict[int, str]) -> dict[str, object]:
    conditions: list[dict[str, object]] = [{"_k": 1}]  # else the network's own state fact may match
    for slot, negated in rule.literals:
        if rule.mark == CERTAINLY:
            conditions.append({names[slot]: 0 if negated else 1})
        else:
            conditions.append({"$neq": {names[slot]: 1 if negated else 0}})
    return {"all": [{"m": {"$and": conditions}}]}


try:
    import durable_rules_engine
except ImportError:  # on CPython 3.13 and later
    durable_rules_engine = None

REBUILDS = 3  # of one inference, in all: the memory of a spoiled network is never freed

_MATCHED, _UNMATCHED = 0, 1
_TAKEN_BACK = '{"id":"f"}'
_UNKNOWN = 2
_KNOWN = bytes([0, 1, *([_UNKNOWN] * 254)])
_SETTLED = bytes([0, 1, _UNKNOWN, 3, 4, 5, 1, *range(7, 256)])  # 6: both certain and possible

_ruleset_numbers = count(1)

# One lock for all networks, and not one for each: the extension never releases the interpreter, so nothing is
# lost, and a fork can wait for it, so that no child inherits a network in the middle of its work.
_networks_at_work = RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_networks_at_work.acquire,
        after_in_parent=_networks_at_work.release,
        after_in_child=_networks_at_work.release,
    )


class InferenceFailed(CfcheckError):
    """Raised when networks cannot be built, or keep giving impossible answers."""


class _Spoiled(Exception):
    """Raised when a network gives an impossible answer."""


class Extension(Protocol):
    """The functions of the extension that are used here; it ships no types."""

    def create_ruleset(self, name: str, definition: str, /) -> int: ...
    def delete_ruleset(self, handle: int, /) -> None: ...
    def delete_state(self, handle: int, sid: str | None, /) -> None: ...
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None: ...


extension: Extension | None = durable_rules_engine


def available() -> bool:
    """Whether the extension could be loaded."""
    return extension is not None


class ReteInference:
    """The outcomes of trees, decided by networks. Threads may share it."""

    def __init__(self, roots: Sequence[Tree], test_count: int) -> None:
        if extension is None:
            raise InferenceFailed("durable-rules cannot be loaded here; use the reference inference")
        self._extension = extension
        self._plan = plan_from_trees(roots, test_count)
        self._rebuilds_left = REBUILDS
        try:
            with _networks_at_work:
                self._stages: _Stages | None = _stages_from_plan(extension, self._plan)
        except _Spoiled as spoiled:
            raise InferenceFailed(f"durable-rules cannot be used: {spoiled}") from spoiled

    def infer(self, signature: bytes) -> bytes:
        """The outcome of every root tree: 0 false, 1 true, 2 unknown."""
        plan = self._plan
        if len(signature) != plan.test_count:
            raise ValueError(f"a signature of {len(signature)} outcomes for {plan.test_count} tests")
        with _networks_at_work:
            outcomes = self._outcomes(signature.translate(_KNOWN) + plan.derived)
        return bytes(map(outcomes.__getitem__, plan.roots))

    def _outcomes(self, known: bytes) -> bytes:
        while True:
            # Put back only after an answer: whatever comes between, the next situation gets new networks.
            stages, self._stages = self._stages, None
            try:
                stages = stages or _stages_from_plan(self._extension, self._plan)
                outcomes = _decide(stages, known)
            except _Spoiled as spoiled:
                if not self._rebuilds_left:
                    raise InferenceFailed(f"durable-rules failed {REBUILDS + 1} times: {spoiled}") from spoiled
                self._rebuilds_left -= 1
            else:
                self._stages = stages
                return outcomes


class _Network:
    """One ruleset in the extension's memory, freed with this object."""

    def __init__(self, extension: Extension, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._extension = extension
        # Only from the first completed action on is it safe to free a network: not before the self-test.
        self._freeing: weakref.finalize[[Extension, int], _Network] | None = None
        try:
            name = f"cfcheck-{os.getpid()}-{next(_ruleset_numbers)}"
            self._handle = extension.create_ruleset(name, ruleset.definition)
        except Exception as error:
            raise _Spoiled(f"it raised {type(error).__name__}") from error
        self._prove()
        self._freeing = weakref.finalize(self, _free, extension, self._handle)
        self._freeing.atexit = False

    def conclusions(self, fact: str) -> list[tuple[int, int]]:
        """The slot and the mark of each rule that the fact fires."""
        try:
            return self._fired(fact)
        except BaseException as error:
            self.leave()
            if isinstance(error, Exception):
                raise _Spoiled(f"it raised {type(error).__name__}") from error
            raise

    def leave(self) -> None:
        """Never free the network, which may still be at work on a fact, whatever happened."""
        if self._freeing:
            self._freeing.detach()

    def _fired(self, fact: str) -> list[tuple[int, int]]:
        extension, handle = self._extension, self._handle
        answer, state = extension.assert_fact(handle, fact)
        if answer == _UNMATCHED:
            return []
        started = extension.start_action_for_state(handle, state) if answer == _MATCHED else None
        if not started:
            raise _Spoiled(f"a fact was answered with {answer} and fired nothing")
        fired = []
        firing: str | None = started[1]  # {"r7":{"m":{...}}}
        while firing is not None:
            fired.append(self.ruleset.conclusions[firing[2 : firing.index('"', 2)]])
            if len(fired) > len(self.ruleset.conclusions):
                raise _Spoiled("rules fire without end")
            firing = extension.complete_and_start_action(handle, state)
        answer, _ = extension.retract_fact(handle, _TAKEN_BACK)
        if answer != _MATCHED:
            raise _Spoiled(f"taking a fact back was answered with {answer}")
        return fired

    def _prove(self) -> None:
        """Self-test: where nothing is known, everything is possible and nothing certain, each found once."""
        ruleset = self.ruleset
        fired = self.conclusions(ruleset.fact % tuple(_UNKNOWN for _ in ruleset.reads))
        possible = [(slot, mark) for slot, mark in ruleset.conclusions.values() if mark == POSSIBLY]
        if sorted(fired) != sorted(possible):
            raise _Spoiled(f"the self-test found {sorted(fired)} and not {sorted(possible)}")


_Stages = tuple[tuple[_Network, ...], ...]


def _stages_from_plan(extension: Extension, plan: RulesetPlan) -> _Stages:
    return tuple(tuple(_Network(extension, ruleset) for ruleset in stage) for stage in plan.stages)


def _decide(stages: _Stages, outcomes: bytes) -> bytes:
    """The outcomes in all slots, from those of the tests."""
    for stage in stages:
        marked = bytearray(outcomes)
        for network in stage:
            ruleset = network.ruleset
            for slot, mark in network.conclusions(ruleset.fact % ruleset.read(outcomes)):
                marked[slot] |= mark
        if CERTAINLY in marked:
            for network in stage:
                network.leave()
            raise _Spoiled("something is certain and not possible")
        outcomes = bytes(marked.translate(_SETTLED))
    return outcomes


def _free(extension: Extension, handle: int) -> None:
    extension.delete_state(handle, None)
    extension.delete_ruleset(handle)
