"""Where a value ends is found by looking at the value, not at all that is waiting behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cfcheck.model import brackets as bracket
from cfcheck.model.brackets import ValueEnd

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = [0, 1, 100, 511, 512, 513, 1023, 1024, 1025, 1536, 3000, 65_536, 200_000]
FILLINGS: dict[str, Callable[[int], object]] = {
    "a text": lambda size: {"a": "x" * size},
    "brackets in a text": lambda size: {"a": "}]" * (size // 2)},
    "escapes": lambda size: ['\\"' * (size // 4), "\\" * (size // 2)],
    "lists": lambda size: [[[number], "]"] for number in range(size // 8)],
}


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("size", SIZES)
def test_a_value_of_any_size_ends_at_its_end(filling: str, size: int) -> None:
    value = json.dumps(FILLINGS[filling](size)).encode()
    for behind in (b"", b"]", b',{"b":"', b',{"b":1}' * 20_000):
        assert ValueEnd().find(b" " + value + behind, 1) == 1 + len(value)


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("step", [1, 7, 511, 70_000])
def test_a_value_that_comes_in_pieces_ends_there_too(filling: str, step: int) -> None:
    value = json.dumps(FILLINGS[filling](1500 if step == 1 else 150_000)).encode()
    end = ValueEnd()
    found = [end.find(value[:size], 0) for size in range(step, len(value), step)]
    assert set(found) <= {-1}
    assert end.find(value + b",", 0) == len(value)


def test_little_is_looked_at_behind_a_short_value(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    outside_texts = bracket.outside_texts

    def counted(piece: bytes, *, is_text: bool = False) -> tuple[bytes, bool]:
        nonlocal looked_at
        looked_at += len(piece)
        return outside_texts(piece, is_text=is_text)

    monkeypatch.setattr(bracket, "outside_texts", counted)
    record = b'{"id":"1","act":"shelling"},'
    waiting, at = record * 5000, 0
    for _ in range(4000):
        at = ValueEnd().find(waiting, at) + 1
    assert at == 4000 * len(record)
    assert looked_at <= 4000 * 20 * len(record)


PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"', b"\\", b'\\"', b":", b",", b" ", b"x", b"x" * 300, b'"x"' * 100]
)


@example(b'\\"' + b"x" * 600 + b'"}', 1)
@given(st.lists(PIECES, max_size=30).map(b"".join), st.sampled_from([1, 3, 100]))
def test_a_value_ends_where_it_ends_in_whatever_pieces_it_comes(text: bytes, size: int) -> None:
    """Also one that is no JSON, such as with a backslash outside of a text."""
    text = b"{" + text
    find, end = ValueEnd().find, -1
    for stop in range(size, len(text) + size, size):
        end = find(text[:stop], 0)
        if end >= 0:
            break
    assert end == ValueEnd().find(text, 0)
