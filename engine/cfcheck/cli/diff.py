"""`cfcheck diff`: shows what changed in terms and what that changes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import (
    Argument,
    AsOfOption,
    InferenceWord,
    Option,
    QuietOption,
    ThresholdOption,
    evaluator_under,
    known_words,
)
from cfcheck.cli.output import writing_to
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.progress import watched
from cfcheck.cli.side import arguments_of
from cfcheck.cli.side_loader import load_comparisons
from cfcheck.cli.source import DelimiterOption, EncodingOption, FromOption, mapping_files, reader_of
from cfcheck.cli.terminal import ExitCode, fail, say, standard_input
from cfcheck.model.text import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.authoring.diff.comparison import Comparison, Matrix
    from cfcheck.authoring.diff.outputs import Renderer
    from cfcheck.authoring.diff.side import Side
    from cfcheck.cli.options import ConfidenceWord
    from cfcheck.cli.side import Arguments
    from cfcheck.cli.source import Read
    from cfcheck.evaluation.evaluator import Evaluator

__all__ = ["EXAMPLES", "DiffFormat", "DifferenceWord", "diff"]

EXAMPLES: Final = """\b
Examples:
  cfcheck diff                           the folder `rules`, as it is, against HEAD
  cfcheck diff main                      ... against another revision
  cfcheck diff main my-rules/my-accord   one agreement
  cfcheck diff v1:rules v2:rules         two revisions
  cfcheck diff old-rules new-rules       two folders
  cfcheck diff main rules incidents.json --exit-code
  cfcheck diff main rules incidents.json --agreement my-accord --threshold possible
  cfcheck diff main rules events.csv --from ucdp-ged --format markdown

\b
Exit codes:
  0   compared
  1   there is a difference that --fail-on names, or any with --exit-code
  2   wrong usage: no such folder, revision or path, or a repository that cannot be read
  3   rules invalid, or a record set aside on both sides; the rest was compared
  70  broke off: a fault of cfcheck, or the system lacked memory or the like

A rule-based reading of reports, not a legal finding."""


class DiffFormat(StrEnum):
    """The formats of comparisons."""

    HUMAN = "human"
    JSON = "json"
    MARKDOWN = "markdown"


class DifferenceWord(StrEnum):
    """What can make `diff` exit with 1."""

    TERMS = "terms"
    VERDICTS = "verdicts"
    SITUATIONS = "situations"


_Words = Annotated[
    list[str] | None,
    Argument(
        metavar="[OLD [NEW]] [INCIDENTS...]",
        help="Folders of rules, REVISION:PATH, revisions or agreements; then incidents, `-` for standard input.",
    ),
]
_Format = Annotated[DiffFormat, Option("--format", "-f", help="How differences are shown.")]
_Output = Annotated[Path | None, Option("--output", "-o", metavar="FILE", help="Write differences here.")]
_ExitCode = Annotated[bool, Option("--exit-code", help="Exit with 1 if anything differs.")]
_FailOn = Annotated[
    str,
    Option(
        "--fail-on",
        metavar="WORDS",
        callback=known_words(DifferenceWord),
        help=f"Exit with 1 if any of these differ: {', '.join(DifferenceWord)}. Several with commas between.",
    ),
]
_Situations = Annotated[
    bool | None,
    Option(
        "--situations/--no-situations",
        help="Look for example situations whose verdict changes. [default: if no incidents are given]",
        show_default=False,
    ),
]
_Agreement = Annotated[
    str | None, Option("--agreement", metavar="ID", help="Of several agreements, compare this one alone.")
]


def diff(
    words: _Words = None,
    *,
    shown_as: _Format = DiffFormat.HUMAN,
    output: _Output = None,
    exit_code: _ExitCode = False,
    fail_on: _FailOn = "",
    situations: _Situations = None,
    agreement: _Agreement = None,
    threshold: ThresholdOption = None,
    as_of: AsOfOption = None,
    source: FromOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what changed from OLD to NEW terms, and what it changes: given incidents, or examples, whose verdict changes.

    OLD is HEAD, and NEW the folder `rules`, where they are not named.
    """
    feared = set(DifferenceWord) if exit_code else set(fail_on.split(","))
    arguments = arguments_of(words or ())
    refuse_to_overwrite({"--output": output}, [*arguments.incidents, *mapping_files(source)], arguments.folders)
    _expect_incidents(arguments, fail_on, threshold, as_of)
    wants_situations = _wants_situations(arguments, situations, fail_on)
    read = reader_of(source, encoding, delimiter, quiet=quiet)

    from cfcheck.authoring.diff.comparison import Matrix, with_situations
    from cfcheck.authoring.diff.outputs import RENDERERS

    loaded = load_comparisons(arguments.old, arguments.new, agreement)
    sides = _sides_for(arguments, loaded.comparisons)
    judges = tuple(evaluator_under(side.agreement, InferenceWord.AUTO, threshold, as_of) for side in sides)
    matrix = Matrix(threshold, as_of) if judges else None
    comparisons = tuple(map(with_situations, loaded.comparisons)) if wants_situations else loaded.comparisons
    with writing_to(output) as out:
        renderer = RENDERERS[shown_as](out)
        renderer.begin(comparisons)
        if matrix is not None:
            _compare(judges, arguments.incidents, read, renderer, matrix)
        renderer.finish(matrix)
    if loaded.is_partial:
        raise SystemExit(ExitCode.INVALID)
    if _found(comparisons, matrix) & feared:
        raise SystemExit(ExitCode.FOUND)
    raise SystemExit(ExitCode.INVALID if matrix is not None and matrix.set_aside else ExitCode.DONE)


