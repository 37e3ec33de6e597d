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
"""Bytes that a dictionary takes for an entry, about, beside the key and the value."""

_LEAST: Final = 16
"""So many things fit at least: one that takes a larger part of the bytes is not remembered."""


class Bounded(dict[Key, Value]):
    """Values by keys. They are looked up as in any dictionary, and added with `keep`. Safe to share between threads.

    `most` is how many it may have, `most_bytes` how many bytes they may take, as `size_of` counts them.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        super().__init__()
        self._most = most
        self._most_bytes = most_bytes
        self._largest = most_bytes // _LEAST
        self._taken = 0

    def keep(self, key: Key, value: Value, size: int | None = None) -> Value:
        """Remember the value, if it is not too large. All else is forgotten where there is no room for it otherwise.

        `size` is how many bytes key and value take, where parts of them are shared with others.
        """
        size = ENTRY + (size_of(key) + size_of(value) if size is None else size)
        if size <= self._largest:
            if len(self) >= self._most or self._taken + size > self._most_bytes:
                self.clear()
            # Another thread that adds in this moment may not be counted, until all is forgotten.
            self._taken += size
            self[key] = value
        else:
            self.pop(key, None)  # what was kept for it before
        return value

    def clear(self) -> None:
        """Forget all of it."""
        super().clear()
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many bytes are taken, about: what was kept a second time is counted twice."""
        return self._taken


class Remembered(Bounded[Key, Value]):
    """What a function returns, by its argument: made when it is first looked up, with `[argument]`."""

    def __init__(self, make: Callable[[Key], Value], most: int, most_bytes: int) -> None:
        super().__init__(most, most_bytes)
        self._make = make

    def __missing__(self, key: Key) -> Value:
        return self.keep(key, self._make(key))


class Room:
    """How much may be remembered in places that are forgotten together. Bytes are counted by whoever takes them."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._left = most
        self._bytes_left = most_bytes
        self.is_full = False

    def take(self, count: int, size: int) -> None:
        """Take room for so many things, and bytes of them. It is full once there is less than none."""
        self._left -= count
        self._bytes_left -= size
        if self._left < 0 or self._bytes_left < 0:
            self.is_full = True


def size_of(thing: object) -> int:
    """The bytes that a value takes with all that is in it; what several parts share is counted for each of them.

    Of a set it is only the table: what is in sets are ids, which an agreement holds. So it does words of a closed list.
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
