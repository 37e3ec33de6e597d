"""Issues as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.checking.formats.human import example_words
from cfcheck.checking.issue import IssueSeverity
from cfcheck.wording import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from cfcheck.checking.issue import Issue
    from cfcheck.checking.report import Report

__all__ = ["write_github"]

_COMMANDS: Final[Mapping[IssueSeverity, str]] = {
    IssueSeverity.ERROR: "error",
    IssueSeverity.WARNING: "warning",
    IssueSeverity.INFO: "notice",
}
# The per cent sign first, since the others bring it in.
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def write_github(report: Report, out: TextIO) -> None:
    """A command for each issue that is shown, a line each."""
    out.writelines(f"{_command(issue)}\n" for issue in report.shown)


def _command(issue: Issue) -> str:
    problem = issue.problem
    properties = {"file": visible(problem.file)}
    if problem.line:
        properties["line"] = str(problem.line)
    if problem.line and problem.column:
        properties |= {"col": str(problem.column), "endColumn": str(problem.column + problem.width)}
    properties["title"] = issue.check
    said = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in properties.items())
    hint = f"help: {problem.hint}" if problem.hint else ""
    example = f"example: {example_words(issue)}" if issue.example is not None else ""
    text = "\n".join(visible(part) for part in (problem.message, hint, example) if part)
    return f"::{_COMMANDS[issue.severity]} {said}::{_escaped(text, _IN_MESSAGE)}"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    for sign, escape in escapes.items():
        text = text.replace(sign, escape)
    return text
