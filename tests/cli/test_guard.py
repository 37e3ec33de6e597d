"""Standard error lets nothing alive through, whoever writes there and in whatever pieces."""

from __future__ import annotations

import io
from typing import Final

import pytest

from cfcheck.cli.guard import VisibleStream, unguarded
from cfcheck.cli.terminal import WIPE, ExitCode, fail, say

SIGN: Final = "\N{REPLACEMENT CHARACTER}"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# What is written, piece by piece, and what comes out.
PIECES: Final = {
    "a line": (["a\n"], "a\n"),
    "two lines at once": (["a\nb\n"], "a\nb\n"),
    "a line in pieces": (["a", "b", "\n"], "ab\n"),
    "a command in pieces": ([" ", ":", ":error::x", "\n"], f" {SIGN}:error::x\n"),
    "signs of a terminal": (["\x1b[2Ja\r\x9bb\n"], f"{SIGN}[2Ja{SIGN}{SIGN}b\n"),
}


@pytest.mark.parametrize(("pieces", "written"), PIECES.values(), ids=PIECES)
def test_lines_come_out_visible(pieces: list[str], written: str) -> None:
    under = io.StringIO()
    stream = VisibleStream(under)
    assert [stream.write(piece) for piece in pieces] == [len(piece) for piece in pieces]
    assert under.getvalue() == written
    stream.flush()
    assert under.getvalue() == written


def test_what_is_not_ended_comes_out_when_it_is_flushed() -> None:
    under = io.StringIO()
    stream = VisibleStream(under)
    print("::error::x", end="", file=stream, flush=True)
    assert under.getvalue() == f"{SIGN}:error::x"


def test_it_takes_no_bytes() -> None:
    under = io.StringIO()
    with pytest.raises(TypeError):
        VisibleStream(under).write(b"")  # type: ignore[arg-type]  # as typer tries
    assert under.getvalue() == ""


def test_it_is_what_it_stands_for() -> None:
    stream = VisibleStream(Terminal())
    assert stream.isatty()
    assert stream.writable()
    assert not hasattr(stream, "buffer")
    under = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace")
    assert (VisibleStream(under).encoding, VisibleStream(under).errors) == ("ascii", "backslashreplace")
    assert unguarded(VisibleStream(under)) is under
    assert unguarded(under) is under


@pytest.mark.parametrize("is_guarded", [True, False])
def test_lines_that_are_said_stay_lines(monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool) -> None:
    under = Terminal()
    monkeypatch.setattr("sys.stderr", VisibleStream(under) if is_guarded else under)
    say("a\n::error::b", "::error::c")
    with pytest.raises(SystemExit) as ended:
        fail(ExitCode.USAGE, "d\x1b[31m: is none", "  e")
    assert ended.value.code == ExitCode.USAGE
    assert under.getvalue() == (f"{WIPE}a{SIGN}::error::b\n{SIGN}:error::c\n{WIPE}cfcheck: d{SIGN}[31m: is none\n  e\n")
