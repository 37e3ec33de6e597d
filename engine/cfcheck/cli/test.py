"""`cfcheck test`: runs the cases of rules and shows what came out otherwise than expected."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it when the command is put together
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.mutate import MutationFormat, run_mutation
from cfcheck.cli.option import load_folder
from cfcheck.cli.target import targets_of
from cfcheck.cli.terminal import counted, fail, say, writing_to
from cfcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.case_runner import CaseOutcome
    from cfcheck.cli.target import Target
    from cfcheck.problem import Problem

__all__ = ["EXAMPLES", "run_tests"]

EXAMPLES: Final = """\b
Examples:
  cfcheck test                                  the agreements that come with cfcheck
  cfcheck test my-rules                         every agreement in a folder
  cfcheck test my-rules/my-accord/a-rule.yaml   the cases of one rule
  cfcheck test my-rules --mutate                which small changes of the terms no case notices

\b
Exit codes:
  0  every case came out as expected
  1  some did not or could not be run, or there was none; with --mutate, a mutant survived
  2  wrong usage
  3  an agreement cannot be loaded"""


def run_tests(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS", help="Rules folders, agreements, rules, cases files.")
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change the terms a little in every way, and show what no case notices.")
    ] = False,
    shown_as: Annotated[
        MutationFormat, typer.Option("--format", "-f", help="With --mutate: how mutants are shown.")
    ] = MutationFormat.HUMAN,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="With --mutate: write what is shown here.")
    ] = None,
) -> None:
    """Run the cases that rules come with, and show expected against got."""
    if mutate:
        run_mutation(targets_of(paths or ()), shown_as, output)
    if output is not None or shown_as is not MutationFormat.HUMAN:
        fail(ExitCode.USAGE, "--format and --output are for --mutate; without it, leave them out")

    from cfcheck.problem import Problem

    passed = failed = problems = 0
    with writing_to(None) as out:
        for target in targets_of(paths or ()):
            for outcome in _outcomes(target):
                if isinstance(outcome, Problem):
                    problems += 1
                    say(outcome.render())
                elif outcome.passed:
                    passed += 1
                else:
                    failed += 1
                    out.write(_shown(outcome))
        if passed or failed:
            out.write(f"{counted(passed + failed, 'case')}: {passed} as expected, {failed} not\n")
    if not passed and not failed:
        fail(ExitCode.FOUND, "no case was run")
    raise typer.Exit(ExitCode.FOUND if failed or problems else ExitCode.DONE)


def _outcomes(target: Target) -> Iterator[CaseOutcome | Problem]:
    agreement = load_folder(target.folder)

    from cfcheck.case_runner import run_folder
    from cfcheck.cases import case_files
    from cfcheck.evaluator import Evaluator

    yield from run_folder(Evaluator(agreement), target.folder, target.rules)
    tested = {found.id for found in case_files(target.folder)}
    untested = sorted({*agreement.rules, *agreement.exemptions} - tested)
    if untested and not target.rules:
        say(f"{target.folder}: no cases for {listed(untested, 'and')}")


def _shown(outcome: CaseOutcome) -> str:
    case = outcome.case
    lines = [f"{case.file}:{case.origin.line}: {case.name}"]
    for difference in outcome.differences:
        lines += [
            f"  {difference.of}",
            f"    - expected {', '.join(difference.expected) or 'none'}",
            f"    + got      {', '.join(difference.got) or 'none'}",
        ]
    lines += [f"  note: {remark}" for remark in outcome.remarks]
    return "\n".join(lines) + "\n"
