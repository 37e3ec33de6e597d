"""Runs of cases as one JSON document, a case a line, so that two runs can be compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfcheck.testing.coverage.measured import CoverKind, CoverState
from cfcheck.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from cfcheck.problem import Problem
    from cfcheck.testing.coverage.measured import Coverage, Item, Subject
    from cfcheck.testing.formats.detail import Detail
    from cfcheck.testing.run import CaseResult, TestRun

__all__ = ["write_json"]

FORMAT: Final = 1
"""The version of this format; it changes when a key does."""


def write_json(run: TestRun, _: Detail, out: TextIO) -> None:
    """Every case, what kept cases from running, what the cases show, and the sum."""
    summary = {
        "cases": len(run.results),
        **{status.value: count for status, count in run.counts.items()},
        "problems": len(run.problems),
        "threshold": None if run.threshold is None else float(run.threshold),
        "fails": run.fails,
    }
    json_out = JsonText(out)
    json_out.write(f'{{"format":{FORMAT},"cases":[{_lines(map(_case, run.results))}],\n')
    json_out.write(f'"problems":[{_lines(map(_problem, run.problems))}],\n')
    json_out.write(f'"coverage":[{_lines(map(_coverage, run.coverages))}],\n')
    json_out.write(f'"summary":{_json(summary)}}}\n')


def _case(result: CaseResult) -> dict[str, Any]:
    outcome, case = result.outcome, result.outcome.case
    return {
        "agreement": result.agreement,
        "rule": case.rule,
        "name": case.name,
        "file": case.file,
        "line": case.origin.line,
        "status": outcome.status.value,
        "todo": case.todo or None,
        "differences": [
            {"of": one.of, "expected": list(one.expected), "got": list(one.got)} for one in outcome.differences
        ],
        "remarks": list(outcome.remarks),
        "why": result.steps or None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.hint,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    shown, possible = coverage.shares()
    return {
        "agreement": coverage.agreement,
        "percent": float(coverage.percent_words),
        "shown": shown,
        "possible": possible,
        "kinds": {kind.value: coverage.shares(kind)._asdict() for kind in CoverKind},
        "subjects": [_subject(subject, items) for subject, items in coverage.subjects().items()],
    }


def _subject(subject: Subject, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "kind": subject.kind.value,
        "subject": subject.words,
        "file": subject.file,
        "line": subject.line,
        "shown": [item.aspect for item in items if item.state is CoverState.SHOWN],
        "missing": [
            {"aspect": item.aspect, "write": item.advice, "example": item.example}
            for item in items
            if item.state is CoverState.MISSING
        ],
        "impossible": [
            {"aspect": item.aspect, "why": item.advice} for item in items if item.state is CoverState.IMPOSSIBLE
        ],
    }


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
