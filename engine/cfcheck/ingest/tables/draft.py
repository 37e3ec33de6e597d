"""Drafts a mapping from a table's header and first rows. What these cannot show is left as a comment for the author."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from cfcheck.ingest.tables.draft_findings import findings_of
from cfcheck.ingest.tables.rows import UnreadableTable
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cfcheck.ingest.tables.draft_findings import DraftColumn, Findings, Sample

__all__ = ["draft_of"]

MOST_SHOWN: Final = 4
LONGEST_SHOWN: Final = 30
_SIGNS: Final = {"\t": "tab"}
_SPREADSHEET_DAY: Final = re.compile(r"[34]\d{4}(\.0+)?", re.ASCII)
_DECIMAL_COMMA: Final = re.compile(r"-?\d+,\d+", re.ASCII)


def draft_of(sample: Sample, title: str, encoding: str = "") -> str:
    """The text of a mapping that loads. `encoding` is that which was declared.

    Raises UnreadableTable where no column has a header that a mapping could name.
    """
    found = findings_of(sample)
    if all(column.fault for column in found.columns):
        raise UnreadableTable("has no column with a header of its own")
    columns, used = found.columns, found.used
    lines = [
        f"# How the rows of {visible(title)} become incidents: a draft from its header and its first rows.",
        "# What a header says by its name is filled in: hold it against the data. What only you can know has a `#`",
        "# before it, with what the first rows have there, `|` between. docs/converting.md explains each part.",
        "cfcheck: 1",
        f"title: {_text(title)}",
        *_file(sample, encoding),
        *_columns_section(columns, used),
        *_cells(found),
        *_actors(),
        *_incident(columns, used),
        *_codes(),
        "",
        "# Columns that nothing is made of are kept in `extra` and never judged; a list of headers keeps only those.",
        "keep: unmapped",
    ]
    return "\n".join(lines) + "\n"


# --- the sections -----------------------------------------------------------------------------------------------------


def _file(sample: Sample, encoding: str) -> Iterator[str]:
    yield ""
    yield "file:"
    if encoding:
        yield f"  encoding: {encoding}"
    if sample.delimiter:
        yield f"  delimiter: {_text(_SIGNS.get(sample.delimiter, sample.delimiter))}"
    else:
        yield "  # JSON: the key under which the rows lie"
        yield f"  records: [{_text(sample.key or 'features')}]"


def _columns_section(columns: Sequence[DraftColumn], used: Mapping[str, DraftColumn]) -> Iterator[str]:
    live = {column.name for column in used.values()}
    if not live:  # a mapping has at least one column
        live = {next((column.name for column in columns if not column.fault), "")}
    yield ""
    yield "# A name for each column that is used below, and its header. Of a column that files may lack:"
    yield '#   name: {header: "Header", optional: true}'
    yield "columns:"
    for column in columns:
        if column.fault:
            yield f"  # column {columns.index(column) + 1} {column.fault}, and cannot be used{_shown(column)}"
        else:
            yield f"  {'' if column.name in live else '# '}{column.name}: {_text(column.header)}{_shown(column)}"


def _cells(found: Findings) -> Iterator[str]:
    yield ""
    yield "cells:"
    yield '  # What stands for nothing, beside an empty cell, such as ["NA", "-", "unknown"].'
    yield "  empty: []"
    yield from _times(found)
    numbers = [column for field, column in found.used.items() if field in ("location.lat", "location.lon")]
    if any(_DECIMAL_COMMA.fullmatch(cell) for column in numbers for cell in column.cells):
        yield "  # Coordinates are written with a comma."
        yield '  decimal: ","'
    else:
        yield '  # decimal: ","'


def _times(found: Findings) -> Iterator[str]:
    day, layouts = found.day, found.layouts
    if day is None:
        yield "  # How times are written: made of YYYY MM M DD D Month Mon hh mm ss and signs; or `excel`, or `iso`."
        yield "  # times: [YYYY-MM-DD]"
    elif len(layouts) == 1:
        yield f"  # How `{day.name}` is written, as far as the first rows tell."
        yield f"  times: [{_text(layouts[0])}]"
        if "hh" in layouts[0]:
            yield "  # Absent: clock times are local times where it happened."
            yield '  # offset: "+00:00"'
    elif layouts:
        yield f"  # How `{day.name}` is written, nobody can tell from the first rows{_shown(day, ': ')}"
        yield "  # Choose one. Rows that are not written so are then set aside."
        yield from (f"  # times: [{_text(layout)}]" for layout in layouts)
    elif day.cells and all(_SPREADSHEET_DAY.fullmatch(cell) for cell in day.cells):
        yield f"  # If the numbers in `{day.name}` are those that a spreadsheet gives to days{_shown(day, ': ')}"
        yield "  # times: [excel]"
    else:
        yield f"  # How `{day.name}` is written{_shown(day, ': ')}"
        yield "  # Layouts are made of YYYY MM M DD D Month Mon hh mm ss fff ZZ and signs. Two of them may be listed."
        yield "  # times: [YYYY-MM-DD]"


def _actors() -> Iterator[str]:
    yield ""
    yield "# Where a cell names several actors: what stands between them. Where a name is another one in the registry"
    yield "# (`cfcheck rules actors`): that one, with a note that says why the two are the same."
    yield "# actors:"
    yield '#   separator: ";"'
    yield "#   names: {Name in the table: {name: Name in the registry, note: WHY}}"


def _incident(columns: Sequence[DraftColumn], used: Mapping[str, DraftColumn]) -> Iterator[str]:
    yield ""
    yield "# The incident, with `{name}` where a cell goes. What is missing is unknown, and never assumed."
    yield "incident:"
    lines = list(_fields(columns, used))
    first = next((place for place, line in enumerate(lines) if not line.lstrip().startswith("#")), None)
    for place, line in enumerate(lines):
        yield f"  - {line}" if place == first else f"    {line}"


def _fields(columns: Sequence[DraftColumn], used: Mapping[str, DraftColumn]) -> Iterator[str]:
    if "id" not in used:
        all_different = [column.name for column in columns if not column.fault and len(column.cells) > 1]
        yield f"# The column that names a report, each by another name: {', '.join(all_different[:MOST_SHOWN])}?"
        yield '# id: "{COLUMN}"'
        yield "extra: {draft: the id is missing}"
    else:
        yield f'id: "{{{used["id"].name}}}"'
    if "occurred" in used:
        yield f'occurred: "{{{used["occurred"].name}}}"'
    else:
        yield '# occurred: "{COLUMN}"          or {from: "{COLUMN}", to: "{COLUMN}"}'
    yield _simple("act", used, '# act: {code: "{COLUMN}", in: acts}          ids are those of `cfcheck rules acts`')
    yield _simple("perpetrator", used, '# perpetrator: "{COLUMN}"          only if the column says who did it')
    yield _simple("target", used, '# target: "{COLUMN}"          to whom')
    yield '# participants: ["{COLUMN}", "{COLUMN}"]          who fought, where nobody says who began'
    for field in ("weapon", "description"):
        if field in used:
            yield _simple(field, used, "")
    yield from _group("location", used, '# country: SYR          or {code: "{COLUMN}", in: countries}')
    yield from _group("casualties", used, "")
    names = {key: used[f"sources.{key}"].name for key in ("name", "url") if f"sources.{key}" in used}
    if names:
        made = ", ".join(f'{key}: "{{{name}}}"' for key, name in names.items())
        yield f"sources: [{{{made}}}]"


def _simple(field: str, used: Mapping[str, DraftColumn], otherwise: str) -> str:
    return f'{field}: "{{{used[field].name}}}"' if field in used else otherwise


def _group(group: str, used: Mapping[str, DraftColumn], missing: str) -> Iterator[str]:
    """The keys of a part of the incident."""
    inside = {field.partition(".")[2]: column.name for field, column in used.items() if field.startswith(f"{group}.")}
    if inside:
        yield f"{group}:"
        yield from (f'  {key}: "{{{name}}}"' for key, name in inside.items())
    elif missing:
        yield f"# {group}:"
    if missing and "country" not in inside:
        yield f"  {missing}" if inside else f"#   {missing.removeprefix('# ')}"


def _codes() -> Iterator[str]:
    yield ""
    yield "# What the codes of a column stand for; a code that is not in its list sets the row aside."
    yield "# codes:"
    yield "#   acts: {Shelling: shelling, Air strike: air_strike}"


# --- texts ------------------------------------------------------------------------------------------------------------


def _shown(column: DraftColumn, lead: str = "  # ") -> str:
    """A comment with what the first rows have in the column."""
    cells = [
        visible(cell) if len(cell) <= LONGEST_SHOWN else f"{visible(cell[:LONGEST_SHOWN])}…"
        for cell in column.cells[:MOST_SHOWN]
    ]
    more = " | …" if len(column.cells) > MOST_SHOWN else ""
    return f"{lead}{' | '.join(cells)}{more}" if cells else f"{lead}(nothing in the first rows)"


def _text(text: str) -> str:
    """As YAML: plain where that is safe, else in double quotes."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*", text, re.ASCII):
        return text
    return json.dumps(visible(text), ensure_ascii=False)
