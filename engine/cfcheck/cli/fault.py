"""The message and exit code of a run that ends because of an unexpected fault, or of a system that lacks resources.

See docs/decisions/0062-every-run-ends-by-its-codes.md.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.cli.commands import COMMANDS, TRACEBACK_VARIABLE, version_line
from cfcheck.cli.terminal import ExitCode, say
from cfcheck.model.system_fault import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Escaped", "broken_off"]

_PACKAGE: Final = Path(__file__).parents[1]
_INSTALLED: Final = (_PACKAGE, Path(os.__file__).parent, Path(sys.prefix, "lib"))
"""The folders of installed code, which hold no input of users."""
_MOST_OPTIONS: Final = 20
_LONGEST_OPTION: Final = 40
_MEBIBYTE: Final = 1024 * 1024
_LINUX_COUNTS_IN: Final = 1024

_MORE_MEMORY: Final = "split the input into smaller files, use fewer --jobs, or allow more memory"
_NO_TEMPORARY_FOLDER: Final = "there is no folder for temporary files that can be written to; name one with TMPDIR"
_WAYS_OUT: Final = {
    errno.EMFILE: "raise the limit of open files (`ulimit -n`)",
    errno.ENFILE: "end other programs, or raise the system's limit of open files",
    errno.ENOMEM: _MORE_MEMORY,
    errno.EAGAIN: "use fewer --jobs, or raise the limits of processes (`ulimit -u`) and of memory",
    errno.ENOSPC: "make room for temporary files, or name another folder for them with TMPDIR",
    errno.EDQUOT: "make room for temporary files, or name another folder for them with TMPDIR",
    errno.EFBIG: "raise the limit of the size of files (`ulimit -f`)",
    errno.EIO: "look after the disk",
}
"""What the system can refuse, by its number of errors, and what its user can do about it."""


class Escaped(BaseException):
    """Carries what a command raised past typer, which would end with a code of its own for some of it."""

    def __init__(self, fault: BaseException) -> None:
        super().__init__()
        self.fault = fault


def broken_off(fault: BaseException) -> ExitCode:
    """Print in one line why the run failed, and return its exit code. Shows the traceback if that is wanted."""
    if isinstance(fault, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if os.environ.get(TRACEBACK_VARIABLE):
        _show_traceback(fault)
    code, why = _reason(fault)
    say(f"cfcheck: {why}")
    return code


def _reason(fault: BaseException) -> tuple[ExitCode, str]:
    if isinstance(fault, MemoryError):
        fault.__traceback__ = fault.__context__ = None  # which hold on to what took the memory
        return ExitCode.BROKEN_OFF, f"not enough memory: {_memory()}; {_MORE_MEMORY}"
    if isinstance(fault, OSError):
        return _refused(fault)
    if isinstance(fault, ImportError):
        return ExitCode.BROKEN_OFF, _not_loaded(fault, fault.name or "a part of what cfcheck needs")
    if _is_lost_process(fault):
        return ExitCode.BROKEN_OFF, f"a process of --jobs was ended, as a system does that lacks memory; {_MORE_MEMORY}"
    return ExitCode.BROKEN_OFF, _own_fault(fault)


def _refused(fault: OSError) -> tuple[ExitCode, str]:
    """The refusal of the system in words, and what a user can do about it, if anything."""
    reason = reason_of(fault)
    if not _has_current_folder():
        return ExitCode.USAGE, "the folder that this runs in is gone, or cannot be entered; change to another one"
    if fault.errno in _WAYS_OUT:
        return ExitCode.BROKEN_OFF, f"the system refused what is needed: {reason}; {_WAYS_OUT[fault.errno]}"
    if not isinstance(fault.filename, str | bytes):
        return ExitCode.BROKEN_OFF, _own_fault(fault) if _has_temporary_folder() else _NO_TEMPORARY_FOLDER
    path = Path(os.fsdecode(fault.filename))
    if any(path.is_relative_to(home) for home in _INSTALLED):
        return ExitCode.BROKEN_OFF, _not_loaded(fault, str(path))
    return ExitCode.INVALID, f"{path}: cannot be read: {reason}"


def _not_loaded(fault: BaseException, what: str) -> str:
    limits = "if there is a limit of memory or of open files, raise it"
    return f"{what} cannot be loaded; install cfcheck anew or, {limits} ({_where(fault)}; {_version()})"


def _own_fault(fault: BaseException) -> str:
    return (
        f"this is a fault of cfcheck, from which nothing follows about what it read: {type(fault).__qualname__} "
        f"{_where(fault)}; {_version()}. Please report it at the issue page of its repository, or as SECURITY.md there "
        "says if it could do harm: send this line, the command as you gave it and, if you may, an input that shows it. "
        f"{TRACEBACK_VARIABLE}=1 shows where it came from"
    )


def _is_lost_process(fault: BaseException) -> bool:
    from concurrent.futures import BrokenExecutor

    return isinstance(fault, BrokenExecutor)


def _where(fault: BaseException) -> str:
    """The innermost place in our code that the fault came through, and the command that led there."""
    place = "in code of others"
    trace = fault.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"in cfcheck/{file.relative_to(_PACKAGE).as_posix()}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return f"{place}, of `{_command(sys.argv[1:])}`"


def _command(words: Sequence[str]) -> str:
    """The command and the names of its options: what else stands on a command line can be part of what is read."""
    name = [word for word in words[:1] if word in COMMANDS]
    before_values = words[: words.index("--")] if "--" in words else words
    options = [word.partition("=")[0] for word in before_values if word.startswith("-") and word != "-"]
    return " ".join(["cfcheck", *name, *(option[:_LONGEST_OPTION] for option in options[:_MOST_OPTIONS])])


def _version() -> str:
    from cfcheck.version import VERSION

    try:
        return version_line()
    except Exception:  # noqa: BLE001  # the reported fault must not be hidden by another one
        return f"cfcheck {VERSION}"


def _memory() -> str:
    """The peak of memory use, and its limit, in words."""
    import resource

    unit = 1 if sys.platform == "darwin" else _LINUX_COUNTS_IN
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    allowed = (
        "" if limit == resource.RLIM_INFINITY else f" (`ulimit -v` allows {limit // _MEBIBYTE:,} MiB of addresses)"
    )
    return f"{used // _MEBIBYTE:,} MiB were in use, and the system gives no more{allowed}"


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _has_temporary_folder() -> bool:
    from tempfile import gettempdir

    try:
        gettempdir()
    except OSError:
        return False
    return True


def _show_traceback(fault: BaseException) -> None:
    from traceback import format_exception

    for line in "".join(format_exception(fault)).splitlines():
        say(line)
