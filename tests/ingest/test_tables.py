"""CSV as it comes: encodings, delimiters, quotes, and what is no row. Bounded, told, and the rest goes on."""

from __future__ import annotations

import io
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.ingest.conversions import any_mapping, converted, mapping_of, problems

from cfcheck.ingest.tables import convert, direct_mapping
from cfcheck.ingest.tables.encoding import DELIMITER_WORDS
from cfcheck.model.assessment import SetAside
from cfcheck.model.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from cfcheck.ingest.tables import Mapping

HEAD = b"No,Date,Who\n"
ROW = b"1,2016-03-01,A\n"


def declared(*encodings: str, delimiters: tuple[str, ...] = (",", ";", "\t", "|")) -> Mapping:
    mapping = any_mapping()
    return replace(mapping, form=replace(mapping.form, encodings=encodings, delimiters=delimiters))


def who(content: bytes, mapping: Mapping) -> list[object]:
    return [record.incident.perpetrator for record in converted(content, mapping) if isinstance(record, Record)]


# --- encodings


@pytest.mark.parametrize(
    ("encoding", "layout"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16 with a byte order mark"),
        ("utf-32", "UTF-32 with a byte order mark"),
    ],
)
def test_what_needs_no_declaration_is_found_and_said(encoding: str, layout: str) -> None:
    content = "No,Date,Who\n1,2016-03-01,حركة\n".encode(encoding)
    conversion = convert(io.BytesIO(content), "f", any_mapping())
    assert conversion.layout == f"{layout}, separated by commas, with a header row"
    assert who(content, any_mapping()) == ["حركة"]


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Société"), ("cp1256", "حركة"), ("utf-16-le", "حركة")])
def test_another_encoding_is_read_where_it_is_declared(encoding: str, name: str) -> None:
    content = f"No,Date,Who\n1,2016-03-01,{name}\n".encode(encoding)
    assert who(content, declared(encoding)) == [name]
    if encoding != "utf-16-le":  # of which every text may be UTF-8 with NUL characters
        assert who(content, declared("utf-8", encoding)) == [name]


def test_another_encoding_is_not_guessed() -> None:
    content = HEAD + ROW + "2,2016-03-01,Société\n".encode("cp1252")
    assert problems(content, any_mapping()) == [
        (
            0,
            "",
            (  # one sentence
                "is not UTF-8: line 3 has the byte 0xe9; name the encoding with `--encoding`, such as cp1252 (Western Europe) or "
                "cp1256 (Arabic), or save the file as UTF-8; `--encoding utf-8` reads it all the same and sets aside the rows "
                "that are not"
            ),
        )
    ]


def test_a_wrong_byte_far_down_costs_its_row_only() -> None:
    content = HEAD + ROW * 20_000 + b"2,2016-03-01,\xe9\n" + ROW
    assert problems(content, any_mapping()) == [(20_002, "", "contains the byte 0xe9, which is not UTF-8")]


def test_what_is_no_character_in_utf_16_costs_its_row_only() -> None:
    content = "No,Date,Who\n1,2016-03-01,".encode("utf-16") + b"\x00\xd8" + "\n2,2016-03-01,B\n".encode("utf-16-le")
    assert problems(content, any_mapping()) == [(2, "", "contains bytes that are not UTF-16, or the mark for such")]
    assert who(content, any_mapping()) == ["B"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04rest", "is a ZIP archive or a spreadsheet; unpack it, or export the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0rest", "is a spreadsheet of an old kind; export the sheet as CSV"),
        (b"%PDF-1.7", "is a PDF; export the table as CSV"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b",,\n", "the first row has none of the columns expected: No, Date, Who"),
    ],
)
def test_a_file_that_is_no_table_says_what_to_do(content: bytes, problem: str) -> None:
    assert problems(content, any_mapping()) == [(0, "", problem)]


# --- delimiters


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_the_columns(delimiter: str) -> None:
    content = (HEAD + ROW).replace(b",", delimiter.encode())
    assert who(content, any_mapping()) == ["A"]
    assert who(content, declared(delimiters=(delimiter,))) == ["A"]


