"""How much memory a run takes at most: bounded, whatever the records are like and however slowly results are read."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process alone"),
]

SAY_PEAK: Final = """
import atexit, pathlib, re
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: pathlib.Path("peak").write_text(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]))
from cfcheck.cli import main; main()
"""


def peak(folder: Path, *options: str, wait: float = 0) -> float:
    """The most memory, in MiB, that an evaluation of `reports` in the folder takes; results are read after `wait`."""
    command = [sys.executable, "-c", SAY_PEAK, "evaluate", "reports", "-q", *options]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        time.sleep(wait)
        while process.stdout.read(1 << 20):
            pass
    return int((folder / "peak").read_text()) / 1024


def tiny(count: int) -> Iterator[str]:
    return (f'{{"id":"{number}"}}' for number in range(count))


def long_names(count: int) -> Iterator[str]:
    return (f'{{"id":"{number}","perpetrator":"Group {number} {"x" * 1_900}"}}' for number in range(count))


def as_lines(records: Iterator[str]) -> str:
    return "\n".join(records)


def as_list(records: Iterator[str]) -> str:
    return f"[{','.join(records)}]"


# How many, how they are written, options, for how long nobody reads, and the most that it may take: well below what all
# the lines would.
RUNS: dict[str, tuple[int, Callable[[Iterator[str]], str], tuple[str, ...], float, float]] = {
    "lines": (150_000, as_lines, (), 0, 110),
    "a list": (150_000, as_list, (), 0, 110),
    "four jobs": (150_000, as_lines, ("--jobs", "4"), 0, 160),
    "four jobs that wait": (150_000, as_lines, ("--jobs", "4"), 1, 160),
    "without the scanner": (60_000, as_lines, ("--inference", "reference"), 0, 80),
    "processes": (60_000, as_lines, ("--inference", "reference", "--jobs", "2"), 1, 80),
}


@pytest.mark.parametrize(("options", "most"), [((), 150), (("--jobs", "2"), 170)])
@pytest.mark.slow
def test_names_that_are_long_take_no_more_than_is_remembered(
    tmp_path: Path, options: tuple[str, ...], most: float
) -> None:
    (tmp_path / "reports").write_text(as_lines(long_names(20_000)), encoding="utf-8")
    assert peak(tmp_path, "--format", "jsonl", *options) < most


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNS)
def test_small_records_take_no_more_memory_than_large_ones(tmp_path: Path, name: str) -> None:
    count, written, options, wait, most = RUNS[name]
    (tmp_path / "reports").write_text(written(tiny(count)), encoding="utf-8")
    assert peak(tmp_path, "--format", "jsonl", *options, wait=wait) < most
