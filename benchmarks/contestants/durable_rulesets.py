"""The rules as durable-rules spells them, over numbers only. Knows neither of its two ways to be driven."""

from __future__ import annotations

from typing import Any

from benchmarks.reduced import BEGIN, END, KINDS, NO, PLEA, SIDES, YES, ReducedRule

__all__ = ["conditions"]


def conditions(rule: ReducedRule) -> list[dict[str, Any]]:
    """What holds of a report that breaches the rule, all of it."""
    held: list[dict[str, Any]] = [{"_k": 1}, {"country": 1}, {"$gte": {"at": BEGIN}}, {"$lt": {"at": END}}]
    held.append({"act": KINDS[rule.kind]})
    for field, sides in (("perpetrator", rule.bearers), ("target", rule.targets), ("holder", rule.holders)):
        if sides:
            held.append(_any([{field: SIDES[side]} for side in sides]))
    if rule.is_defeasible:
        held.append(_any([{"$neq": {test: YES}} for test in PLEA]))
    if rule.is_excess:
        held.append({"proportionate": NO})
    return held


def _any(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return choices[0] if len(choices) == 1 else {"$or": choices}
