"""Runs commands as processes of their own and takes what the kernel counted of them. Knows nothing of what they do."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path

__all__ = ["FailedCommand", "Usage", "measure", "measure_in_turn"]

_KIBIBYTES: Final = 1024


class FailedCommand(Exception):
    """A measured command that did not end as it should."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process took: seconds by the clock, seconds of CPU (its children's too), and MiB at its largest.

    `peak` is that of the largest single process, and never less than what the measuring one holds (some 20 MiB).
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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ends:
            errors.seek(0)
            raise FailedCommand(f"{' '.join(command)}: {errors.read().decode(errors='replace')[-1000:]}")
        out.seek(0)
        said = out.read().decode(errors="replace")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _KIBIBYTES, said)


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
