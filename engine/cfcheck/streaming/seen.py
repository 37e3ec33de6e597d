"""Which ids a run has seen, and in which record: some 20 bytes for each, however long it is.

An id is known by a mark of 12 bytes, a hash under a key that is drawn for each run. That two of ten million ids have
the same mark has a chance of less than 1 in 10^14, and nobody can choose ids to make it happen.
"""

from __future__ import annotations

import os
import struct
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.native import native

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SeenIds", "mark_of", "new_key", "numbered_mark", "seen_ids"]

MARK: Final = 12
_NUMBER: Final = struct.Struct("=I")
_STEP: Final = MARK + _NUMBER.size


class SeenIds(Protocol):
    """The ids of records, whose numbers are less than 2^32 - 1."""

    def add(self, ids: bytes, first: int, /) -> bool:
        """Add ids, each a mark and a number that begins to count at `first`. Adds none unless all of them are new."""

    def first(self, mark: bytes, /) -> int | None:
        """The number of the record whose id has this mark; None if there is none."""


class PlainSeenIds:
    """The same in Python, which takes some 150 bytes for each."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def add(self, ids: bytes, first: int) -> bool:
        """See SeenIds."""
        marks = [ids[at : at + MARK] for at in range(0, len(ids), _STEP)]
        if len(set(marks)) < len(marks) or not self._numbers.keys().isdisjoint(marks):
            return False
        numbers = (number for (number,) in _NUMBER.iter_unpack(b"".join(_numbers(ids))))
        self._numbers.update(zip(marks, (first + number for number in numbers), strict=True))
        return True

    def first(self, mark: bytes) -> int | None:
        """See SeenIds."""
        return self._numbers.get(mark)


def _numbers(ids: bytes) -> list[bytes]:
    return [ids[at + MARK : at + _STEP] for at in range(0, len(ids), _STEP)]


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
