"""Long records: `extra` stays as it is written, and fields that hold too much are refused before they are decoded.

Docs: incident-format.md, Size.
"""

from __future__ import annotations

import json
import re
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.terms import FOLDERS, evaluator
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.options import OutputFormat
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import LongIncident, WrittenExtra, decode_incident, encode_json, incident_from
from cfcheck.model.record import Record, record_from

if TYPE_CHECKING:
    from pathlib import Path

LONG = 64 * 1024
EXTRA = {"rows": [{"name": "a", "é": [1.5, None, True]}, {}], "of": {"deep": {"er": "x\n"}}}
REPORT = {"id": "one", "occurred": "2015-03-10", "act": "raid", "perpetrator": "the North", "sources": [{"name": "x"}]}


def padded(record: bytes) -> bytes:
    """The same record, made long by white space before its end."""
    return record[:-1] + b" " * LONG + record[-1:]


def long_record(**facts: object) -> bytes:
    return padded(json.dumps({**REPORT, **facts}).encode())


# --- extra -------------------------------------------------------------------------------------------------------


def test_a_long_incident_is_equal_to_a_short_one() -> None:
    long, short = decode_incident(long_record(extra=EXTRA)), incident_from({**REPORT, "extra": EXTRA})
    assert isinstance(long, LongIncident)
    assert not isinstance(short, LongIncident)
    assert long == short
    assert short == long
    assert long.extra == EXTRA
    assert long != incident_from({**REPORT, "extra": {**EXTRA, "more": 1}})
    assert long != incident_from(REPORT)
    assert long != EXTRA


@pytest.mark.parametrize("facts", [{}, {"extra": None}, {"extra": {}}, {"extra": EXTRA}])
def test_it_is_written_like_a_short_one(facts: dict[str, Any]) -> None:
    short = incident_from({**REPORT, **facts})
    long = decode_incident(long_record(**facts))
    assert encode_json(long) == encode_json(short)
    assert long.extra == short.extra
    given_no_bytes = [evaluator("north-south").assess(one).incident_hash for one in (long, short)]
    assert given_no_bytes[0] == given_no_bytes[1]


def test_what_is_no_incident_cannot_be_written() -> None:
    with pytest.raises(TypeError, match=r"^object cannot be written as JSON$"):
        encode_json(object())


REFUSED = [
    (b'"extra": [1]', "extra", "expected an object, found a list"),
    (b'"extra": "x"', "extra", "expected an object, found text"),
    (b'"extra": {"a": 1e999}', "extra.a", "is too large a number"),
    (b'"extra": {"a": ["b", %s]}' % (b"1" * 4301), "extra.a.*", "has more than 4,300 digits"),
    (b'"extra": {"a": 01}', "", "is not JSON: "),
    (b'"extra": {"a": "\xff"}', "", "is not UTF-8: it has the byte 0xFF"),
    (b'"extra": {"a": "\\ud800"}', "", "is not JSON: it has half a character"),
    (b'"extra": {"a": 1}, "extr": {}', "", "unknown key `extr`; did you mean `extra`?"),
    (b'"extra": {"a": 1, "b": {"c": [], "d": 1, "c": 2}}', "", "the key `c` is there twice in one object"),
    (b'"extra": {"a": 1}, "act": "raid", "act": "raid"', "", "the key `act` is there twice in one object"),
    (b'"extra": {"a": ' + b"[" * 32 + b"]" * 32 + b"}", "extra", "is nested more than 32 levels deep"),
    (b'"extra": {"a": ' + b'{"b": ' * 40 + b"1" + b"}" * 41, "extra", "is nested more than 32 levels deep"),
]


@pytest.mark.parametrize(("facts", "path", "problem"), REFUSED, ids=[problem for _, _, problem in REFUSED])
def test_it_is_refused_as_a_short_one_is(facts: bytes, path: str, problem: str) -> None:
    record = b'{"id": "one", ' + facts + b"}"
    for one in (record, padded(record)):
        aside = record_from(one, "-", 1)
        assert isinstance(aside, SetAside)
        assert (aside.id, aside.path, aside.problem[: len(problem)]) == ("one", path, problem)


def test_as_many_levels_as_are_allowed_are_read() -> None:
    record = b'{"id": "one", "extra": {"a": ' + b"[" * 31 + b"]" * 31 + b"}}"
    for one in (record, padded(record)):
        assert isinstance(record_from(one, "-", 1), Record)


