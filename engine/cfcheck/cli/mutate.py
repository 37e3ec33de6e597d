"""`cfcheck test --mutate`: changes the terms a little, in every way there is, and shows what no case notices."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.option import say_problems
from cfcheck.cli.output import writing_to
from cfcheck.cli.progress import watched
from cfcheck.cli.terminal import counted, fail, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cfcheck.cli.target import Target
    from cfcheck.mutation.fate import Tally

__all__ = ["MutationFormat", "run_mutation"]


class MutationFormat(StrEnum):
    """The formats of what became of mutants."""

    HUMAN = "human"
    JSON = "json"


def run_mutation(targets: Iterable[Target], shown_as: MutationFormat, output: Path | None) -> NoReturn:
    """Try every mutant of the targets on their cases, show what became of them, and end the command."""
    tallies = [_tally(target) for target in targets]

    from cfcheck.mutation.fate import Fate
    from cfcheck.mutation.formats import WRITERS

    with writing_to(output) as out:
        WRITERS[shown_as](tallies, out)
    if not any(tally.cases for tally in tallies):
        fail(ExitCode.FOUND, "no case could be run, so that nothing can be killed")
    survived = any(tally.counts[Fate.SURVIVED] for tally in tallies)
    unread = any(tally.problems for tally in tallies)
    raise SystemExit(ExitCode.FOUND if survived or unread else ExitCode.DONE)


def _tally(target: Target) -> Tally:
    from cfcheck.checking.written import open_written
    from cfcheck.mutation.decider import run_mutants
    from cfcheck.problem import InvalidRules

    try:
        written = open_written(target.folder, datetime.now(UTC).date())
    except InvalidRules as invalid:
        say_problems(invalid)
        raise SystemExit(ExitCode.INVALID) from None
    tally = run_mutants(written, target.folder, target.rules, lambda mutants: watched(mutants, "mutants", each=16))
    for problem in tally.problems:
        say(*problem.lines())
    if tally.failing:
        say(f"{target.folder}: {counted(tally.failing, 'case')} not as expected, left out here; see `cfcheck test`")
    return tally
