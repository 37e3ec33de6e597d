"""The set of ids that a run has seen, and the record of each, in some 20 bytes for each id.

An id is stored as a hash of 12 bytes under a key that is drawn for each run. Among ten million ids the chance that two
have the same hash is less than 1 in 10^14, and nobody can choose ids that collide.
"""

from __future__ import annotations

import os
import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.model.incident_json import encode_json
from cfcheck.model.native import native

if TYPE_CHECKING:
    from collections.abc import Callable

    _Table = tuple[array[int], array[int], array[int]]

__all__ = ["SeenIds", "id_text", "new_key", "numbered_mark", "places_of", "seen_ids"]

MARK: Final = 12
_NUMBER: Final = struct.Struct("=I")
_ID: Final = struct.Struct("=QII")
_TABLES: Final = 4096


class SeenIds(Protocol):
    """The ids of records, whose numbers are less than 2^32 - 1."""

    def add(self, ids: bytes, first: int, /) -> list[tuple[int, int]]:
        """Add ids, each a mark and a number that begins to count at `first`.

        Of those that were there before: their numbers as they are in `ids`, and those under which they were added.
        """


class PlainSeenIds:
    """The same in Python: marks in order, in so many small tables that there is little to move for one more.

    A mark is two numbers, `high` and `low`. A table has the first of each, in order, the second, and what record it is.
    """

    def __init__(self) -> None:
        self._tables: defaultdict[int, _Table] = defaultdict(lambda: (array("Q"), array("I"), array("I")))

    def add(self, ids: bytes, first: int) -> list[tuple[int, int]]:
        """See SeenIds."""
        repeated = []
        for high, low, number in _ID.iter_unpack(ids):
            highs, lows, numbers = self._tables[high % _TABLES]
            at = bisect_left(highs, high)
            same = at
            while same < len(highs) and highs[same] == high and lows[same] != low:
                same += 1
            if same < len(highs) and highs[same] == high:
                repeated.append((number, numbers[same]))
                continue
            highs.insert(at, high)
            lows.insert(at, low)
            numbers.insert(at, first + number)
        return repeated


def seen_ids() -> SeenIds:
    """No ids yet."""
    seen: SeenIds = PlainSeenIds() if native is None else native.Seen()
    return seen


def new_key() -> bytes:
    """A key for the marks of one run, the same in all its processes."""
    return os.urandom(16)


def _plain_mark(key: bytes, identifier: bytes) -> bytes:
    return blake2b(identifier, digest_size=MARK, key=key).digest()


_mark_of: Final[Callable[[bytes, bytes], bytes]] = _plain_mark if native is None else native.mark


def id_text(identifier: str) -> bytes:
    """The bytes of an id that marks of lines are made of: those between its quotes in JSON, as lines have them."""
    return encode_json(identifier)[1:-1]


def numbered_mark(key: bytes, identifier: bytes, number: int) -> bytes:
    """The mark of an id and a number, as they are added."""
    return _mark_of(key, identifier) + _NUMBER.pack(number)


def places_of(ids: bytes) -> list[int]:
    """The numbers of ids, as they are added."""
    return [number for _, _, number in _ID.iter_unpack(ids)]
