"""Issues as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.checking.formats.human import example_words
from cfcheck.checking.issue import IssueSeverity
from cfcheck.workflow_command import Spot, workflow_command

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from cfcheck.checking.issue import Issue
    from cfcheck.checking.report import Report
    from cfcheck.workflow_command import Level

__all__ = ["write_github"]

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
