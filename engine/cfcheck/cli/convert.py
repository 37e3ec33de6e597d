"""`cfcheck convert`: converts tables to incidents, and sets aside and counts every row that is none."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import (
    Argument,
    Option,
    QuietOption,  # typer reads it
)
from cfcheck.cli.output import writing_to
from cfcheck.cli.overwriting import refuse_to_overwrite
from cfcheck.cli.progress import Meter, watched
from cfcheck.cli.source import DelimiterOption, EncodingOption, mapping_files, reader_of
from cfcheck.cli.terminal import ExitCode, counted, say, standard_input
from cfcheck.model.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.model.assessment import SetAside
    from cfcheck.model.record import Reserved

__all__ = ["EXAMPLES", "IncidentFormat", "convert"]

EXAMPLES: Final = """\b
Examples:
  cfcheck convert GEDEvent_v25_1.csv --from ucdp-ged --output incidents.ndjson
  cfcheck convert reports.csv --from csv --encoding cp1256 --set-aside problems.ndjson > incidents.ndjson
  cfcheck convert sheet.csv --from my-mapping.yaml | cfcheck evaluate -

\b
Exit codes:
  0   done
  2   wrong usage
  3   the mapping is invalid, or something was set aside: what could be read was written
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""

_MOST_LINES: Final = 20
_MOST_REASONS: Final = 10
_MOST_KINDS: Final = 1000
_OTHER: Final = ("", "for other reasons")


class IncidentFormat(StrEnum):
    """The formats of incidents."""

    JSONL = "jsonl"
    JSON = "json"


_Files = Annotated[list[str], Argument(metavar="FILES", help="Tables; `-` is standard input.")]
_From = Annotated[
    str,
    Option(
        "--from",
        metavar="FORMAT|MAPPING.yaml",
        help="What the files are: `ucdp-ged`, `acled`, `syrian-archive`, `csv` or `geojson` with the fields of "
        "incidents as columns, or a mapping of the columns of a table.",
        show_default=False,
    ),
]
_Format = Annotated[IncidentFormat, Option("--format", "-f", help="An incident a line, or one JSON list.")]
_Output = Annotated[
    Path | None, Option("--output", "-o", metavar="FILE", help="Write incidents here, once all are there.")
]
_SetAside = Annotated[
    Path | None, Option("--set-aside", metavar="FILE", help="Write what is set aside here, as JSON lines.")
]
_KeepAggregates = Annotated[
    bool,
    Option(
        "--keep-aggregates",
        help="Write rows that are no single or precise event too, with the reason in `extra.aggregate`.",
    ),
]


def convert(
    files: _Files,
    *,
    source: _From,
    shown_as: _Format = IncidentFormat.JSONL,
    output: _Output = None,
    set_aside: _SetAside = None,
    keep_aggregates: _KeepAggregates = False,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the rows of tables as incidents, to be evaluated later or elsewhere."""
    refuse_to_overwrite({"--output": output, "--set-aside": set_aside}, [*files, *mapping_files(source)])
    read = reader_of(source, encoding, delimiter, quiet=quiet)

    from cfcheck.evaluation.batch.records import unique_records
    from cfcheck.ingest.json.reader import read_files
    from cfcheck.model.assessment import SetAside
    from cfcheck.model.record import Reserved

    refused = _Refused(lines=_MOST_LINES if set_aside is None else 0)
    written, meter = 0, Meter(files)
    with ExitStack() as stack:
        out = _Incidents(JsonText(stack.enter_context(writing_to(output))), shown_as)
        aside = JsonText(stack.enter_context(writing_to(set_aside))) if set_aside else None
        for record in watched(unique_records(read_files(files, standard_input, read, meter.opened)), "rows", meter):
            if keep_aggregates and isinstance(record, Reserved):
                out.add(_marked(record))
                written += 1
            elif isinstance(record, SetAside):
                refused.add(record, aside)
            else:
                out.add(record.raw)
                written += 1
        out.finish()
    if not quiet:
        say(f"cfcheck: {counted(written, 'incident')} written, {refused.total:,} set aside")
        for line in refused.reasons():
            say(line)
    raise SystemExit(ExitCode.INVALID if refused.total else ExitCode.DONE)


def _marked(reserved: Reserved) -> bytes:
    """The incident with the reason for which it would have been set aside; a key of the row's own is left alone."""
    from cfcheck.model.incident_json import encode_json, incident_from

    incident = json.loads(reserved.record_if_out_of_scope.raw)
    incident["extra"] = {"aggregate": reserved.problem, **incident.get("extra", {})}
    return encode_json(incident_from(incident))


def _of_any_row(problem: str) -> str:
    """The problem without the contents of the row and its position, so that equal problems can be counted."""
    return re.sub(r"record \d+|lines \d+ to \d+", _unnumbered, re.sub("`[^`]*`", "`…`", problem))


def _unnumbered(match: re.Match[str]) -> str:
    return re.sub(r"\d+", "…", match.group())


class _Incidents:
    """Writes incidents in one of the formats, as they come."""

    def __init__(self, out: JsonText, shown_as: IncidentFormat) -> None:
        self._out = out
        self._is_list = shown_as is IncidentFormat.JSON
        self._lead = "[\n" if self._is_list else ""

    def add(self, raw: bytes) -> None:
        """Write one more incident."""
        self._out.write(f"{self._lead}{raw.decode()}" if self._is_list else f"{raw.decode()}\n")
        self._lead = ",\n"

    def finish(self) -> None:
        """Write what follows the last incident."""
        if self._is_list:
            self._out.write("[]\n" if self._lead == "[\n" else "\n]\n")


class _Refused:
    """What is set aside: the first few are printed, all are counted by reason."""

    def __init__(self, lines: int) -> None:
        self._lines = lines
        self._kinds: Counter[tuple[str, str]] = Counter()

    @property
    def total(self) -> int:
        """The number of records."""
        return self._kinds.total()

    def add(self, record: SetAside, aside: JsonText | None) -> None:
        """Add a record; it is written to the file, if there is one, and else printed as long as they are few."""
        from cfcheck.model.incident_json import encode_json
        from cfcheck.model.result_json import plain_set_aside
        from cfcheck.report.words import set_aside_line

        # The problem of a whole file is printed in full; rows are counted whatever they have in their cells.
        problem = _of_any_row(record.problem) if record.record else f"{record.file}: {record.problem}"
        kind = (record.path, problem)
        self._kinds[kind if kind in self._kinds or len(self._kinds) < _MOST_KINDS else _OTHER] += 1
        if aside is not None:
            aside.write(encode_json(plain_set_aside(record)).decode() + "\n")
        elif self.total <= self._lines:
            say(set_aside_line(record))
        elif self.total == self._lines + 1:
            say("... and more; `--set-aside FILE` writes each of them")

    def reasons(self) -> Iterator[str]:
        """The reasons with their counts, the most frequent first."""
        found = sorted(self._kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        for (path, problem), count in found[:_MOST_REASONS]:
            yield f"{count:>7,}  {path + ': ' if path else ''}{problem}"
        rest = found[_MOST_REASONS:]
        if rest:
            yield f"{sum(count for _, count in rest):>7,}  for {counted(len(rest), 'other reason')}"
