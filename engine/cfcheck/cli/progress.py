"""Shows the progress of long work, on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from cfcheck.cli.guard import unguarded
from cfcheck.cli.terminal import WIPE
from cfcheck.model.paths import is_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

__all__ = ["Meter", "watched"]

Thing = TypeVar("Thing")

_PATIENCE: Final = 1.0
_EVERY: Final = 0.5
_LOOK_EACH: Final = 256


class Meter:
    """The share of some files that has been read, if all of them have a size."""

    def __init__(self, names: Iterable[str]) -> None:
        self._sizes = [_size(name) for name in names]
        self._before = 0
        self._size = 0
        self._stream: BinaryIO | None = None

    def opened(self, stream: BinaryIO) -> None:
        """Take note that the next file has been opened."""
        self._before += self._size
        self._stream = stream
        with suppress(OSError):  # what comes from memory has no number
            self._size = os.fstat(stream.fileno()).st_size

    def share(self) -> float | None:
        """From 0 to 1; None where a file has no size, as a pipe has none."""
        if not all(self._sizes):
            return None
        position = self._stream.tell() if self._stream and not self._stream.closed else self._size
        return min(1.0, (self._before + position) / sum(self._sizes))


def _size(name: str) -> int:
    """The size of the file in bytes; 0 of what has none, or is not there by now."""
    try:
        return Path(name).stat().st_size if is_file(name) else 0
    except OSError:
        return 0


def watched(
    things: Iterable[Thing],
    noun: str,
    meter: Meter | None = None,
    size: Callable[[Thing], int] | None = None,
    each: int = _LOOK_EACH,
) -> Iterator[Thing]:
    """The things, counted on standard error while they pass, if that is a terminal and they take their time.

    `size` says how many a thing stands for; without it, for one. The clock is looked at after `each` so many things.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from things
        return
    shown = False
    due = time.monotonic() + _PATIENCE
    try:
        count = 0
        for passed, thing in enumerate(things, 1):
            yield thing
            count += size(thing) if size else 1
            if passed % each == 0 and time.monotonic() > due:
                _show(f"{WIPE}{count:,} {noun}{_percent(meter)}")
                shown, due = True, time.monotonic() + _EVERY
    finally:
        if shown:
            _show(WIPE)


def _percent(meter: Meter | None) -> str:
    share = meter.share() if meter else None
    return "" if share is None else f", {share:.0%} read"


def _show(text: str) -> None:
    out = unguarded(sys.stderr)
    with suppress(OSError):  # nobody sees it
        out.write(text)
        out.flush()
