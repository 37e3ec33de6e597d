"""What a program is made of."""

from __future__ import annotations

from tests.terms import evaluator

from cfcheck.model.program import LimitId


def test_limits_are_reported_in_this_order() -> None:
    """S29."""
    assert [str(limit) for limit in LimitId] == [
        "not-in-force", "outside-area", "perpetrator-not-bound", "perpetrator-excluded", "target-excluded",
    ]  # fmt: skip


def test_roots_are_limits_then_rules_then_exemptions() -> None:
    program = evaluator("syria").program
    assert program.roots == (*program.limits, *program.rules, *program.exemptions)
    assert all((program.limits, program.rules, program.exemptions))
