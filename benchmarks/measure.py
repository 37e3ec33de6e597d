"""Runs commands as processes of their own and takes what the kernel counted of them. Knows nothing of what they do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path
    from typing import IO

__all__ = ["FailedCommand", "Usage", "measure", "measure_in_turn", "measure_read_slowly"]

_KIBIBYTES: Final = 1024
_MEBIBYTE: Final = 1024 * 1024


# A process begins with the peak of the one that starts it, so that is one which holds nothing.
_START: Final = """
import json, os, sys, time
begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
taken = time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status)
with open(int(os.environ["CFCHECK_USAGE"]), "w") as said:
    json.dump(taken, said)
"""


class FailedCommand(Exception):
    """A measured command that did not end as it should."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: seconds by the clock, seconds of CPU (its children's too), and MiB at its largest.

    `peak` is that of the largest single process, and never less than what the one that starts it holds (some 10 MiB).
    """

    wall: float
    cpu: float
    peak: float
    said: str = ""


def measure(command: Sequence[str], root: Path, target: Path | None = None, *, ends: Container[int] = (0,)) -> Usage:
    """Run the command in the folder. Raises FailedCommand, with the end of what it said, for an exit not in `ends`.

    The target is removed before: to free a large file can take as long as to write it.
    """
    if target:
        target.unlink(missing_ok=True)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as used:
        usage = _ended(_started(command, root, out, errors, used), command, errors, used, ends)
        out.seek(0)
        return replace(usage, said=out.read().decode(errors="replace"))


def measure_read_slowly(command: Sequence[str], root: Path, pause: float) -> Usage:
    """Run the command and read what it writes by a mebibyte at a time, with so many seconds between two.

    Raises FailedCommand as `measure` does.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as used:
        begun = time.perf_counter()
        process = _started(command, root, subprocess.PIPE, errors, used)
        assert process.stdout is not None  # noqa: S101  # a pipe was asked for
        with process.stdout as results:
            while _mebibyte_of(results):
                time.sleep(pause)
        return replace(_ended(process, command, errors, used, (0,)), wall=time.perf_counter() - begun)


def _mebibyte_of(results: IO[bytes]) -> int:
    """Read a mebibyte, or to the end. How many bytes that were."""
    taken = 0
    while taken < _MEBIBYTE and (piece := results.read(_MEBIBYTE - taken)):
        taken += len(piece)
    return taken


def _started(
    command: Sequence[str], root: Path, out: IO[bytes] | int, errors: IO[bytes], used: IO[bytes]
) -> subprocess.Popen[bytes]:
    """The command, begun by a process that writes what it took to `used`, and holds nothing itself."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, *command],
        cwd=root,
        env={**os.environ, "CFCHECK_USAGE": str(used.fileno())},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=errors,
        bufsize=0,
        pass_fds=[used.fileno()],
    )


def _ended(
    process: subprocess.Popen[bytes],
    command: Sequence[str],
    errors: IO[bytes],
    used: IO[bytes],
    ends: Container[int],
) -> Usage:
    """What the command took, once it has ended."""
    process.wait()
    used.seek(0)
    wall, cpu, peak, ended = json.loads(used.read() or b"[0, 0, 0, null]")
    if ended not in ends:
        errors.seek(0)
        raise FailedCommand(f"{' '.join(command)}: {errors.read().decode(errors='replace')[-1000:]}")
    return Usage(wall, cpu, peak / _KIBIBYTES)


def measure_in_turn(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    root: Path,
    target: Path | None = None,
    *,
    ends: Container[int] = (0,),
) -> dict[str, Usage]:
    """The medians of each command, all of them run once in each round, every other round backwards.

    So that a slow minute of the machine falls on all of them.
    """
    taken: dict[str, list[Usage]] = {name: [] for name in commands}
    for turn in range(rounds):
        for name in list(commands)[:: -1 if turn % 2 else 1]:
            taken[name].append(measure(commands[name], root, target, ends=ends))
    return {name: _median(usages) for name, usages in taken.items()}


def _median(usages: Sequence[Usage]) -> Usage:
    return Usage(
        median(usage.wall for usage in usages),
        median(usage.cpu for usage in usages),
        median(usage.peak for usage in usages),
        usages[-1].said,
    )
