"""`cfcheck diff`: what changed in terms, and what that changes, turned into a comparison and an exit code."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.option import DelimiterOption, EncodingOption, FromOption, QuietOption, reader_of
from cfcheck.cli.parameter import Argument, InvalidValue, Option
from cfcheck.cli.progress import watched
from cfcheck.cli.side import arguments_of
from cfcheck.cli.side_loader import load_comparisons
from cfcheck.cli.terminal import fail, say, standard_input, writing_to
from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.cli.option import Read
    from cfcheck.cli.side import Arguments
    from cfcheck.comparing.comparison import Comparison, Matrix
    from cfcheck.comparing.formats import Renderer
    from cfcheck.comparing.side import Side

__all__ = ["EXAMPLES", "DiffFormat", "DifferenceWord", "diff"]

EXAMPLES: Final = """\b
Examples:
  cfcheck diff                           the folder `rules`, as it is, against HEAD
  cfcheck diff main                      ... against another revision
  cfcheck diff main my-rules/my-accord   one agreement
  cfcheck diff v1:rules v2:rules         two revisions
  cfcheck diff old-rules new-rules       two folders
  cfcheck diff main rules incidents.json --exit-code
  cfcheck diff main rules events.csv --from ucdp-ged --format markdown

\b
Exit codes:
  0  compared
  1  there is a difference that --fail-on names, or any with --exit-code
  2  wrong usage: no such folder, revision or path
  3  rules invalid, or a record set aside on both sides; the rest was compared

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


def _known_words(words: str) -> str:
    for word in words.split(",") if words else ():
        if word not in list(DifferenceWord):
            hint = suggestion(word, DifferenceWord) or f"known are {listed(DifferenceWord, 'and')}"
            raise InvalidValue(f"unknown word {quoted(word)}; {hint}")
    return words


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
        callback=_known_words,
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


def diff(
    words: _Words = None,
    *,
    shown_as: _Format = DiffFormat.HUMAN,
    output: _Output = None,
    exit_code: _ExitCode = False,
    fail_on: _FailOn = "",
    situations: _Situations = None,
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
    wants_situations = _wants_situations(arguments, situations, fail_on)
    read = reader_of(source, encoding, delimiter, quiet=quiet)

    from cfcheck.comparing.comparer import with_situations
    from cfcheck.comparing.formats import RENDERERS

    loaded = load_comparisons(arguments.old, arguments.new)
    sides = _sides_for(arguments, loaded.comparisons)
    comparisons = tuple(map(with_situations, loaded.comparisons)) if wants_situations else loaded.comparisons
    with writing_to(output) as out:
        renderer = RENDERERS[shown_as](out)
        renderer.begin(comparisons)
        matrix = None if sides is None else _incidents(sides, arguments.incidents, read, renderer)
        renderer.finish(matrix)
    if loaded.is_partial:
        raise SystemExit(ExitCode.INVALID)
    if _found(comparisons, matrix) & feared:
        raise SystemExit(ExitCode.FOUND)
    raise SystemExit(ExitCode.INVALID if matrix is not None and matrix.set_aside else ExitCode.DONE)


def _wants_situations(arguments: Arguments, asked: bool | None, fail_on: str) -> bool:
    if DifferenceWord.VERDICTS in fail_on.split(",") and not arguments.incidents:
        fail(ExitCode.USAGE, "--fail-on verdicts: name incidents to compare")
    if DifferenceWord.SITUATIONS in fail_on.split(","):
        if asked is False:
            fail(ExitCode.USAGE, "--fail-on situations: contradicts --no-situations")
        return True
    return not arguments.incidents if asked is None else asked


def _sides_for(arguments: Arguments, comparisons: Sequence[Comparison]) -> tuple[Side, Side] | None:
    """The sides under which incidents are compared; None where none are given."""
    if not arguments.incidents:
        return None
    pairs = [(one.old, one.new) for one in comparisons if one.old and one.new]
    if len(pairs) == 1 == len(comparisons):
        return pairs[0]
    names = listed([one.name for one in comparisons], "and")
    return fail(
        ExitCode.USAGE, f"incidents are compared under one agreement that both sides have, not under {names}; name it"
    )


def _incidents(sides: tuple[Side, Side], files: Sequence[str], read: Read, renderer: Renderer) -> Matrix:
    from cfcheck.assessment import SetAside
    from cfcheck.comparing.comparer import compare_incidents
    from cfcheck.comparing.comparison import Effect, Matrix
    from cfcheck.formats.words import set_aside_line
    from cfcheck.reader import read_files

    matrix = Matrix()
    changes = compare_incidents(*sides, read_files(files, standard_input, read))
    for change in watched(changes, "incidents"):
        matrix.add(change)
        renderer.add(change)
        if change.effect is Effect.NONE and isinstance(change.new, SetAside) and not renderer.shows_set_aside:
            say(set_aside_line(change.new))
    return matrix


def _found(comparisons: Sequence[Comparison], matrix: Matrix | None) -> set[str]:
    """What there is of differences, in the words of --fail-on."""
    from cfcheck.comparing.comparison import Effect

    there = {
        DifferenceWord.TERMS: any(one.changes for one in comparisons),
        DifferenceWord.SITUATIONS: any(one.situations for one in comparisons),
        DifferenceWord.VERDICTS: matrix is not None and matrix.effects[Effect.VERDICT] > 0,
    }
    return {word for word, is_there in there.items() if is_there}
