"""Only what has no effect is removed, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.authoring.check.accords import TERMS, checked
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "cfcheck: 1  # the language\ntitle: The Accord of the Bridge\n"
ALLOW = "# cfcheck: allow unused-party until 2026-12-31 by R. Author: no more"
SOURCES = {
    "on a line": (
        "sources:\n  accord: {title: A}\n  letter: {title: L} # gone\n  # stays\n",
        "sources:\n  accord: {title: A}\n  # stays\n",
    ),
    "a block": (
        "sources:\n  # stays\n  letter:\n    title: L\n    # goes\n\n    url: https://example.org/l\n\n  accord: {title: A}\n",
        "sources:\n  # stays\n\n  accord: {title: A}\n",
    ),
    "quoted key": ('sources:\n  "letter": {title: L}\n  accord: {title: A}\n', "sources:\n  accord: {title: A}\n"),
    "several": (
        "sources:\n  letter: {title: L}\n  accord: {title: A}\n  note: {title: N}\n",
        "sources:\n  accord: {title: A}\n",
    ),
    "without lines of their own": (same := "sources: {accord: {title: A}, letter: {title: L}}\n", same),
    "a comment beside": (f"sources:  {ALLOW}\n  accord: {{title: A}}\n", "sources:\n  accord: {title: A}\n"),
    "a comment on its line": (f"sources:\n  {ALLOW}\n  accord: {{title: A}}\n", "sources:\n  accord: {title: A}\n"),
}


def mend(folder: Path) -> int:
    arguments = ["check", str(folder / "accord"), "--fix", "--today", "2026-01-31"]
    return CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_what_has_no_effect_goes_and_the_rest_stays(name: str, line_end: str, tmp_path: Path) -> None:
    before, after = SOURCES[name]
    checked(tmp_path, {})
    path = tmp_path / TERMS
    rest = path.read_text(encoding="utf-8").partition("in_force:")
    whole = (HEAD + 'version: "1"\ntime_zone: Europe/Athens\n', "".join(rest[1:]))
    path.write_bytes((whole[0] + before + whole[1]).replace("\n", line_end).encode())
    assert mend(tmp_path) == ExitCode.DONE
    assert path.read_bytes().decode() == (whole[0] + after + whole[1]).replace("\n", line_end)
    mended = path.read_bytes()
    assert mend(tmp_path) == ExitCode.DONE
    assert path.read_bytes() == mended


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    checked(tmp_path, {TERMS: "sources:\n  accord: {title: A}\n  letter: {title: L}\n"})
    path = tmp_path / TERMS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    mend(tmp_path)
    mended = path.read_bytes()
    assert mended.startswith(b"\xef\xbb\xbf")
    assert b"letter" not in mended


def test_nothing_named_is_nothing_mended() -> None:
    result = CliRunner().invoke(app, ["check", "--fix"])
    assert (result.exit_code, result.stderr) == (ExitCode.USAGE, "cfcheck: --fix: name the rules to mend\n")
