"""Batches give, byte for byte, what records give one by one. Docs: semantics.md, S47; decision 45."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.evaluation.batch.both_ways import batches_of, in_batches, needs_native, one_by_one
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of

from cfcheck.evaluation.batch.scanner import Scanner
from cfcheck.evaluation.batch.seen import PlainSeenIds, new_key, numbered_mark, places_of
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.assessment import SetAside
from cfcheck.model.native import native
from cfcheck.model.record import record_from

Spec = dict[str, Any]

WRITTEN: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"separators": (", ", ": ")},
        {"separators": (" ,\t", " :\r "), "ensure_ascii": False},
        {"indent": 1},
    ]
)
# What stands beside the facts, and moves nothing unless it is wrong.
BESIDE = st.fixed_dictionaries(
    {},
    optional={
        "description": st.text(max_size=12),
        "state": st.sampled_from(["verified", "alleged", "doubted", None]),
        "extra": st.dictionaries(
            st.text(max_size=3), st.one_of(st.none(), st.integers(), st.floats(), st.text()), max_size=3
        ),
        "sources": st.lists(
            st.fixed_dictionaries({"name": st.text(max_size=4)}, optional={"credibility": st.integers(0, 7)}),
            max_size=2,
        ),
        "weapon": st.sampled_from(["rifle", "howitzer", "spoon"]),
        "casualties": st.fixed_dictionaries({"killed": st.one_of(st.integers(-1, 9), st.just({"min": 3, "max": 1}))}),
        "unheard_of": st.just(1),
    },
)
BROKEN = st.sampled_from(
    [b"{", b"[]", b'{"id":"x","id":"y"}', b'{"id":""}', b"", b'{"id":"n","occurred":"2016-13-01"}', b'{"id":1}',
     b'{"id":"u","description":"\\ud800"}', b'{"id":"v","description":"\xff"}', b'{"id":"w","location":{"lat":90.0000001}}',
     b'{"id":"q","perpetrator":{"any_of":[]}}', b'{"id":"r","perpetrator":{}}', b'{"id":"\\u0061"}', b'{"id":"a"} x']
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> list[bytes]:
    """Reports as lines: most of them sound, some ids met twice, some written strangely, some broken."""
    specs = draw(st.lists(st.tuples(INCIDENTS, BESIDE, WRITTEN, st.integers(0, 30)), min_size=1, max_size=25))
    raws = [
        json.dumps({**spec, **beside, "id": f"report {number}"}, **written).encode("utf-8", "surrogatepass")
        for spec, beside, written, number in specs
    ]
    for broken in draw(st.lists(BROKEN, max_size=4)):
        raws.insert(draw(st.integers(0, len(raws))), broken)
    return raws


@given(AGREEMENTS, lines(), st.integers(1, 9), st.sampled_from([0, 5, 10**9]), st.sampled_from([1, 1_000, 10**9]))
def test_batches_give_what_records_give(
    agreement: Spec, raws: list[bytes], size: int, patience: int, at_once: int
) -> None:
    terms = agreement_of(agreement)
    batches = list(batches_of(raws, size))
    expected = one_by_one(Evaluator(terms, inference=InferenceChoice.REFERENCE), batches)
    assert in_batches(Evaluator(terms), batches, patience=patience, at_once=at_once) == expected


@needs_native
@given(AGREEMENTS, lines(), st.data())
def test_whatever_can_be_scanned_can_be_decoded(agreement: Spec, raws: list[bytes], data: st.DataObject) -> None:
    evaluator = Evaluator(agreement_of(agreement), inference=InferenceChoice.NATIVE)
    scanner = Scanner(evaluator, evaluator.memory, new_key())
    for raw in raws:
        spoilt = bytearray(raw)
        for _ in range(data.draw(st.integers(0, 3))):
            if spoilt:
                place = data.draw(st.integers(0, len(spoilt) - 1))
                spoilt[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
        if scanner.scans(bytes(spoilt)):
            assert not isinstance(record_from(bytes(spoilt), "reports", 1), SetAside)


@needs_native
@settings(max_examples=300)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=2))
def test_hash_is_the_one_of_hashlib(records: list[bytes]) -> None:
    assert native.sha256(*records) in {None, tuple(sha256(record).hexdigest() for record in records)}


@needs_native
@given(st.lists(st.lists(st.integers(0, 60), max_size=9), max_size=30))
@example([[1, 1, 2], [2, 1, 3]])
def test_ids_are_seen_as_a_table_of_them_says(batches: list[list[int]]) -> None:
    key, plain, native_seen, first = new_key(), PlainSeenIds(), native.Seen(), 0
    numbers: dict[int, int] = {}
    for batch in batches:
        ids = b"".join(numbered_mark(key, str(number).encode(), place) for place, number in enumerate(batch))
        repeated = []
        for place, number in enumerate(batch):
            if numbers.setdefault(number, first + place) != first + place:
                repeated.append((place, numbers[number]))
        assert places_of(ids) == list(range(len(batch)))
        assert native_seen.add(ids, first) == plain.add(ids, first) == repeated
        first += len(batch)
