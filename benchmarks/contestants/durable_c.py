"""durable-rules by its C functions: a network of the rules, one fact told and taken back for each report.

Texts in facts, lists in rules and events are not used: the network answers wrongly with them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import durable_rules_engine as engine

from benchmarks.contestants.durable_rulesets import conditions
from benchmarks.reduced import RULES, code_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["find"]

_MATCHED = 0


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    handle = engine.create_ruleset("syria", json.dumps(_definition()))
    for report in code_lines(source):
        told = ",".join(f'"{name}":{number}' for name, number in report.numbers.items())
        answer, state = engine.assert_fact(handle, f'{{"id":"f","_k":1,{told}}}')
        if answer == _MATCHED:
            yield report.id, sorted(set(_fired(handle, state)))
            engine.retract_fact(handle, '{"id":"f"}')


def _definition() -> dict[str, Any]:
    return {rule.id: {"all": [{"m": {"$and": conditions(rule)}}]} for rule in RULES}


def _fired(handle: int, state: int) -> Iterator[str]:
    firing = engine.start_action_for_state(handle, state)[1]
    while firing is not None:
        yield next(iter(json.loads(firing)))
        firing = engine.complete_and_start_action(handle, state)