TEXTS = st.text(st.sampled_from('a{}[],:"\\\n é😀'), max_size=3)
SCALARS = st.sampled_from(["1", "1e5", "1e999", "true", "null", "01", "-", "NaN", '"\\ud800"', '"\\u003a"', '"'])
VALUES = st.recursive(
    SCALARS | TEXTS.map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.lists(st.tuples(TEXTS, inner), max_size=3).map(
            lambda pairs: f"{{{','.join(f'{json.dumps(key)} : {part}' for key, part in pairs)}}}"
        )
    ),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "act": st.sampled_from(['"raid"', "5"]),
        "description": TEXTS.map(json.dumps),
        "extra": st.sampled_from(["null", "[]", "{}"]) | VALUES.map('{{"x": {0}, "y": [{0}]}}'.format),
        "state": st.sampled_from(['"alleged"', '"alledged"']),
    },
)


@given(FIELDS, st.sampled_from(["", "x", "}", ","]))
def test_a_long_record_says_what_a_short_one_says(fields: dict[str, str], behind: str) -> None:
    members = ", ".join(f'"{name}": {value}' for name, value in fields.items())
    short = f'{{"id": "one"{", " if members else ""}{members}}}{behind}'.encode(errors="surrogatepass")
    one, other = record_from(short, "-", 1), record_from(padded(short), "-", 1)
    if isinstance(one, SetAside):
        assert isinstance(other, SetAside)
        assert (other.id, other.path) == (one.id, one.path)
        # Bytes behind the white space are counted with it.
        assert other.problem.partition(" at byte ")[0] == one.problem.partition(" at byte ")[0]
    else:
        assert isinstance(other, Record)
        assert isinstance(other.incident, LongIncident)
        assert other.incident == one.incident
        assert other.incident.extra == one.incident.extra


