"""What commands say on the side, and where they write. Knows streams and exit codes, nothing of ceasefires."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from cfcheck.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO, TextIO

__all__ = ["counted", "fail", "say", "standard_input", "writing_to"]


def counted(count: int, noun: str) -> str:
    """The count with its noun: `1 rule`, `2 rules`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def say(message: str) -> None:
    """A word on standard error, where it does not mix with results."""
    if sys.stderr is not None:
        with suppress(OSError):  # nobody reads it
            print(message, file=sys.stderr, flush=True)  # noqa: T201  # what this is for


def fail(code: ExitCode, message: str) -> NoReturn:
    """Say what is wrong and end the command."""
    say(f"cfcheck: {message}")
    raise SystemExit(code)


def standard_input() -> BinaryIO:
    """The bytes of standard input."""
    if sys.stdin is None:
        fail(ExitCode.USAGE, "standard input is closed; name a file")
    return sys.stdin.buffer


@contextmanager
def writing_to(path: Path | None) -> Iterator[TextIO]:
    """A stream for results: standard output, or a file that is replaced once everything is written."""
    if path is None:
        with _standard_output() as out:
            yield out
        return
    try:
        with _replacement(path) as out:
            yield out
    except OSError as error:
        fail(ExitCode.USAGE, f"{path}: cannot be written: {(error.strerror or str(error)).lower()}")


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    if sys.stdout is None:
        fail(ExitCode.USAGE, "standard output is closed; name a file with --output")
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on. What is still buffered goes nowhere, or Python would complain of it on its way out.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(ExitCode.BROKEN_PIPE) from None
    except OSError as error:
        fail(ExitCode.USAGE, f"standard output: cannot be written: {(error.strerror or str(error)).lower()}")


@contextmanager
def _replacement(path: Path) -> Iterator[TextIO]:
    if path.exists() and not path.is_file():  # a pipe or device cannot be replaced; a folder says so itself
        with path.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
