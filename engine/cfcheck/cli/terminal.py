"""What commands print besides results, the standard streams they print to, and the exit codes."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from enum import IntEnum
from io import BufferedReader, FileIO, RawIOBase
from select import select
from threading import Thread
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.guard import unguarded
from cfcheck.model.visible import Lines

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer

__all__ = [
    "WIPE",
    "ExitCode",
    "WaitingSource",
    "WriteBack",
    "counted",
    "fail",
    "say",
    "spare_collecting",
    "standard_input",
    "wait_until_writable",
]

_EACH: Final = 32 * 1024 * 1024
"""The number of bytes from which a thread is worth while."""

_to_disk: Final = getattr(os, "fdatasync", os.fsync)


class WriteBack:
    """Brings a file to the disk, part by part, in the background. What remains is for `finish`, and is little then."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting = 0
        self._thread: Thread | None = None
        self._fault: OSError | None = None

    def written(self, count: int) -> None:
        """Take note that so many more bytes were written."""
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
        except OSError as fault:  # reported once, and not again by a later call
            self._fault = self._fault or fault

    def finish(self) -> None:
        """Wait until all is on the disk. Raises OSError if some of it could not be brought there."""
        if self._thread:
            self._thread.join()
        if self._fault:
            raise self._fault
        os.fsync(self._descriptor)


def spare_collecting() -> None:
    """Look for cycles seldom: most of what is loaded and learnt has none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)


class ExitCode(IntEnum):
    """The exit codes of cfcheck; there are no others."""

    DONE = 0
    """The command did all of its work."""
    FOUND = 1
    """What `--fail-on` names was found, or a check or a test failed. Results were written all the same."""
    USAGE = 2
    """The command line is wrong, or the output it names cannot be written."""
    INVALID = 3
    """Rules cannot be loaded, a file cannot be read, or a record was set aside. The rest was evaluated."""
    BROKEN_OFF = 70
    """A fault of cfcheck, or the system lacked memory or the like. Nothing follows from it about what was read."""
    HUNG_UP = 129
    """Ended because its terminal was closed, as shells report it (128 + SIGHUP)."""
    INTERRUPTED = 130
    """Ended by Ctrl-C, as shells report it (128 + SIGINT)."""
    BROKEN_PIPE = 141
    """The reader of the output stopped reading, as shells report it (128 + SIGPIPE)."""
    TERMINATED = 143
    """Ended by a signal to terminate, as shells report it (128 + SIGTERM)."""


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


WIPE: Final = "\r\x1b[K"


def counted(count: int, noun: str) -> str:
    """The count with its noun: `1 rule`, `2 rules`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def say(*lines: str) -> None:
    """Lines on standard error, where they do not mix with results; in place of the progress shown there.

    Each stays one line, in which nothing from outside is alive.
    """
    if sys.stderr is not None:
        with suppress(OSError):  # nobody reads it
            out = unguarded(sys.stderr)
            out.write(WIPE if out.isatty() else "")
            Lines(out).lines(lines)
            out.flush()


def fail(code: ExitCode, *lines: str) -> NoReturn:
    """Say what is wrong, the first line of it after the name of the program, and end the command."""
    first, *rest = lines
    say(f"cfcheck: {first}", *rest)
    raise SystemExit(code)


def standard_input() -> BinaryIO:
    """The bytes of standard input."""
    if sys.stdin is None:
        fail(ExitCode.USAGE, "standard input is closed; name a file")
    raw = getattr(sys.stdin.buffer, "raw", None)
    if isinstance(raw, FileIO) and not os.get_blocking(raw.fileno()):
        return BufferedReader(WaitingSource(raw.fileno()))
    return sys.stdin.buffer
