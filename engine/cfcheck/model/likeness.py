"""Finds the known word most like another: the one that `difflib` would find, without comparing every word.

Two words are alike by the share of their characters that lie in common blocks: the longest block that both have, then
the longest before it and behind it, and so on. Blocks cannot hold more characters than both words have in any order;
counting those for all known words at once leaves few to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.bounded import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["KnownWords", "common_characters"]

_LEAST: Final = 0.7
"""The least likeness of near words."""
_LONGEST: Final = 64
"""Longer words have no near ones."""
_ENOUGH: Final = 128
"""Added to a count, so that the highest bit of a byte tells whether it is enough; no count is above _LONGEST."""
_MOST_REMEMBERED: Final = 4096
_MOST_BYTES: Final = 1024 * 1024


class KnownWords:
    """Words to find near ones among. Safe to share between threads.

    Holds a byte for each of the words in one long number, so that one addition counts for all of them.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._characters = frozenset("".join(self._words))
        self._counts = _Counts(self._words)
        self._starts: dict[int, int] = {}
        self._highest = int.from_bytes(bytes([_ENOUGH]) * len(self._words), "little")
        nearest = Remembered(self.find, _MOST_REMEMBERED, _MOST_BYTES)
        self.nearest: Callable[[str], str | None] = nearest.__getitem__
        """The result of `find`, from a memo if possible."""

    def find(self, word: str) -> str | None:
        """The word most like the given one, the last in order of several; None if none is near."""
        best, found = _LEAST, None
        for most, known in sorted(self._candidates(word), reverse=True):
            if most < best:
                break
            share = _share(common_characters(known, word), known, word)
            if share > best or (share == best and (found is None or known > found)):
                best, found = share, known
        return found

    def _candidates(self, word: str) -> Iterator[tuple[float, str]]:
        """The words that have enough characters in common with this one, each with the most that they can be alike."""
        if len(word) > _LONGEST:
            return
        start = self._start(len(word))
        counted = start
        counts = self._counts
        for character in self._characters.intersection(word):
            counted += counts[character][word.count(character)]
        size = len(self._words)
        enough = (counted & self._highest).to_bytes(size, "little")
        place = enough.find(_ENOUGH)
        common = (counted - start).to_bytes(size, "little") if place >= 0 else b""
        while place >= 0:
            known = self._words[place]
            yield _share(common[place], known, word), known
            place = enough.find(_ENOUGH, place + 1)

    def _start(self, length: int) -> int:
        """For each word what its count begins with, given how long the other one is: it is enough from _ENOUGH on."""
        if length not in self._starts:
            least = {len(known): _least_common(len(known) + length) for known in self._words}
            starts = (_ENOUGH - least[len(known)] if least[len(known)] <= _LONGEST else 0 for known in self._words)
            self._starts[length] = int.from_bytes(bytes(starts), "little")
        return self._starts[length]


class _Counts(dict[str, list[int]]):
    """By a character, and how often another word has it: how often each word has it, counted no further than that."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, character: str) -> list[int]:
        counts = bytes([min(known.count(character), _LONGEST) for known in self._words])
        limited = [
            int.from_bytes(counts.translate(bytes(min(count, most) for count in range(256))), "little")
            for most in range(max(counts) + 1)
        ]
        limited += limited[-1:] * (_LONGEST + 1 - len(limited))
        self[character] = limited
        return limited


def _share(common: int, one: str, other: str) -> float:
    both = len(one) + len(other)
    return 2.0 * common / both if both else 1.0


def _least_common(both: int) -> int:
    """How many characters two words must have in common to be near, given how many they have together."""
    least = int(_LEAST * both / 2)
    return least if not both or 2.0 * least / both >= _LEAST else least + 1


def common_characters(one: str, other: str) -> int:
    """How many characters of each lie in blocks that both have, as `difflib` finds these in short words."""
    common = 0
    parts = [(0, len(one), 0, len(other))]
    while parts:
        begin, end, other_begin, other_end = parts.pop()
        at, size = _longest_block(one, begin, end, other, other_begin, other_end)
        if not size:
            continue
        common += size
        other_at = other.index(one[at : at + size], other_begin, other_end)
        if begin < at and other_begin < other_at:
            parts.append((begin, at, other_begin, other_at))
        if at + size < end and other_at + size < other_end:
            parts.append((at + size, end, other_at + size, other_end))
    return common


def _longest_block(one: str, begin: int, end: int, other: str, other_begin: int, other_end: int) -> tuple[int, int]:
    """Where in `one` the longest block begins that the other has as well, and its size. Of several, the first."""
    if other.find(one[begin:end], other_begin, other_end) >= 0:
        return begin, end - begin
    at = size = 0
    for start in range(begin, end):
        if start + size >= end:
            break  # what is left is no longer than what was found
        while start + size < end and other.find(one[start : start + size + 1], other_begin, other_end) >= 0:
            at, size = start, size + 1
    return at, size
