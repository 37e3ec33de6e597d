"""Issues as one JSON document, an issue a line, so that two runs can be compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfcheck.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from cfcheck.checking.issue import Issue
    from cfcheck.checking.report import Allowed, Content, Report
    from cfcheck.converting.mapping import Mapping

__all__ = ["write_json"]

FORMAT: Final = 1
"""The version of this format; it changes when a key does."""


def write_json(report: Report, out: TextIO) -> None:
    """The issues that are shown, what is allowed, what agreements and mappings hold, and how many issues there are."""
    summary = {
        **{severity.value: count for severity, count in report.counts.items()},
        "allowed": len(report.checked.allowed),
        "shown": len(report.shown),
        "fails": report.fails,
    }
    json_out = JsonText(out)
    json_out.write(f'{{"format":{FORMAT},"issues":[{_lines(map(_issue, report.shown))}],\n')
    json_out.write(f'"allowed":[{_lines(map(_allowed, report.checked.allowed))}],\n')
    json_out.write(f'"agreements":[{_lines(map(_content, report.checked.contents))}],\n')
    json_out.write(f'"mappings":[{_lines(map(_mapping, report.checked.mappings))}],\n')
    json_out.write(f'"summary":{_json(summary)}}}\n')


def _issue(issue: Issue) -> dict[str, Any]:
    problem = issue.problem
    return {
        "check": issue.check,
        "category": issue.category.value,
        "severity": issue.severity.value,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "width": problem.width,
        "excerpt": problem.excerpt,
        "message": problem.message,
        "help": problem.hint,
        "example": issue.example,
    }


def _allowed(allowed: Allowed) -> dict[str, Any]:
    allowance = allowed.allowance
    said = {"until": allowance.until.isoformat(), "by": allowance.by, "reason": allowance.reason}
    return {**_issue(allowed.issue), "allowance": said}


def _content(content: Content) -> dict[str, Any]:
    return {
        "id": content.agreement,
        "rules": content.rules,
        "exemptions": content.exemptions,
        "unverified": content.unverified,
    }


def _mapping(mapping: Mapping) -> dict[str, Any]:
    return {"id": mapping.name, "columns": len(mapping.columns)}


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
