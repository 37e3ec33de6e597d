"""Where commands write what they were asked for: to standard output, or to a file that is whole once it is there."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from io import BufferedWriter, FileIO, TextIOWrapper, UnsupportedOperation
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.terminal import ExitCode, WriteBack, fail, wait_until_writable
from cfcheck.model.paths import resolved
from cfcheck.model.system_fault import reason_of
from cfcheck.model.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from _typeshed import ReadableBuffer

__all__ = ["CLOSED", "Sink", "into_sink", "refuse_standard_output", "sink_of", "writing_to"]

CLOSED: Final = "standard output is closed; name a file with --output"
_BUFFER: Final = 64 * 1024
_MOST_LINKS: Final = 40
_DESCRIPTORS: Final = ("/dev/fd", "/proc/self/fd")


class Sink(FileIO):
    """A file that keeps the fault it failed with: another file may fail that is written to meanwhile.

    What is written after that goes nowhere, so that nothing fails a second time when it is closed.
    """

    fault: OSError | None = None
    write_back: WriteBack | None = None
    """What is told of all that is written, if anything is."""

    def write(self, text: ReadableBuffer, /) -> int:
        """Writes some or all of the bytes."""
        if self.fault:
            return memoryview(text).nbytes
        try:
            while (count := super().write(text)) is None:
                wait_until_writable(self.fileno())
        except OSError as fault:
            self.fault = fault
            raise
        if self.write_back:
            self.write_back.written(count)
        return count


def into_sink(stream: TextIOWrapper, encoding: str) -> TextIOWrapper:
    """A stream into a sink, of the same open file. What the encoding lacks is written as an escape.

    A stream that has no file, such as one that a program put in place of standard output, stays where it is.
    """
    stream.flush()
    try:
        descriptor = stream.fileno()
    except UnsupportedOperation:
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")
        return stream
    return TextIOWrapper(
        BufferedWriter(Sink(descriptor, "w", closefd=False), _BUFFER),
        encoding=encoding,
        errors="backslashreplace",
        newline="\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def sink_of(stream: TextIO | None) -> Sink | None:
    """The sink that the stream writes to; None where it writes to something else."""
    sink = getattr(getattr(stream, "buffer", None), "raw", None)
    return sink if isinstance(sink, Sink) else None


@contextmanager
def writing_to(path: Path | None) -> Iterator[TextIO]:
    """A stream for results: standard output, or a file that is replaced once everything is written.

    Ends the command where that cannot be written to.
    """
    if path is None:
        with _standard_output() as out:
            yield out
        return
    elsewhere: OSError | None = None
    try:
        with _file(path) as (out, sink):
            try:
                yield out
            except OSError as error:
                elsewhere = None if sink.fault else error
                raise
    except OSError as error:
        if error is elsewhere:
            raise
        _refuse(str(path), error)


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    if sys.stdout is None:
        fail(ExitCode.USAGE, CLOSED)
    out, sink = sys.stdout, sink_of(sys.stdout)
    try:
        yield out
        out.flush()
    except OSError as fault:
        if sink and not sink.fault:
            raise
        refuse_standard_output(fault)


def refuse_standard_output(fault: OSError) -> NoReturn:
    """End the command because what it says cannot be written: without a word where nobody reads it."""
    _refuse("standard output", fault)


def _refuse(name: str, fault: OSError) -> NoReturn:
    if isinstance(fault, BrokenPipeError):
        raise SystemExit(ExitCode.BROKEN_PIPE) from None
    fail(ExitCode.USAGE, f"{name}: cannot be written: {reason_of(fault)}")


@contextmanager
def _file(path: Path) -> Iterator[tuple[TextIO, Sink]]:
    as_it_is = _written_as_it_is(path)
    if as_it_is is not None:
        out, sink = _opened(as_it_is)
        with out:
            yield out, sink
        return
    with whole_file(resolved(path)) as descriptor:
        out, sink = _opened(descriptor, closes=False)
        with out:
            sink.write_back = write_back = WriteBack(descriptor)
            yield out, sink
            # A disk that is full says so here at the latest, and not when the old file is gone.
            out.flush()
            write_back.finish()


def _opened(file: Path | int, *, closes: bool = True) -> tuple[TextIO, Sink]:
    sink = Sink(file, "w", closefd=closes)
    return TextIOWrapper(BufferedWriter(sink, _BUFFER), encoding="utf-8", newline="\n"), sink


def _written_as_it_is(path: Path) -> Path | int | None:
    """What cannot be replaced: a pipe, a device, a folder (which fails to open); a copy of an open descriptor."""
    descriptor = _descriptor(path)
    if descriptor is not None:
        return os.dup(descriptor)
    try:
        return None if stat.S_ISREG(path.stat().st_mode) else path
    except OSError:
        return None


def _descriptor(path: Path) -> int | None:
    """The open descriptor that the path stands for, as /dev/stdout and /dev/fd/1 do.

    The file that it leads to is for whoever opened it to replace, and need not have a name.
    """
    folders = {os.path.realpath(folder) for folder in _DESCRIPTORS}
    for _ in range(_MOST_LINKS):
        if path.name.isdecimal() and os.path.realpath(path.parent) in folders:
            return int(path.name)
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None
