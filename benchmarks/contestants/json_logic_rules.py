"""json-logic, in the port that Maykin Media maintains: a rule each, and one for dates and country asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from json_logic import jsonLogic

from benchmarks.reduced import BEGIN, COUNTRY, END, NO, PLEA, RULES, YES, flat_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_AT: Final = {"var": "at"}


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    rules = [(rule.id, _condition(rule)) for rule in RULES]
    reached: dict[str, Any] = {"and": [{">=": [_AT, BEGIN]}, {"<": [_AT, END]}, {"==": [{"var": "country"}, COUNTRY]}]}
    for report in flat_lines(source):
        if jsonLogic(reached, report):
            breached = [name for name, rule in rules if jsonLogic(rule, report)]
            if breached:
                yield report["id"], breached


def _condition(rule: ReducedRule) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"in": [{"var": field}, list(values)]} for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append({"!": {"and": [{"==": [{"var": test}, YES]} for test in PLEA]}})
    if rule.is_excess:
        parts.append({"==": [{"var": "proportionate"}, NO]})
    return {"and": parts}