def test_a_header_that_two_delimiters_fit_is_refused(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path, ("Who,", "{header: Who, optional: true},"), ("[Date, Day]", "{header: Date, optional: true}")
    )
    content = b"No,x;No\n1,2;3\n"
    assert [who(content, replace(mapping, form=replace(mapping.form, delimiters=(sign,)))) for sign in ",;"] == [
        [None]
    ] * 2
    assert problems(content, mapping) == [
        (0, "", "has the columns with commas and with semicolons between them; name one with `--delimiter`")
    ]


@pytest.mark.parametrize("line", ["sep={}", '"sep={}"', "SEP={}"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_may_declare_the_delimiter(line: str, end: str, encoding: str) -> None:
    """Of two that fit, it says which; and the lines after it keep their numbers."""
    for sign, other in [(",", ";"), (";", ","), ("\t", ","), ("|", ";")]:
        rows = f"No,Date,Who{other}x\n1,2016-03-01,A{other}B\n2,2016-03-01\n".replace(",", sign).replace("\n", end)
        content = (line.format(sign) + end + rows).encode(encoding)
        mapping = any_mapping()
        table = replace(mapping, columns=tuple(replace(column, optional=True) for column in mapping.columns))
        found = converted(content, table)
        assert [record.number if isinstance(record, Record) else record.record for record in found] == [3, 4]
        assert convert(io.BytesIO(content), "f", table).layout.endswith(f"{DELIMITER_WORDS[sign]}, with a header row")


@pytest.mark.parametrize(
    ("content", "delimiters", "problem"),
    [
        (
            b"sep=;\n" + HEAD,
            (",",),
            "declares with its first line `sep=;` semicolons between cells, and not the commas that the mapping or `--delimiter` does",
        ),
        (b"sep=:\n" + HEAD, (",", ";"), "declares with its first line `sep=:` what cannot be read; save it with commas"),
        (b"sep=;\n\n", (",", ";"), "is empty"),
        (b"sep=;", (",", ";"), "is empty"),
        (b"sep=;\n" + HEAD, (",", ";"), "the first row, which begins with `No,Date,Who`, has none of the columns expected: No, Date, Who"),
        (b"\nsep=;\nNo;Date;Who\n", (",", ";"), "the first row, which begins with `sep=;`, has none of the columns expected: No, Date, Who"),
        (b"sep=;;\nNo;Date;Who\n", (",", ";"), "the first row, which begins with `sep=;;`, has none of the columns expected: No, Date, Who"),
    ],
)  # fmt: skip
def test_a_first_line_that_declares_what_is_not_so_is_refused(
    content: bytes, delimiters: tuple[str, ...], problem: str
) -> None:
    assert problems(content, declared(delimiters=delimiters)) == [(0, "", problem)]


def test_the_wrong_declared_delimiter_is_no_table() -> None:
    ((record, _, problem),) = problems(HEAD + ROW, declared(delimiters=(";",)))
    assert (record, problem) == (
        0,
        "the first row, which begins with `No,Date,Who`, has none of the columns expected: No, Date, Who",
    )


# --- rows


def test_rows_with_too_many_and_too_few_cells_are_set_aside_by_line() -> None:
    content = HEAD + b"1,2016-03-01\n" + b'2,2016-03-01,"A\n\nB"\n' + b"3,2016-03-01,A,B\n\n" + ROW
    assert problems(content, any_mapping()) == [
        (2, "", "has 2 cells, and the table has 3 columns"),
        (6, "", "has 4 cells, and the table has 3 columns"),
    ]
    assert who(content, any_mapping()) == ["A\n\nB", "A"]


def test_lines_that_were_read_as_one_row_are_named() -> None:
    content = HEAD + b'1,2016-03-01,"A\n2,2016-03-01,"B"\n' + ROW
    assert problems(content, any_mapping()) == [
        (
            2,
            "",
            "has text beside a quoted cell; a quote inside a cell is written twice; lines 2 to 3 were read as one row",
        )
    ]
    assert who(content, any_mapping()) == ["A"]


def test_old_line_ends_are_line_ends_also_after_a_line_that_is_too_long() -> None:
    content = (HEAD + b"1,2016-03-01," + b"A" * 2_000_000 + b"\n" + ROW + ROW).replace(b"\n", b"\r")
    assert problems(content, any_mapping()) == [(2, "", "has a line of more than 1024 KiB")]
    assert who(content, any_mapping()) == ["A", "A"]


def test_blank_lines_and_columns_without_a_header_do_not_shift_anything() -> None:
    assert who(b"  \n\n" + HEAD + b" , ,\n" + ROW, any_mapping()) == ["A"]
    assert who(b"\tNo\tDate\tWho\nx\t1\t2016-03-01\tA\n", any_mapping()) == ["A"]


# --- hostile files


def memory_of(content: bytes) -> tuple[int, list[Record | SetAside]]:
    """The most memory that the conversion took, in MiB, with what came out."""
    tracemalloc.start()
    try:
        found = list(convert(io.BytesIO(content), "f", any_mapping()))
        return tracemalloc.get_traced_memory()[1] // 1024**2, found
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"No,Date,Who," + b"a," * 1_000_000 + b"\n1,\n", "has more than 10,000 columns"),
        (b"No" * 1_000_000 + b",Date\n", "has a quote in its first row that is not closed, or a cell of more than 128 KiB"),
        (b'"No,Date,Who\n' + ROW * 100_000, "has a quote in its first row that is not closed, or a cell of more than 128 KiB"),
        (b"No,Date,Who," + (b"a" * 99 + b",") * 9000 + b"\n1,\n", "has a first row of more than 256 KiB, or a quote in it that is not closed"),
    ],
)  # fmt: skip
def test_an_endless_header_is_refused(content: bytes, problem: str) -> None:
    used, found = memory_of(content)
    assert [one.problem for one in found if isinstance(one, SetAside)] == [problem]
    assert used < 32


