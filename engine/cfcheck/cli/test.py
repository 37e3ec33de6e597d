"""`cfcheck test`: runs the cases of rules; shows failures, gaps and, with `--mutate`, changes no case notices."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

from cfcheck.cli.options import Argument, InvalidValue, Option, load_folder, say_problems, targets_of
from cfcheck.cli.output import writing_to
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.progress import watched
from cfcheck.cli.terminal import ExitCode, counted, fail, say
from cfcheck.model.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cfcheck.authoring.mutate.fate import MutantTally
    from cfcheck.authoring.test.session import CasePlan, TestRun
    from cfcheck.cli.options import Target

__all__ = ["EXAMPLES", "MutationFormat", "TestFormat", "run_mutation", "run_tests"]

EXAMPLES: Final = """\b
Examples:
  cfcheck test                                  the agreements that come with cfcheck
  cfcheck test my-rules                         every agreement in a folder
  cfcheck test my-rules/my-accord/a-rule.yaml   the cases of one rule
  cfcheck test my-rules -k 'start and not "last day"'
  cfcheck test my-rules --coverage --threshold 100
  cfcheck test my-rules --mutate                which small changes of the terms no case notices
  cfcheck test my-rules --format junit --output cases.xml

\b
Exit codes:
  0   every case came out as expected
  1   some did not or could not be run, there was none, the cases show less than --threshold, or a mutant survived
  2   wrong usage
  3   an agreement cannot be loaded
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""

_WHOLE: Final = 100


class TestFormat(StrEnum):
    """The formats of runs of cases."""

    __test__ = False  # not a test class, whatever its name begins with

    HUMAN = "human"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"


def _percent(text: str | None) -> str | None:
    try:
        if text is None or 0 <= Fraction(text) <= _WHOLE:
            return text
    except (ValueError, ZeroDivisionError):
        pass
    raise InvalidValue(f"expected a number from 0 to {_WHOLE}, found `{text}`")


_Paths = Annotated[list[str] | None, Argument(metavar="PATHS", help="Rules folders, agreements, rules, cases files.")]
_Filter = Annotated[
    str | None,
    Option(
        "--filter",
        "-k",
        metavar="EXPR",
        help='Run only cases whose `AGREEMENT/RULE: NAME` has these words, with and, or, not, ( ), "...".',
    ),
]
_Format = Annotated[TestFormat, Option("--format", "-f", help="How the run is shown.")]
_Output = Annotated[Path | None, Option("--output", "-o", metavar="FILE", help="Write it here.")]
_Verbose = Annotated[bool, Option("--verbose", "-v", help="List every case, and explain at full length.")]
_Quiet = Annotated[bool, Option("--quiet", "-q", help="Only what failed, and the sums.")]
_First = Annotated[bool, Option("--fail-fast", "-x", help="Stop at the first failure.")]
_Coverage = Annotated[bool, Option("--coverage", help="Say what of each agreement no case shows.")]
_Threshold = Annotated[
    str | None,
    Option(
        "--threshold",
        metavar="PERCENT",
        callback=_percent,
        help="Fail if the cases show less; implies --coverage.",
    ),
]
_Mutate = Annotated[
    bool, Option("--mutate", help="Change the terms a little in every way, and show what no case notices.")
]
_Empty = Annotated[bool, Option("--allow-empty", help="It is no failure if no case was run.")]


def run_tests(
    paths: _Paths = None,
    *,
    expression: _Filter = None,
    shown_as: _Format = TestFormat.HUMAN,
    output: _Output = None,
    verbose: _Verbose = False,
    quiet: _Quiet = False,
    fail_fast: _First = False,
    coverage: _Coverage = False,
    threshold: _Threshold = None,
    mutate: _Mutate = False,
    allow_empty: _Empty = False,
) -> None:
    """Run the cases that rules come with, and show expected against got."""
    targets = targets_of(paths or ())
    refuse_to_overwrite({"--output": output}, (), [target.folder for target in targets])
    measures = coverage or threshold is not None
    if mutate:
        others = {
            "--filter": expression, "--verbose": verbose, "--quiet": quiet, "--fail-fast": fail_fast,
            "--coverage": coverage, "--threshold": threshold, "--allow-empty": allow_empty,
        }  # fmt: skip
        _mutate(targets, shown_as, output, [name for name, given in others.items() if given])
    _expect_whole(targets, expression, measures=measures)
    wanted = _wanted(expression)

    from cfcheck.authoring.test.session import Session

    session = Session(wanted, fail_fast, measures, None if threshold is None else Fraction(threshold))
    run = session.run(_plans(targets, says_untested=not expression and not quiet))
    _show(run, shown_as, output, verbose=verbose, quiet=quiet)
    if not run.results and not run.problems and not allow_empty:
        fail(ExitCode.FOUND, "no case was run; --allow-empty lets that pass")
    raise SystemExit(ExitCode.FOUND if run.fails else ExitCode.DONE)


