"""Where results go: files that two runs write at once, what a killed run left behind, pipes, and open descriptors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cfcheck.cli.terminal import ExitCode
from cfcheck.model.whole_file import LEFT_BEHIND

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RULES = ROOT / "fixtures" / "language" / "north-south"
# In two containers that share a folder, two processes have one number.
SAME_NUMBER = "import os; os.getpid = lambda: 7; from cfcheck.cli import main; main()"
TO_JSONL = ["evaluate", "-", "-q", "--rules", str(RULES), "-f", "jsonl"]


def begun(folder: Path, name: str) -> subprocess.Popen[bytes]:
    """A run that writes results of that name and is at work, and waits for more to read."""
    before = set(folder.iterdir())
    process = subprocess.Popen(
        [sys.executable, "-c", SAME_NUMBER, *TO_JSONL, "-o", name],
        cwd=folder,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while set(folder.iterdir()) == before:
        assert process.poll() is None
    return process


def ended(process: subprocess.Popen[bytes], reports: bytes) -> int:
    """How it ends once it has read the reports, and says nothing meanwhile."""
    _, said = process.communicate(reports, timeout=60)
    assert said == b""
    return process.returncode


def parts(folder: Path) -> Iterator[Path]:
    return folder.glob(".results.cfcheck-*.part")


def test_runs_at_once_write_one_file_and_the_last_one_has_it(tmp_path: Path) -> None:
    first, second = begun(tmp_path, "results"), begun(tmp_path, "results")
    assert ended(second, b'{"id":"of the second"}\n') == ExitCode.DONE
    assert b"of the second" in (tmp_path / "results").read_bytes()
    assert len(list(parts(tmp_path))) == 1
    assert ended(first, b'{"id":"of the first"}\n') == ExitCode.DONE
    assert (tmp_path / "results").read_bytes().count(b"\n") == 1
    assert b"of the first" in (tmp_path / "results").read_bytes()
    assert list(parts(tmp_path)) == []


def test_a_run_that_was_killed_is_in_nobodys_way_and_is_tidied_up_after(tmp_path: Path) -> None:
    killed = begun(tmp_path, "results")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    (left,) = parts(tmp_path)
    assert ended(begun(tmp_path, "results"), b'{"id":"a"}\n') == ExitCode.DONE
    assert list(parts(tmp_path)) == [left]
    long_ago = left.stat().st_mtime - LEFT_BEHIND - 60
    os.utime(left, (long_ago, long_ago))
    assert ended(begun(tmp_path, "results"), b'{"id":"a"}\n') == ExitCode.DONE
    assert list(parts(tmp_path)) == []


CFCHECK = f"{sys.executable} -c 'from cfcheck.cli import main; main()'"
EVALUATE = f"{CFCHECK} {' '.join(TO_JSONL)} <reports"
MANY = b"".join(b'{"id":"%d"}\n' % number for number in range(5_000))
# Each is run with 5,000 reports, and what it leaves in `out` is looked at.
AS_THEY_ARE = {
    "what is appended to": f"echo before >out; {EVALUATE} -o /dev/stdout >>out",
    "by number": f"echo before >out; {EVALUATE} -o /dev/fd/5 5>>out",
    "by a link": f"ln -s /dev/stdout here; echo before >out; {EVALUATE} -o here >>out",
    "by a link to a link": f"ln -s /dev/stderr a; ln -s a b; echo before >out; {EVALUATE} -o b 2>>out",
    "a pipe": f"mkfifo pipe; {{ echo before; cat pipe; }} >out & {EVALUATE} -o pipe; wait",
    "a file that has no name any more": f"exec 3<>out; rm out; {{ echo before; {EVALUATE} -o /dev/stdout; }} >&3; cat /dev/fd/3 >out",
}  # fmt: skip


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system has no names for open descriptors")
@pytest.mark.parametrize("script", AS_THEY_ARE.values(), ids=AS_THEY_ARE)
def test_what_is_open_already_is_written_to_as_it_is(tmp_path: Path, script: str) -> None:
    (tmp_path / "reports").write_bytes(MANY)
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"")
    lines = (tmp_path / "out").read_bytes().splitlines()
    assert (lines[0], len(lines)) == (b"before", 5_001)
    assert not list(tmp_path.glob(".*"))


def test_whoever_stops_reading_a_pipe_hears_no_complaint(tmp_path: Path) -> None:
    (tmp_path / "reports").write_bytes(MANY)
    script = f"mkfifo pipe; head -1 <pipe >out & {EVALUATE} -o pipe; echo $?; wait"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"%d\n" % ExitCode.BROKEN_PIPE, b"")


@pytest.mark.parametrize("name", ["r" * 255, "ح" * 127])
def test_a_name_as_long_as_can_be_is_written(tmp_path: Path, name: str) -> None:
    assert ended(begun(tmp_path, name), b'{"id":"a"}\n') == ExitCode.DONE
    assert [path.name for path in tmp_path.iterdir()] == [name]


# A notebook, and a program that collects what is written, have such streams.
IN_MEMORY = """
import io, sys
kept = io.BytesIO()
there, sys.stdout = sys.stdout, io.TextIOWrapper(kept, encoding="ascii", newline="\\r\\n")
from cfcheck.cli import main
try:
    main()
finally:
    there.buffer.write(kept.getvalue())
"""


def test_a_standard_output_without_a_file_gets_the_same_bytes(tmp_path: Path) -> None:
    reports = '{"id": "ä"}\n'.encode()
    (tmp_path / "reports.jsonl").write_bytes(reports)
    words = ["evaluate", str(tmp_path / "reports.jsonl"), "-q", "--rules", str(RULES), "-f", "jsonl"]
    of_a_file = subprocess.run(
        [sys.executable, "-c", "from cfcheck.cli import main; main()", *words], capture_output=True, check=True
    )
    in_memory = subprocess.run([sys.executable, "-c", IN_MEMORY, *words], capture_output=True, check=True)
    assert in_memory.stdout == of_a_file.stdout
    assert "ä".encode() in in_memory.stdout
