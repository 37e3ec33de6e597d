"""Waits where an open file was set not to wait: whoever shares it with this process can do that, unasked.

Without that, Python takes "nothing yet" for the end of what is read, and for a fault of what is written.
"""

from __future__ import annotations

import os
from io import RawIOBase
from select import select
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["WaitingSource", "wait_until_writable"]


class WaitingSource(RawIOBase):
    """The bytes that are read from a descriptor, which stays open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def readable(self) -> bool:
        """That one can read it."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """How many bytes were read into the buffer; 0 at the end."""
        while True:
            try:
                return os.readv(self._descriptor, [buffer])
            except BlockingIOError:
                select([self._descriptor], [], [])


def wait_until_writable(descriptor: int) -> None:
    """Wait until more can be written to the descriptor."""
    select([], [descriptor], [])
