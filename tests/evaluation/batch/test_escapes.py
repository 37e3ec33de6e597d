"""Records with escapes are scanned like those without: the same text is the same, however it is written."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.generate import generate_incidents
from hypothesis import example, given
from hypothesis import strategies as st
from tests.evaluation.batch.both_ways import batches_of, in_batches, needs_native, one_by_one
from tests.terms import evaluator, terms

from cfcheck.evaluation.batch import lines as line_assessor
from cfcheck.evaluation.batch.scanner import Scanner
from cfcheck.evaluation.batch.seen import new_key
from cfcheck.evaluation.evaluator import Evaluator

if TYPE_CHECKING:
    from collections.abc import Callable

# Written in JSON, and how results write it.
IDS = {
    rb"\u0041": b"A",
    rb"\u0661\u0662": "\u0661\u0662".encode(),
    rb"\ud83d\ude00": "\U0001f600".encode(),
    rb"\uD800\uDC00\udbff\udfff": "\U00010000\U0010ffff".encode(),
    rb"\u007f\u0080\u07ff\u0800\uffff": "\x7f\x80\u07ff\u0800\uffff".encode(),
    rb"a\/b": b"a/b",
    rb"\"": rb"\"",
    rb"\u0022\u005c\\": rb"\"\\\\",
    rb"\u0000\u0008\u0009\u000A\u000b\u000c\u000d\u001F": rb"\u0000\b\t\n\u000b\f\r\u001f",
    rb"\b\f\n\r\t": rb"\b\f\n\r\t",
    "قصف 12".encode(): "قصف 12".encode(),
    "é".encode() * 512: "é".encode() * 512,
    rb"\u00e9" * 512: "é".encode() * 512,
}
# Each of them goes to Python, which sets it aside or knows better.
UNSOUND = (
    rb'{"id":"\ud800"}', rb'{"id":"\udc00"}', rb'{"id":"\ud800\u0041"}', rb'{"id":"\ud800\ud800"}', rb'{"id":"\ud800x"}',
    rb'{"id":"\u12"}', rb'{"id":"\u00g0"}', rb'{"id":"\x41"}', b'{"id":"\\', rb'{"id":"\u', rb'{"id":"\ud83d', rb'{"id":"\ud83d\u',
    rb'{"id":"a"\u002c"act":"siege"}', rb'{"id":"a","casualties":{"killed":\u0031}}', rb'{\"id":"a"}', rb'{"id":\"a"}',
    rb'{"id":"a",\u0022act":"siege"}', rb'{"id":"a"}\u0020', rb'\u007b"id":"a"}', b'{"id":"\xff\\u0041"}', b'{"id":"\\u0041\n"}',
    rb'{"id":"a","\u0069d":"b"}', rb'{"id":"a","extra":{"k":1,"\u006b":2}}', rb'{"id":"a","claims":{"x":true,"\u0078":true}}',
    b'{"id":"' + rb"\u00e9" * 513 + b'"}', b'{"id":"' + "é".encode() * 513 + b'"}',
)  # fmt: skip


@cache
def scanner() -> Scanner:
    run = Evaluator(terms("syria"))
    return Scanner(run, run.memory, new_key())


@needs_native
def test_ids_are_written_as_anywhere_else() -> None:
    scans = scanner().scans
    for written, shown in IDS.items():
        raw = b'{"id":"' + written + b'","act":"siege"}'
        assert scans(raw), written
        lines, _, _ = in_batches(Evaluator(terms("syria")), batches_of([b'{"id":"before","act":"siege"}', raw], 2))
        assert lines.encode().splitlines()[1].startswith(b'{"incident":"' + shown + b'","verdict":')


@needs_native
def test_what_is_unsound_is_not_scanned_whatever_its_escapes_would_make_of_it() -> None:
    scans = scanner().scans
    assert [raw for raw in UNSOUND if scans(raw)] == []
    assert in_batches(Evaluator(terms("syria")), batches_of([*UNSOUND], 7)) == one_by_one(
        evaluator("syria"), [*batches_of([*UNSOUND], 7)]
    )


@st.composite
def spelled(draw: st.DrawFn, text: str) -> str:
    """The text between its quotes in JSON, some of its characters with escapes that it does not need."""
    spellings = []
    for character in text:
        units = character.encode("utf-16-be")
        escaped = "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
        plain = json.dumps(character, ensure_ascii=False)[1:-1]
        upper = escaped.upper().replace("U", "u")
        spellings.append(draw(st.sampled_from([plain, plain, escaped, upper, *(["\\/"] if character == "/" else [])])))
    return "".join(spellings)


def written(draw: st.DrawFn, value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f'"{draw(spelled(key))}":{written(draw, part)}' for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(draw, part) for part in value) + "]"
    return f'"{draw(spelled(value))}"' if isinstance(value, str) else json.dumps(value)


REPORTS = list(generate_incidents(40))
TEXTS = st.text(st.sampled_from('aé"\\/\n\x00\x1f\x7f\u2028\uffffق😀'), min_size=1, max_size=6)


@st.composite
def records(draw: st.DrawFn) -> bytes:
    report: dict[str, Any] = dict(draw(st.sampled_from(REPORTS)))
    report["id"] = draw(TEXTS)
    if draw(st.booleans()):
        report["perpetrator"] = draw(TEXTS)
    if draw(st.booleans()):
        report["extra"] = draw(st.dictionaries(TEXTS, TEXTS, max_size=40))
    return written(draw, report).encode()


@needs_native
@given(st.lists(records(), min_size=1, max_size=8))
@example([rb'{"id":"\u0061"}', b'{"id":"a"}', rb'{"\u0069\u0064":"\u0061"}'])
@example([rb'{"id":"\u005c","act":"siege"}', rb'{"id":"\\","\u0061ct":"\u0073iege"}'])
@pytest.mark.slow
def test_records_with_escapes_give_the_lines_of_those_without(raws: list[bytes]) -> None:
    scans = scanner().scans
    assert all(map(scans, raws))
    expected = one_by_one(evaluator("syria"), [*batches_of(raws, 3)])
    assert in_batches(evaluator("syria"), batches_of(raws, 3)) == expected


@needs_native
def test_no_more_records_are_decoded_for_their_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []
    decode: Callable[..., object] = getattr(line_assessor, "_record_of")  # noqa: B009  # what is private elsewhere

    def counted(raw: bytes, *others: object) -> object:
        decoded.append(raw)
        return decode(raw, *others)

    monkeypatch.setattr(line_assessor, "_record_of", counted)
    forms = (
        '{"id":"%d","act":"siege","target":"FSA","state":"alleged","claims":{"self_defence":true},"extra":{"a":1}}',
        r'{"id":"\u0041%d","act":"sieg\u0065","target":"\u0046SA","claims":{"self\u005fdefence":true}}',
        r'{"\u0069d":"ق%d","\u0061ct":"siege","state":"\u0061lleged","extra":{"\u0061":1}}',
    )
    raws = [(form % number).encode() for form in forms for number in range(200)]
    in_batches(Evaluator(terms("syria")), batches_of(raws, 100))
    assert len(decoded) < 5
