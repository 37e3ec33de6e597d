"""zen-engine: all rules in one compiled expression, which reads the line itself and answers with id and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import zen

from benchmarks.reduced import BEGIN, COUNTRY, END, PLEA, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_PLEA: Final = "claims.self_defence"


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    evaluate = zen.compile_expression(_expression()).evaluate
    with source.open("rb") as lines:
        for line in lines:
            report, *answers = evaluate(line)
            breached = [rule for rule in answers if rule]
            if breached:
                yield report, breached


def _expression() -> str:
    answers = ", ".join(f"{_condition(rule)} ? '{rule.id}' : ''" for rule in RULES)
    reached = f"location.country == '{COUNTRY}' and occurred != null"
    # In milliseconds: quicker than to compare dates.
    at = "d(occurred).timestamp()"
    within = f"{at} >= {BEGIN * 1000} and {at} < {END * 1000}"
    return f"{reached} ? ({within} ? [id, {answers}] : [id]) : [id]"


def _condition(rule: ReducedRule) -> str:
    lists = (("location.controlled_by" if field == "holder" else field, values) for field, values in rule.lists())
    parts = [f"{field} in [{', '.join(map(repr, values))}]" for field, values in lists]
    if rule.is_defeasible:
        parts.append(f"not ({' and '.join(f'{_PLEA}.{test} == true' for test in PLEA)})")
    if rule.is_excess:
        parts.append(f"{_PLEA}.proportionate == false")
    return "(" + " and ".join(parts) + ")"
