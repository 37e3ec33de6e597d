"""`cfcheck fmt`: which files it takes, what it says and writes, and how it exits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "fixtures" / "language"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(LANGUAGE / "registry", tmp_path / "rules" / "registry")
    shutil.copytree(LANGUAGE / "disputed", tmp_path / "rules" / "disputed")
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["fmt", *arguments], catch_exceptions=False)


def pipe(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["fmt", *arguments, "-"], input=text, catch_exceptions=False)


def spoil(path: Path) -> str:
    """Leaves the file sound, and laid out otherwise; gives back what it was."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title:   ", 1), encoding="utf-8")
    return text


def test_files_in_canonical_layout_are_left_alone(rules: Path) -> None:
    result = run(str(rules))
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, "")
    assert result.stderr == "cfcheck: 5 files in canonical layout already\n"


def test_files_are_laid_out_anew_and_named(rules: Path) -> None:
    path = rules / "disputed" / "north-attacks.yaml"
    path.chmod(0o640)
    text = spoil(path)
    result = run(str(rules))
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, f"{path}\n")
    assert path.read_text(encoding="utf-8") == text
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["agreement.yaml", "cases", "north-attacks.yaml"]


def test_check_names_files_and_writes_nothing(rules: Path) -> None:
    path = rules / "disputed" / "agreement.yaml"
    spoil(path)
    spoilt = path.read_bytes()
    result = run("--check", str(rules))
    assert (result.exit_code, result.stdout) == (ExitCode.FOUND, f"{path}\n")
    assert result.stderr == "cfcheck: 1 file would change; 4 files in canonical layout already\n"
    assert path.read_bytes() == spoilt


SIGN = "\N{REPLACEMENT CHARACTER}"
NOTE = "note: |\n  ::error::x\n  a ##[add-mask]b\n"


def test_what_is_shown_of_files_is_no_command_and_disturbs_no_terminal(rules: Path) -> None:
    path = rules / "disputed" / "north-attacks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cite: ", "cite:  ") + NOTE, encoding="utf-8")
    named = path.rename(rules / "disputed" / "north\x1b[2J\n::error::y.yaml")
    shown = f"rules/disputed/north{SIGN}[2J{SIGN}::error::y.yaml"
    result = run("--diff", str(named))
    assert result.exit_code == ExitCode.FOUND
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"--- {shown}", f"+++ {shown}"]
    assert lines[-3:] == [" note: |", f"   {SIGN}:error::x", f"   a {SIGN}#[add-mask]b"]
    assert run("--check", str(named)).stdout == f"{shown}\n"
    assert run(str(named)).stdout == f"{shown}\n"


def test_diff_shows_what_would_change_and_writes_nothing(rules: Path) -> None:
    path = rules / "disputed" / "north-attacks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title:  ").rstrip("\n"), encoding="utf-8")
    result = run("--diff", str(path))
    assert result.exit_code == ExitCode.FOUND
    changed = [line for line in result.stdout.splitlines() if not line.startswith((" ", "@@"))]
    assert changed == [
        f"--- {path}",
        f"+++ {path}",
        "-title:  The north does not attack the south",
        "+title: The north does not attack the south",
        '-cite: {source: accord, provision: "3"}',
        "\\ No newline at end of file",
        '+cite: {source: accord, provision: "3"}',
    ]


def test_files_with_problems_are_reported_and_left_alone_and_the_others_laid_out(rules: Path) -> None:
    broken, spoilt = rules / "disputed" / "north-attacks.yaml", rules / "disputed" / "agreement.yaml"
    broken.write_text("title:   A\ntitel: B\n", encoding="utf-8")
    text = spoil(spoilt)
    result = run(str(rules))
    assert result.exit_code == ExitCode.INVALID
    assert f"{broken}:2:1: unknown key `titel`" in result.stderr
    assert "1 file with problems, left alone" in result.stderr
    assert broken.read_text(encoding="utf-8") == "title:   A\ntitel: B\n"
    assert spoilt.read_text(encoding="utf-8") == text


def test_yaml_files_that_are_no_rule_files_are_left_alone(rules: Path) -> None:
    other = rules.parent / "compose.yaml"
    other.write_text("services:   {}\n", encoding="utf-8")
    result = run(str(other), ".")
    assert result.exit_code == ExitCode.DONE
    assert "compose.yaml: is no rule file; left alone" in result.stderr
    assert other.read_text(encoding="utf-8") == "services:   {}\n"
    assert "no rule files here" in run(str(other)).stderr


def test_what_is_not_there_is_wrong_usage_and_what_cannot_be_read_a_problem(rules: Path) -> None:
    assert run("nowhere").exit_code == ExitCode.USAGE
    path = rules / "disputed" / "north-attacks.yaml"
    path.chmod(0)
    if not os.access(path, os.R_OK):  # root may read everything
        assert run(str(rules)).exit_code == ExitCode.INVALID


def test_standard_input_goes_to_standard_output(rules: Path) -> None:
    path = rules / "disputed" / "north-attacks.yaml"
    text = path.read_text(encoding="utf-8")
    spoilt = text.replace("title: ", "title:   ", 1)
    for named in ([], ["--stdin-filename", str(path)]):
        result = pipe(spoilt, *named)
        assert (result.exit_code, result.stdout, result.stderr) == (ExitCode.DONE, text, "")
    assert pipe(text, "--check").exit_code == ExitCode.DONE
    checked = pipe(spoilt, "--check")
    assert (checked.exit_code, checked.stdout) == (ExitCode.FOUND, "")
    shown = pipe(spoilt, "--diff", "--stdin-filename", str(path))
    assert (shown.exit_code, shown.stdout.splitlines()[:2]) == (ExitCode.FOUND, [f"--- {path}", f"+++ {path}"])


@pytest.mark.parametrize(
    ("name", "kind"), [("agreement.yaml", "terms"), ("cases/north-attacks.yaml", "cases"), ("../registry", "registry")]
)
def test_every_kind_of_file_is_told_by_its_keys(rules: Path, name: str, kind: str) -> None:
    found = rules / "disputed" / name
    path = found if found.is_file() else min(found.glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    assert pipe(text).stdout == text, kind


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (
            "services: {}\n",
            ExitCode.INVALID,
            "cfcheck: standard input: is no rule file; --stdin-filename says where it belongs\n",
        ),
        (
            "",
            ExitCode.INVALID,
            "standard input:1:1: the file is empty\n  help: write what belongs in it, or remove it\n",
        ),
        (
            "modality: prohibition\ntitel: A\n",
            ExitCode.INVALID,
            "standard input:2:1: unknown key `titel`\n  2 | titel: A\n    | ^^^^^\n  help: did you mean `title`?\n",
        ),
    ],
)
def test_what_cannot_be_laid_out_is_not_written(text: str, code: ExitCode, said: str) -> None:
    result = pipe(text)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_standard_input_stands_alone(rules: Path) -> None:
    expected = (ExitCode.USAGE, "cfcheck: `-` stands alone, and only with it --stdin-filename\n")
    for arguments in (["-", str(rules)], ["--stdin-filename", "a.yaml", str(rules)]):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == expected


def test_the_library_for_layout_is_loaded_by_nobody_else() -> None:
    code = "import sys, cfcheck.cli, cfcheck.language.load.loader, cfcheck.evaluation.evaluator; sys.exit('ruamel' in str(list(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
