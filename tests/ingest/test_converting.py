"""Tables and cells as they come, and the mapping language. The shipped mappings have tests of their own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.conversions import any_mapping, converted, incident, mapping_of, problems, refused, table

from cfcheck.ingest.tables import convert, direct_mapping, mapping_names, open_mapping
from cfcheck.ingest.tables.block import Coded, KindField
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.assessment import SetAside
from cfcheck.model.problem import InvalidRules
from cfcheck.model.record import Record

UTF_8 = ("cells: {", "file: {encoding: utf-8}\ncells: {")

# --- tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiter_and_byte_order_mark_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    content = table([["Who", "NO", "day"], ["A\nB", "1", "31/12/2016"]], delimiter=delimiter).decode().encode(encoding)
    assert incident(content, mapping_of(tmp_path)) == {"id": "1", "occurred": "2016-12-31", "perpetrator": "A\nB"}


def test_the_layout_is_said(tmp_path: Path) -> None:
    conversion = convert(io.BytesIO(b"No;Date;Who\n"), "mine.csv", mapping_of(tmp_path))
    assert conversion.layout == "UTF-8, separated by semicolons, with a header row"
    assert list(conversion) == []


def test_bad_rows_are_set_aside_by_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [
        b"No,Date,Who,Dead", b'1,2016-03-01,"A', b'B",3', b"2,2016-03-01,A", b"", b"3,2016-03-01,\xff,1",
        b"4,2016-03-01,A,many", b'5,2016-03-01,"A"B,1', b"6,2016-13-01,A,1", b",2016-03-01,A,1", b"8,2016-03-01,\x00,1",
        b"9,2016-03-01,A,-1", b"10,2016-03-01,A,2",
    ]  # fmt: skip
    results = converted(b"\n".join(lines), mapping_of(tmp_path, UTF_8))
    assert [result.incident.id for result in results if isinstance(result, Record)] == ["1", "10"]
    assert [(fault.record, fault.path, fault.problem) for fault in results if isinstance(fault, SetAside)] == [
        (4, "", "has 3 cells, and the table has 4 columns"),
        (6, "", "contains the byte 0xff, which is not UTF-8"),
        (7, "casualties.killed", "expected a whole number such as 3, found `many`"),
        (8, "", "has text beside a quoted cell; a quote inside a cell is written twice"),
        (9, "occurred", "`2016-13-01` is no day of the calendar"),
        (10, "", "the key `id` is missing"),
        (11, "", "contains a NUL character"),
        (12, "casualties.killed", "expected a whole number such as 3, found `-1`"),
    ]


def test_extra_that_no_reader_of_json_would_take_is_set_aside() -> None:
    nested = [json.dumps({"a": {}}), "{}"]
    for _ in range(32):
        nested[1] = f'{{"a":{nested[1]}}}'
    content = table([["id", "extra"], *([str(number), extra] for number, extra in enumerate(nested))])
    assert problems(content, direct_mapping("csv")) == [(3, "extra", "is nested more than 32 levels deep")]


def test_a_quote_that_is_never_closed_is_one_row(tmp_path: Path) -> None:
    rest = b"2,2016-03-01,B\n" * 20_000
    results = converted(b'No,Date,Who\n1,2016-03-01,"A\n' + rest, mapping_of(tmp_path))
    assert isinstance(results[0], SetAside)
    assert "a quote that is not closed" in results[0].problem
    assert any(isinstance(result, Record) for result in results)


def test_an_endless_line_is_set_aside(tmp_path: Path) -> None:
    content = b"No,Date,Who\n1,2016-03-01," + b"A" * 3_000_000 + b"\n2,2016-03-01,B\n"
    results = converted(content, mapping_of(tmp_path))
    assert [type(result) for result in results] == [SetAside, Record]


def test_json_rows_are_told_apart(tmp_path: Path) -> None:
    halved = rb'{"No": 9, "Date": "2016-03-01", "Who": "\ud800"}' + b"\n"
    lines = (
        halved
        + b'{"No": 1, "Date": "2016-03-01", "Who": "A"}\n{"No": 2, "No": 3}\n{"No": NaN}\n[]\n{"Date": ""}\n{"No": 6'
    )
    results = converted(lines, mapping_of(tmp_path))
    assert [type(result) for result in results] == [SetAside, Record, *[SetAside] * 5]
    found = [fault.problem for fault in results if isinstance(fault, SetAside)]
    assert found.pop(0).startswith("contains half a character")
    assert found[:3] == ["has the key `No` twice", "has the word `NaN`, which is no JSON", "is no JSON object"]
    assert found[3].startswith("there is no column `No`")
    assert "is not JSON" in found[4]


def test_a_large_json_array_is_read_in_pieces(tmp_path: Path) -> None:
    rows = [{"No": str(number), "Date": "2016-03-01", "Who": "é" * 50} for number in range(5000)]
    mapping = mapping_of(tmp_path, ("cells: {", "file: {records: [data]}\ncells: {"))
    results = converted(json.dumps({"data": rows}, ensure_ascii=False).encode(), mapping)
    assert len(results) == 5000
    assert all(isinstance(result, Record) for result in results)


# --- cells


def test_two_layouts_in_one_column_are_refused(tmp_path: Path) -> None:
    content = b"No,Date,Who\n1,31/12/2016,A\n2,2016-12-31,A\n3,30/12/2016,A\n"
    results = converted(content, mapping_of(tmp_path))
    assert [type(result) for result in results] == [Record, SetAside, Record]
    assert "this column began as `DD/MM/YYYY`" in problems(content, mapping_of(tmp_path))[0][2]


def test_a_day_that_may_be_two_is_refused_until_the_column_is_settled(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, ("YYYY-MM-DD", "MM/DD/YYYY"))
    results = converted(b"No,Date,Who\n1,03/04/2016,A\n2,25/04/2016,A\n3,03/04/2016,A\n", mapping)
    assert [type(result) for result in results] == [SetAside, Record, Record]
    assert isinstance(results[2], Record)
    assert results[2].incident.occurred == "2016-04-03"


@pytest.mark.parametrize(
    ("layout", "cell", "occurred"),
    [
        ("D Month YYYY", "1 March 2016", "2016-03-01"),
        ("DD Mon YYYY", "01 mar 2016", "2016-03-01"),
        ("YYYY-MM", "2016-03", "2016-03"),
        ("YYYY-MM-DD hh:mm", "2016-03-01 04:12", "2016-03-01T04:12"),
        ("YYYY-MM-DDThh:mm:ssZZ", "2016-03-01T04:12:30+02:00", "2016-03-01T04:12:30+02:00"),
        ("excel", "42430", "2016-03-01"),
        ("iso", "2016-03", "2016-03"),
        ("iso", "2016-03-01", "2016-03-01"),
        ("iso", "2016-03-01 04:12", "2016-03-01T04:12"),
        ("iso", "2016-03-01T04:12:30.5Z", "2016-03-01T04:12:30.5Z"),
    ],
)
def test_a_layout_reads(tmp_path: Path, layout: str, cell: str, occurred: str) -> None:
    mapping = mapping_of(tmp_path, ("[DD/MM/YYYY, YYYY-MM-DD]", f"['{layout}']"))
    assert incident(table([["No", "Date", "Who"], ["1", cell, "A"]]), mapping)["occurred"] == occurred


def test_a_declared_offset_is_that_of_clock_times(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, ("[DD/MM/YYYY, YYYY-MM-DD]", "['YYYY-MM-DD hh:mm'], offset: '+02:00'"))
    assert incident(b"No,Date,Who\n1,2016-03-01 04:12,A\n", mapping)["occurred"] == "2016-03-01T04:12+02:00"


def test_decimal_commas_are_read_only_where_declared(tmp_path: Path) -> None:
    content = b"No;Date;Who;Lat\n1;2016-03-01;A;35,5\n"
    assert problems(content, mapping_of(tmp_path)) == [
        (2, "location.lat", "expected a number such as 3 or 3.5, found `35,5`")
    ]
    commas = mapping_of(tmp_path, ("cells: {", 'cells: {decimal: ",", '))
    assert incident(content, commas)["location"] == {"lat": 35.5}


def test_a_value_that_the_format_refuses_sets_the_row_aside(tmp_path: Path) -> None:
    content = b"No,Date,Who,Lat\n1,2016-03-01,A,361\n"
    assert problems(content, mapping_of(tmp_path)) == [(2, "location.lat", "expected a number of at most 90")]


@pytest.mark.parametrize(
    ("known_to", "occurred"),
    [
        ("day", "2016-03-16"),
        ("month", "2016-03"),
        ("year", {"from": "2016-01-01", "to": "2016-12-31"}),
        ("3 days", {"from": "2016-03-13", "to": "2016-03-19"}),
    ],
)
def test_a_day_can_stand_for_a_longer_time(tmp_path: Path, known_to: str, occurred: object) -> None:
    mapping = mapping_of(tmp_path, ('occurred: "{day}"', 'occurred: {at: "{day}", known_to: "{who}"}'))
    assert incident(f"No,Date,Who\n1,2016-03-16,{known_to}\n".encode(), mapping)["occurred"] == occurred


def test_a_code_may_stand_for_one_of_several(tmp_path: Path) -> None:
    coded = ('perpetrator: "{who}"', 'act: {code: "{who}", in: acts}')
    lists = ("incident:", "codes: {acts: {bomb: [ied, mine_explosion], Shots: direct_fire}}\nincident:")
    mapping = mapping_of(tmp_path, coded, lists)
    assert incident(b"No,Date,Who\n1,2016-03-01,Bomb\n", mapping)["act"] == {"any_of": ["ied", "mine_explosion"]}
    assert incident(b"No,Date,Who\n1,2016-03-01,shots\n", mapping)["act"] == "direct_fire"
    assert problems(b"No,Date,Who\n1,2016-03-01,Short\n", mapping)[0][2].endswith("did you mean `Shots`?")


def test_unmapped_columns_are_kept_on_request(tmp_path: Path) -> None:
    content = b"No,Date,Who,Remark,Blank\n1,2016-03-01,A,seen, \n"
    assert "extra" not in incident(content, mapping_of(tmp_path))
    mapping = mapping_of(tmp_path, ("cells: {", "keep: unmapped\ncells: {"))
    assert incident(content, mapping)["extra"] == {"Remark": "seen"}


def test_a_row_may_be_set_aside_for_good(tmp_path: Path) -> None:
    rows = "set_aside:\n  - {when: {dead: {more_than: 100}}, reason: 'a total, {dead}'}\nincident:"
    mapping = mapping_of(tmp_path, ("incident:", rows))
    (result,) = converted(b"No,Date,Who,Dead\n1,2016-03-01,A,101\n", mapping)
    assert result == SetAside("events.csv", 2, "1", "dead", "a total, 101")


def test_a_code_may_stand_for_one_of_several_actors(tmp_path: Path) -> None:
    coded = ('perpetrator: "{who}"', 'perpetrator: {code: "{who}", in: sides}')
    lists = ("incident:", "actors: {separator: +}\ncodes: {sides: {X: [A + B, C], Z: D}}\nincident:")
    mapping = mapping_of(tmp_path, coded, lists)
    assert incident(b"No,Date,Who\n1,2016-03-01,X\n", mapping)["perpetrator"] == {"any_of": [["A", "B"], "C"]}
    assert incident(b"No,Date,Who\n1,2016-03-01,Z\n", mapping)["perpetrator"] == "D"
    coded = (coded[0], 'perpetrator: [{code: "{who}", in: sides}, E]')
    together = mapping_of(tmp_path, coded, lists)
    assert "only one value can be here" in problems(b"No,Date,Who\n1,2016-03-01,X\n", together)[0][2]


def test_a_list_of_kept_columns_keeps_those(tmp_path: Path) -> None:
    content = b"No,Date,Who,Remark,Other\n1,2016-03-01,A,seen,x\n"
    mapping = mapping_of(tmp_path, ("cells: {", "keep: [remark, who, gone]\ncells: {"))
    assert incident(content, mapping)["extra"] == {"remark": "seen", "who": "A"}


def test_sources_and_the_holder_of_the_ground_are_made(tmp_path: Path) -> None:
    fields = 'sources: [{name: Desk, date: "{day}", reliability: B, credibility: "2"}]\n    perpetrator'
    mapping = mapping_of(tmp_path, ("perpetrator", fields), ("{lat:", '{controlled_by: "{who}", lat:'))
    made = incident(b"No,Date,Who\n1,2016-03-01,A\n", mapping)
    assert made["sources"] == [{"name": "Desk", "date": "2016-03-01", "reliability": "B", "credibility": 2}]
    assert made["location"] == {"controlled_by": "A"}


def test_a_condition_on_what_is_no_number_sets_the_row_aside(tmp_path: Path) -> None:
    rows = "set_aside:\n  - {when: {dead: {more_than: 100}}, reason: a total}\nincident:"
    for change in (("incident:", rows), ("- id:", "- when: {not: {dead: {at_most: 3}}}\n    id:")):
        (found,) = problems(b"No,Date,Who,Dead\n1,2016-03-01,A,few\n", mapping_of(tmp_path, change))
        assert found[2] == "expected a number such as 3 or 3.5, found `few`"


def test_a_field_is_told_before_the_condition_of_a_later_block(tmp_path: Path) -> None:
    later = '    location: {lat: "{lat}"}\n  - when: {dead: {at_most: 3}}\n    casualties'
    mapping = mapping_of(tmp_path, ('    location: {lat: "{lat}"}\n    casualties', later))
    content = b"No,Date,Who,Lat,Dead\n1,2016-03-01,A,1,2\n2,2016-03-01,A,north,few\n3,2016-03-01,A,1,few\n"
    assert problems(content, mapping) == [
        (3, "location.lat", "expected a number such as 3 or 3.5, found `north`"),
        (4, "", "expected a number such as 3 or 3.5, found `few`"),
    ]


@pytest.mark.parametrize(
    ("written", "occurred"),
    [('{to: "{day}"}', {"to": "2016-03-01"}), ('{from: "{day}"}', {"from": "2016-03-01"}), ('{from: "{dead}", to: "{day}"}', {"to": "2016-03-01"})],
)  # fmt: skip
def test_a_range_may_be_open(tmp_path: Path, written: str, occurred: object) -> None:
    mapping = mapping_of(tmp_path, ('occurred: "{day}"', f"occurred: {written}"))
    assert incident(b"No,Date,Who\n1,2016-03-01,A\n", mapping)["occurred"] == occurred


@pytest.mark.parametrize("clock", ["24:00", "12:60"])
def test_an_hour_that_clocks_do_not_show_is_refused(tmp_path: Path, clock: str) -> None:
    mapping = mapping_of(tmp_path, ("[DD/MM/YYYY, YYYY-MM-DD]", "['YYYY-MM-DD hh:mm']"))
    assert problems(f"No,Date,Who\n1,2016-03-01 {clock},A\n".encode(), mapping) == [
        (2, "occurred", f"`2016-03-01 {clock}` is no time that clocks show")
    ]


def test_what_words_settle_is_not_asked_of_numbers(tmp_path: Path) -> None:
    condition = (
        "- when: {any: [{who: A}, {dead: {more_than: 3}}], not: {all: [{dead: {at_most: 5}}, {who: B}]}}\n    id:"
    )
    mapping = mapping_of(tmp_path, ("- id:", condition))
    found = converted(
        b"No,Date,Who,Dead\n1,2016-03-01,A,few\n2,2016-03-01,B,9\n3,2016-03-01,B,4\n4,2016-03-01,C,4\n", mapping
    )
    assert [one.incident.id if isinstance(one, Record) else one.problem for one in found] == [
        "expected a whole number such as 3, found `few`",
        "2",
        "the key `id` is missing",
        "4",
    ]


@pytest.mark.parametrize(
    ("change", "day", "who", "problem"),
    [
        ('{at: "{day}", known_to: "{who}"}', "2016-03-01", "hour", "expected `day`, `month`, `year` or `3 days`"),
        ('{at: "{day}", known_to: "{who}"}', "0001-01-01", "3 days", "are beyond the calendar"),
        ('{from: "{day}", to: "{who}"}', "2016-03-02", "2016-03-01", "it ends before it begins"),
    ],
)
def test_a_time_that_makes_no_sense_sets_the_row_aside(
    tmp_path: Path, change: str, day: str, who: str, problem: str
) -> None:
    mapping = mapping_of(tmp_path, ('occurred: "{day}"', f"occurred: {change}"))
    (found,) = problems(f"No,Date,Who\n1,{day},{who}\n".encode(), mapping)
    assert found[1] == "occurred"
    assert problem in found[2]


# --- the mapping language


def test_shipped_mappings_are_listed() -> None:
    assert "ucdp-ged" in mapping_names()


def test_a_name_that_is_no_mapping_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidRules, match="the mapping cannot be read") as caught:
        open_mapping("ucdp-gde")
    assert caught.value.problems[0].hint == "did you mean `ucdp-ged`?"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('"{day}"', '"{days}"', "9:15", "unknown column `days`"),
        ("times: [", "tmes: [", "6:9", "unknown key `tmes`"),
        ("DD/MM/YYYY", "DD/QQ/YYYY", "6:17", "`Q` has no meaning in a layout"),
        ("DD/MM/YYYY", "DD/MM", "6:17", "a layout has YYYY"),
        ("DD/MM/YYYY", "DD/MM/YYYY D", "6:17", "a part of the time is in it twice"),
        ("DD/MM/YYYY", "DD/MM/YYYY DD", "6:17", "a part of the time is in it twice"),
        ("DD/MM/YYYY", "DD/M/MM/YYYY", "6:17", "a part of the time is in it twice"),
        ("DD/MM/YYYY", "DD/MM/Mon/YYYY", "6:17", "a part of the time is in it twice"),
        ('"{day}"', "{from: }", "9:16", "`from` has no value"),
        ('"{day}"', "{}", "9:5", "a range has `from`, `to` or both"),
        ("cells:", "file: {encoding: cp125}\ncells:", "6:18", "`cp125` is no encoding that can be read"),
        ("cells:", "file: {encoding: utf-7}\ncells:", "6:18", "`utf-7` is no encoding that can be read"),
        ("cells:", "file: {delimiter: .}\ncells:", "6:19", "expected `,` or `;` or `|` or `tab`"),
        ('"{day}"', '"{day"', "9:15", "expected a text, with `{column}` where a cell goes"),
        ("- id:", "- when: {dead: {over: 3}}\n    id:", "8:19", "unknown comparison `over`"),
        ("- id:", "- when: {ded: '3'}\n    id:", "8:12", "unknown column `ded`"),
        ("- id:", "- when: {dead: {more_than: x}}\n    id:", "8:30", "expected a number or a column"),
        ('"{who}"', '{code: "{who}", in: actors}', "10:38", "unknown code list `actors`"),
        ("Who,", "[Who, No],", "4:46", "the header `No` is already that of `number`"),
        ("cells: {times: [DD/MM/YYYY, YYYY-MM-DD]}\n", "", "8:5", "no layouts of times are declared"),
    ],
)
def test_what_names_nothing_is_a_problem_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    shown = refused(tmp_path, (old, new))
    assert message in shown
    assert f"mine.yaml:{place}:" in shown


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    shown = refused(tmp_path, ('"{day}"', '"{days}"'), ('"{who}"', '"{whom}"'), ("{dead}", "{deaad}"))
    assert shown.count("unknown column") == 3


def test_a_renaming_gives_its_reason(tmp_path: Path) -> None:
    assert "`note` is missing" in refused(tmp_path, ("incident:", "actors: {names: {A: {name: B}}}\nincident:"))


# --- whatever comes


PIECES = st.sampled_from(
    [b"No,Date,Who", b"1", b",", b";", b'"', b"\n", b"\r", b"2016-03-01", b"\x00", b"\xff", b"{", b"}", b"[", b"]",
     b'"No"', b'"Date"', b'"Who"', b'"data"', b"NaN", b"1e999", b"\\ud800", b"\xef\xbb\xbf", b"\xff\xfe", b":",
     b" "]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=4), max_size=40).map(b"".join))
def test_any_bytes_give_records_or_reasons(content: bytes) -> None:
    for result in converted(content, any_mapping()):
        assert isinstance(result, Record | SetAside)


def test_what_shipped_mappings_name_is_in_the_registry() -> None:
    registry = load_agreement(Path(__file__).parents[2] / "rules" / "syria-2016-coh").registry
    fields = [field for name in mapping_names() for block in open_mapping(name).blocks for field in block.fields]
    kinds = [field for field in fields if isinstance(field, KindField)]
    assert kinds
    for field in kinds:
        taxonomy = registry.acts if field.path == ("act",) else registry.weapons
        assert set(named_by(field)) <= set(taxonomy.kinds)


def named_by(field: KindField) -> list[str]:
    if isinstance(field.made, Coded):
        return [kind for kinds in field.made.codes.values.values() for kind in kinds]
    return [literal for literal, _ in field.made.parts]
