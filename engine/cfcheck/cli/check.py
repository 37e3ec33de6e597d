"""`cfcheck check`: runs every check over rules, shows what they find, and mends what is mechanical."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import Argument, InvalidValue, Option, mappings_of, targets_of
from cfcheck.cli.output import writing_to
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.terminal import ExitCode, counted, fail, say, spare_collecting
from cfcheck.model.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.authoring.check.check import Issue
    from cfcheck.authoring.check.report import Checked, Report

__all__ = ["EXAMPLES", "CheckFormat", "SeverityWord", "check"]

EXAMPLES: Final = """\b
Examples:
  cfcheck check                      the agreements that come with cfcheck
  cfcheck check my-rules             every agreement in a folder
  cfcheck check my-rules/my-accord   one agreement
  cfcheck check my-mapping.yaml      the mapping of a table
  cfcheck check my-rules --severity info --fail-on warning
  cfcheck check my-rules --format sarif --output check.sarif
  cfcheck check --list               what is checked

\b
What is deliberate is allowed by a comment, on its line or the line above:
  # cfcheck: allow CHECK until YYYY-MM-DD by NAME: REASON

\b
Exit codes:
  0   nothing was found that is as grave as --fail-on
  1   something was, be it that an agreement does not load
  2   wrong usage, also a path that leads nowhere
  3   a file could not be read
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""


class CheckFormat(StrEnum):
    """The formats of issues."""

    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


class SeverityWord(StrEnum):
    """The severities of issues, gravest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def _day(text: str | None) -> str | None:
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidValue(f"expected a date such as 2026-01-31, found `{text}`") from None


_Paths = Annotated[
    list[str] | None,
    Argument(metavar="PATHS", help="Rules folders, agreements (of a rule, its whole one), mappings."),
]
_Format = Annotated[CheckFormat, Option("--format", "-f", help="How what is found is shown.")]
_Severity = Annotated[SeverityWord, Option("--severity", help="Show what is at least as grave.")]
_FailOn = Annotated[SeverityWord, Option("--fail-on", help="Exit with 1 if anything found is at least as grave.")]
_Output = Annotated[Path | None, Option("--output", "-o", metavar="FILE", help="Write what is found here.")]
_Today = Annotated[
    str | None,
    Option(
        "--today", metavar="DATE", callback=_day, help="The day by which allowances expire. [default: this day, UTC]"
    ),
]
_Fix = Annotated[bool, Option("--fix", help="Remove what has no effect, then check what is left.")]
_List = Annotated[bool, Option("--list", help="List the checks, and check nothing.")]


def check(
    paths: _Paths = None,
    *,
    shown_as: _Format = CheckFormat.HUMAN,
    severity: _Severity = SeverityWord.WARNING,
    fail_on: _FailOn = SeverityWord.ERROR,
    output: _Output = None,
    today: _Today = None,
    fix: _Fix = False,
    list_only: _List = False,
) -> None:
    """Check rule files and their cases: their form, dates, sources, meaning and the names in them."""
    if list_only:
        _list_checks()
        return
    if fix and not paths:
        fail(ExitCode.USAGE, "--fix: name the rules to mend")

    from cfcheck.authoring.check.check import IssueSeverity
    from cfcheck.authoring.check.checker import check_folders
    from cfcheck.authoring.check.report import Report

    spare_collecting()
    mappings, others = mappings_of(paths or ())
    folders = [target.folder for target in targets_of(others)] if others or not paths else []
    refuse_to_overwrite({"--output": output}, map(str, mappings), folders)
    day = date.fromisoformat(today) if today else datetime.now(UTC).date()
    checked = check_folders(folders, day, mappings)
    if fix and _fix(checked.issues):
        checked = check_folders(folders, day, mappings)
    report = Report(checked, IssueSeverity(severity), IssueSeverity(fail_on))
    _show(report, shown_as, output)
    raise SystemExit(_exit_code(report, checked))


def _list_checks() -> None:
    from cfcheck.authoring.check.table import CHECKS
    from cfcheck.cli.rules_text import columns

    rows = [(one.name, one.category.value, one.severity.value, one.title) for one in CHECKS.values()]
    with writing_to(None) as out:
        Lines(out).lines(columns(rows))


def _fix(issues: Iterable[Issue]) -> bool:
    """Fix the files with issues that can be fixed. Returns whether there were any."""
    from cfcheck.authoring.check.allowances import FIXABLE, fixed

    by_file: dict[str, list[Issue]] = {}
    for issue in issues:
        if issue.check in FIXABLE:
            by_file.setdefault(issue.problem.file, []).append(issue)
    mended = 0
    for file, same in by_file.items():
        before = Path(file).read_bytes().decode()
        after = fixed(before, same)
        if after != before:
            with writing_to(Path(file)) as out:
                out.write(after)
            mended += 1
    if mended:
        say(f"cfcheck: mended {counted(mended, 'file')}")
    return bool(mended)


def _show(report: Report, shown_as: CheckFormat, output: Path | None) -> None:
    from cfcheck.authoring.check.output import tally
    from cfcheck.authoring.check.outputs import WRITERS

    with writing_to(output) as out:
        WRITERS[shown_as](report, out)
    summary = tally(report)
    if summary:
        say(f"cfcheck: {summary}")


def _exit_code(report: Report, checked: Checked) -> ExitCode:
    if any(issue.check == "unreadable-file" for issue in checked.issues):
        return ExitCode.INVALID
    return ExitCode.FOUND if report.fails else ExitCode.DONE
