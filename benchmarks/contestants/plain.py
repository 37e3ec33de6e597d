"""The rules as Python `if`s over a decoded report: what one writes when there is no tool. Knows no files."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from benchmarks.reduced import BEGIN, COUNTRY, END, PLEA, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["find_in"]

_LISTS: Final = {rule.id: {field: frozenset(values) for field, values in rule.lists()} for rule in RULES}
_GOVERNMENT: Final = _LISTS["annex-2b"]["perpetrator"]
_OPPOSITION: Final = _LISTS["annex-1b"]["perpetrator"]
_COALITION: Final = _LISTS["js-coalition-attacks"]["perpetrator"]
_CIVILIANS: Final = _LISTS["annex-1a-civilians"]["target"]
_ATTACK: Final = _LISTS["annex-1b"]["act"]
_GROUND: Final = _LISTS["annex-1c"]["act"]
_AID: Final = _LISTS["annex-1d"]["act"]


def find_in(reports: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """The reports that breach a rule, each with the rules."""
    for report in reports:
        if _is_reached(report):
            breached = _breached(report)
            if breached:
                yield report["id"], breached


def _is_reached(report: dict[str, Any]) -> bool:
    occurred = report.get("occurred")
    location = report.get("location")
    if occurred is None or location is None or location.get("country") != COUNTRY:
        return False
    return BEGIN <= datetime.fromisoformat(occurred).timestamp() < END


def _breached(report: dict[str, Any]) -> list[str]:
    act, perpetrator, target = report.get("act"), report.get("perpetrator"), report.get("target")
    if perpetrator in _GOVERNMENT:
        return _of_side("2", report, _GOVERNMENT, _OPPOSITION)
    if perpetrator in _OPPOSITION:
        return _of_side("1", report, _OPPOSITION, _GOVERNMENT)
    if perpetrator in _COALITION and act in _ATTACK and (target in _GOVERNMENT or target in _OPPOSITION):
        return ["js-coalition-attacks"]
    return []


def _of_side(paragraph: str, report: dict[str, Any], own: frozenset[str], other: frozenset[str]) -> list[str]:
    act, target = report.get("act"), report.get("target")
    if act in _ATTACK:
        if target in _CIVILIANS:
            return [f"annex-{paragraph}a-civilians"]
        return _against_other(paragraph, report) if target in other else []
    if act in _GROUND:
        return [f"annex-{paragraph}c"] if target in own or target in other else []
    if act in _AID and report["location"].get("controlled_by") in own:
        return [f"annex-{paragraph}d"]
    return []


def _against_other(paragraph: str, report: dict[str, Any]) -> list[str]:
    plea = (report.get("claims") or {}).get("self_defence") or {}
    breached = [] if all(plea.get(test) for test in PLEA) else [f"annex-{paragraph}b"]
    if plea.get("proportionate") is False:
        breached.append(f"annex-{paragraph}e")
    return breached
