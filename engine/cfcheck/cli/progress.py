"""Says how far long work has come, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["watched"]

Thing = TypeVar("Thing")

_PATIENCE: Final = 1.0
_EVERY: Final = 0.5
_LOOK_EACH: Final = 256


def watched(things: Iterable[Thing], noun: str, each: int = _LOOK_EACH) -> Iterator[Thing]:
    """The things, counted on standard error while they pass, if that is a terminal and they take their time.

    The clock is looked at after `each` so many.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield from things
        return
    shown = False
    due = time.monotonic() + _PATIENCE
    for count, thing in enumerate(things, 1):
        yield thing
        if count % each == 0 and time.monotonic() > due:
            print(f"\r{count:,} {noun}", end="", file=sys.stderr, flush=True)  # noqa: T201  # a line that is rewritten
            shown, due = True, time.monotonic() + _EVERY
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201  # ... and wiped at the end
