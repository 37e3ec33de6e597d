"""Issues as a JUnit report: a suite for each category, a case for each issue, and one for each check without any."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

from cfcheck.checking.formats.human import example_words
from cfcheck.checking.issue import Category
from cfcheck.checking.table import CHECKS
from cfcheck.wording import visible

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
    failed = sum(map(report.is_failure, shown))
    root = ET.Element("testsuites", name=_SUITES)
    for category in Category:
        root.append(_suite(report, category, [issue for issue in shown if issue.category is category]))
    root.set("tests", str(sum(len(suite) for suite in root)))
    root.set("failures", str(failed))
    ET.indent(root)
    out.write(f"<?xml version='1.0' encoding='UTF-8'?>\n{ET.tostring(root, encoding='unicode')}\n")


def _suite(report: Report, category: Category, issues: Sequence[Issue]) -> ET.Element:
    suite = ET.Element("testsuite", name=category.value)
    found = {issue.check for issue in issues}
    for check in CHECKS.values():
        if check.category is category and check.name not in found:
            ET.SubElement(suite, "testcase", classname=f"cfcheck.{category}", name=check.name)
    suite.extend(_case(report, issue) for issue in issues)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(map(report.is_failure, issues))))
    return suite


def _case(report: Report, issue: Issue) -> ET.Element:
    place = issue.problem.place
    case = ET.Element("testcase", classname=f"cfcheck.{issue.category}", name=f"{issue.check} {place}")
    case.set("file", visible(issue.problem.file))
    if issue.problem.line:
        case.set("line", str(issue.problem.line))
    text = issue.problem.render() + (f"\n  example: {example_words(issue)}" if issue.example is not None else "")
    if report.is_failure(issue):
        said = ET.SubElement(case, "failure", type=issue.severity.value, message=visible(issue.problem.message))
    else:
        said = ET.SubElement(case, "system-out")
        text = f"{issue.severity}: {text}"
    said.text = "\n".join(map(visible, text.split("\n")))
    return case
