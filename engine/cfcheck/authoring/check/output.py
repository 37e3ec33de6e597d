"""Writes issues as text for people, with line, caret and way out, and as one JSON document, an issue a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfcheck.model.visible import JsonText, Lines, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from cfcheck.authoring.check.check import Issue
    from cfcheck.authoring.check.report import Allowed, Content, Report
    from cfcheck.ingest.tables.mapping import Mapping

__all__ = ["counted", "example_words", "tally", "write_human", "write_json"]


def write_human(report: Report, out: TextIO) -> None:
    """The issues that are shown, then a line for each agreement and each mapping that loads."""
    shown = Lines(out)
    for issue in report.shown:
        shown.lines(_drawn(issue))
    shown.lines(map(_held, report.checked.contents))
    shown.lines(map(_columns, report.checked.mappings))


def _drawn(issue: Issue) -> Iterator[str]:
    """As other problems are drawn, with the severity and the name of the check after the message."""
    first, *rest = issue.problem.lines()
    yield f"{first} [{issue.severity}: {issue.check}]"
    yield from rest
    if issue.example is not None:
        yield f"  example: {example_words(issue)}"


def example_words(issue: Issue) -> str:
    """The example incident in a line, as a report would give it; empty if there is none."""
    return "" if issue.example is None else visible(json.dumps(issue.example, ensure_ascii=False))


def _held(content: Content) -> str:
    norms = content.rules + content.exemptions
    text = f"{content.agreement}: {counted(content.rules, 'rule')}, {counted(content.exemptions, 'exemption')}"
    if content.unverified:
        text += f"; {content.unverified} of these {norms} norms rest on a citation that nobody has verified yet"
    return text


def _columns(mapping: Mapping) -> str:
    return f"{mapping.name}: mapping, {counted(len(mapping.columns), 'column')}"


def tally(report: Report) -> str:
    """How many issues there are, and what is not shown; empty if there is nothing to say."""
    parts = [counted(count, severity) for severity, count in report.counts.items() if count]
    if report.checked.allowed:
        parts.append(f"{len(report.checked.allowed):,} allowed")
    hidden = len(report.checked.issues) - len(report.shown)
    more = f"; {hidden:,} below `--severity {report.shown_from}` not shown" if hidden else ""
    return f"{', '.join(parts)}{more}"


def counted(count: int, noun: str) -> str:
    """The count with its noun: `1 rule`, `2 rules`."""
    return f"{count:,} {noun}{'' if count == 1 or noun == 'info' else 's'}"


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
    fields = {"until": allowance.until.isoformat(), "by": allowance.by, "reason": allowance.reason}
    return {**_issue(allowed.issue), "allowance": fields}


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
