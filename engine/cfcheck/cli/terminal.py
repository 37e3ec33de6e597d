"""What commands say on the side, and where they write. Knows streams and exit codes, nothing of ceasefires."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import BufferedReader, FileIO
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.guard import unguarded
from cfcheck.cli.waiting import WaitingSource
from cfcheck.visible import Lines

if TYPE_CHECKING:
    from typing import BinaryIO


__all__ = ["WIPE", "counted", "fail", "say", "standard_input"]

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
