"""Runs of cases as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.case_runner import CaseStatus
from cfcheck.testing.coverage.measured import CoverState
from cfcheck.testing.formats.detail import advice_words, failure_lines, gap_words
from cfcheck.workflow_command import Spot, workflow_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from cfcheck.problem import Problem
    from cfcheck.testing.coverage.measured import Item
    from cfcheck.testing.formats.detail import Detail
    from cfcheck.testing.run import CaseResult, TestRun
    from cfcheck.workflow_command import Level

__all__ = ["write_github"]


def write_github(run: TestRun, _: Detail, out: TextIO) -> None:
    """A command for each problem, each case that failed or is still to be done, and each thing that no case shows."""
    out.writelines(f"{command}\n" for command in _commands(run))


def _commands(run: TestRun) -> Iterator[str]:
    yield from map(_problem, run.problems)
    for result in run.results:
        if result.outcome.status is not CaseStatus.PASSED:
            yield _case(result)
    for coverage in run.coverages:
        level: Level = "error" if coverage in run.short else "notice"
        yield from (_item(item, level) for item in coverage.of(CoverState.MISSING))


def _problem(problem: Problem) -> str:
    lines = [problem.message, *([f"help: {problem.hint}"] if problem.hint else [])]
    spot = Spot(problem.file, problem.line, problem.column, problem.width)
    return workflow_command("error", spot, problem.code, lines)


def _case(result: CaseResult) -> str:
    case = result.outcome.case
    spot = Spot(case.file, case.origin.line)
    if result.outcome.status is CaseStatus.TODO:
        return workflow_command("notice", spot, "todo", [f"{case.name}: {case.todo}"])
    return workflow_command("error", spot, "case failed", [case.name, *failure_lines(result)])


def _item(item: Item, level: Level) -> str:
    subject = item.subject
    lines = [gap_words(item), f"help: write {advice_words(item)}"]
    return workflow_command(level, Spot(subject.file, subject.line), "not shown by any case", lines)
