"""Arguments and options that several commands share, declared without importing typer, and the values they stand for.

The allowed words are copies, so that `--help` need not import the modules they select; a test compares both.
"""

from __future__ import annotations

import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from cfcheck.cli.terminal import ExitCode, counted, fail, say
from cfcheck.model.paths import files_named, is_file, is_folder, paths_in, resolved
from cfcheck.model.text import listed, quoted, suggestion
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cfcheck.evaluation.boundaries import Boundaries
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.problem import InvalidRules, Problem

__all__ = [
    "CACHE_VARIABLE",
    "DEFAULT_RULES",
    "DEFAULT_TOLERANCE",
    "Argument",
    "AsOfOption",
    "BoundariesOption",
    "ConfidenceWord",
    "ExplanationFormat",
    "FailOn",
    "InferenceWord",
    "InvalidValue",
    "NoCacheOption",
    "Option",
    "OutputFormat",
    "QuietOption",
    "RulesOption",
    "SchemaKind",
    "Target",
    "ThresholdOption",
    "ToleranceOption",
    "agreement_of",
    "boundaries_of",
    "boundary_files",
    "cache_folder",
    "evaluator_of",
    "evaluator_under",
    "in_a_line",
    "known_words",
    "load_folder",
    "mappings_of",
    "rules_folders",
    "say_problems",
    "targets_of",
    "within",
]


class OutputFormat(StrEnum):
    """The formats of results."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    GEOJSON = "geojson"
    MARKDOWN = "markdown"


class ExplanationFormat(StrEnum):
    """The formats of explanations."""

    TEXT = "text"
    JSON = "json"


class ConfidenceWord(StrEnum):
    """Attribution confidences, strongest first."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    DOUBTFUL = "doubtful"


class InferenceWord(StrEnum):
    """Ways to decide signatures."""

    AUTO = "auto"
    NATIVE = "native"
    RETE = "rete"
    REFERENCE = "reference"


class FailOn(StrEnum):
    """What can make `evaluate` exit with 1."""

    VIOLATION = "violation"
    INDETERMINATE = "indeterminate"
    OUT_OF_SCOPE = "out_of_scope"
    NO_VIOLATION = "no_violation"
    SET_ASIDE = "set-aside"


class SchemaKind(StrEnum):
    """What has a JSON Schema."""

    INCIDENT = "incident"
    AGREEMENT = "agreement"
    RULE = "rule"
    REGISTRY = "registry"
    CASES = "cases"
    MAPPING = "mapping"


class InvalidValue(ValueError):
    """Raised by the callback of an option for a value that it cannot have; the message says what it can."""


class Argument:
    """A positional argument."""

    def __init__(self, *, help: str, metavar: str | None = None, show_default: bool = True) -> None:  # noqa: A002
        self.help = help
        self.metavar = metavar
        self.show_default = show_default


class Option:
    """An option; without names, it has that of the parameter.

    A name such as `--this/--no-this` is two, for True and for False. `callback` sees every value, the default too, and
    gives the one that counts.
    """

    def __init__(
        self,
        *names: str,
        help: str,  # noqa: A002  # here and above the word of typer, as which they are declared
        metavar: str | None = None,
        callback: Callable[[Any], Any] | None = None,
        show_default: bool = True,
    ) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.callback = callback
        self.show_default = show_default


def known_words(known: type[StrEnum]) -> Callable[[str], str]:
    """A callback for an option that takes some of the words, with commas between."""

    def checked(words: str) -> str:
        for word in words.split(",") if words else ():
            if word not in list(known):
                hint = suggestion(word, known) or f"known are {listed(known, 'and')}"
                raise InvalidValue(f"unknown word {quoted(word)}; {hint}")
        return words

    return checked