def _mutate(targets: Sequence[Target], shown_as: TestFormat, output: Path | None, others: Sequence[str]) -> NoReturn:

    if others:
        fail(ExitCode.USAGE, f"--mutate: measures with all cases; leave out {listed(others, 'and')}")
    formats = [word.value for word in MutationFormat]
    if shown_as not in formats:
        fail(ExitCode.USAGE, f"--format: mutants are shown as {listed(formats)}, not as {shown_as}")
    run_mutation(targets, MutationFormat(shown_as), output)


def _expect_whole(targets: Sequence[Target], expression: str | None, *, measures: bool) -> None:
    """Coverage is of whole agreements: a part of the cases shows a part, and says nothing of the rest."""
    if measures and (expression is not None or any(target.rules for target in targets)):
        fail(ExitCode.USAGE, "--coverage: is of all cases of an agreement; name its folder, and leave out --filter")


def _wanted(expression: str | None) -> Callable[[str], bool]:
    from cfcheck.authoring.test.filter import InvalidFilter, name_filter

    if expression is None:
        return lambda _: True
    try:
        return name_filter(expression)
    except InvalidFilter as error:
        fail(ExitCode.USAGE, f"--filter: {error}")


def _plans(targets: Sequence[Target], *, says_untested: bool) -> Iterator[CasePlan]:
    """The agreements, each loaded when it is its turn."""
    for target in targets:
        agreement = load_folder(target.folder)

        from cfcheck.authoring.test.session import CasePlan
        from cfcheck.language.cases import case_files

        yield CasePlan(agreement, target.folder, target.rules)
        tested = {found.id for found in case_files(target.folder)}
        untested = sorted({*agreement.rules, *agreement.exemptions} - tested)
        if untested and says_untested and not target.rules:
            say(f"{target.folder}: no cases for {listed(untested, 'and')}")


def _show(run: TestRun, shown_as: TestFormat, output: Path | None, *, verbose: bool, quiet: bool) -> None:
    from cfcheck.authoring.test.output import RunDetail
    from cfcheck.authoring.test.outputs import WRITERS

    detail = RunDetail.CASES if verbose else RunDetail.FAILURES if quiet else RunDetail.FILES
    with writing_to(output) as out:
        WRITERS[shown_as](run, detail, out)


class MutationFormat(StrEnum):
    """The formats of what became of mutants."""

    HUMAN = "human"
    JSON = "json"


def run_mutation(targets: Iterable[Target], shown_as: MutationFormat, output: Path | None) -> NoReturn:
    """Try every mutant of the targets on their cases, show what became of them, and end the command."""
    tallies = [_tally(target) for target in targets]

    from cfcheck.authoring.mutate.fate import Fate
    from cfcheck.authoring.mutate.output import WRITERS

    with writing_to(output) as out:
        WRITERS[shown_as](tallies, out)
    if not any(tally.cases for tally in tallies):
        fail(ExitCode.FOUND, "no case could be run, so that nothing can be killed")
    survived = any(tally.counts[Fate.SURVIVED] for tally in tallies)
    unread = any(tally.problems for tally in tallies)
    raise SystemExit(ExitCode.FOUND if survived or unread else ExitCode.DONE)


def _tally(target: Target) -> MutantTally:
    from cfcheck.authoring.check.written import open_written
    from cfcheck.authoring.mutate.decider import run_mutants
    from cfcheck.model.problem import InvalidRules

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