def test_a_row_with_a_million_cells_is_set_aside() -> None:
    used, found = memory_of(HEAD + b"a," * 1_000_000 + b"\n" + ROW)
    assert [type(one) for one in found] == [SetAside, Record]
    assert used < 64


def test_a_row_that_goes_on_for_ever_in_its_quotes_is_set_aside() -> None:
    cell = b'"' + (b"A" * 999 + b"\n") * 100 + b'",'
    used, found = memory_of(HEAD + cell * 60 + b"\n" + ROW)
    first, *_ = found
    assert isinstance(first, SetAside)
    assert first.problem.startswith("is longer than 4 MiB; lines 2 to ")
    assert used < 64


def test_a_quote_that_is_never_closed_costs_little() -> None:
    used, found = memory_of(HEAD + b'1,2016-03-01,"A\n' + b"2,2016-03-01,B\n" * 20_000)
    assert isinstance(found[0], SetAside)
    assert found[0].problem.startswith("has a quote that is not closed, or a cell of more than 128 KiB; lines 2 to ")
    assert sum(isinstance(one, Record) for one in found) > 10_000
    assert used < 32  # what came out included


def test_memory_does_not_grow_with_the_file() -> None:
    content = HEAD + ROW * 30_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in convert(io.BytesIO(content), "f", any_mapping())) == 30_000
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024**2  # what came out would take ten times as much
    finally:
        tracemalloc.stop()


# --- JSON


def test_a_line_that_is_no_json_costs_only_itself() -> None:
    lines = b'{"No":1,"Date":"2016-03-01","Who":"A"}\n{"No":2,"Date":\n{"No":3,"Date":"2016-03-01","Who":"B"}\n'
    (found,) = problems(lines, any_mapping())
    assert found[0] == 2
    assert who(lines, any_mapping()) == ["A"] or who(lines, any_mapping()) == ["A", "B"]


def test_a_list_that_breaks_off_is_told() -> None:
    content = b'{"data":[{"No":1,"Date":"2016-03-01","Who":"A"}'
    assert problems(content, any_mapping()) == [(2, "", "is missing: the document ends before its list of rows does")]
    assert problems(content + b', {"No":', any_mapping()) == [
        (2, "", "is not JSON, or is larger than 4 MiB; the rest of the document is not read")
    ]


def test_a_shape_has_no_point() -> None:
    shape = b'{"type":"Feature","id":"7","geometry":{"type":"Polygon","coordinates":[[[1,2]]]},"properties":{"act":"attack"}}'
    (record,) = convert(io.BytesIO(b'{"features":[' + shape + b"]}"), "f", direct_mapping("geojson"))
    assert isinstance(record, Record)
    assert record.raw == b'{"id":"7","act":"attack","extra":{"geometry.type":"Polygon"}}'