@pytest.mark.parametrize("shown_as", OutputFormat)
def test_nobody_decodes_it_to_judge_and_show(
    shown_as: OutputFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WrittenExtra, "decoded", lambda _: pytest.fail("it was decoded"))
    path = tmp_path / "long.ndjson"
    lines = [json.dumps({**REPORT, "id": str(number)}).encode() for number in range(60)]
    lines[55:55] = [long_record(extra=EXTRA), long_record(id="deep", extra={"a": json.loads("[" * 40 + "]" * 40)})]
    path.write_bytes(b"\n".join(lines))
    arguments = ["evaluate", str(path), "-q", "-f", shown_as, "--rules", str(FOLDERS["north-south"])]
    aside = tmp_path / "aside"
    result = CliRunner().invoke(app, [*arguments, "--set-aside", str(aside)], catch_exceptions=False)
    assert "one" in result.stdout
    assert [json.loads(line)["id"] for line in aside.read_text(encoding="utf-8").splitlines()] == ["deep"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", [b"[]", b"{}", b'""', b"[[],[{}]]", b'{"a":0}', b'{"a":{"b":""}}'])
def test_what_it_holds_takes_no_memory(piece: bytes) -> None:
    pieces = b",".join([piece] * (2**21 // len(piece)))
    record = b'{"id":"one","extra":{"x":[' + pieces + b"]}}"
    tracemalloc.start()
    try:
        assert isinstance(record_from(record, "-", 1), Record)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(record) + 4 * 2**20  # decoded, it takes more than twenty times as much


# --- fields that hold too much -----------------------------------------------------------------------------------


def many(count: int, name: str = "x") -> list[str]:
    return [f"{name} {number}" for number in range(count)]


CROWDED: dict[str, tuple[dict[str, Any], str]] = {
    "perpetrators": ({"perpetrator": {"any_of": many(10_001)}}, "perpetrator: holds 10,001 values"),
    "perpetrators together": ({"perpetrator": many(20_000)}, "perpetrator: holds 20,000 values"),
    "groups": ({"perpetrator": {"any_of": [many(6000), many(6000)]}}, "perpetrator: holds 12,000 values"),
    "targets": ({"target": {"any_of": many(10_001)}}, "target: holds 10,001 values"),
    "participants": ({"participants": many(12_345)}, "participants: holds 12,345 values"),
    "times": ({"occurred": {"any_of": ["2015-03-10"] * 10_001}}, "occurred: holds 10,001 values"),
    "acts": ({"act": {"any_of": ["raid"] * 10_001}}, "act: holds 10,001 values"),
    "weapons": ({"weapon": {"any_of": ["rifle"] * 10_001}}, "weapon: holds 10,001 values"),
    "controllers": ({"location": {"controlled_by": {"any_of": many(10_001)}}}, "location: holds 10,001 values"),
    "claims": ({"claims": dict.fromkeys(many(10_001), True)}, "claims: holds 10,001 values"),
    "sources": ({"sources": [{"name": "x", "url": "y"}] * 5001}, "sources: holds 10,002 values"),
}
CROWDS = [
    pytest.param(facts, f"{problem}; at most 10,000 are read", id=name) for name, (facts, problem) in CROWDED.items()
]


@pytest.mark.parametrize(("facts", "problem"), CROWDS)
@pytest.mark.parametrize("extra", [None, {"x": [1] * 20_000}], ids=["alone", "beside an extra"])
def test_a_field_that_holds_too_much_is_refused(
    facts: dict[str, Any], problem: str, extra: dict[str, Any] | None
) -> None:
    aside = record_from(long_record(**facts, extra=extra, description="a, b, c, " * 5000), "-", 1)
    assert isinstance(aside, SetAside)
    assert (aside.id, f"{aside.path}: {aside.problem}") == ("one", problem)


LONGER = [
    pytest.param({"sources": [{}] * 1000}, None, id="as many sources as can be"),
    pytest.param({"sources": [{}] * 1001}, "sources: expected at most 1,000 items, found 1,001", id="a source too many"),
    pytest.param({"perpetrator": "x" * 1000}, None, id="as long a name as can be"),
    pytest.param({"perpetrator": "x" * 1001}, "perpetrator: expected at most 1,000 characters, found 1,001", id="a longer name"),
    pytest.param({"target": {"any_of": ["a", ["é" * 1001]]}}, "target.any_of[1][0]: expected at most 1,000 characters, found 1,001",
                 id="a longer name of a group"),
    pytest.param({"location": {"place": "a" + "\u0301" * 1000}}, "location.place: expected at most 1,000 characters, found 1,001",
                 id="a letter with many marks"),
    pytest.param({"location": {"controlled_by": "x" * 1001}}, "location.controlled_by: expected at most 1,000 characters, found 1,001",
                 id="a longer name of who is in control"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "problem"), LONGER)
@pytest.mark.parametrize("rest", [{}, {"description": "x" * 70_000}], ids=["short", "long"])
def test_names_and_sources_have_a_bound(facts: dict[str, Any], problem: str | None, rest: dict[str, Any]) -> None:
    given = {**REPORT, **facts, **rest}
    read = record_from(json.dumps(given).encode(), "-", 1)
    assert (f"{read.path}: {read.problem}" if isinstance(read, SetAside) else None) == problem
    if problem is None:
        incident_from(given)
    else:
        with pytest.raises(InvalidIncident, match=f"^{re.escape(problem)}$"):
            incident_from(given)


@pytest.mark.parametrize(("facts", "problem"), [*CROWDS, *LONGER[1::2]])
def test_it_is_refused_alike_where_records_are_scanned(facts: dict[str, Any], problem: str) -> None:
    lines = [json.dumps({**REPORT, "id": str(number)}).encode() for number in range(60)]
    lines.insert(55, json.dumps({**REPORT, **facts}).encode())
    arguments = ["evaluate", "-", "-q", "-f", "jsonl", "--rules", str(FOLDERS["north-south"])]
    result = CliRunner().invoke(app, arguments, input=b"\n".join(lines), catch_exceptions=False)
    assert len(result.stdout.splitlines()) == 60
    assert result.stderr == f"-, record 56 (`one`): {problem}\n"


def test_values_of_extra_and_commas_of_texts_do_not_count() -> None:
    record = long_record(extra={"x": [1] * 20_000}, description="a, b" * 20_000, perpetrator=many(10_000))
    assert isinstance(record_from(record, "-", 1), Record)


def test_a_field_that_is_there_twice_hides_none() -> None:
    crowd = json.dumps(REPORT | {"sources": [{}] * 20_000})
    record = padded(f'{crowd[:-1]}, "sources": []}}'.encode())
    with pytest.raises(InvalidIncident, match=r"^the key `sources` is there twice in one object$"):
        decode_incident(record)


@pytest.mark.parametrize(
    ("before", "entry", "after"),
    [
        ('"perpetrator":{"any_of":[', '"a"', "]}"),
        ('"target":{"any_of":[', '["a"]', "]}"),
        ('"participants":[', '"a"', "]"),
        ('"occurred":{"any_of":[', "{}", "]}"),
        ('"act":{"any_of":[', '"raid"', "]}"),
        ('"location":{"controlled_by":{"any_of":[', '"a"', "]}}"),
        ('"claims":{', '"a":{}', "}"),
        ('"sources":[', "{}", "]"),
    ],
)
def test_it_is_refused_before_it_is_decoded(before: str, entry: str, after: str) -> None:
    count = 2**21 // len(entry)
    record = f'{{"id":"one",{before}{",".join([entry] * count)}{after}}}'.encode()
    field = before[1 : before.index('"', 1)]
    tracemalloc.start()
    try:
        with pytest.raises(InvalidIncident) as refused:
            decode_incident(record)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(refused.value) == f"{field}: holds {count:,} values; at most 10,000 are read"
    assert peak < 3 * len(record) + 4 * 2**20  # decoded, it takes up to thirty times as much


def test_incidents_of_short_records_are_as_they_were() -> None:
    assert type(decode_incident(json.dumps({**REPORT, "extra": EXTRA}).encode())) is Incident
