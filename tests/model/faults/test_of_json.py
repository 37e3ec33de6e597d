"""Where bytes stop being JSON, in our own words. Bytes are counted from 1."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfcheck.model.faults.of_bytes import fault_of_record
from cfcheck.model.incident import Incident

CUT = "it ends in the middle"
LINE = "each record needs a line of its own, ended by LF or CRLF"

# Records that stop being JSON, and what is said behind "is not JSON: ".
BREAKS = {
    # Nothing, or too little
    b"": CUT,
    b" \t\r\n": CUT,
    b"{": CUT,
    b"{ ": CUT,
    b'{"id': CUT,
    b'{"id"': CUT,
    b'{"id" ': CUT,
    b'{"id":': CUT,
    b'{"id":"a': CUT,
    b'{"id":"a\\': CUT,
    b'{"id":"a\\u': CUT,
    b'{"id":"a\\u00e': CUT,
    b'{"id":"a\\ud83d': CUT,
    b'{"id":"a\\ud83d\\': CUT,
    b'{"id":"a\\ud83d\\ude0': CUT,
    b'{"id":"a"': CUT,
    b'{"id":"a",': CUT,
    b'{"id":"a","target":[': CUT,
    b'{"id":"a","target":["b"': CUT,
    b'{"id":"a","target":["b",': CUT,
    b'{"id":"a","extra":{"x":tru': CUT,
    b'{"id":"a","extra":{"x":n': CUT,
    b'{"id":"a","extra":{"x":-': CUT,
    b'{"id":"a","extra":{"x":1.': CUT,
    b'{"id":"a","extra":{"x":1.5e': CUT,
    b'{"id":"a","extra":{"x":1e+': CUT,
    # No value
    b"x": "expected a value at byte 1, found `x`",
    b'{"id":a}': "expected a value at byte 7, found `a`",
    b'{"id":True}': "expected a value at byte 7, found `True`",
    b'{"id":nul}': "expected a value at byte 7, found `nul`",
    b'{"id":nulls}': "expected a value at byte 7, found `nulls`",
    b"{\"id\":'a'}": "expected a value at byte 7, found `'a'`",
    b'{"id":}': "expected a value at byte 7, found `}`",
    b'{"id":,"act":"x"}': "expected a value at byte 7, found `,`",
    b'{"id":"a","target":[,"b"]}': "expected a value at byte 21, found `,`",
    b'{"id":"a","target":["b",,"c"]}': "expected a value at byte 25, found `,`",
    '{"id":“a”}'.encode(): "expected a value at byte 7, found `“a”`",
    b'{"id":\x7f}': "expected a value at byte 7, found `\N{REPLACEMENT CHARACTER}`",
    b'{"id":' + b"x" * 100 + b"}": f"expected a value at byte 7, found `{'x' * 60}…`",
    # No number
    b'{"id":01}': "it has `01` at byte 7, which is no number in JSON",
    b'{"id":-01}': "it has `-01` at byte 7, which is no number in JSON",
    b'{"id":1.}': "it has `1.` at byte 7, which is no number in JSON",
    b'{"id":.5}': "it has `.5` at byte 7, which is no number in JSON",
    b'{"id":+1}': "it has `+1` at byte 7, which is no number in JSON",
    b'{"id":- 1}': "it has `-` at byte 7, which is no number in JSON",
    b'{"id":1e}': "it has `1e` at byte 7, which is no number in JSON",
    b'{"id":0x1F}': "it has `0x1F` at byte 7, which is no number in JSON",
    b'{"id":1_000}': "it has `1_000` at byte 7, which is no number in JSON",
    b'{"id":2016-01-18}': "it has `2016-01-18` at byte 7, which is no number in JSON",
    b'{"id":"a","location":{"lat":1.5.2}}': "it has `1.5.2` at byte 29, which is no number in JSON",
    b'{"id":NaN}': "it has the word `NaN`, which is no JSON",
    b'{"id":Infinity}': "it has the word `Infinity`, which is no JSON",
    b'{"id":-Infinity}': "it has the word `-Infinity`, which is no JSON",
    b'{"id":"a","extra":{"x":[1,NaN]}}': "it has the word `NaN`, which is no JSON",
    # No text
    b'{"id":"a\x00"}': "it has the control character U+0000 at byte 9",
    b'{"id":"a\n"}': "it has the control character U+000A at byte 9",
    b'{"i\td":"a"}': "it has the control character U+0009 at byte 4",
    b'{"id":"a\\x"}': "it has the escape `\\x` at byte 9, which JSON does not have",
    b'{"id":"a\\u12"}': "it has the escape `\\u12` at byte 9, which JSON does not have",
    b'{"id":"a\\u00g0"}': "it has the escape `\\u00` at byte 9, which JSON does not have",
    '{"id":"a\\é"}'.encode(): "it has the escape `\\é` at byte 9, which JSON does not have",
    b'{"id":"\\ud800"}': "it has half a character, `\\ud800`",
    b'{"id":"\\ud800\\u0041"}': "it has half a character, `\\ud800`",
    b'{"id":"\\uDC00x"}': "it has half a character, `\\uDC00`",
    b'{"\\udfff":"x"}': "it has half a character, `\\udfff`",
    b'{"id":"a","extra":{"x":["y","\\ud83d"]}}': "it has half a character, `\\ud83d`",
    # No key, colon or comma
    b"{id:5}": "expected a key in double quotes at byte 2, found `id`",
    b"{'id':'a'}": "expected a key in double quotes at byte 2, found `'id'`",
    b"{5:6}": "expected a key in double quotes at byte 2, found `5`",
    b'{,"id":"a"}': "expected a key in double quotes at byte 2, found `,`",
    b'{"id":"a",,"act":"x"}': "expected a key in double quotes at byte 11, found `,`",
    b'{"id" "a"}': """expected `:` behind a key at byte 7, found `"a"`""",
    b'{"id","a"}': "expected `:` behind a key at byte 6, found `,`",
    b'{"id"}': "expected `:` behind a key at byte 6, found `}`",
    b'{"id":"a" "act":"x"}': """expected `,` or `}` at byte 11, found `"act"`""",
    b'{"id":"a"]': "expected `,` or `}` at byte 10, found `]`",
    b'{"id":"a":"b"}': "expected `,` or `}` at byte 10, found `:`",
    b'{"id":"a","target":["b" "c"]}': """expected `,` or `]` at byte 25, found `"c"`""",
    b'{"id":"a","target":["b"}': "expected `,` or `]` at byte 24, found `}`",
    b'{"id":"a","target":["b":"c"]}': "expected `,` or `]` at byte 24, found `:`",
    b'{"id":"a",}': "it has a comma too many, before the `}` at byte 11",
    b'{"id":"a" , }': "it has a comma too many, before the `}` at byte 13",
    b'{"id":"a","target":["b",]}': "it has a comma too many, before the `]` at byte 25",
    b'{"id":"a","extra":{"x":[1,[2,]]}}': "it has a comma too many, before the `]` at byte 30",
    # What others know as JSON
    b'{"id":"a" // mine\n}': "it has a comment at byte 11, and JSON has none",
    b'{/* all */"id":"a"}': "it has a comment at byte 2, and JSON has none",
    b'{"id": # mine\n"a"}': "it has a comment at byte 8, and JSON has none",
    b'{"id":"a"} // the end': "it has a comment at byte 12, and JSON has none",
    b'\xef\xbb\xbf{"id":"a"}': "it has a byte order mark in the middle of the file, as if two were joined",
    b'{"id":"a"}\x00': "it has the control character U+0000 at byte 11",
    b'\x0c{"id":"a"}': "it has the control character U+000C at byte 1",
    # Too much
    b'{"id":"a"}{"id":"b"}': f"it has another record behind it at byte 11; {LINE}",
    b'{"id":"a"} , {"id":"b"}': f"it has another record behind it at byte 12; {LINE}",
    b'{"id":"a"} , ': "it has a comma behind it, which only a list in `[` and `]` has",
    b'{"id":"a"}]': "it goes on behind its end with `]` at byte 11",
    b'{"id":"a"} "b"': """it goes on behind its end with `"b"` at byte 12""",
    b'{"id":"a"},5': "it goes on behind its end with `,` at byte 11",
}


@pytest.mark.parametrize("record", BREAKS, ids=repr)
def test_record_that_is_not_json_is_told_where_it_stops_being_it(record: bytes) -> None:
    assert fault_of_record(record, Incident) == ("", f"is not JSON: {BREAKS[record]}")


def strictly_read(record: bytes) -> object:
    """What Python reads, which is lenient about words for numbers and about half characters."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    value = json.loads(record.decode(), parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()
    return value


