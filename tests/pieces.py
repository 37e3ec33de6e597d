"""A stream that hands over its bytes in the pieces it is told, as pipes do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import WriteableBuffer

__all__ = ["in_pieces", "piped"]


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = piece
        now, self._piece = self._piece[: len(view)], self._piece[len(view) :]
        view[: len(now)] = now
        return len(now)


def piped(pieces: Iterable[bytes]) -> io.BufferedReader:
    """A stream that gives these pieces one at a time, and cannot go back."""
    return io.BufferedReader(_Pieces(pieces))


def in_pieces(content: bytes, size: int) -> io.BufferedReader:
    """The same for pieces of one size."""
    return piped(content[at : at + size] for at in range(0, len(content), size))
