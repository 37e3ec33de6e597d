"""Where the command line begins: a plain line goes to its command at once, any other to typer."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final, NoReturn

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.guard import VisibleStream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["PLAIN_COMMANDS", "main", "version_line"]

PLAIN_COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "check": ("cfcheck.cli.check", "check"),
    "convert": ("cfcheck.cli.convert", "convert"),
    "diff": ("cfcheck.cli.diff", "diff"),
    "evaluate": ("cfcheck.cli.evaluate", "evaluate"),
    "explain": ("cfcheck.cli.explain", "explain"),
    "fmt": ("cfcheck.cli.fmt", "fmt"),
    "schema": ("cfcheck.cli.schema", "schema"),
    "test": ("cfcheck.cli.test", "run_tests"),
}
"""The commands that can be called without typer, with the module and the function of each."""

_ENDED_BY: Final = {
    signal.SIGINT: ExitCode.INTERRUPTED,
    signal.SIGTERM: ExitCode.TERMINATED,
    **({signal.SIGHUP: ExitCode.HUNG_UP} if hasattr(signal, "SIGHUP") else {}),
}
_COMPLETING: Final = "_CFCHECK_COMPLETE"


def main() -> None:
    """Run the command line of this process."""
    for number, code in _ENDED_BY.items():
        # What `nohup` protects stays protected.
        if number is signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, partial(_end, code))
    if isinstance(sys.stdout, TextIOWrapper):
        # The same bytes everywhere, whatever the machine's encoding and line ends.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if sys.stderr is not None:
        sys.stderr = VisibleStream(sys.stderr)
    words = sys.argv[1:]
    if _COMPLETING not in os.environ and words:
        _run_plain(words[0], words[1:])
    from cfcheck.cli.application import app

    app()


def version_line() -> str:
    """Which version this is, and what answers depend on besides."""
    from cfcheck.inference import active_inference
    from cfcheck.version import VERSION
    from cfcheck.zone import tz_version

    python = ".".join(map(str, sys.version_info[:3]))
    return f"cfcheck {VERSION} (inference {active_inference()}, tz database {tz_version()}, Python {python})"


def _run_plain(name: str, words: Sequence[str]) -> None:
    """Run the command and end, if the words plainly call one; return if they do not."""
    if name == "--version" and not words:
        _say_version()
    if name not in PLAIN_COMMANDS:
        return
    from cfcheck.cli.plain_line import read_line

    module, function = PLAIN_COMMANDS[name]
    command: Callable[..., object] = getattr(import_module(module), function)
    arguments = read_line(command, words)
    if arguments is not None:
        _load_structs()
        command(**arguments)
        raise SystemExit(ExitCode.DONE)


def _say_version() -> NoReturn:
    from cfcheck.cli.output import writing_to

    _load_structs()
    with writing_to(None) as out:
        out.write(f"{version_line()}\n")
    raise SystemExit(ExitCode.DONE)


def _load_structs() -> None:
    """Load what nouns are made of, but not what it would load in vain.

    msgspec looks for typing_extensions, which takes 10 ms, and does without where it is not there.
    """
    hidden = "typing_extensions"
    if hidden not in sys.modules:
        sys.modules[hidden] = None  # type: ignore[assignment]  # what the import system takes for "not there"
        try:
            import cfcheck.noun  # noqa: F401
        finally:
            del sys.modules[hidden]


def _end(code: ExitCode, number: int, _: object) -> NoReturn:
    """Leave what is complete, clean up, and end; a second signal of the kind does not wait for that."""
    signal.signal(number, signal.SIG_DFL)
    raise SystemExit(code)
