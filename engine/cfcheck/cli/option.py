"""Options that several commands have, and what they come to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.choice import ConfidenceWord, InferenceWord
from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.parameter import Option, within
from cfcheck.cli.terminal import counted, fail, say
from cfcheck.visible import visible
from cfcheck.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.agreement import Agreement
    from cfcheck.boundaries import Boundaries
    from cfcheck.evaluator import Evaluator
    from cfcheck.problem import InvalidRules, Problem


__all__ = [
    "DEFAULT_RULES", "DEFAULT_TOLERANCE", "AsOfOption", "BoundariesOption", "NoCacheOption", "QuietOption",
    "RulesOption", "ThresholdOption", "ToleranceOption", "agreement_of", "boundaries_of", "boundary_files",
    "evaluator_of", "evaluator_under", "in_a_line", "load_folder", "rules_folders", "say_problems",
]  # fmt: skip

DEFAULT_RULES: Final = "syria-2016-coh"
DEFAULT_TOLERANCE: Final = 300
_LARGEST_TOLERANCE: Final = 100_000
_MOST_SHOWN: Final = 20

RulesOption = Annotated[
    str | None,
    Option("--rules", metavar="FOLDER|NAME", help=f"The agreement. [default: {DEFAULT_RULES}]"),
]
ThresholdOption = Annotated[
    ConfidenceWord | None,
    Option("--threshold", help="Attribution below this leaves the perpetrator unknown. [default: the agreement's]"),
]
BoundariesOption = Annotated[
    list[str] | None,
    Option(
        "--boundaries",
        metavar="[LEVEL:PROPERTY=]FILE.geojson",
        help="Countries, governorates (admin1) or districts (admin2) in which points lie; may be given several times. "
        "Level and the property of the names are known for the layouts of OCHA, geoBoundaries and GADM.",
    ),
]


ToleranceOption = Annotated[
    int,
    Option(
        "--boundary-tolerance",
        metavar="METRES",
        callback=within(0, _LARGEST_TOLERANCE),
        help="How far a border as drawn can be off: a point that near to it may be on either side.",
    ),
]
AsOfOption = Annotated[
    str | None,
    Option("--as-of", metavar="TIME", help="When the reports were known; what occurred later is set aside."),
]
NoCacheOption = Annotated[bool, Option("--no-cache", help="Load the rules anew, and keep nothing for the next time.")]
QuietOption = Annotated[bool, Option("--quiet", "-q", help="Nothing on stderr but errors.")]


def agreement_of(named: str | None, *, quiet: bool = False, no_cache: bool = False) -> Agreement:
    """The agreement that `--rules` names. Ends the command where it cannot be loaded."""
    from cfcheck.cli.cache import cache_folder
    from cfcheck.problem import InvalidRules
    from cfcheck.shipped import find_agreement

    if named is None and not quiet:
        say(f"rules: {DEFAULT_RULES}, which comes with cfcheck; name others with --rules")
    try:
        folder = find_agreement(named or DEFAULT_RULES)
    except InvalidRules as invalid:
        fail(ExitCode.USAGE, f"--rules: {'; '.join(map(in_a_line, invalid.problems))}")
    cache = None if no_cache else cache_folder(os.environ)
    return load_folder(folder, cache)


def rules_folders(named: str | None) -> tuple[Path, ...]:
    """The folder that `--rules` names, or that is taken without it; none if it names none, which loading tells of."""
    from cfcheck.problem import InvalidRules
    from cfcheck.shipped import find_agreement

    try:
        return (find_agreement(named or DEFAULT_RULES),)
    except InvalidRules:
        return ()


def load_folder(folder: Path, cache: Path | None = None) -> Agreement:
    """The agreement in the folder, from the cache if it is kept there. Ends the command where it cannot be loaded."""
    from cfcheck.problem import InvalidRules

    try:
        return _loading(cache)(folder)
    except InvalidRules as invalid:
        say_problems(invalid)
        raise SystemExit(ExitCode.INVALID) from None


def _loading(cache: Path | None) -> Callable[[Path], Agreement]:
    if cache is None:
        from cfcheck.loader import load_agreement

        return load_agreement
    from cfcheck.agreement_store import AgreementStore

    return AgreementStore(cache).load


def in_a_line(problem: Problem) -> str:
    """A problem in one line: what is wrong, and the way out."""
    return "; ".join(part for part in (problem.message, problem.hint) if part)


def evaluator_of(
    named: str | None,
    inference: InferenceWord = InferenceWord.AUTO,
    threshold: ConfidenceWord | None = None,
    as_of: str | None = None,
    boundaries: Boundaries | None = None,
    *,
    quiet: bool = False,
    no_cache: bool = False,
) -> Evaluator:
    """An evaluator under the agreement that `--rules` names. Ends the command where the options do not allow one."""
    agreement = agreement_of(named, quiet=quiet, no_cache=no_cache)
    evaluator = evaluator_under(agreement, inference, threshold, as_of, boundaries)
    if boundaries and not quiet:
        _say_unlinked(evaluator)
    return evaluator


def evaluator_under(
    agreement: Agreement,
    inference: InferenceWord,
    threshold: ConfidenceWord | None,
    as_of: str | None,
    boundaries: Boundaries | None = None,
) -> Evaluator:
    """An evaluator under the agreement. Ends the command where the options do not allow one."""
    from cfcheck.agreement import AttributionConfidence
    from cfcheck.evaluator import Evaluator
    from cfcheck.inference import InferenceChoice, InferenceUnavailable
    from cfcheck.written_time import InvalidTime

    try:
        return Evaluator(
            agreement,
            inference=InferenceChoice(inference),
            threshold=AttributionConfidence(threshold) if threshold else None,
            as_of=as_of,
            boundaries=boundaries,
        )
    except InferenceUnavailable as error:
        fail(ExitCode.USAGE, f"--inference: {error}")
    except InvalidTime as error:
        fail(ExitCode.USAGE, f"--as-of: {error}")


def boundaries_of(files: list[str] | None, tolerance_m: int) -> Boundaries | None:
    """The boundaries that `--boundaries` names, if any. Ends the command where they cannot be used."""
    if not files:
        return None
    from cfcheck.boundaries import BoundariesNotFound, BoundariesUnavailable, InvalidBoundaries, open_boundaries

    try:
        return open_boundaries(files, tolerance_m)
    except BoundariesUnavailable as error:
        fail(ExitCode.USAGE, f"--boundaries: {error}")
    except InvalidBoundaries as invalid:
        for problem in invalid.problems[:_MOST_SHOWN]:
            say(f"cfcheck: --boundaries: {problem}")
        if len(invalid.problems) > _MOST_SHOWN:
            say(f"cfcheck: --boundaries: and {len(invalid.problems) - _MOST_SHOWN:,} more")
        is_usage = isinstance(invalid, BoundariesNotFound)
        raise SystemExit(ExitCode.USAGE if is_usage else ExitCode.INVALID) from None


def boundary_files(named: list[str] | None) -> tuple[str, ...]:
    """The files that `--boundaries` names; where it names none as it should, opening them tells of it."""
    if not named:
        return ()
    from cfcheck.boundaries.request import named_file

    return tuple(map(named_file, named))


def _say_unlinked(evaluator: Evaluator) -> None:
    """Say once which units of the boundary files no rule can ask for, since the registry does not know them."""
    surveyor = evaluator.tester.locator.surveyor
    unlinked = list(surveyor.unlinked()) if surveyor else []
    for unit in unlinked[:_MOST_SHOWN]:
        near = f"; the nearest known name is {quoted(unit.nearest)}, which was not used" if unit.nearest else ""
        what = f"may be {listed(unit.meant)} of the registry" if unit.meant else f"is not in the registry{near}"
        say(f"boundaries: {visible(Path(unit.file).name)}: the {unit.level} {quoted(unit.names[0])} {what}")
    if len(unlinked) > _MOST_SHOWN:
        say(f"boundaries: and {len(unlinked) - _MOST_SHOWN:,} more")


def say_problems(invalid: InvalidRules) -> None:
    """Every problem with its place, its line and the way out, and how many there are."""
    for problem in invalid.problems:
        say(*problem.lines())
    say(f"cfcheck: {counted(len(invalid.problems), 'problem')} in rule files; nothing was evaluated")
