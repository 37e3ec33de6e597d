"""Infers outcomes with the Rete network of durable-rules, through its C functions alone.

The only door to `durable_rules_engine`. Knows nothing of how rulesets are written.

A network keeps what it is told, so it is told one fact at a time, which is then taken back. A network that
answered in any way but the expected one is not asked again.
"""

from __future__ import annotations

import os
import weakref
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, Protocol

from cfcheck.errors import CfcheckError
from cfcheck.rete_rules import CERTAINLY, POSSIBLY, plan_from_trees

try:
    import durable_rules_engine
except ImportError:  # as on CPython 3.13 and later
    durable_rules_engine = None

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.rete_rules import Plan, Ruleset
    from cfcheck.tree import Tree

__all__ = ["InferenceFailed", "ReteInference", "available"]

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
    """Networks cannot be built, or keep giving answers that cannot be right."""


class _Spoiled(Exception):
    """A network answered as it must not."""


class Extension(Protocol):
    """What is used of the extension, which ships no types."""

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


def _stages_from_plan(extension: Extension, plan: Plan) -> _Stages:
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
