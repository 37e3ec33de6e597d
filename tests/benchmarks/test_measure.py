"""What is taken of a process is that process's, and a failure is none of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.measure import FailedCommand, measure, measure_in_turn, measure_read_slowly

HERE = Path(__file__).parent


def test_a_process_that_holds_more_is_seen_to_hold_more() -> None:
    commands = {
        "little": [sys.executable, "-c", "pass"],
        "much": [sys.executable, "-c", "held = bytearray(200 * 1024 * 1024)"],
    }
    taken = measure_in_turn(commands, 1, HERE)
    assert taken["much"].peak - taken["little"].peak > 100
    assert taken["much"].peak > 200


def test_a_process_is_not_seen_to_hold_what_the_measuring_one_holds() -> None:
    held = bytearray(b"x" * 300 * 1024 * 1024)
    assert measure([sys.executable, "-c", "pass"], HERE).peak < 100
    assert measure_read_slowly([sys.executable, "-c", "pass"], HERE, 0).peak < 100
    assert held


def test_work_counts_as_cpu_and_waiting_only_by_the_clock() -> None:
    waited = measure([sys.executable, "-c", "import time; time.sleep(0.5)"], HERE)
    assert waited.wall > 0.5
    assert waited.cpu < 0.5


def test_a_command_finds_no_results_of_the_run_before(tmp_path: Path) -> None:
    target = tmp_path / "results"
    commands = {name: [sys.executable, "-c", f"open({str(target)!r}, 'x')"] for name in ("once", "twice")}
    assert list(measure_in_turn(commands, 2, HERE, target)) == ["once", "twice"]


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(FailedCommand, match="no such thing"):
        measure([sys.executable, "-c", "raise SystemExit('no such thing')"], HERE)


def test_what_is_read_slowly_is_read_to_its_end(tmp_path: Path) -> None:
    written = tmp_path / "written"
    program = f"import sys; sys.stdout.write('x' * 3_000_000); sys.stdout.flush(); open({str(written)!r}, 'x')"
    used = measure_read_slowly([sys.executable, "-c", program], HERE, 0.05)
    assert written.exists()
    assert used.wall > 3 * 0.05
    assert used.peak > 1


def test_a_command_that_fails_while_it_is_read_says_why() -> None:
    with pytest.raises(FailedCommand, match="no such thing"):
        measure_read_slowly([sys.executable, "-c", "raise SystemExit('no such thing')"], HERE, 0)
