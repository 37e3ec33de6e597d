"""Which ids a run has seen, and in which record: some 20 bytes for each, however long it is.

An id is known by a mark of 12 bytes, a hash under a key that is drawn for each run. That two of ten million ids have
the same mark has a chance of less than 1 in 10^14, and nobody can choose ids to make it happen.
"""

from __future__ import annotations

import os
import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.native import native

if TYPE_CHECKING:
    from collections.abc import Callable

    _Table = tuple[array[int], array[int], array[int]]

__all__ = ["SeenIds", "mark_of", "new_key", "numbered_mark", "seen_ids"]

MARK: Final = 12
_NUMBER: Final = struct.Struct("=I")
_MARK: Final = struct.Struct("=QI")
_ID: Final = struct.Struct("=QII")
_TABLES: Final = 4096


class SeenIds(Protocol):
    """The ids of records, whose numbers are less than 2^32 - 1."""

    def add(self, ids: bytes, first: int, /) -> bool:
        """Add ids, each a mark and a number that begins to count at `first`. Adds none unless all of them are new."""

    def first(self, mark: bytes, /) -> int | None:
        """The number of the record whose id has this mark; None if there is none."""


class PlainSeenIds:
    """The same in Python: marks in order, in so many small tables that there is little to move for one more.

    A mark is two numbers, `high` and `low`. A table has the first of each, in order, the second, and what record it is.
    """

    def __init__(self) -> None:
        self._tables: defaultdict[int, _Table] = defaultdict(lambda: (array("Q"), array("I"), array("I")))

    def add(self, ids: bytes, first: int) -> bool:
        """See SeenIds."""
        for place, (high, low, number) in enumerate(_ID.iter_unpack(ids)):
            highs, lows, numbers = self._tables[high % _TABLES]
            at = bisect_left(highs, high)
            if at < len(highs) and highs[at] == high and self._find(high, low) is not None:
                self._remove(ids[: place * _ID.size])
                return False
            highs.insert(at, high)
            lows.insert(at, low)
            numbers.insert(at, first + number)
        return True

    def first(self, mark: bytes) -> int | None:
        """See SeenIds."""
        high, low = _MARK.unpack(mark)
        at = self._find(high, low)
        return None if at is None else self._tables[high % _TABLES][2][at]

    def _find(self, high: int, low: int) -> int | None:
        """Where in its table the mark is; None if it is not there."""
        highs, lows, _ = self._tables[high % _TABLES]
        at = bisect_left(highs, high)
        while at < len(highs) and highs[at] == high:
            if lows[at] == low:
                return at
            at += 1
        return None

    def _remove(self, ids: bytes) -> None:
        for high, low, _ in _ID.iter_unpack(ids):
            at = self._find(high, low)
            for column in self._tables[high % _TABLES]:
                if at is not None:
                    del column[at]


def seen_ids() -> SeenIds:
    """No ids yet."""
    seen: SeenIds = PlainSeenIds() if native is None else native.Seen()
    return seen


def new_key() -> bytes:
    """A key for the marks of one run, the same in all its processes."""
    return os.urandom(16)


def _plain_mark(key: bytes, identifier: bytes) -> bytes:
    return blake2b(identifier, digest_size=MARK, key=key).digest()


mark_of: Final[Callable[[bytes, bytes], bytes]] = _plain_mark if native is None else native.mark


def numbered_mark(key: bytes, identifier: bytes, number: int) -> bytes:
    """The mark of an id and a number, as they are added."""
    return mark_of(key, identifier) + _NUMBER.pack(number)
