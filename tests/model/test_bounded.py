"""What is remembered is what was kept, and never more than there is room for."""

from __future__ import annotations

from enum import Enum
from sys import getsizeof
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.model.bounded import ENTRY, Bounded, Remembered, Room, size_of
from cfcheck.model.incident import AnyOfActors
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Hashable

TEXTS = st.one_of(st.text(max_size=3), st.integers(0, 60).map(lambda length: "x" * length))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=60), st.integers(1, 9), st.integers(0, 6000))
def test_nothing_but_what_was_kept_last_is_found_and_no_more_than_fits(
    kept: list[tuple[str, str]], most: int, most_bytes: int
) -> None:
    bounded, last = Bounded[str, str](most, most_bytes), dict[str, str]()
    for key, value in kept:
        assert bounded.get(key) in (None, last.get(key))
        assert bounded.keep(key, value) is value
        last[key] = value
        held = sum(ENTRY + size_of(one) + size_of(other) for one, other in bounded.items())
        assert held <= bounded.taken <= most_bytes
        assert len(bounded) <= most
        assert bounded.items() <= last.items()


@given(st.lists(TEXTS, max_size=60), st.integers(1, 9), st.integers(0, 6000))
def test_a_function_that_is_remembered_returns_the_same(arguments: list[str], most: int, most_bytes: int) -> None:
    remembered = Remembered(str.upper, most, most_bytes)
    assert [remembered[argument] for argument in arguments] == [argument.upper() for argument in arguments]
    assert len(remembered) <= most
    assert remembered.taken <= most_bytes


def test_what_is_remembered_is_made_once() -> None:
    made: list[str] = []

    def number(name: str) -> int:
        made.append(name)
        return len(made)

    remembered = Remembered(number, 10, 100_000)
    assert [remembered[name] for name in ("a", "b", "a", "a", "b")] == [1, 2, 1, 1, 2]
    assert made == ["a", "b"]


def test_a_fault_is_not_remembered() -> None:
    def read(text: str) -> int:
        raise ValueError(f"refused: {text}")

    remembered = Remembered(read, 10, 100_000)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"^refused: one$"):
            remembered["one"]
    assert not remembered


def test_what_takes_much_of_the_room_is_not_remembered_and_drives_nothing_out() -> None:
    bounded = Bounded[str, int](10, 16_000)
    bounded.keep("a", 1)
    bounded.keep("x" * 1_000, 2)
    assert bounded == {"a": 1}


def test_all_is_forgotten_for_one_more_thing_or_byte() -> None:
    by_number, by_size = Bounded[str, int](2, 10**6), Bounded[str, int](10, 16 * 300)
    for number, name in enumerate("abc"):
        by_number.keep(name, number)
        by_size.keep(name * 100, number)
    assert by_number == {"c": 2}
    assert len(by_size) == 3
    for number in range(30):
        by_size.keep(f"{number:0>100}", number)
    assert 0 < len(by_size) <= 16


def test_the_size_may_be_told_where_parts_are_shared() -> None:
    shared = ("x" * 10_000,)
    bounded = Bounded[str, tuple[str]](10, 16_000)
    bounded.keep("a", shared)
    assert not bounded
    bounded.keep("a", shared, 50)
    assert bounded == {"a": shared}
    assert bounded.taken == ENTRY + 50


class Word(Enum):
    LONG = "x" * 1000


@pytest.mark.parametrize(
    ("thing", "parts"),
    {
        "a text": ("é" * 100, []),
        "a list of texts": (["a", "b" * 50], ["a", "b" * 50]),
        "a nested tuple": (("a", ("b" * 50, 7)), ["a", ("b" * 50, 7)]),
        "a mapping": ({"a": ["b"]}, ["a", ["b"]]),
        "a structure": (AnyOfActors(("Army", ("Army", "Navy")), "probable"), [("Army", ("Army", "Navy")), "probable"]),
        "a set, of which the ids are not its own": (frozenset({"x" * 1000}), []),
        "nothing": (None, []),
    }.values(),
)  # fmt: skip
def test_bytes_are_counted_with_all_that_is_in_a_value(thing: Hashable, parts: list[object]) -> None:
    assert size_of(thing) == getsizeof(thing) + sum(map(size_of, parts))


@pytest.mark.parametrize("word", [Word.LONG, Reason.ATTRIBUTION])
def test_words_of_a_closed_list_take_none(word: Enum) -> None:
    assert size_of(word) == 0


@pytest.mark.parametrize(("most", "most_bytes"), [(3, 10**6), (10**6, 30)])
def test_room_is_full_once_less_than_none_is_left(most: int, most_bytes: int) -> None:
    room = Room(most, most_bytes)
    seen = []
    for _ in range(5):
        room.take(1, 10)
        seen.append(room.is_full)
    assert seen == [False, False, False, True, True]


def test_threads_may_share_it() -> None:
    remembered = Remembered(str.upper, 50, 20_000)
    wrong: list[str] = []

    def look() -> None:
        wrong.extend(name for name in map(str, range(3_000)) if remembered[name] != name.upper())

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(remembered) <= 50 + len(threads)
