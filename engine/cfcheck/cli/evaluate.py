"""`cfcheck evaluate`: the options of an evaluation, turned into a run of the pipeline and an exit code."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.choice import FailOn, InferenceWord, OutputFormat
from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.option import (
    AsOfOption,
    DelimiterOption,
    EncodingOption,
    FromOption,
    NoCacheOption,
    QuietOption,
    RulesOption,
    ThresholdOption,
    evaluator_of,
    reader_of,
)
from cfcheck.cli.parameter import Argument, InvalidValue, Option
from cfcheck.cli.progress import watched
from cfcheck.cli.terminal import fail, say, standard_input, writing_to
from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from cfcheck.assessment import Summary

__all__ = ["EXAMPLES", "evaluate"]

EXAMPLES: Final = """\b
Examples:
  cfcheck evaluate incidents.json
  cfcheck evaluate reports-*.ndjson --rules my-rules/my-accord --format jsonl --output results.jsonl
  cfcheck evaluate events.csv --from ucdp-ged --format csv
  cfcheck evaluate incidents.json --fail-on violation,set-aside

\b
Exit codes:
  0  done
  1  something that --fail-on names was found
  2  wrong usage
  3  rules or input invalid: what could be read was evaluated, the rest was set aside

A rule-based reading of reports, not a legal finding."""

_NOTHING_NAMED: Final = """name a file of incidents, or `-` for standard input, for example
  cfcheck evaluate incidents.json
  cat incidents.ndjson | cfcheck evaluate -"""


def _known_words(words: str) -> str:
    for word in words.split(",") if words else ():
        if word not in list(FailOn):
            hint = suggestion(word, FailOn) or f"known are {listed(FailOn, 'and')}"
            raise InvalidValue(f"unknown word {quoted(word)}; {hint}")
    return words


_Files = Annotated[
    list[str] | None,
    Argument(metavar="FILES", help="Incidents as JSON or NDJSON; `-` is standard input."),
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
        callback=_known_words,
        help=f"Exit with 1 if any of these is found: {', '.join(FailOn)}. Several with commas between.",
    ),
]
_Inference = Annotated[InferenceWord, Option(help="How rules are decided; the answers are the same.")]
_SetAside = Annotated[
    Path | None, Option("--set-aside", metavar="FILE", help="Write what is set aside here, as JSON lines.")
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
    set_aside: _SetAside = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say of each incident what follows from an agreement's terms: apparent violation or not, and on what it rests."""
    names = files or _standard_input_or_nothing()
    evaluator = evaluator_of(rules, inference, threshold, as_of, quiet=quiet, no_cache=no_cache)
    read = reader_of(source, encoding, delimiter, quiet=quiet)

    from cfcheck.assessment import SetAside
    from cfcheck.formats import located, make_renderer
    from cfcheck.formats.words import set_aside_line
    from cfcheck.incident import encode_json
    from cfcheck.pipeline import Tally, assess_records
    from cfcheck.reader import read_files

    tally = Tally()
    records = read_files(names, standard_input, read)
    with ExitStack() as stack:
        renderer = make_renderer(shown_as, stack.enter_context(writing_to(output)), evaluator.provenance)
        aside = stack.enter_context(writing_to(set_aside)) if set_aside else None
        results = assess_records(evaluator, located(records, renderer))
        for result in watched(results, "incidents"):
            tally.add(result)
            renderer.add(result)
            if isinstance(result, SetAside):
                if not renderer.shows_set_aside:
                    say(set_aside_line(result))
                if aside:
                    aside.write(encode_json(result).decode() + "\n")
        renderer.finish(tally.summary())
    raise SystemExit(_exit_code(tally.summary(), fail_on))


def _standard_input_or_nothing() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        fail(ExitCode.USAGE, _NOTHING_NAMED)
    return ["-"]


def _exit_code(summary: Summary, fail_on: str) -> ExitCode:
    found = {str(verdict) for verdict, count in summary.verdicts.items() if count}
    if summary.set_aside:
        found.add(FailOn.SET_ASIDE)
    if found & set(fail_on.split(",")):
        return ExitCode.FOUND
    return ExitCode.INVALID if summary.set_aside else ExitCode.DONE
