"""Where a value ends is found by looking at the value, not at all that is waiting behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cfcheck import bracket
from cfcheck.bracket import ValueEnd

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
