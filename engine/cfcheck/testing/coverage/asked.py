"""Where the tests of a program are asked in the rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.condition import AllOf, AnyOf, Asks, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.citation import Origin
    from cfcheck.condition import Condition, Test
    from cfcheck.program import Program

__all__ = ["asked_tests"]


def asked_tests(program: Program) -> dict[Test, Origin]:
    """Every test of the program in its order, and where it is asked first."""
    first: dict[Test, Origin] = {}
    for root in program.roots:
        for asks in _leaves(root.condition):
            first.setdefault(asks.test, asks.origin)
    return {test: first[test] for test in program.tests}


def _leaves(condition: Condition) -> Iterator[Asks]:
    match condition:
        case Asks():
            yield condition
        case Not(part=part):
            yield from _leaves(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _leaves(part)
