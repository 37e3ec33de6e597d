"""What commands say on the side, and where they write. Knows streams and exit codes, nothing of ceasefires."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from io import BufferedReader, FileIO
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.guard import unguarded
from cfcheck.cli.waiting import WaitingSource
from cfcheck.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO


__all__ = ["WIPE", "counted", "fail", "refuse_to_overwrite", "say", "standard_input"]

STDIN: Final = "-"
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


def refuse_to_overwrite(names: Iterable[str], output: Path | None, set_aside: Path | None) -> None:
    """End the command if what it would write is one of the files that it reads, or both outputs are one file."""
    inputs: dict[tuple[int, int] | None, str] = {
        found: name for name in names if (found := _regular_file(0 if name == STDIN else name))
    }
    outputs = {"--output": output, "--set-aside": set_aside}
    for option, path in outputs.items():
        name = inputs.get(_regular_file(path)) if path else None
        if name:
            fail(ExitCode.USAGE, f"{option}: {path} is read from, and would be lost; name another file")
    name = None if output else inputs.get(_regular_file(1))
    if name:
        read = "standard input" if name == STDIN else name
        fail(ExitCode.USAGE, f"standard output is the same file as {read}, which is read from; write to another one")
    if output and set_aside and output.resolve() == set_aside.resolve():
        fail(ExitCode.USAGE, f"--set-aside: {set_aside} is the file of --output as well; name another one")


def _regular_file(name: str | Path | int) -> tuple[int, int] | None:
    """What identifies the file, whatever it is called; None if it is none."""
    try:
        found = os.stat(name)  # noqa: PTH116  # of descriptors, too
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
