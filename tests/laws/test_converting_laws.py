"""Whatever a table holds, every row of it comes out as an incident or with a reason, and nothing is raised."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.conversions import any_mapping, mapping_from

from cfcheck.ingest.tables import convert, direct_mapping, open_mapping
from cfcheck.ingest.tables.draft import draft_of
from cfcheck.ingest.tables.draft_findings import sample_of
from cfcheck.ingest.tables.rows import UnreadableTable
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.record import Record, Reserved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.ingest.tables import Mapping

# Texts that mean something to some part of the way, among any others.
WORDS = st.sampled_from(
    ["", "1", "-1", "3.5", "3,5", "1e999", "2016-03-01", "01/03/2016", "2016-02-30", "42430", "NA", "[", "{", "[]", "{}",
     '["A"]', '{"any_of": ["A"]}', '{"from": "2016"}', "[NaN]", '"', '""', "\n", ";", "\t", "|", "Syria", "Battles",
     "\x00", "\ud800", "\udcff", "true", "A" * 600, "9" * 20, "SYR", "٣", "²"]
)  # fmt: skip
CELLS = WORDS | st.text(max_size=5)
DIRECT_HEADERS = ["id", *sorted(column.name for column in direct_mapping("csv").columns if column.name != "id")]


@cache
def mappings() -> tuple[Mapping, ...]:
    return (any_mapping(), direct_mapping("csv"), *map(open_mapping, ("ucdp-ged", "acled", "syrian-archive")))


def headers_of(mapping: Mapping) -> list[str]:
    return [column.headers[0] for column in mapping.columns]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Mapping, list[list[str]]]:
    """A mapping, and a table with its columns and any cells; every column that a row should have is in the header."""
    mapping = draw(st.sampled_from(mappings()))
    headers = headers_of(mapping)
    row = st.lists(CELLS, min_size=len(headers), max_size=len(headers))
    return mapping, [headers, *draw(st.lists(row, max_size=4))]


def written(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


@given(tables())
def test_every_row_of_a_table_is_accounted_for(drawn: tuple[Mapping, list[list[str]]]) -> None:
    mapping, (headers, *rows) = drawn
    content = written([headers, *rows])
    results = list(convert(io.BytesIO(content), "f", mapping))
    if any(isinstance(result, SetAside) and result.record == 0 for result in results):
        assert len(results) == 1
        return
    assert len(results) == sum(any(map(str.strip, row)) for row in rows)
    for result in results:
        record = result.record_if_out_of_scope if isinstance(result, Reserved) else result
        assert isinstance(record, Record | SetAside)
        if isinstance(record, Record):
            assert decode_incident(record.raw) == record.incident


@given(st.sampled_from(["csv", "geojson"]), st.lists(st.dictionaries(st.sampled_from(DIRECT_HEADERS) | CELLS, st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | CELLS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(CELLS, inner, max_size=2), max_leaves=4), max_size=6), max_size=4))  # fmt: skip
def test_every_object_of_a_document_is_accounted_for(form: str, rows: list[dict[str, object]]) -> None:
    mapping = direct_mapping("geojson") if form == "geojson" else any_mapping()
    key = mapping.form.records[0]
    results = list(convert(io.BytesIO(json.dumps({key: rows}).encode()), "f", mapping))
    assert len(results) == len(rows)
    assert [result.number if isinstance(result, Record) else result.record for result in results] == [
        *range(1, len(rows) + 1)
    ]


@given(st.binary(max_size=300) | st.text(alphabet='id,;"\n\r\t|{}[]:0\x00\xe9', max_size=60).map(str.encode))
def test_any_bytes_come_to_records_and_reasons(content: bytes) -> None:
    for mapping in (*mappings(), direct_mapping("geojson")):
        for result in convert(io.BytesIO(content), "f", mapping):
            assert isinstance(result, Record | SetAside)


@given(st.integers(2, 6).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=4)))  # fmt: skip
def test_a_draft_of_any_table_loads(rows: list[list[str]]) -> None:
    try:
        draft = draft_of(sample_of(io.BytesIO(written(rows)), ("utf-8",), (",",)), "any table")
    except UnreadableTable:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a-mapping.yaml"
        path.write_text(draft, encoding="utf-8")
        mapping = open_mapping(path)
    for result in convert(io.BytesIO(written(rows)), "f", mapping):
        assert isinstance(result, Record | SetAside)


@given(tables())
def test_a_row_is_read_the_same_whatever_stands_before_it(drawn: tuple[Mapping, list[list[str]]]) -> None:
    """Apart from the layout of its times, which the rows before it may have settled."""
    mapping, (headers, *rows) = drawn
    if mapping.name == "mine.yaml" or len(mapping.reading.layouts) > 1:
        return
    whole = list(convert(io.BytesIO(written([headers, *rows])), "f", mapping))
    for row, result in zip([row for row in rows if any(map(str.strip, row))], whole, strict=False):
        (alone,) = convert(io.BytesIO(written([headers, row])), "f", mapping)
        if isinstance(result, Record) and isinstance(alone, Record):
            assert alone.raw == result.raw


# Every way in which what is made of a row may be remembered: words, numbers, actors, counts; and faults among them.
REMEMBERING = """
cfcheck: 1
title: A table that is asked much
columns: {number: No, kind: Kind, who: Who, whom: Whom, low: Low, high: High, more: {header: More, optional: true}}
cells: {empty: [NA]}
actors: {separator: ";"}
set_aside:
  - {when: {low: {more_than: "8"}}, unless: out_of_scope, reason: too many}
  - {when: {any: [{kind: c}, {more: {less_than: low}}]}, reason: "{kind}"}
incident:
  - {id: "{number}", casualties: {killed: {min: "{low}", max: "{high}"}}}
  - {when: {kind: a, low: {at_most: high}}, perpetrator: "{who}", target: {code: "{whom}", in: names}}
  - {when: {not: {more: {at_least: "2"}}}, participants: ["{who}", "{whom}"], casualties: {injured: "{more}"}}
  - {when: {all: [{kind: [a, b]}, {high: {more_than: more}}]}, casualties: {injured: {min: "{low}"}}}
codes: {names: {A: [A, B], B: "A; B"}}
"""
FEW = st.tuples(
    st.sampled_from(["a", "b", "c", "A", ""]),
    st.sampled_from(["A", "A; B", "NA"]),
    st.sampled_from(["A", "B", "C", ""]),
    *[st.sampled_from(["", "1", "2", "2.0", "3", "9", "x", "NA", "9" * 40])] * 3,
)


@given(st.lists(FEW, max_size=12))
def test_what_is_remembered_of_other_rows_changes_none(rows: list[tuple[str, ...]]) -> None:
    mapping = mapping_from(REMEMBERING)
    headers = headers_of(mapping)
    numbered = [[str(number), *row] for number, row in enumerate(rows)]
    whole = convert(io.BytesIO(written([headers, *numbered])), "f", mapping)
    for row, result in zip(numbered, whole, strict=True):
        (alone,) = convert(io.BytesIO(written([headers, row])), "f", mapping)
        assert without_number(result) == without_number(alone)


def without_number(result: Record | SetAside) -> tuple[object, ...]:
    if isinstance(result, Reserved):
        return result.id, result.path, result.problem, result.record_if_out_of_scope.raw
    return (result.raw,) if isinstance(result, Record) else (result.id, result.path, result.problem)