@pytest.mark.parametrize("record", BREAKS, ids=repr)
def test_python_finds_no_json_there_either(record: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of whatever kind
        strictly_read(record)


@pytest.mark.parametrize(
    ("record", "byte", "place"),
    [
        (b'{"id":"\xff"}', "FF", 8),
        (b'{"id":"a","act":"caf\xe9"}', "E9", 21),
        (b'{"id":"\xed\xa0\x80"}', "ED", 8),
        (b'{"id":"\xc0\x80"}', "C0", 8),
        (b'{"id":5,"x":"\xe2\x82', "E2", 14),
        (b'{"id":"a","extra":{"x":"\xf4\x90\x80\x80"}}', "F4", 25),
    ],
)
def test_record_that_is_not_utf_8_is_told_by_its_first_such_byte(record: bytes, byte: str, place: int) -> None:
    problem = f"is not UTF-8: it has the byte 0x{byte} at byte {place}; save it as UTF-8"
    assert fault_of_record(record, Incident) == ("", problem)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
@example({"": {"é": ['😀\\/\b"', -0.0, 1e300, 10**300, [[], {}]]}}, False, 1)  # noqa: FBT003  # drawn like the rest
def test_json_is_never_taken_for_something_else(value: object, is_ascii: bool, indent: int | None) -> None:  # noqa: FBT001
    text = json.dumps({"id": "a", "extra": {"x": value}}, ensure_ascii=is_ascii, indent=indent)
    assert fault_of_record(text.encode("utf-8", "replace"), Incident) is None