def within(least: int, most: int) -> Callable[[int], int]:
    """A callback for an option that takes a whole number from the least to the most."""

    def checked(number: int) -> int:
        if not least <= number <= most:
            raise InvalidValue(f"{number} is not in the range {least}<=x<={most}.")
        return number

    return checked


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
    from cfcheck.language.load.packs import find_agreement
    from cfcheck.model.problem import InvalidRules

    if named is None and not quiet:
        say(f"rules: {DEFAULT_RULES}, which comes with cfcheck; name others with --rules")
    try:
        folder = find_agreement(named or DEFAULT_RULES)
    except InvalidRules as invalid:
        fail(ExitCode.USAGE, f"--rules: {'; '.join(map(in_a_line, invalid.problems))}")
    cache = None if no_cache else cache_folder(os.environ)
    return load_folder(folder, cache)


def rules_folders(named: str | None) -> tuple[Path, ...]:
    """The folder that `--rules` names, or the default; none if it names none, which loading reports."""
    from cfcheck.language.load.packs import find_agreement
    from cfcheck.model.problem import InvalidRules

    try:
        return (find_agreement(named or DEFAULT_RULES),)
    except InvalidRules:
        return ()


def load_folder(folder: Path, cache: Path | None = None) -> Agreement:
    """The agreement in the folder, from the cache if it is kept there. Ends the command where it cannot be loaded."""
    from cfcheck.model.problem import InvalidRules

    try:
        return _loading(cache)(folder)
    except InvalidRules as invalid:
        say_problems(invalid)
        raise SystemExit(ExitCode.INVALID) from None


def _loading(cache: Path | None) -> Callable[[Path], Agreement]:
    if cache is None:
        from cfcheck.language.load.loader import load_agreement

        return load_agreement
    from cfcheck.language.cache import AgreementStore

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
    from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice, InferenceUnavailable
    from cfcheck.model.agreement import AttributionConfidence
    from cfcheck.model.written_time import InvalidTime

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
    from cfcheck.evaluation.boundaries import (
        BoundariesNotFound,
        BoundariesUnavailable,
        InvalidBoundaries,
        open_boundaries,
    )

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
    """The files that `--boundaries` names; a wrong form of the option is reported when they are opened."""
    if not named:
        return ()
    from cfcheck.evaluation.boundaries.layer import named_file

    return tuple(map(named_file, named))


def _say_unlinked(evaluator: Evaluator) -> None:
    """Print once which units of the boundary files no rule can use, since the registry does not have them."""
    surveyor = evaluator.tester.locator.surveyor
    unlinked = list(surveyor.unlinked()) if surveyor else []
    for unit in unlinked[:_MOST_SHOWN]:
        near = f"; the nearest known name is {quoted(unit.nearest)}, which was not used" if unit.nearest else ""
        what = f"may be {listed(unit.meant)} of the registry" if unit.meant else f"is not in the registry{near}"
        say(f"boundaries: {visible(Path(unit.file).name)}: the {unit.level} {quoted(unit.names[0])} {what}")
    if len(unlinked) > _MOST_SHOWN:
        say(f"boundaries: and {len(unlinked) - _MOST_SHOWN:,} more")


def say_problems(invalid: InvalidRules) -> None:
    """Print every problem with its place, its line and the way out, and the number of problems."""
    for problem in invalid.problems:
        say(*problem.lines())
    say(f"cfcheck: {counted(len(invalid.problems), 'problem')} in rule files; nothing was evaluated")


CACHE_VARIABLE: Final = "CFCHECK_CACHE"


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder, which need not be there; None where nothing is to be kept, or there is no home to keep it in."""
    named = environment.get(CACHE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    shared = environment.get("XDG_CACHE_HOME", "")
    if Path(shared).is_absolute():  # the specification says to ignore any other
        return Path(shared) / "cfcheck"
    home = Path(environment.get("HOME", ""))
    if not home.is_absolute() or not is_folder(home):
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "cfcheck"


_AGREEMENT_FILE: Final = "agreement.yaml"
_CASES: Final = "cases"
_SUFFIX: Final = ".yaml"
_MAPPINGS: Final = "mappings"
# What a mapping file has on its highest level, and no other rule file.
_OF_A_MAPPING: Final = re.compile(rb"^(columns|incident):", re.MULTILINE)


class Target(NamedTuple):
    """An agreement's folder, and which rules of it are meant; none: all of them."""

    folder: Path
    rules: frozenset[str] = frozenset()


