"""CEL, by the Rust interpreter: all rules in one compiled program, which answers with the list of those breached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cel

from benchmarks.reduced import BEGIN, COUNTRY, END, NO, PLEA, RULES, YES, flat_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    execute = cel.compile(_expression()).execute
    for report in flat_lines(source):
        breached = [rule for rule in execute(report) if rule]
        if breached:
            yield report["id"], breached


def _expression() -> str:
    answers = ", ".join(f"{_condition(rule)} ? '{rule.id}' : ''" for rule in RULES)
    return f"at >= {BEGIN} && at < {END} && country == '{COUNTRY}' ? [{answers}] : []"


def _condition(rule: ReducedRule) -> str:
    parts = [f"{field} in [{', '.join(map(repr, values))}]" for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append(f"!({' && '.join(f'{test} == {YES}' for test in PLEA)})")
    if rule.is_excess:
        parts.append(f"proportionate == {NO}")
    return "(" + " && ".join(parts) + ")"
