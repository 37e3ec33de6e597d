"""Writes issues for CI: as GitHub workflow commands, and as a JUnit report with a suite for each category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.check import Category, IssueSeverity
from cfcheck.authoring.check.output import example_words
from cfcheck.authoring.check.table import CHECKS
from cfcheck.report.github import Spot, workflow_command
from cfcheck.report.junit import JUnitCase, JUnitSuite, Remark, write_junit_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from cfcheck.authoring.check.check import Issue
    from cfcheck.authoring.check.report import Report
    from cfcheck.report.github import Level

__all__ = ["write_github", "write_junit"]

_LEVELS: Final[Mapping[IssueSeverity, Level]] = {
    IssueSeverity.ERROR: "error",
    IssueSeverity.WARNING: "warning",
    IssueSeverity.INFO: "notice",
}


def write_github(report: Report, out: TextIO) -> None:
    """A command for each issue that is shown, a line each."""
    out.writelines(f"{_command(issue)}\n" for issue in report.shown)


def _command(issue: Issue) -> str:
    problem = issue.problem
    hint = f"help: {problem.hint}" if problem.hint else ""
    example = f"example: {example_words(issue)}" if issue.example is not None else ""
    lines = [part for part in (problem.message, hint, example) if part]
    spot = Spot(problem.file, problem.line, problem.column, problem.width)
    return workflow_command(_LEVELS[issue.severity], spot, issue.check, lines)


_SUITES: Final = "cfcheck check"


def write_junit(report: Report, out: TextIO) -> None:
    """The issues that are shown. Only what makes the command fail is a failure; the rest is output of a passed case."""
    shown = report.shown
    suites = (_suite(report, category, [one for one in shown if one.category is category]) for category in Category)
    write_junit_report(_SUITES, suites, out)


def _suite(report: Report, category: Category, issues: Sequence[Issue]) -> JUnitSuite:
    found = {issue.check for issue in issues}
    clean = [
        JUnitCase(f"cfcheck.{category}", check.name)
        for check in CHECKS.values()
        if check.category is category and check.name not in found
    ]
    return JUnitSuite(category.value, [*clean, *(_case(report, issue) for issue in issues)])


def _case(report: Report, issue: Issue) -> JUnitCase:
    problem = issue.problem
    first, *rest = problem.lines()
    rest += [f"  example: {example_words(issue)}"] if issue.example is not None else []
    if report.is_failure(issue):
        remark = Remark("failure", [first, *rest], problem.message, issue.severity.value)
    else:
        remark = Remark("system-out", [f"{issue.severity}: {first}", *rest])
    name = f"{issue.check} {problem.place}"
    return JUnitCase(f"cfcheck.{issue.category}", name, problem.file, problem.line, remark)
