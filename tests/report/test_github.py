"""Annotations: one command a line, whatever they are made of, and as long as GitHub takes them."""

from __future__ import annotations

from typing import Final

import pytest

from cfcheck.report.github import LONGEST_MESSAGE, LONGEST_TITLE, Spot, workflow_command

SIGN: Final = "\N{REPLACEMENT CHARACTER}"

# A file, a title and lines, and the command.
COMMANDS: Final = {
    "plain": (Spot("a.yaml", 3, 5, 2), "t", ["x", "y"], "::error file=a.yaml,line=3,col=5,endColumn=7,title=t::x%0Ay"),
    "without a place": (Spot("a.yaml", 0, 5), "t", ["x"], "::error file=a.yaml,title=t::x"),
    "signs that part properties": (
        Spot("a,line=9::b.yaml"), "t,file=c:", ["x"], "::error file=a%2Cline=9%3A%3Ab.yaml,title=t%2Cfile=c%3A::x",
    ),
    "what is escaped already": (Spot("100%.yaml"), "%3A", ["%0A::error::x"], "::error file=100%25.yaml,title=%253A::%250A::error::x"),
    "line ends": (
        Spot("a\n::debug::.yaml"), "t\r\nu", ["x\n::error::y", "z\r"],
        f"::error file=a{SIGN}%3A%3Adebug%3A%3A.yaml,title=t{SIGN}{SIGN}u::x{SIGN}::error::y%0Az{SIGN}",
    ),
    "a command in a line of its own": (Spot("a"), "t", ["x", "::stop-commands::y"], f"::error file=a,title=t::x%0A{SIGN}:stop-commands::y"),
    "another command": (Spot("##[a]"), "##vso[b]", ["##[c]"], f"::error file={SIGN}#[a],title={SIGN}#vso[b]::{SIGN}#[c]"),
    "signs that nobody sees": (Spot("a\u202eb"), "\ufeff", ["\x1b[31mx"], f"::error file=a{SIGN}b,title={SIGN}::{SIGN}[31mx"),
}  # fmt: skip


@pytest.mark.parametrize(("spot", "title", "lines", "command"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_holds_what_it_is_made_of(spot: Spot, title: str, lines: list[str], command: str) -> None:
    assert workflow_command("error", spot, title, lines) == command


def test_a_command_is_cut_to_what_is_taken() -> None:
    command = workflow_command("notice", Spot("a"), "t" * 300, ["x" * 9_000, "\U0001f4a5" * 9_000])
    properties, message = command.removeprefix("::notice file=a,title=").split("::")
    assert properties == f"{'t' * (LONGEST_TITLE - 1)}…"
    lines = message.split("%0A")
    assert lines[0] == "x" * 9_000
    assert lines[1] == "\U0001f4a5" * (LONGEST_MESSAGE - 9_002) + "…"
    assert len("\n".join(lines).encode()) < 64 * 1024
