"""`cfcheck explain`: why one incident has the verdict it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, NoReturn

from cfcheck.cli.options import (
    DEFAULT_TOLERANCE,
    Argument,
    BoundariesOption,
    ExplanationFormat,
    InferenceWord,
    NoCacheOption,
    Option,
    QuietOption,
    RulesOption,
    ThresholdOption,
    ToleranceOption,
    boundaries_of,
    boundary_files,
    evaluator_of,
    rules_folders,
)
from cfcheck.cli.output import writing_to
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.source import DelimiterOption, EncodingOption, FromOption, mapping_files, reader_of
from cfcheck.cli.terminal import ExitCode, counted, fail, say, standard_input
from cfcheck.model.text import quoted, suggestion
from cfcheck.model.visible import JsonText, Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.model.assessment import SetAside
    from cfcheck.model.record import Record

__all__ = ["EXAMPLES", "explain"]

EXAMPLES: Final = """\b
Examples:
  cfcheck explain incidents.json 2016-02-27-saraqib-clash
  cfcheck explain incidents.json an-incident --all
  cfcheck explain incidents.json an-incident --boundaries syr_adm1.geojson
  cat incidents.ndjson | cfcheck explain - an-incident --format json

\b
Exit codes:
  0   done
  2   wrong usage, or there is no such incident
  3   rules or the record invalid
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""

_File = Annotated[str, Argument(metavar="FILE", help="Incidents as JSON or NDJSON; `-` is standard input.")]
_Id = Annotated[str, Argument(metavar="ID", help="The `id` of the incident.")]
_Format = Annotated[ExplanationFormat, Option("--format", "-f", help="How it is shown.")]
_All = Annotated[bool, Option("--all", help="Every step of every rule, not only what decides.")]


def explain(
    file: _File,
    identifier: _Id,
    *,
    rules: RulesOption = None,
    shown_as: _Format = ExplanationFormat.TEXT,
    everything: _All = False,
    threshold: ThresholdOption = None,
    source: FromOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    boundaries: BoundariesOption = None,
    boundary_tolerance: ToleranceOption = DEFAULT_TOLERANCE,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show why an incident has its verdict: each reading, each rule, each test, with where it is written."""
    read_too = (*mapping_files(source), *boundary_files(boundaries))
    refuse_to_overwrite({}, [file, *read_too], rules_folders(rules))
    drawn = boundaries_of(boundaries, boundary_tolerance)
    evaluator = evaluator_of(rules, InferenceWord.AUTO, threshold, boundaries=drawn, quiet=quiet, no_cache=no_cache)
    read = reader_of(source, encoding, delimiter, quiet=quiet)

    from cfcheck.evaluation.batch.records import assess_records
    from cfcheck.evaluation.explain import Explainer
    from cfcheck.ingest.json.reader import read_files
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.record import Reserved
    from cfcheck.report.explained import Detail, explanation_json, explanation_lines

    found = _find(identifier, read_files([file], standard_input, read), file)
    (result,) = assess_records(evaluator, [found])
    if isinstance(result, SetAside):
        _refuse(result)
    if isinstance(found, SetAside) and not isinstance(found, Reserved):
        _refuse(found)
    record = found.record_if_out_of_scope if isinstance(found, Reserved) else found
    explanation = Explainer(evaluator).explain(record.incident, record.raw)
    with writing_to(None) as out:
        if shown_as is ExplanationFormat.JSON:
            JsonText(out).write(explanation_json(explanation))
        else:
            Lines(out).lines(explanation_lines(explanation, Detail.ALL if everything else Detail.DECISIVE))


def _refuse(record: SetAside) -> NoReturn:
    from cfcheck.report.words import set_aside_line

    say(set_aside_line(record))
    raise SystemExit(ExitCode.INVALID)


def _find(identifier: str, records: Iterable[Record | SetAside], file: str) -> Record | SetAside:
    """The first record with the id, or what keeps the whole file from being read."""
    from cfcheck.model.assessment import SetAside

    others = []
    for record in records:
        known = record.id if isinstance(record, SetAside) else record.incident.id
        if known == identifier or (isinstance(record, SetAside) and record.record == 0):
            return record
        others.append(known or "")
    hint = suggestion(identifier, others)
    count = counted(len(others), "record")
    return fail(
        ExitCode.USAGE, f"{file}: none of its {count} has the id {quoted(identifier)}{'; ' if hint else ''}{hint}"
    )
