"""Brings what is written to a file to the disk while more of it is made. Knows nothing of what it is."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Thread
from typing import Final

__all__ = ["WriteBack"]

_EACH: Final = 32 * 1024 * 1024
"""Of so many bytes it is worth a thread."""

_to_disk: Final = getattr(os, "fdatasync", os.fsync)


class WriteBack:
    """Brings a file to the disk, part by part, in the background. What remains is for `finish`, and is little then."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting = 0
        self._thread: Thread | None = None
        self._fault: OSError | None = None

    def written(self, count: int) -> None:
        """So many bytes more were written."""
        self._waiting += count
        if self._waiting >= _EACH and not (self._thread and self._thread.is_alive()):
            self._waiting = 0
            # Nobody waits for it where the run fails, or is ended.
            thread = Thread(target=self._sync, daemon=True)
            with suppress(RuntimeError):  # the system lets no more threads begin: all is left for `finish`
                thread.start()
                self._thread = thread

    def _sync(self) -> None:
        try:
            _to_disk(self._descriptor)
        except OSError as fault:  # which is told once, and not to whoever asks next
            self._fault = self._fault or fault

    def finish(self) -> None:
        """Wait until all is on the disk. Raises OSError if some of it could not be brought there."""
        if self._thread:
            self._thread.join()
        if self._fault:
            raise self._fault
        os.fsync(self._descriptor)
