"""A stream whose beginning has been looked at, whole again. Knows nothing of what is in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["rejoined"]


def rejoined(beginning: bytes, stream: BinaryIO) -> io.BufferedReader:
    """The beginning and, after it, the rest of the stream, which is left open: it belongs to the caller."""
    return io.BufferedReader(_Rejoined(beginning, stream))


class _Rejoined(io.RawIOBase):
    def __init__(self, beginning: bytes, stream: BinaryIO) -> None:
        self._beginning = memoryview(beginning)
        self._stream = stream
        # A pipe gives what it has; waiting for more would keep back what is complete.
        self._read = getattr(stream, "read1", stream.read)

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fills the buffer as far as there is something to fill it with."""
        view = memoryview(buffer)
        piece = self._beginning[: len(view)]
        if piece:
            self._beginning = self._beginning[len(piece) :]
        else:
            piece = memoryview(self._read(len(view)) or b"")
        view[: len(piece)] = piece
        return len(piece)
