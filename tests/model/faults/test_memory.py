"""A fault is found once for records that differ in nothing but their id, and is the one that a search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks.faults import FORMS
from hypothesis import example, given
from hypothesis import strategies as st

from cfcheck.model.faults import memory as fault_memory
from cfcheck.model.faults.memory import FaultMemory
from cfcheck.model.faults.of_bytes import fault_of_record
from cfcheck.model.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.model.faults.part import Fault

REFUSED = (
    '{"id":"%s","killed":3}', '{"id":"%s","perpetrator":5}', '{"id": "%s","location":{"lat":361}}', '{"id":"%s"', '{"id":"%s",}',
    '{"id":"%s" "act":"x"}', '{"act":["id":"%s"]}', '{"act":{"id":"%s"}}', '{"extra":{"id":"%s"},"act":5}', '{"state":"id":"%s"}',
    '{"id":%s}', '{"id":%s ,"x":1}', '{"id":"%s"} "id":"b"', '{"act":5,"id":"%s"}', '["id":"%s"]', '{"state":"%s"}', '{"id" "id":"%s"}', '{"x":"\\"id":"%s"}',
)  # fmt: skip
IDS = st.sampled_from(
    [
        "a",
        "b",
        "7",
        "id",
        "null",
        "17",
        "12345678901234567890",
        "1e5",
        "-3",
        "0",
        "x" * 512,
        "y" * 513,
        "",
        "é",
        "\\u0041",
        "\\",
        '"',
        "a\n",
        "{",
        "},",
    ]
)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The records that were gone through in search of a fault."""
    gone_through: list[bytes] = []
    search: Callable[[bytes, type], Fault | None] = fault_of_record

    def counted(record: bytes, kind: type) -> Fault | None:
        gone_through.append(record)
        return search(record, kind)

    monkeypatch.setattr(fault_memory, "fault_of_record", counted)
    return gone_through


@given(st.lists(st.tuples(st.sampled_from(REFUSED), IDS), max_size=30))
@example([(form, name) for form in REFUSED for name in "abc"])
def test_what_is_remembered_is_what_a_search_finds(told: list[tuple[str, str]]) -> None:
    faults = FaultMemory(Incident)
    for form, name in told:
        record = (form % name).encode()
        assert faults.find(record) == fault_of_record(record, Incident)


@pytest.mark.parametrize(
    "kind", ["an unknown key", "a value of the wrong type", "a comma too many", "no id", "an id that is no text"]
)
def test_records_that_differ_in_their_id_are_searched_for_a_fault_twice(kind: str, searched: list[bytes]) -> None:
    faults = FaultMemory(Incident)
    for number in range(100, 1000):
        assert faults.find(FORMS["lines"][kind](number)) is not None
    assert len(searched) <= 3


def test_records_that_differ_in_anything_else_are_searched_once_each(searched: list[bytes]) -> None:
    faults = FaultMemory(Incident)
    for number in range(100):
        faults.find(b'{"id":"a","description":"%d","act":5}' % number)
    assert len(searched) == 100


def test_long_records_and_more_than_there_is_room_for_are_forgotten(
    searched: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault_memory, "_MOST", 2)
    faults = FaultMemory(Incident)
    long = b'{"id":"a","description":"%s","act":5}' % (b"x" * 20_000)
    records = [b'{"id":"a","act":%d}' % number for number in range(3)]
    for record in (long, long, long, *records, *records):
        assert faults.find(record) == ("act", "expected text or an object, found a whole number")
    assert searched == [long, long, long, *records, *records]
