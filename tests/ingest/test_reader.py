"""Files of incidents, told apart by their content; what is none is set aside with where and why."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pieces import piped

from cfcheck.ingest.json.cursor import LONGEST_RECORD
from cfcheck.ingest.json.reader import Record, read_files, read_incidents
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.record import repeated_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXPECTED = "expected a JSON list of incidents, one incident, or one a line (NDJSON)"
A_LINE_EACH = "each record needs a line of its own, ended by LF or CRLF"
NOT_READ = "nothing from there on was read"
UNKNOWN_KEY = (
    "unknown key `colour`; known are `id`, `occurred`, `act`, `weapon`, `perpetrator`, `target`, `participants`, "
    "`location`, `casualties`, `claims`, `sources`, `state`, `description` and `extra`"
)


def read(content: bytes) -> list[Record | SetAside]:
    return list(read_incidents(io.BytesIO(content), "reports"))


def told(content: bytes) -> list[tuple[int, str] | tuple[int, str | None, str, str]]:
    """Records as number and id; what is set aside as number, id, path and problem."""
    return [
        (one.number, one.incident.id) if isinstance(one, Record) else (one.record, one.id, one.path, one.problem)
        for one in read(content)
    ]


FORMS = {
    "list": b'[{"id":"a"},{"id":"b"}]',
    "list over lines": b'[\n  {"id":"a"},\n  {"id":"b"}\n]\n',
    "list with CRLF and a byte order mark": b'\xef\xbb\xbf[\r\n{"id":"a"}\r\n,{"id":"b"}]\r\n',
    "mapping": b'{"incidents":[{"id":"a"},{"id":"b"}]}',
    "mapping over lines": b'\n{\n "incidents" : [\n{"id":"a"},\n{"id":"b"}\n],\n"more": {"x": []}\n}\n',
    "mapping with something before": b'{"source":\n"x", "incidents":[{"id":"a"},{"id":"b"}]}',
    "mapping with something before, on one line": b'{"source":{"incidents":[1]},"incidents":[{"id":"a"},{"id":"b"}]}',
    "objects over lines": b'{\n  "id": "a"\n}\n{\n  "id": "b"\n}\n',
    "lines": b'{"id":"a"}\n{"id":"b"}\n',
    "lines with CRLF, the last one open": b'{"id":"a"}\r\n{"id":"b"}',
    "lines with a byte order mark": b'\xef\xbb\xbf{"id":"a"}\n{"id":"b"}\n',
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same_records(content: bytes) -> None:
    assert told(content) == [(1, "a"), (2, "b")]


def test_a_single_incident_is_a_file() -> None:
    assert told(b'{"id":"a"}') == [(1, "a")]
    assert told(b'{\n  "id": "a",\n  "act": "shelling"\n}\n') == [(1, "a")]


def test_an_empty_list_has_no_records() -> None:
    assert told(b"[]") == told(b" [ \n ] ") == told(b'{"incidents": []}') == []


def test_the_number_of_a_line_counts_blank_ones() -> None:
    assert told(b'\n{"id":"a"}\n\n  \n{"id":"b"}\n') == [(2, "a"), (5, "b")]


@pytest.mark.parametrize(
    "content", [b' [ {"id": "a" , "act":"x"} , {"id":"b"}]', b'{"id": "a" , "act":"x"} \r\n {"id":"b"}']
)
def test_the_bytes_of_a_record_are_those_of_the_file(content: bytes) -> None:
    assert [one.raw for one in read(content) if isinstance(one, Record)] == [
        b'{"id": "a" , "act":"x"}',
        b'{"id":"b"}',
    ]


FAULTS: dict[bytes, list[tuple[int, str] | tuple[int, str | None, str, str]]] = {
    b"": [(0, None, "", f"is empty; {EXPECTED}")],
    b" \r\n": [(0, None, "", f"is empty; {EXPECTED}")],
    b"\xef\xbb\xbf": [(0, None, "", f"is empty; {EXPECTED}")],
    b"id,date\na,2016-03-01\n": [(0, None, "", f"is neither JSON nor NDJSON; {EXPECTED}")],
    b"\xff\xfe[\0]\0": [(0, None, "", "is UTF-16, not UTF-8; save it as UTF-8")],
    "[{}]".encode("utf-16-le"): [(0, None, "", "is UTF-16 or UTF-32, or no text at all; save it as UTF-8")],
    b"5": [(0, None, "", f"is neither JSON nor NDJSON; {EXPECTED}")],
    b"{'id': 'a'}\n": [(1, None, "", "is not JSON: expected a key in double quotes at byte 2, found `'id'`")],
    # What authors of lines do.
    b'{"id":"a"}{"id":"b"}\n{"id":"c"}': [
        (1, "a", "", f"is not JSON: it has another record behind it at byte 11; {A_LINE_EACH}"),
        (2, "c"),
    ],
    b'{"id":"a"}\r{"id":"b"}\r': [
        (1, "a", "", f"is not JSON: it has another record behind it at byte 12; {A_LINE_EACH}")
    ],
    b'{"id":"a"},\n{"id":"b"},\n': [
        (1, "a", "", "is not JSON: it has a comma behind it, which only a list in `[` and `]` has"),
        (2, "b", "", "is not JSON: it has a comma behind it, which only a list in `[` and `]` has"),
    ],
    b'{"id":"a"} x\n': [(1, "a", "", "is not JSON: it goes on behind its end with `x` at byte 12")],
    b'// all of them\n{"id":"a"}\n{"id":"b" # this one\n': [
        (1, None, "", "is not JSON: it has a comment at byte 1, and JSON has none"),
        (2, "a"),
        (3, "b", "", "is not JSON: it has a comment at byte 11, and JSON has none"),
    ],
    b'{"id":"a"}\n\xef\xbb\xbf{"id":"b"}': [
        (1, "a"),
        (2, "b", "", "is not JSON: it has a byte order mark in the middle of the file, as if two were joined"),
    ],
    b'{"id":"a"}\n{"id":"b",\n"act":"x"}\n{"id":"c"}\n': [
        (1, "a"),
        (2, "b", "", "is not JSON: it ends in the middle"),
        (3, None, "", "expected an object, found text"),
        (4, "c"),
    ],
    # Numbers and characters that are none
    b'{"id":"a","extra":{"x":NaN}}\n{"id":"b","extra":{"x":-Infinity}}': [
        (1, "a", "", "is not JSON: it has the word `NaN`, which is no JSON"),
        (2, "b", "", "is not JSON: it has the word `-Infinity`, which is no JSON"),
    ],
    b'{"id":"a","location":{"lat":1e400}}\n{"id":"b","casualties":{"killed":%s}}' % (b"9" * 5000): [
        (1, "a", "location.lat", "expected a number of at most 90"),
        (2, "b", "casualties.killed", "has more than 4,300 digits"),
    ],
    b'{"id":"a","casualties":{"killed":1e2}}\n{"id":"b","casualties":{"killed":01}}': [
        (1, "a", "casualties.killed", "expected a whole number or an object, found a number"),
        (2, "b", "", "is not JSON: it has `01` at byte 34, which is no number in JSON"),
    ],
    b'{"id":"\\ud800"}\n{"id":"b","description":"\\udc00x"}\n{"id":"\xed\xa0\x80"}': [
        (1, None, "", "is not JSON: it has half a character, `\\ud800`"),
        (2, "b", "", "is not JSON: it has half a character, `\\udc00`"),
        (3, None, "", "is not UTF-8: it has the byte 0xED at byte 8; save it as UTF-8"),
    ],
    b'{"id":"a","act":"\0"}\n{"id":"b\t"}': [
        (1, "a", "", "is not JSON: it has the control character U+0000 at byte 18"),
        (2, None, "", "is not JSON: it has the control character U+0009 at byte 9"),
    ],
    # Objects one after another go on after a bad one, as long as they can be followed.
    b'{\n "id": "a"\n}\n{\n "id": "b",,\n}\n{\n "id": "c"\n}\n': [
        (1, "a"),
        (2, "b", "", "is not JSON: expected a key in double quotes at byte 14, found `,`"),
        (3, "c"),
    ],
    b'{\n "id": "a"\n},\n{\n "id": "b"\n}\n': [
        (1, "a"),
        (2, None, "", f"is not JSON: expected a record on line 3 (byte 15); {NOT_READ}"),
    ],
    b'{\n "id": "a",\n "act': [
        (1, "a", "", f"is not JSON: the file ends inside the record that begins on line 1 (byte 1); {NOT_READ}")
    ],
    # Lines go on after a bad one.
    b'{"id":"a"}\nfoo\n{"id":5}\n{"id":"d","act":"x"\n{"id":"e","colour":"x"}\n{"id":"f"}': [
        (1, "a"),
        (2, None, "", "is not JSON: expected a value at byte 1, found `foo`"),
        (3, None, "id", "expected text, found a whole number"),
        (4, "d", "", "is not JSON: it ends in the middle"),
        (
            5,
            "e",
            "",
            UNKNOWN_KEY,
        ),
        (6, "f"),
    ],
    b'{"id":"a",\n{"id":"b"}\n': [(1, "a", "", "is not JSON: it ends in the middle"), (2, "b")],
    b'foo\n{"id":"b"}\n': [(1, None, "", "is not JSON: expected a value at byte 1, found `foo`"), (2, "b")],
    b'{"id":"a\xff"}\n{"id":"b"}': [
        (1, None, "", "is not UTF-8: it has the byte 0xFF at byte 9; save it as UTF-8"),
        (2, "b"),
    ],
    # A list goes on after a record that is only wrong in itself ...
    b'[{"id":"a" "act":"x"},5,{"id":"c","act":[]},{"id":"d"}]': [
        (1, "a", "", 'is not JSON: expected `,` or `}` at byte 11, found `"act"`'),
        (2, None, "", "expected an object, found a whole number"),
        (3, "c", "act", "expected text or an object, found a list"),
        (4, "d"),
    ],
    # ... and ends where it cannot be followed.
    b'[{"id":"a"},\n{"id":"b","act': [
        (1, "a"),
        (2, "b", "", f"is not JSON: the file ends inside the record that begins on line 2 (byte 14); {NOT_READ}"),
    ],
    b'[{"id":"a"},{"id":"b"}\n': [
        (1, "a"),
        (2, "b"),
        (3, None, "", f"is not JSON: the file ends on line 2 (byte 24), before the list does; {NOT_READ}"),
    ],
    b'[{"id":"a"}\n{"id":"b"}]': [
        (1, "a"),
        (2, "b", "", f"is not JSON: expected `,` or `]` on line 2 (byte 13); {NOT_READ}"),
    ],
    b'[{"id":"a"},]': [(1, "a"), (2, None, "", f"is not JSON: expected a record on line 1 (byte 13); {NOT_READ}")],
    b'[{"id":"a"}]]': [(1, "a"), (2, None, "", "what follows the list is not JSON, on line 1 (byte 13)")],
    b'{"incidents":[{"id":"a"}]': [(1, "a"), (2, None, "", "what follows the list is not JSON, on line 1 (byte 26)")],
    b'[ // all of them\n{"id":"a"}]': [
        (1, None, "", f"is not JSON: expected a record on line 1 (byte 3); JSON has no comments; {NOT_READ}")
    ],
    b'{"incidents":[{"id":"a"}],"incidents":[{"id":"b"}]}': [
        (1, "a"),
        (2, None, "", "the key `incidents` is there twice; only the first list was read"),
    ],
    b'[{"id":"a"}]\n{"id":"b"}\n': [(1, "a"), (2, None, "", "what follows the list is not JSON, on line 1 (byte 13)")],
    b"[5": [(1, None, "", f"is not JSON: the file ends inside the record that begins on line 1 (byte 2); {NOT_READ}")],
    b'[{"id":"a\xff"},{"id":"b"}]': [
        (1, None, "", "is not UTF-8: it has the byte 0xFF at byte 9; save it as UTF-8"),
        (2, "b"),
    ],
    # Depth
    b"[" * 100 + b"]" * 100: [(1, None, "", "expected an object, found a list")],
    b'{"id":"a","extra":{"x":' + b"[" * 100 + b"]" * 100 + b"}}": [
        (1, "a", "extra", "is nested more than 32 levels deep")
    ],
    b'{"id":"a","extra":{"x":' + b"[" * 99_999 + b"]" * 99_999 + b"}}": [(1, "a", "", "is nested too deeply")],
    # Keys that are there twice
    b'{"id":"a","act":"shelling","act":"arrest"}': [(1, "a", "", "the key `act` is there twice in one object")],
    b'[{"id":"a","location":{"place":"x","place":"y"}}]': [
        (1, "a", "", "the key `place` is there twice in one object")
    ],
}


@pytest.mark.parametrize("content", FAULTS, ids=lambda content: repr(content[:40]))
def test_faults_are_told_with_their_place(content: bytes) -> None:
    assert told(content) == FAULTS[content]


@pytest.mark.parametrize("separator", [b",", b",\n  ", b"\n"], ids=["compact", "spaced", "lines"])
def test_long_input_gives_every_record(separator: bytes) -> None:
    records = [
        json.dumps(
            {"id": f"r{number}", "sources": [{"name": "x"}, {"name": "}, {"}], "description": "]" * (number % 99)}
        )
        for number in range(6000)
    ]
    body = separator.join(record.encode() for record in records)
    content = body if separator == b"\n" else b"[" + body + b"]"
    assert len(content) > 2 * 256 * 1024
    assert told(content) == [(number + 1, f"r{number}") for number in range(6000)]


def test_a_fault_far_into_a_list_keeps_what_is_before_it() -> None:
    records = [f'{{"id":"r{number}","target":["x","y"]}}'.encode() for number in range(30_000)]
    content = b"[" + b",\n".join(records) + b"]"
    cut = content[: content.index(b'{"id":"r29000"')] + b"{"
    results = told(cut)
    assert results[:-1] == [(number + 1, f"r{number}") for number in range(29_000)]
    assert results[-1] == (
        29_001,
        None,
        "",
        f"is not JSON: the file ends inside the record that begins on line 29001 (byte {len(cut)}); {NOT_READ}",
    )


def test_a_line_that_is_too_long_is_set_aside_alone() -> None:
    content = b'{"id":"a","description":"' + b"x" * (2 * LONGEST_RECORD) + b'"}\n{"id":"b"}\n'
    assert told(content) == [(1, "a", "", "the line is longer than 16 MiB"), (2, "b")]


def test_a_record_that_is_too_long_is_set_aside_alone() -> None:
    content = b'[{"id":"a"},{"id":"b","description":"' + b"x" * (2 * LONGEST_RECORD) + b'"},{"id":"c"}]'
    assert told(content) == [(1, "a"), (2, "b", "", "the record is longer than 16 MiB"), (3, "c")]


def test_a_record_without_end_stops_the_reading() -> None:
    content = b'[{"id":"a"},{"id":"b","description":"' + b"x" * (2 * LONGEST_RECORD)
    problem = f"is not JSON: the file ends inside the record that begins on line 1 (byte 13); {NOT_READ}"
    assert told(content) == [(1, "a"), (2, "b", "", problem)]


def test_white_space_without_end_is_not_read_to_the_end() -> None:
    content = b"\n" * (LONGEST_RECORD + 1) + b'{"id":"a"}'
    assert told(content) == [(0, None, "", "begins with more than 16 MiB of white space")]


@pytest.mark.parametrize("pieces", [[b'{"id":"a"}\n', b'{"id":"b"}\n'], [b'[{"id":"a"},{"id":', b'"b"}]']])
def test_what_has_come_is_read_before_more_comes(pieces: list[bytes]) -> None:
    def arriving() -> Iterator[bytes]:
        yield pieces[0]
        pytest.fail("more was asked for")

    first = next(read_incidents(piped(arriving()), "reports"))
    assert isinstance(first, Record)
    assert first.incident.id == "a"


def test_files_that_cannot_be_read_are_set_aside_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"id":"a"}')
    names = [str(tmp_path), str(tmp_path / "none.json"), "-", str(tmp_path / "a.json")]
    results = list(read_files(names, lambda: io.BytesIO(b'{"id":"b"}'), read_incidents))
    assert results[:2] == [
        SetAside(names[0], 0, None, "", "is a folder; name the files in it"),
        SetAside(names[1], 0, None, "", "there is no such file"),
    ]
    assert [(one.file, one.incident.id) for one in results[2:] if isinstance(one, Record)] == [
        ("-", "b"),
        (names[3], "a"),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b":",
        b'"',
        b"\\",
        b"\n",
        b" ",
        b'"id"',
        b'"incidents"',
        b'{"id":"a"}',
        b"\xff",
        b"1",
    ]
)


@given(st.binary(max_size=80) | st.lists(PIECES, max_size=24).map(b"".join))
def test_whatever_the_bytes_are_nothing_is_raised(content: bytes) -> None:
    for one in read(content):
        assert isinstance(one, Record | SetAside)
        if isinstance(one, Record):
            assert decode_incident(one.raw) == one.incident


@given(st.lists(st.text(min_size=1, max_size=8), max_size=8), st.sampled_from([None, 1]))
def test_lists_and_lines_of_the_same_records_are_read_alike(ids: list[str], indent: int | None) -> None:
    records = [{"id": name, "extra": {"x": [name, {"y": name}]}} for name in ids]
    as_list = json.dumps(records, indent=indent).encode()
    as_lines = b"\n".join(json.dumps(record).encode() for record in records)
    whole = [one.incident for one in read(as_list) if isinstance(one, Record)]
    assert [one.id for one in whole] == ids
    assert not ids or whole == [one.incident for one in read(as_lines) if isinstance(one, Record)]


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_a_key_is_found_twice_only_where_it_is(extra: object, indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001  # drawn
    record = json.dumps({"id": "a", "extra": {"x": extra}}, indent=indent, ensure_ascii=ascii_only).encode()
    assert repeated_key(record, decode_incident(record)) is None
    doubled = record.replace(b'"extra"', b'"act": null, "act": null, "extra"', 1)
    assert repeated_key(doubled, decode_incident(doubled)) == "act"


def test_an_escaped_colon_hides_no_key() -> None:
    record = rb'{"id":"a","description":"\u003a\u003A","act":"x","act":"y","state":null}'
    assert repeated_key(record, decode_incident(record)) == "act"
