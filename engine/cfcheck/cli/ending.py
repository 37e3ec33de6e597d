"""Signals that end a run: which do, what is completed first, and which faults on the way are not reported."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Self

__all__ = ["Uninterrupted", "end_by_signals", "leave_signals_to_the_system", "silence_what_is_ignored"]

_ENDED_BY: Final = {
    signal.SIGINT: ExitCode.INTERRUPTED,
    signal.SIGTERM: ExitCode.TERMINATED,
    **({signal.SIGHUP: ExitCode.HUNG_UP} if hasattr(signal, "SIGHUP") else {}),
}
_NUMBER_OF: Final = {code: number for number, code in _ENDED_BY.items()}
_SOON: Final = 0.01
"""The seconds after which a signal that did not end the run is sent once more."""


def end_by_signals() -> None:
    """Make signals end the run in good order: complete files stay, half-written ones are removed."""
    for number in _ENDED_BY:
        # What `nohup` protects stays protected.
        if number is signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def leave_signals_to_the_system() -> None:
    """Make signals end the process at once, since nothing is left to be cleaned up."""
    for number in _ENDED_BY:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: object) -> NoReturn:
    """Clean up, and end; a second signal of the kind does not wait for that, one of another kind does."""
    for other in _ENDED_BY:
        if other == number:
            signal.signal(other, signal.SIG_DFL)
        elif signal.getsignal(other) is not signal.SIG_IGN:
            signal.signal(other, _pass_once)
    raise SystemExit(_ENDED_BY[signal.Signals(number)])


def _pass_once(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_DFL)


def silence_what_is_ignored(*, shows: bool) -> None:
    """Show no traceback of what Python ignores, unless that is wanted: nobody can do anything about it.

    An end that a signal asked for is not ignored. It may come at a moment from which Python cannot raise anything.
    """
    ignored, in_thread = sys.unraisablehook, threading.excepthook

    def ignore(fault: sys.UnraisableHookArgs) -> None:
        code = fault.exc_value.code if isinstance(fault.exc_value, SystemExit) else None
        if isinstance(code, ExitCode) and code in _NUMBER_OF:
            signal.signal(_NUMBER_OF[code], _end)
            with suppress(RuntimeError):  # the system lets no more threads begin
                threading.Thread(target=_send_soon, args=(_NUMBER_OF[code],), daemon=True).start()
        elif shows:
            ignored(fault)

    sys.unraisablehook = ignore
    threading.excepthook = in_thread if shows else _ignore


def _send_soon(number: int) -> None:
    time.sleep(_SOON)
    os.kill(os.getpid(), number)


def _ignore(_: object) -> None:
    pass


class Uninterrupted:
    """What is done `at_once` is done whole: a signal that would end the run ends it afterwards, a second one at once.

    Outside of that, and outside of the context that this is, signals do what they did before.
    """

    def __init__(self) -> None:
        self._handlers: dict[int, Callable[[int, FrameType | None], object]] = {}
        self._came: list[int] = []
        self._waits = False

    def __enter__(self) -> Self:
        found = {number: signal.getsignal(number) for number in _ENDED_BY}
        self._handlers = {number: handler for number, handler in found.items() if callable(handler)}
        for number in self._handlers:
            signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            if signal.getsignal(number) == self._note:  # not where the run is being ended
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if not self._waits:
            self._handlers[number](number, frame)
            return
        self._came.append(number)
        signal.signal(number, signal.SIG_DFL)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """The part that signals do not interrupt."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        came, self._came = self._came, []
        for number in came[:1]:
            signal.signal(number, self._handlers[number])
            signal.raise_signal(number)
