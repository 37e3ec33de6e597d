"""Laws of reading: nothing is raised, nothing is lost, and it does not matter in which pieces a file comes."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st
from tests.evaluation.batch.both_ways import needs_native
from tests.pieces import in_pieces

from cfcheck.ingest.compression import unpacked
from cfcheck.ingest.json.cursor import Cursor, TooLong
from cfcheck.ingest.json.detect import Form, opening_of
from cfcheck.ingest.json.lines import LineSplitter, plain_lines
from cfcheck.ingest.json.reader import Record, read_batches, read_incidents, records_of
from cfcheck.ingest.json.split import LIST, SEQUENCE, BrokenOff, RecordLayout, RecordSplitter
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.native import native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Texts full of what records are told apart by.
TEXTS = st.text(st.sampled_from('{}[],:"\\ \n\t\u2028\x85é😀a/#'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
INDENTS = st.sampled_from([None, 0, 1])
RECORDS = st.lists(
    st.fixed_dictionaries({"id": TEXTS.filter(bool), "extra": st.dictionaries(TEXTS, VALUES)}), max_size=6
)
PIECES = st.sampled_from(
    [
        *(bytes([byte]) for byte in b'[]{},:"\\\n\r 1/\x00\xff'),
        b'"id"',
        b'"incidents"',
        b'{"id":"a"}',
        b'{"id":"b"},\n',
        b'{"incidents":[',
        b"},{",
        b"\n{",
        b"\xef\xbb\xbf",
        b"NaN",
        b"\\ud800",
    ]
)
SIZES = st.integers(1, 40)


def as_list(records: list[Any], indent: int | None) -> bytes:
    return json.dumps(records, indent=indent).encode()


def as_mapping(records: list[Any], indent: int | None) -> bytes:
    return json.dumps({"of": {"incidents": ["]"]}, "incidents": records, "and": [{}]}, indent=indent).encode()


def as_lines(records: list[Any], _: int | None) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def as_sequence(records: list[Any], _: int | None) -> bytes:
    return "\n".join(json.dumps(record, indent=1) for record in records).encode()


FORMS = st.sampled_from([as_list, as_mapping, as_lines, as_sequence])


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A file of any form, to which something has happened."""
    content: bytes = draw(FORMS)(draw(RECORDS), draw(INDENTS))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(PIECES | st.just(b"")) + content[at + draw(st.integers(0, 3)) :]
    return content


CONTENTS = st.binary(max_size=60) | st.lists(PIECES, max_size=24).map(b"".join) | spoiled()


@given(CONTENTS, SIZES)
@example(b'[{"id":"a"},{"id":"b"},{"id":"c"}]', 18)
@example(b'[{"id":"a"}{"id":"b"}]', 13)
@example(b'{"id":"a"b"},\nc"}\n', 13)
def test_it_does_not_matter_in_which_pieces_a_file_comes(content: bytes, size: int) -> None:
    at_once = list(read_incidents(io.BytesIO(content), "reports"))
    assert list(read_incidents(in_pieces(content, size), "reports")) == at_once
    assert list(read_incidents(in_pieces(content, len(content) or 1), "reports")) == at_once


@given(CONTENTS)
def test_whatever_a_file_holds_nothing_is_raised_and_all_can_be_told(content: bytes) -> None:
    for one in read_incidents(io.BytesIO(content), "reports"):
        if isinstance(one, Record):
            assert decode_incident(one.raw) == one.incident
        else:
            assert one.problem
            (one.problem + one.path + (one.id or "")).encode()


@given(CONTENTS)
def test_every_line_that_is_not_blank_is_accounted_for_once(content: bytes) -> None:
    if opening_of(io.BytesIO(content)).form is not Form.LINES:
        return
    numbers = [
        one.number if isinstance(one, Record) else one.record for one in read_incidents(io.BytesIO(content), "reports")
    ]
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert numbers == [number for number, line in enumerate(lines, 1) if line.strip()]


