"""Cedar: a `permit` policy for each rule; the policies that determine the answer are the rules breached."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import cedarpy

from benchmarks.reduced import BEGIN, COUNTRY, END, NO, PLEA, RULES, YES, flat_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.reduced import ReducedRule

__all__ = ["find"]

_BLOCK: Final = 1000
_NOBODY: Final = {"principal": 'Nobody::"x"', "action": 'Nothing::"x"', "resource": 'Nowhere::"x"'}


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    policies = cedarpy.PolicySet.from_str("\n".join(map(_policy, RULES)))
    entities = cedarpy.Entities.from_json_str("[]")
    reports = flat_lines(source)
    while block := list(islice(reports, _BLOCK)):
        answers = cedarpy.is_authorized_batch([_request(report) for report in block], policies, entities)
        for report, answer in zip(block, answers, strict=True):
            # Policies are named by their place in the text.
            numbers = sorted(int(reason.removeprefix("policy")) for reason in answer.diagnostics.reasons)
            if numbers:
                yield report["id"], [RULES[number].id for number in numbers]


def _request(report: dict[str, Any]) -> dict[str, Any]:
    return {**_NOBODY, "context": report}


def _policy(rule: ReducedRule) -> str:
    parts = [f"context.at >= {BEGIN}", f"context.at < {END}", f"context.country == {json.dumps(COUNTRY)}"]
    parts += [f"{json.dumps(values)}.contains(context.{field})" for field, values in rule.lists()]
    if rule.is_defeasible:
        parts.append(f"!({' && '.join(f'context.{test} == {YES}' for test in PLEA)})")
    if rule.is_excess:
        parts.append(f"context.proportionate == {NO}")
    return f"permit(principal, action, resource) when {{ {' && '.join(parts)} }};"
