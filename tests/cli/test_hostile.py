"""Input made to do harm: memory stays bounded, the fault is told, and the rest is evaluated where it can be told apart."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cfcheck.cli.terminal import ExitCode

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process alone"),
]

RULES = Path(__file__).parents[2] / "fixtures" / "language" / "north-south"
MEBIBYTE: Final = 1024 * 1024
SIZE: Final = 192
MOST_MEMORY: Final = 160 * MEBIBYTE
SAY_PEAK = """
import atexit, pathlib, re
status = pathlib.Path("/proc/self/status")
atexit.register(lambda: pathlib.Path("peak").write_text(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]))
"""
TABLE = """
cfcheck: 1
title: A sheet
columns: {id: id, act: {header: act, optional: true}}
incident:
  - id: "{id}"
keep: unmapped
"""


def much(begins: bytes, ends: bytes, piece: bytes = b"x" * MEBIBYTE, count: int = SIZE) -> Iterator[bytes]:
    yield begins
    for _ in range(count):
        yield piece
    yield ends


def deep(levels: int) -> Iterator[bytes]:
    yield b'[{"id":"a","extra":{"x":'
    yield b"[" * levels
    yield b"]" * levels
    yield b'}},{"id":"b"}]'


def bomb(pack: Callable[[bytes], bytes]) -> Iterator[bytes]:
    yield pack(b'{"id":"a","description":"' + b"x" * (SIZE * MEBIBYTE) + b'"}\n{"id":"b"}\n')


TEXT = b'"id":"a","description":"'
CUT = "is not JSON: the file ends inside the record that begins on line 1 (byte 2); nothing from there on was read"
# What comes in, how it is read, what is told, and how many records are evaluated.
HOSTILE: dict[str, tuple[Callable[[], Iterator[bytes]], tuple[str, ...], str, int]] = {
    "a long line": (lambda: much(b"{" + TEXT, b'"}\n{"id":"b"}\n'), (), "-, record 1 (`a`): the line is longer than 16 MiB", 1),
    "a long record": (lambda: much(b"[{" + TEXT, b'"},{"id":"b"}]'), (), "-, record 1 (`a`): the record is longer than 16 MiB", 1),
    "a text without end": (lambda: much(b"[{" + TEXT, b""), (), f"-, record 1 (`a`): {CUT}", 0),
    "much before the list": (
        lambda: much(b'{\n"from":"', b'",\n"incidents":[{"id":"b"}]}'), (), "-, record 1: the record is longer than 16 MiB", 0,
    ),
    "zeros": (lambda: much(b"", b"", bytes(MEBIBYTE)), (), "-: is UTF-16 or UTF-32, or no text at all; save it as UTF-8", 0),
    "white space": (lambda: much(b"", b'{"id":"b"}', b" \n" * 2**19), (), "-: begins with more than 16 MiB of white space", 0),
    "brackets": (lambda: deep(2 * MEBIBYTE), (), "-, record 1 (`a`): is nested too deeply", 1),
    "more brackets": (lambda: deep(9 * MEBIBYTE), (), "-, record 1 (`a`): the record is longer than 16 MiB", 1),
    "a gzip bomb": (lambda: bomb(gzip.compress), (), "-, record 1 (`a`): the line is longer than 16 MiB", 1),
    "a zstd bomb": (lambda: bomb(zstd.compress), (), "-, record 1 (`a`): the line is longer than 16 MiB", 1),
    "a long row": (
        lambda: much(b"id,act\na,", b"\nb,shelling\n"), ("--from", "table.yaml"), "-, record 2: has a line of more than 1024 KiB", 1,
    ),
    "a million columns": (
        lambda: much(b"id\n", b"\nb\n", b"0123456," * 2**17, 8), ("--from", "table.yaml"), "-, record 2: has a line of more than 1024 KiB", 1,
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_memory_stays_bounded(tmp_path: Path, name: str) -> None:
    pieces, options, told, evaluated = HOSTILE[name]
    (tmp_path / "table.yaml").write_text(TABLE)
    program = f"{SAY_PEAK}\nfrom cfcheck.cli import main; main()"
    command = [sys.executable, "-c", program, "evaluate", "-", "-q", "--rules", str(RULES), "-f", "jsonl", *options]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        try:
            for piece in pieces():
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has seen enough
        results, said = process.stdout.read(), process.stderr.read()
    assert said.decode() == f"{told}\n"
    assert process.returncode == ExitCode.INVALID
    assert len(results.splitlines()) == evaluated
    assert int((tmp_path / "peak").read_text()) * 1024 < MOST_MEMORY
