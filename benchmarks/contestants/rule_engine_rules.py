"""rule-engine: a compiled rule each, and one for the dates and the country that is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rule_engine import Rule

from benchmarks.reduced import BEGIN, COUNTRY, END, NO, PLEA, RULES, YES, flat_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    reached = Rule(f"at >= {BEGIN} and at < {END} and country == '{COUNTRY}'")
    rules = [(rule.id, Rule(_condition(rule))) for rule in RULES]
    for report in flat_lines(source):
        if reached.matches(report):
            breached = [name for name, rule in rules if rule.matches(report)]
            if breached:
                yield report["id"], breached


def _condition(rule: ReducedRule) -> str:
    parts = [f"{field} in [{', '.join(map(repr, values))}]" for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append(f"not ({' and '.join(f'{test} == {YES}' for test in PLEA)})")
    if rule.is_excess:
        parts.append(f"proportionate == {NO}")
    return " and ".join(parts)