@given(CONTENTS)
def test_numbers_count_up_and_only_the_last_can_concern_the_rest(content: bytes) -> None:
    found = list(read_incidents(io.BytesIO(content), "reports"))
    numbers = [one.number if isinstance(one, Record) else one.record for one in found]
    assert numbers == sorted(set(numbers))
    assert all("nothing from there on" not in one.problem for one in found[:-1] if isinstance(one, SetAside))


@given(RECORDS, INDENTS)
def test_every_form_gives_the_same_records(records: list[Any], indent: int | None) -> None:
    expected = [decode_incident(json.dumps(record).encode()) for record in records]
    for form in (as_list, as_mapping, *([as_lines, as_sequence] if records else [])):
        found = list(read_incidents(io.BytesIO(form(records, indent)), "reports"))
        assert [one.incident if isinstance(one, Record) else one for one in found] == expected


@given(CONTENTS, st.sampled_from([gzip.compress, zstd.compress]), SIZES)
def test_what_is_packed_reads_as_what_is_not(content: bytes, pack: Callable[[bytes], bytes], size: int) -> None:
    if re.match(rb"\x1f\x8b|\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", content):
        return
    plain = list(read_incidents(unpacked(io.BytesIO(content)), "reports"))
    assert list(read_incidents(unpacked(in_pieces(pack(content), size)), "reports")) == plain


@given(CONTENTS)
def test_batches_hold_the_same_records(content: bytes) -> None:
    found = [
        one
        for batch in read_batches(io.BytesIO(content), "reports")
        for one in ([batch] if isinstance(batch, SetAside) else records_of(batch))
    ]
    assert found == list(read_incidents(io.BytesIO(content), "reports"))


def split(found: Iterable[Sequence[bytes] | TooLong]) -> list[bytes | TooLong | str]:
    """What a splitter yields, one after another, with the fault in which it ends."""
    everything: list[bytes | TooLong | str] = []
    try:
        for some in found:
            everything += [some] if isinstance(some, TooLong) else some
    except BrokenOff as fault:
        everything.append(fault.problem)
    return everything


@given(CONTENTS, SIZES, st.integers(1, 60), st.sampled_from([LIST, SEQUENCE]))
@example(b"\x00\x00[", 1, 1, LIST)
def test_what_is_too_long_does_not_depend_on_the_pieces(
    content: bytes, size: int, longest: int, layout: RecordLayout
) -> None:
    cursors = (Cursor(stream, b"", b"", 0) for stream in (io.BytesIO(content), in_pieces(content, size)))
    at_once, in_parts = (split(RecordSplitter(cursor, layout, longest)) for cursor in cursors)
    assert in_parts == at_once
    assert all(len(one) <= longest for one in at_once if isinstance(one, bytes))
    assert all(len(one.head) == longest for one in at_once if isinstance(one, TooLong))


@given(CONTENTS, SIZES, st.integers(1, 60))
def test_what_line_is_too_long_neither(content: bytes, size: int, longest: int) -> None:
    found = split(LineSplitter(in_pieces(content, size), b"", longest))
    lines = content.split(b"\n")
    expected = [TooLong(line) if len(line) > longest else line.strip() for line in lines]
    assert found == (expected if lines[-1] else expected[:-1])


BLOCKS = st.one_of(CONTENTS, st.text(alphabet="a \n\r\t\v\f\0\x1c\x85", max_size=40).map(str.encode))


@needs_native
@given(BLOCKS.filter(lambda lead: b"\n" not in lead), BLOCKS)
def test_native_lines_are_those_of_python(lead: bytes, block: bytes) -> None:
    lines, expected = native.Lines(lead, block), plain_lines(lead if b"\n" in block else b"", block)
    assert list(lines) == expected
    assert [lines[place] for place in range(-len(lines), len(lines))] == expected * 2