def targets_of(named: Iterable[str]) -> tuple[Target, ...]:
    """The agreements that the paths or names lead to, each once, in order. No names: those that come with cfcheck.

    A folder is an agreement's, or one that holds such folders; a file is a rule or the cases of one.
    """
    from cfcheck.language.load.packs import shipped_agreements

    shipped = shipped_agreements()
    merged: dict[Path, frozenset[str]] = {}
    for name in named or shipped:
        for folder, rules in _targets(name, shipped):
            before = merged.get(folder, rules)
            merged[folder] = before | rules if before and rules else frozenset()
    return tuple(Target(folder, rules) for folder, rules in merged.items())


def mappings_of(named: Iterable[str]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The mapping files that the paths lead to, and those of the paths that lead to something else, or nowhere.

    No names: the mappings that come with cfcheck.
    """
    from cfcheck.ingest.tables.mapping_loader import mapping_names, mapping_path

    found: list[Path] = []
    others: list[str] = []
    if not named:
        found = [mapping_path(name) for name in mapping_names()]
    for name in named:
        path = Path(name)
        inside = _mappings_in(path)
        found += inside
        if not inside or is_file(path / _AGREEMENT_FILE) or files_named(_AGREEMENT_FILE, path):
            others.append(name)
    return tuple(dict.fromkeys(found)), tuple(others)


def _mappings_in(path: Path) -> list[Path]:
    """The file, if it is a mapping; of a folder its mappings, and the files of its folder of mappings."""
    if is_file(path):
        return [path] if path.suffix == _SUFFIX and _is_mapping(path) else []
    if path.name == _MAPPINGS:
        return _rule_files_in(path)
    own = [file for file in _rule_files_in(path) if _is_mapping(file)]
    return [*own, *_rule_files_in(path / _MAPPINGS)]


def _rule_files_in(folder: Path) -> list[Path]:
    return [path for path in paths_in(folder) if path.suffix == _SUFFIX] if is_folder(folder) else []


def _is_mapping(path: Path) -> bool:
    """Whether its keys show that it is a mapping, even if it has faults."""
    from cfcheck.language.file_bytes import read_bytes

    try:
        return bool(_OF_A_MAPPING.search(read_bytes(path)))
    except OSError:
        return False


def _targets(name: str, shipped: dict[str, Path]) -> list[Target]:
    path = Path(name)
    if is_folder(path):
        return _of_folder(path)
    if is_file(path):
        return [_of_file(path)]
    if name in shipped:
        return [Target(shipped[name])]
    hint = suggestion(name, shipped) or f"agreements that come with cfcheck: {listed(shipped, 'and')}"
    return fail(ExitCode.USAGE, f"{name}: there is no such file, folder or agreement; {hint}")


def _of_folder(path: Path) -> list[Target]:
    if is_file(path / _AGREEMENT_FILE):
        return [Target(path)]
    inner = [Target(file.parent) for file in files_named(_AGREEMENT_FILE, path)]
    if inner:
        return inner
    if resolved(path).name == _CASES and is_file(path.parent / _AGREEMENT_FILE):
        return [Target(path.parent)]
    return fail(ExitCode.USAGE, f"{path}: neither this folder nor one in it has an {_AGREEMENT_FILE}")


def _of_file(path: Path) -> Target:
    home = path.parent.parent if resolved(path).parent.name == _CASES else path.parent
    if path.suffix != _SUFFIX or not is_file(home / _AGREEMENT_FILE):
        fail(ExitCode.USAGE, f"{path}: is neither a rule of an agreement nor the cases of one")
    return Target(home) if path.name == _AGREEMENT_FILE else Target(home, frozenset({path.stem}))
