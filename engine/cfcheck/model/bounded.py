"""A cache for values that come from reports, bounded in entries and in bytes.

When a bound is reached, the whole cache is cleared: what is needed again is soon there again, and no order of use has
to be kept. `functools.lru_cache` is for what an agreement bounds, or where no key can be long.
"""

from __future__ import annotations

from enum import Enum
from sys import getsizeof
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

__all__ = ["Bounded", "Remembered", "Room", "size_of"]

Key = TypeVar("Key", bound="Hashable")
Value = TypeVar("Value")

ENTRY: Final = 100
"""About how many bytes a dictionary takes for an entry, besides the key and the value."""

_LEAST: Final = 16
"""A value that takes more than this fraction of the bytes (one in so many) is not kept."""


class Bounded(dict[Key, Value]):
    """A bounded cache: lookups as in any dictionary, additions by `keep`. Safe to share between threads.

    `most` bounds the number of entries, `most_bytes` their size, as `size_of` counts it.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        super().__init__()
        self._most = most
        self._most_bytes = most_bytes
        self._largest = most_bytes // _LEAST
        self._taken = 0

    def keep(self, key: Key, value: Value, size: int | None = None) -> Value:
        """Add the value, unless it is too large, and return it. Before a bound is exceeded, the cache is cleared.

        `size` is the size of key and value in bytes, to be given if parts of them are shared with others.
        """
        size = ENTRY + (size_of(key) + size_of(value) if size is None else size)
        if size <= self._largest:
            if len(self) >= self._most or self._taken + size > self._most_bytes:
                self.clear()
            # The size of what another thread adds at the same time may go uncounted until the next clearing.
            self._taken += size
            self[key] = value
        else:
            self.pop(key, None)  # what was kept for it before
        return value

    def clear(self) -> None:
        """Remove every entry."""
        super().clear()
        self._taken = 0

    @property
    def taken(self) -> int:
        """About how many bytes the entries take: an entry that was replaced is counted twice."""
        return self._taken


class Remembered(Bounded[Key, Value]):
    """A bounded memo of a function: `memo[argument]` is its result, computed on the first lookup."""

    def __init__(self, make: Callable[[Key], Value], most: int, most_bytes: int) -> None:
        super().__init__(most, most_bytes)
        self._make = make

    def __missing__(self, key: Key) -> Value:
        return self.keep(key, self._make(key))


class Room:
    """A bound shared by several memos that are dropped together. Each counts what it adds with `take`."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._left = most
        self._bytes_left = most_bytes
        self.is_full = False

    def take(self, count: int, size: int) -> None:
        """Count so many entries, and their bytes. The room is full once more was taken than there is."""
        self._left -= count
        self._bytes_left -= size
        if self._left < 0 or self._bytes_left < 0:
            self.is_full = True


def size_of(thing: object) -> int:
    """The bytes that a value takes with all that is in it; parts that are shared count each time.

    Of a set only the table counts, since its items are ids that an agreement holds anyway; members of enums count 0.
    """
    kind = type(thing)
    if kind is str or kind is bytes or kind is int:
        return getsizeof(thing)
    parts: Iterable[object] = ()
    if isinstance(thing, Enum):
        return 0
    if isinstance(thing, tuple | list):
        parts = thing
    elif isinstance(thing, dict):
        parts = (*thing.keys(), *thing.values())
    elif hasattr(kind, "__struct_fields__"):
        parts = (getattr(thing, name) for name in kind.__struct_fields__)
    return getsizeof(thing) + sum(map(size_of, parts))
