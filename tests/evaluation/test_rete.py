from __future__ import annotations

import gc
import importlib.util
import os
import sys
import threading
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from cfcheck.evaluation import rete
from cfcheck.evaluation.reference import ReferenceInference
from cfcheck.evaluation.rete import PROPERTIES, RULES, InferenceFailed, ReteInference, plan_from_trees
from cfcheck.model.logic import All, Any, Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from cfcheck.model.logic import Tree

needs_extension = pytest.mark.skipif(not rete.available(), reason="durable-rules does not import on this interpreter")

A, B, C = Leaf(0), Leaf(1), Leaf(2)
NOT_A = Leaf(0, negated=True)

OPERATORS: list[tuple[Tree, bytes, int]] = [
    *[(A, bytes([a]), outcome) for a, outcome in [(0, 0), (1, 1), (2, 2), (3, 2), (255, 2)]],
    *[(NOT_A, bytes([a]), outcome) for a, outcome in [(0, 1), (1, 0), (2, 2), (3, 2), (255, 2)]],
    *[(All((A, B)), bytes([0, b]), 0) for b in (0, 1, 2, 9)],
    *[(All((A, B)), bytes([1, b]), outcome) for b, outcome in [(0, 0), (1, 1), (2, 2), (9, 2)]],
    *[(All((A, B)), bytes([2, b]), outcome) for b, outcome in [(0, 0), (1, 2), (2, 2), (9, 2)]],
    *[(Any((A, B)), bytes([1, b]), 1) for b in (0, 1, 2, 9)],
    *[(Any((A, B)), bytes([0, b]), outcome) for b, outcome in [(0, 0), (1, 1), (2, 2), (9, 2)]],
    *[(Any((A, B)), bytes([2, b]), outcome) for b, outcome in [(0, 2), (1, 1), (2, 2), (9, 2)]],
    (All((A, NOT_A)), b"\x02", 2),  # an unknown may be either, but the trees are not that clever
    (Any((A, NOT_A)), b"\x02", 2),
]

CONSTANTS: list[tuple[Tree, int]] = [
    (All(()), 1),
    (Any(()), 0),
    (All((A, Any(()))), 0),
    (Any((A, All(()))), 1),
    (All((All(()), All((Any((All(()), B)),)))), 1),
    (Any((Any(()), All((A, Any(()))))), 0),
]


def deep(depth: int) -> Tree:
    tree: Tree = Leaf(0)
    for level in range(1, depth):
        tree = (All if level % 2 else Any)((Leaf(level % 40, negated=level % 3 == 0), tree, Leaf(level % 7)))
    return tree


LIMITS: dict[str, tuple[list[Tree], int]] = {
    "an any of 100 branches": ([Any(tuple(map(Leaf, range(100))))], 100),
    "an any of 100 conjunctions": ([Any(tuple(All((Leaf(t), Leaf(t + 1))) for t in range(99)))], 100),
    "an all of 300 tests": ([All(tuple(map(Leaf, range(300))))], 300),
    "an any of 300 tests": ([Any(tuple(map(Leaf, range(300))))], 300),
    "200 rules true at once": ([All((Leaf(t), Leaf(t + 1))) for t in range(200)], 201),
    "300 rules with the same last condition": ([All((Leaf(t), Leaf(299))) for t in range(299)], 300),
    "600 first conditions": ([Leaf(t, negated=n) for t in range(300) for n in (False, True)], 300),
    "five non-exclusive anys": (
        [All(tuple(Any(tuple(map(Leaf, range(first, first + 10)))) for first in range(0, 50, 10)))],
        50,
    ),
    "forty ands and ors": (
        [All(tuple(Any((All((Leaf(t), Leaf(t + 1))), Leaf(t + 2))) for t in range(40)))],
        42,
    ),
    "a tree 32 deep": ([deep(32)], 40),
    "a tree 150 deep": ([deep(150)], 40),
}


