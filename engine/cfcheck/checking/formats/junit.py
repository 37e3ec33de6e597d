"""Issues as a JUnit report: a suite for each category, a case for each issue, and one for each check without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.checking.formats.human import example_words
from cfcheck.checking.issue import Category
from cfcheck.checking.table import CHECKS
from cfcheck.junit import JUnitCase, JUnitSuite, Remark, write_junit_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from cfcheck.checking.issue import Issue
    from cfcheck.checking.report import Report

__all__ = ["write_junit"]

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
