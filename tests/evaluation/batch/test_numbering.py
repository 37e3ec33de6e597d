"""Records of a run are numbered in one row, and found again by their numbers. Ids cost some bytes each, on every way."""

from __future__ import annotations

import tracemalloc
from sys import byteorder
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.evaluation.batch import seen
from cfcheck.evaluation.batch.numbering import Numbering, TooManyRecords
from cfcheck.evaluation.batch.records import unique_records
from cfcheck.evaluation.batch.seen import PlainSeenIds, new_key, numbered_mark
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import Incident
from cfcheck.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.evaluation.batch.seen import SeenIds

EACH = 40
"""Bytes for an id, with what tables have in reserve."""


def record(identifier: str, file: str, number: int) -> Record:
    return Record(file, number, Incident(id=identifier), b"{}")


RECORDS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["one", "two"]), st.integers(1, 9)), max_size=30)


@given(RECORDS)
def test_every_id_counts_once_and_is_told_where_it_was_first(told: list[tuple[str, str, int]]) -> None:
    firsts: dict[str, tuple[str, int]] = {}
    expected: list[Record | SetAside] = []
    for identifier, file, number in told:
        if identifier not in firsts:
            firsts[identifier] = (file, number)
            expected.append(record(identifier, file, number))
            continue
        first_file, first = firsts[identifier]
        where = f"record {first}" if first_file == file else f"record {first} of {first_file}"
        problem = f"`{identifier}` is already the id of {where}"
        expected.append(SetAside(file, number, identifier, "id", problem))
    assert list(unique_records(record(*one) for one in told)) == expected


@pytest.mark.parametrize(
    ("taken", "numbers"),
    {
        "in a row": ([("a", 1), ("a", 2), ("a", 3)], [0, 1, 2]),
        "with gaps, as rows of several lines have them": ([("a", 1), ("a", 5), ("a", 6)], [0, 4, 5]),
        "another file": ([("a", 1), ("b", 1), ("b", 2)], [0, 1, 2]),
        "the same file over again": ([("a", 1), ("a", 2), ("a", 1), ("a", 3)], [0, 1, 2, 4]),
        "a number that is too large for one row": ([("a", 1), ("a", 2**40), ("a", 2**40 + 2)], [0, 1, 3]),
    }.values(),
)  # fmt: skip
def test_records_are_as_far_apart_as_in_their_file(taken: list[tuple[str, int]], numbers: list[int]) -> None:
    numbering = Numbering()
    assert [numbering.number(*one) for one in taken] == numbers
    for (file, number), before in zip(taken, numbers, strict=True):
        problem = numbering.set_aside("other", 1, "x", before).problem
        assert problem == f"`x` is already the id of record {number} of {file}"


def test_a_run_has_no_more_records_than_it_can_number() -> None:
    numbering = Numbering()
    assert numbering.number("a", 1, 0, 2**32 - 2) == 0
    with pytest.raises(TooManyRecords, match="one run takes at most 4,294,967,294 records; split the input"):
        numbering.number("a", 2**32 - 1)


def many(count: int) -> Iterator[Record]:
    raw = b"{}"
    return (Record("reports", number, Incident(id=f"{number:0>400}"), raw) for number in range(1, count + 1))


@pytest.mark.parametrize("make", [seen.seen_ids, PlainSeenIds])
def test_ids_are_remembered_in_some_bytes_each(make: Callable[[], SeenIds], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cfcheck.evaluation.batch.numbering.seen_ids", make)
    count = 50_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in unique_records(many(count))) == count
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < count * EACH + 1_500_000  # the tables themselves, and a record


def test_marks_that_begin_alike_are_told_apart() -> None:
    plain = PlainSeenIds()
    one, other, third = (bytes(8) + bytes([0, 0, 0, last]) for last in (1, 2, 3))
    zero, two = bytes(4), (2).to_bytes(4, byteorder)
    assert plain.add(one + zero + other + zero, 7) == []
    assert plain.add(third + zero + other + two, 9) == [(2, 7)]
    assert plain.add(third + two + one + zero, 20) == [(2, 9), (0, 7)]


def test_ids_are_added_beside_those_that_were_there_before() -> None:
    plain, key = PlainSeenIds(), new_key()
    assert plain.add(numbered_mark(key, b"a", 0), 0) == []
    assert plain.add(numbered_mark(key, b"b", 0) + numbered_mark(key, b"a", 1), 1) == [(1, 0)]
    assert plain.add(numbered_mark(key, b"b", 0), 3) == [(0, 1)]