def _expect_incidents(arguments: Arguments, fail_on: str, threshold: ConfidenceWord | None, as_of: str | None) -> None:
    """End the command if an option needs incidents and none are given."""
    options = {
        "--fail-on verdicts": DifferenceWord.VERDICTS in fail_on.split(","),
        "--threshold": threshold is not None,
        "--as-of": as_of is not None,
    }
    for option, is_given in options.items():
        if is_given and not arguments.incidents:
            fail(ExitCode.USAGE, f"{option}: name incidents to compare")


def _wants_situations(arguments: Arguments, choice: bool | None, fail_on: str) -> bool:
    if DifferenceWord.SITUATIONS in fail_on.split(","):
        if choice is False:
            fail(ExitCode.USAGE, "--fail-on situations: contradicts --no-situations")
        return True
    return not arguments.incidents if choice is None else choice


def _sides_for(arguments: Arguments, comparisons: Sequence[Comparison]) -> tuple[Side, ...]:
    """The sides under which incidents are compared, the old one first; empty where none are given."""
    if not arguments.incidents:
        return ()
    if len(comparisons) > 1:
        names = listed([one.name for one in comparisons], "and")
        fail(ExitCode.USAGE, f"incidents are compared under one agreement, not under {names}; choose it by --agreement")
    (only,) = comparisons
    if only.old is None or only.new is None:
        side = "old" if only.old is None else "new"
        problem = f"{quoted(only.name)} is not on the {side} side"
        fail(ExitCode.USAGE, f"incidents are compared under an agreement that both sides have; {problem}")
    return only.old, only.new


def _compare(judges: Sequence[Evaluator], files: Sequence[str], read: Read, renderer: Renderer, matrix: Matrix) -> None:
    """Show the verdicts of both sides for each incident, and count them."""
    from cfcheck.authoring.diff.comparison import Effect, compare_incidents
    from cfcheck.ingest.json.reader import read_files
    from cfcheck.model.assessment import SetAside
    from cfcheck.report.words import set_aside_line

    old, new = judges
    changes = compare_incidents(old, new, read_files(files, standard_input, read))
    for change in watched(changes, "incidents"):
        matrix.add(change)
        renderer.add(change)
        if change.effect is Effect.NONE and isinstance(change.new, SetAside) and not renderer.shows_set_aside:
            say(set_aside_line(change.new))


def _found(comparisons: Sequence[Comparison], matrix: Matrix | None) -> set[str]:
    """The kinds of differences found, in the words of --fail-on."""
    from cfcheck.authoring.diff.comparison import Effect

    there = {
        DifferenceWord.TERMS: any(one.changes for one in comparisons),
        DifferenceWord.SITUATIONS: any(one.situations for one in comparisons),
        DifferenceWord.VERDICTS: matrix is not None and matrix.effects[Effect.VERDICT] > 0,
    }
    return {word for word, is_there in there.items() if is_there}
