"""durable-rules as its own host drives it: rules with actions, one fact told and taken back for each report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durable.engine import Host, MessageNotHandledException

from benchmarks.contestants.durable_rulesets import conditions
from benchmarks.reduced import RULES, code_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["find"]


class _Host(Host):  # type: ignore[misc]  # ships no types
    """A host without its timer, whose thread could take an action from under the one that tells facts."""

    def _run(self) -> None:
        pass


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    breached: list[str] = []
    host = _Host({"syria": _definition(breached)})
    for report in code_lines(source):
        fact: dict[str, Any] = {"id": "f", "_k": 1, **report.numbers}
        try:
            host.assert_fact("syria", fact)
        except MessageNotHandledException:
            continue
        host.retract_fact("syria", fact)
        yield report.id, sorted(set(breached))
        breached.clear()


def _definition(breached: list[str]) -> dict[str, Any]:
    return {rule.id: {"all": [{"m": {"$and": conditions(rule)}}], "run": _noting(breached, rule.id)} for rule in RULES}


def _noting(breached: list[str], rule: str) -> Callable[[object], None]:
    def note(context: object) -> None:  # noqa: ARG001  # the host asks how many it takes
        breached.append(rule)

    return note
