"""Runs of cases as a JUnit report: a suite for each cases file, one for problems, one for each agreement's coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.case_runner import CaseStatus
from cfcheck.junit import JUnitCase, JUnitSuite, Remark, write_junit_report
from cfcheck.testing.coverage.measured import CoverState
from cfcheck.testing.formats.detail import advice_words, failure_lines, gap_words, share_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from cfcheck.problem import Problem
    from cfcheck.testing.coverage.measured import Coverage
    from cfcheck.testing.formats.detail import Detail
    from cfcheck.testing.run import CaseResult, TestRun

__all__ = ["write_junit"]

_SUITES: Final = "cfcheck test"


def write_junit(run: TestRun, _: Detail, out: TextIO) -> None:
    """The whole run. What is still to be done is skipped; a problem is an error; coverage below the threshold fails."""
    write_junit_report(_SUITES, _suites(run), out)


def _suites(run: TestRun) -> Iterator[JUnitSuite]:
    by_file: dict[str, list[JUnitCase]] = {}
    for result in run.results:
        by_file.setdefault(result.outcome.case.file, []).append(_case(result))
    yield from (JUnitSuite(file, cases) for file, cases in by_file.items())
    if run.problems:
        yield JUnitSuite("problems", [_problem(problem) for problem in run.problems])
    if run.coverages:
        yield JUnitSuite("coverage", [_coverage(run, coverage) for coverage in run.coverages])


def _case(result: CaseResult) -> JUnitCase:
    case = result.outcome.case
    classname = f"cfcheck.{result.agreement}.{case.rule}"
    return JUnitCase(classname, case.name, case.file, case.origin.line, _remark(result))


def _remark(result: CaseResult) -> Remark | None:
    outcome = result.outcome
    match outcome.status:
        case CaseStatus.PASSED:
            return None
        case CaseStatus.TODO:
            return Remark("skipped", (), f"todo: {outcome.case.todo}")
        case CaseStatus.FAILED | CaseStatus.TODO_PASSED:
            wrong = ", ".join(difference.of for difference in outcome.differences)
            message = f"otherwise than expected: {wrong}" if wrong else "passes, though it is still to be done"
            return Remark("failure", list(failure_lines(result)), message, outcome.status.value)


def _problem(problem: Problem) -> JUnitCase:
    remark = Remark("error", problem.lines(), problem.message, problem.code)
    return JUnitCase("cfcheck.problems", f"{problem.code} {problem.place}", problem.file, problem.line, remark)


def _coverage(run: TestRun, coverage: Coverage) -> JUnitCase:
    gaps = [f"the cases show {share_words(coverage)}"]
    gaps += [
        f"{item.subject.place}: {gap_words(item)}; write {advice_words(item)}"
        for item in coverage.of(CoverState.MISSING)
    ]
    if coverage in run.short:
        remark = Remark("failure", gaps, f"{coverage.percent_words} % is less than the threshold", "coverage")
    else:
        remark = Remark("system-out", gaps)
    return JUnitCase("cfcheck.coverage", coverage.agreement, remark=remark)