def situations(test_count: int) -> list[bytes]:
    """All alike, and all alike but two."""
    alike = [bytes([outcome] * test_count) for outcome in (0, 1, 2)]
    odd = []
    for same, first, second in product((0, 1, 2), (0, 1, 2, 200), (0, 1, 2)):
        for place in range(0, test_count, max(1, test_count // 11)):
            signature = bytearray([same] * test_count)
            signature[place], signature[-1] = first, second
            odd.append(bytes(signature))
    return alike + odd


def assert_agreement(inference: ReteInference, trees: Sequence[Tree], test_count: int) -> None:
    reference = ReferenceInference(trees, test_count)
    for signature in situations(test_count):
        assert inference.infer(signature) == reference.infer(signature), signature


class TestReference:
    @pytest.mark.parametrize(("tree", "signature", "outcome"), OPERATORS)
    def test_operators_follow_kleene(self, tree: Tree, signature: bytes, outcome: int) -> None:
        assert ReferenceInference([tree], len(signature)).infer(signature) == bytes([outcome])

    @pytest.mark.parametrize(("tree", "outcome"), CONSTANTS)
    def test_constant_trees_are_settled_whatever_is_known(self, tree: Tree, outcome: int) -> None:
        inference = ReferenceInference([tree], 2)
        assert {inference.infer(bytes(pair)) for pair in product((0, 1, 2), repeat=2)} == {bytes([outcome])}

    def test_a_signature_of_another_length_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 outcomes for 3 tests"):
            ReferenceInference([A], 3).infer(b"\0\0")


class TestPlan:
    @pytest.mark.parametrize("name", LIMITS)
    def test_rulesets_keep_the_limits_of_the_network(self, name: str) -> None:
        plan = plan_from_trees(*LIMITS[name])
        for ruleset in (ruleset for stage in plan.stages for ruleset in stage):
            assert len(ruleset.conclusions) <= RULES
            assert len(ruleset.reads) <= PROPERTIES
            assert ruleset.definition.count('"$and"') == len(ruleset.conclusions)
            assert ruleset.definition.count('[{"_k": 1}, ') == len(ruleset.conclusions)
            assert "$or" not in ruleset.definition

    @pytest.mark.parametrize(("tree", "outcome"), CONSTANTS)
    def test_constant_trees_need_no_ruleset(self, tree: Tree, outcome: int) -> None:
        plan = plan_from_trees([tree], 2)
        assert not plan.stages
        assert (b"??" + plan.derived)[plan.roots[0]] == outcome

    def test_equal_trees_are_decided_once(self) -> None:
        plan = plan_from_trees([All((A, B)), All((B, A, B)), Any((All((A, B)),))], 2)
        assert len(set(plan.roots)) == 1

    def test_a_stage_reads_only_what_earlier_stages_conclude(self) -> None:
        plan = plan_from_trees(*LIMITS["a tree 150 deep"])
        known = set(range(plan.test_count))
        for stage in plan.stages:
            assert all(known.issuperset(ruleset.reads) for ruleset in stage)
            known.update(slot for ruleset in stage for slot, _ in ruleset.conclusions.values())

    def test_a_test_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(ValueError, match="asks test 2 of 2"):
            plan_from_trees([All((A, C))], 2)

    def test_keys_differ_in_their_hashes(self) -> None:
        words = "all any pri count cap dist name id sid _k m r"
        signs = "$lt $lte $gt $gte $eq $neq $mt $imt $iall $iany $ex $nex $or $and $m $l $r $s $i $forward"
        keys = [*words.split(), *signs.split(), *(f"t{place}" for place in range(PROPERTIES))]
        assert len({fnv1a(key) for key in keys}) == len(keys)
        assert fnv1a("id") == 926444256  # as the extension has it


def fnv1a(key: str) -> int:
    value = 2166136261
    for byte in key.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


@needs_extension
class TestRete:
    @pytest.mark.parametrize(("tree", "signature", "outcome"), OPERATORS)
    def test_operators_follow_kleene(self, tree: Tree, signature: bytes, outcome: int) -> None:
        assert ReteInference([tree], len(signature)).infer(signature) == bytes([outcome])

    @pytest.mark.parametrize(("tree", "outcome"), CONSTANTS)
    def test_constant_trees_are_settled_whatever_is_known(self, tree: Tree, outcome: int) -> None:
        inference = ReteInference([tree, A], 2)
        for a, b in product((0, 1, 2), repeat=2):
            assert inference.infer(bytes([a, b])) == bytes([outcome, a])

    def test_no_tests_and_no_trees_are_fine(self) -> None:
        assert ReteInference([], 0).infer(b"") == b""
        assert ReteInference([All(())], 0).infer(b"") == b"\1"

    @pytest.mark.parametrize("name", LIMITS)
    def test_no_limit_changes_an_answer(self, name: str) -> None:
        trees, test_count = LIMITS[name]
        assert_agreement(ReteInference(trees, test_count), trees, test_count)

    def test_inferences_do_not_disturb_each_other(self) -> None:
        trees: list[Tree] = [All((A, B)), Any((A, B))]
        first, second = ReteInference(trees, 2), ReteInference(trees[::-1], 2)
        for signature in map(bytes, product((0, 1, 2), repeat=2)):
            assert first.infer(signature) == second.infer(signature)[::-1]

    def test_a_signature_of_another_length_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 outcomes for 3 tests"):
            ReteInference([A], 3).infer(b"\0\0")

    def test_threads_share_an_inference(self) -> None:
        trees, test_count = LIMITS["forty ands and ors"]
        inference, reference = ReteInference(trees, test_count), ReferenceInference(trees, test_count)
        expected = {signature: reference.infer(signature) for signature in situations(test_count)}
        wrong: list[bytes] = []

        def infer_all() -> None:
            for signature, outcomes in expected.items():
                if inference.infer(signature) != outcomes:
                    wrong.append(signature)

        threads = [threading.Thread(target=infer_all) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
    @pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
    def test_a_child_forked_in_the_middle_of_the_work_infers(self) -> None:
        trees, test_count = LIMITS["forty ands and ors"]
        inference = ReteInference(trees, test_count)
        done = threading.Event()

        def work() -> None:
            while not done.is_set():
                inference.infer(bytes([1] * test_count))

        thread = threading.Thread(target=work)
        thread.start()
        codes = [exit_code_of_child(inference, trees, test_count) for _ in range(3)]
        done.set()
        thread.join()
        assert codes == [0] * 3
        assert_agreement(inference, trees, test_count)


def exit_code_of_child(inference: ReteInference, trees: Sequence[Tree], test_count: int) -> int:
    child = os.fork()
    if not child:
        code = 1
        try:
            assert_agreement(inference, trees, test_count)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Passing:
    """The extension, with what it is asked counted; subclasses spoil one answer when armed."""

    def __init__(self) -> None:
        assert rete.extension is not None
        self.real = rete.extension
        self.armed = 0
        self.created = 0
        self.deleted = 0

    def spoils(self) -> bool:
        self.armed -= 1
        return self.armed >= 0

    def create_ruleset(self, name: str, definition: str, /) -> int:
        self.created += 1
        return self.real.create_ruleset(name, definition)

    def delete_ruleset(self, handle: int, /) -> None:
        self.deleted += 1
        self.real.delete_ruleset(handle)

    def delete_state(self, handle: int, sid: str | None, /) -> None:
        self.real.delete_state(handle, sid)

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        return self.real.assert_fact(handle, fact)

    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        return self.real.retract_fact(handle, fact)

    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None:
        return self.real.start_action_for_state(handle, state)

    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        return self.real.complete_and_start_action(handle, state)


class Raising(Passing):
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        if self.spoils():
            raise RuntimeError("Could not assert fact, error code: 303")
        return super().assert_fact(handle, fact)


class Interrupted(Passing):
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        if self.spoils():
            raise KeyboardInterrupt
        return super().complete_and_start_action(handle, state)


class Observing(Passing):
    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        answer, state = super().assert_fact(handle, fact)
        return (2 if self.spoils() else answer), state


class Silent(Passing):
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None:
        return None if self.spoils() else super().start_action_for_state(handle, state)


class Strange(Passing):
    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None:
        started = super().start_action_for_state(handle, state)
        return ("{}", '{"nobody":{}}') if self.spoils() else started


class Endless(Passing):
    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        if self.spoils():
            return '{"r0":{}}'
        return super().complete_and_start_action(handle, state)


class Forgetful(Passing):
    """Keeps to itself the second of two rules: what is certain is no longer possible."""

    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        firing = super().complete_and_start_action(handle, state)
        return None if self.spoils() else firing


class Keeping(Passing):
    def retract_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        answer, state = super().retract_fact(handle, fact)
        return (5 if self.spoils() else answer), state


SPOILERS = [Raising, Observing, Silent, Strange, Endless, Forgetful, Keeping]


@needs_extension
class TestSpoiledNetwork:
    @pytest.mark.parametrize("spoiler", SPOILERS)
    def test_the_situation_is_decided_by_new_networks(
        self, spoiler: type[Passing], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        extension = spoiler()
        monkeypatch.setattr(rete, "extension", extension)
        inference = ReteInference([A], 1)
        extension.armed = 1
        assert inference.infer(b"\1") == b"\1"
        assert [inference.infer(bytes([a])) for a in (0, 1, 2)] == [b"\0", b"\1", b"\2"]
        del inference
        gc.collect()
        assert extension.deleted == 1  # the spoiled one is left alone

    @pytest.mark.parametrize("spoiler", SPOILERS)
    def test_networks_are_rebuilt_a_bounded_number_of_times(
        self, spoiler: type[Passing], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        extension = spoiler()
        monkeypatch.setattr(rete, "extension", extension)
        inference = ReteInference([A], 1)
        extension.armed = 1000
        for _ in range(2):
            with pytest.raises(InferenceFailed, match="durable-rules failed 4 times"):
                inference.infer(b"\1")
        assert extension.created == 1 + rete.REBUILDS + 1

    def test_an_interrupt_passes_and_the_next_answer_is_right(self, monkeypatch: pytest.MonkeyPatch) -> None:
        extension = Interrupted()
        monkeypatch.setattr(rete, "extension", extension)
        inference = ReteInference([A, All((A, B))], 2)
        for armed in (1, 1, 1, 1, 1, 1):
            extension.armed = armed
            with pytest.raises(KeyboardInterrupt):
                inference.infer(b"\1\1")
            assert inference.infer(b"\1\2") == b"\1\2"

    @pytest.mark.parametrize("spoiler", SPOILERS)
    def test_a_failed_self_test_is_reported(self, spoiler: type[Passing], monkeypatch: pytest.MonkeyPatch) -> None:
        extension = spoiler()
        extension.armed = 1000
        monkeypatch.setattr(rete, "extension", extension)
        trees: list[Tree] = [All((A, B)), A]
        with pytest.raises(InferenceFailed, match="cannot be used"):
            ReteInference(trees, 2)
        assert not extension.deleted  # nothing has completed yet

    def test_a_refused_ruleset_is_reported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        extension = Passing()
        monkeypatch.setattr(rete, "extension", extension)
        monkeypatch.setattr(extension, "real", None)
        with pytest.raises(InferenceFailed, match="cannot be used"):
            ReteInference([A], 1)

    def test_networks_are_freed_with_their_inference(self, monkeypatch: pytest.MonkeyPatch) -> None:
        extension = Passing()
        monkeypatch.setattr(rete, "extension", extension)
        for first, second in combinations(range(10), 2):
            inference = ReteInference([All((Leaf(first), Leaf(second)))], 10)
            assert inference.infer(bytes([1] * 10)) == b"\1"
            del inference
        gc.collect()
        assert extension.created == extension.deleted == 45


class TestWithoutExtension:
    def test_the_inference_says_what_to_use_instead(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = rete_without_extension(monkeypatch)
        assert not module.available()
        with pytest.raises(module.InferenceFailed, match="use the reference inference"):
            module.ReteInference([A], 1)


def rete_without_extension(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A second copy of the module, imported where the extension is not, nor fork."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    monkeypatch.delattr(os, "register_at_fork", raising=False)
    assert rete.__spec__ is not None
    spec = importlib.util.spec_from_file_location("rete_without_extension", rete.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
