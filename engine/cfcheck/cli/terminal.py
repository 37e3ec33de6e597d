"""What commands say on the side, and where they write. Knows streams and exit codes, nothing of ceasefires."""

from __future__ import annotations

import os
import signal
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.guard import unguarded
from cfcheck.visible import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import FrameType
    from typing import BinaryIO, Self


__all__ = ["WIPE", "Uninterrupted", "counted", "fail", "refuse_to_overwrite", "say", "standard_input"]

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


class Uninterrupted:
    """What is done `at_once` is done whole: a signal that would end the run ends it afterwards, a second one at once.

    Outside of that, and outside of the context that this is, signals do what they did before.
    """

    def __init__(self) -> None:
        self._handlers: dict[int, Callable[[int, FrameType | None], object]] = {}
        self._came: list[int] = []
        self._waits = False

    def __enter__(self) -> Self:
        found = {number: signal.getsignal(number) for number in _ENDING}
        self._handlers = {number: handler for number, handler in found.items() if callable(handler)}
        for number in self._handlers:
            signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if not self._waits:
            self._handlers[number](number, frame)
            return
        self._came.append(number)
        signal.signal(number, signal.SIG_DFL)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """The part that is done whole."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        came, self._came = self._came, []
        for number in came[:1]:
            signal.signal(number, self._handlers[number])
            signal.raise_signal(number)


_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
