"""Issues for people: each with its line, a caret and the way out, then what each agreement holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cfcheck.visible import Lines, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from cfcheck.checking.issue import Issue
    from cfcheck.checking.report import Content, Report
    from cfcheck.converting.mapping import Mapping

__all__ = ["counted", "example_words", "tally", "write_human"]


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
    said = f"{content.agreement}: {counted(content.rules, 'rule')}, {counted(content.exemptions, 'exemption')}"
    if content.unverified:
        said += f"; {content.unverified} of these {norms} norms rest on a citation that nobody has verified yet"
    return said


def _columns(mapping: Mapping) -> str:
    return f"{mapping.name}: mapping, {counted(len(mapping.columns), 'column')}"


def tally(report: Report) -> str:
    """How many issues there are, and what is not shown; empty if there is nothing to say."""
    said = [counted(count, severity) for severity, count in report.counts.items() if count]
    if report.checked.allowed:
        said.append(f"{len(report.checked.allowed):,} allowed")
    hidden = len(report.checked.issues) - len(report.shown)
    more = f"; {hidden:,} below `--severity {report.shown_from}` not shown" if hidden else ""
    return f"{', '.join(said)}{more}"


def counted(count: int, noun: str) -> str:
    """The count with its noun: `1 rule`, `2 rules`."""
    return f"{count:,} {noun}{'' if count == 1 or noun == 'info' else 's'}"
