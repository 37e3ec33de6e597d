"""`cfcheck evaluate`: turns the options of an evaluation into a run and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import (
    DEFAULT_TOLERANCE,
    Argument,
    AsOfOption,
    BoundariesOption,
    FailOn,
    InferenceWord,
    NoCacheOption,
    Option,
    OutputFormat,
    QuietOption,
    RulesOption,
    ThresholdOption,
    ToleranceOption,
    boundaries_of,
    boundary_files,
    evaluator_of,
    known_words,
    rules_folders,
    within,
)
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.results import write_results
from cfcheck.cli.source import DelimiterOption, EncodingOption, FromOption, batch_reader_of, mapping_files, reader_of
from cfcheck.cli.terminal import ExitCode, fail

if TYPE_CHECKING:
    from cfcheck.model.assessment import Summary

__all__ = ["EXAMPLES", "evaluate"]

EXAMPLES: Final = """\b
Examples:
  cfcheck evaluate incidents.json
  cfcheck evaluate reports-*.ndjson --rules my-rules/my-accord --format jsonl --output results.jsonl
  cfcheck evaluate events.csv --from ucdp-ged --format csv
  cfcheck evaluate millions.ndjson.gz --format jsonl --jobs 4 --output results.jsonl
  cfcheck evaluate incidents.json --fail-on violation,set-aside
  cfcheck evaluate incidents.json --boundaries syr_adm1.geojson --boundaries syr_adm2.geojson
  cfcheck evaluate incidents.json --boundaries admin1:NAME=provinces.geojson

\b
Exit codes:
  0   done
  1   something that --fail-on names was found
  2   wrong usage
  3   rules or input invalid: what could be read was evaluated, the rest was set aside
  70  broke off: a fault of cfcheck, or the system lacked memory or the like

A rule-based reading of reports, not a legal finding."""

_NOTHING_NAMED: Final = (
    "name a file of incidents, or `-` for standard input, for example",
    "  cfcheck evaluate incidents.json",
    "  cat incidents.ndjson | cfcheck evaluate -",
)


_Files = Annotated[
    list[str] | None,
    Argument(
        metavar="FILES", help="Incidents as JSON or NDJSON, also packed with gzip or zstd; `-` is standard input."
    ),
]
_Format = Annotated[OutputFormat, Option("--format", "-f", help="How results are shown.")]
_Output = Annotated[
    Path | None, Option("--output", "-o", metavar="FILE", help="Write results here, once all are there.")
]
_FailOn = Annotated[
    str,
    Option(
        "--fail-on",
        metavar="WORDS",
        callback=known_words(FailOn),
        help=f"Exit with 1 if any of these is found: {', '.join(FailOn)}. Several with commas between.",
    ),
]
_Inference = Annotated[InferenceWord, Option(help="How rules are decided; the answers are the same.")]
_SetAside = Annotated[
    Path | None, Option("--set-aside", metavar="FILE", help="Write what is set aside here, as JSON lines.")
]


_MOST_JOBS: Final = 256
_Jobs = Annotated[
    int,
    Option(
        "--jobs",
        "-j",
        metavar="N",
        callback=within(1, _MOST_JOBS),
        help="Evaluate by so many jobs at once, for large inputs as JSON; the results are the same bytes.",
    ),
]


def evaluate(
    files: _Files = None,
    *,
    rules: RulesOption = None,
    shown_as: _Format = OutputFormat.TABLE,
    output: _Output = None,
    fail_on: _FailOn = "",
    threshold: ThresholdOption = None,
    as_of: AsOfOption = None,
    inference: _Inference = InferenceWord.AUTO,
    source: FromOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    boundaries: BoundariesOption = None,
    boundary_tolerance: ToleranceOption = DEFAULT_TOLERANCE,
    set_aside: _SetAside = None,
    jobs: _Jobs = 1,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say of each incident what follows from an agreement's terms: apparent violation or not, and on what it rests."""
    names = files or _standard_input_or_nothing()
    read_too = (*mapping_files(source), *boundary_files(boundaries))
    refuse_to_overwrite({"--output": output, "--set-aside": set_aside}, [*names, *read_too], rules_folders(rules))
    if jobs > 1 and source is not None:
        fail(ExitCode.USAGE, "--jobs is for incidents as JSON, not for tables; leave it out")
    drawn = boundaries_of(boundaries, boundary_tolerance)
    evaluator = evaluator_of(rules, inference, threshold, as_of, drawn, quiet=quiet, no_cache=no_cache)
    read = reader_of(source, encoding, delimiter, quiet=quiet)
    summary = write_results(
        evaluator, names, batch_reader_of(read), shown_as, jobs=jobs, output=output, set_aside=set_aside
    )
    raise SystemExit(_exit_code(summary, fail_on))


def _standard_input_or_nothing() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        fail(ExitCode.USAGE, *_NOTHING_NAMED)
    return ["-"]


def _exit_code(summary: Summary, fail_on: str) -> ExitCode:
    found = {str(verdict) for verdict, count in summary.verdicts.items() if count}
    if summary.set_aside:
        found.add(FailOn.SET_ASIDE)
    if found & set(fail_on.split(",")):
        return ExitCode.FOUND
    return ExitCode.INVALID if summary.set_aside else ExitCode.DONE
