"""Nothing of a repository is run, fetched or changed by looking at it, however it is made."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from tests.authoring.diff.hostile import ATTACKS, GONE, Attack, call_plainly
from tests.authoring.diff.repository import begin, commit, git
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from typer.testing import Result

    Outcomes = dict[tuple[str, ...], tuple[int, str, str]]

LANGUAGE: Final = Path(__file__).parents[3] / "fixtures" / "language"
CASES: Final = "cases:\n  - name: Nothing is said\n    incident: {act: raid}\n    verdict: indeterminate\n"
# What each command line gives on rules that hold no repository.
OTHERS: Final = (
    ("check", "rules"),
    ("check", "rules/accord", "--format", "json", "--today", "2026-01-31"),
    ("test", "rules"),
    ("test", "rules/accord", "--coverage"),
    ("fmt", "--check", "rules"),
    ("fmt", "--diff", "rules"),
    ("fmt", "rules"),
)
DIFFS: Final = (
    (),
    ("main",),
    ("rules/accord",),
    ("main", "rules", "--format", "json"),
    ("rules", "main", "--format", "markdown"),
    ("main:rules", "--format", "human"),
    ("v1", "main"),
    ("v1", "main", "rules"),
    ("v1:rules", "main:rules", "--format", "json"),
    ("v1:./rules/accord", "rules/accord", "--format", "markdown"),
)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which nothing is wrong, with the revisions `v1` and `main`."""
    top = tmp_path_factory.mktemp("sound") / "top"
    shutil.copytree(LANGUAGE / "registry", top / "rules" / "registry")
    (top / "rules/accord/cases").mkdir(parents=True)
    for name in ("agreement.yaml", "self-defence.yaml", "north-attacks.yaml"):
        shutil.copy(LANGUAGE / "north-south" / name, top / "rules" / "accord")
    (top / "rules/accord/cases/north-attacks.yaml").write_text(CASES, encoding="utf-8")
    begin(top)
    git(top, "tag", "v1")
    (top / "README.md").write_text("Rules.\n", encoding="utf-8")
    commit(top)
    return top


@pytest.fixture(scope="session")
def expected_of_others(sound: Path) -> Outcomes:
    """What commands that compare nothing say of the rules where nothing is wrong with the repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sound)
        return {arguments: outcome(run(*arguments)) for arguments in OTHERS}


@pytest.fixture
def home(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and a place of its own for temporary files."""
    top = tmp_path / "top"
    shutil.copytree(sound, top)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return top


def planted(home: Path, attack: Attack) -> Path:
    """The marker that the attack makes, if it is carried out."""
    marker = home.with_name("marker")
    attack.plant(home, shlex.join(["touch", str(marker)]))
    assert not marker.exists()
    return marker


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def everything(folder: Path) -> dict[str, bytes | str]:
    """Every file and link below the folder, with what it holds."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def outcome(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_live_where_git_is_used_as_it_is(name: str, home: Path) -> None:
    attack = ATTACKS[name]
    marker = planted(home, attack)
    call_plainly(home, attack)
    assert marker.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_is_carried_out_by_a_comparison(name: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = planted(home, ATTACKS[name])
    monkeypatch.chdir(home)
    before = everything(home.parent)
    for arguments in DIFFS:
        result = run("diff", *arguments, "--no-situations")
        assert not marker.exists(), arguments
        assert result.exit_code in (ExitCode.DONE, ExitCode.USAGE, ExitCode.INVALID), result.output
        if result.exit_code == ExitCode.USAGE:
            assert result.stdout == ""
            assert result.stderr.startswith("cfcheck: ")
            assert result.stderr.count("\n") == 1
    assert everything(home.parent) == before


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_is_carried_out_by_other_commands(
    name: str, sound: Path, expected_of_others: Outcomes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = planted(home, ATTACKS[name])
    shutil.copy(sound / GONE, home / GONE)
    before = everything(home.parent)
    monkeypatch.chdir(home)
    for arguments, expected in expected_of_others.items():
        assert outcome(run(*arguments)) == expected
    assert not marker.exists()
    assert everything(home.parent) == before


NOT_FETCHED: Final = (
    "missing, and nothing is fetched; in a partial clone that you trust, check the revision out and name its folder"
)
BARE: Final = (
    "has the files of a bare git repository (such as HEAD), of which nothing is read; "
    "remove them; or if it is a repository that you trust, name it by the variable GIT_DIR"
)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("a promisor", ("main", "rules"), f"git cannot read `{GONE}`: its object is {NOT_FETCHED}"),
        ("a promisor", ("v1:rules", "main:rules"), f"git cannot read `{GONE}`: its object is {NOT_FETCHED}"),
        (
            "rules that are a submodule",
            ("main", "rules"),
            f"git cannot read `{GONE.removeprefix('rules/')}`: its object is {NOT_FETCHED}",
        ),
        (
            "rules that are a submodule",
            ("main:rules",),
            (
                "main:rules is a submodule, which is not followed; "
                "check the revision out (`git worktree add`) and name its folder"
            ),
        ),
        ("buried files", (), f"rules: {BARE}"),
        ("buried files", ("main", "rules"), f"rules: {BARE}"),
        ("buried files", ("main", "rules/accord"), f"{{home}}/rules: {BARE}"),
        ("buried files in an agreement", ("rules/accord", "main"), f"rules/accord: {BARE}"),
        ("buried files in two folders", ("main",), f"rules: {BARE}"),
    ],
)
def test_what_is_wrong_and_the_way_out_are_reported(
    name: str, arguments: tuple[str, ...], message: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(home, ATTACKS[name])
    monkeypatch.chdir(home)
    assert outcome(run("diff", *arguments)) == (ExitCode.USAGE, "", f"cfcheck: {message.format(home=home)}\n")


def test_files_that_are_too_large_are_faults_of_their_agreement_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    shutil.copytree("rules/accord", "rules/larger")
    Path("rules/larger/note.yaml").write_bytes(b"#" * 50_000_000)
    commit(home)
    Path("rules/larger/note.yaml").unlink()
    result = run("diff", "main", "rules", "--no-situations")
    assert result.exit_code == ExitCode.INVALID
    assert result.stdout.startswith("accord: 0 changes of the terms\n")
    assert result.stderr == (
        "main:rules/larger/note.yaml:1:1: the file is larger than 1024 KiB\n"
        "  help: split it into several files\n"
        "cfcheck: 1 problem in main:rules/larger, which was not compared\n"
    )


@pytest.mark.parametrize("arguments", [("diff", "main", "rules"), ("check", "rules"), ("fmt", "--check", "rules")])
def test_no_module_of_the_working_folder_is_imported(arguments: tuple[str, ...], home: Path) -> None:
    marker = home.with_name("marker")
    names = (
        "yaml",
        "msgspec",
        "pydantic",
        "typer",
        "ruamel",
        "tzdata",
        "sitecustomize",
        "usercustomize",
        "json",
        "cfcheck",
    )
    for name in names:
        for path in (home / f"{name}.py", home / name / "__init__.py", home / "rules" / f"{name}.py"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"open({str(marker)!r}, 'w').close()\n", encoding="utf-8")
    program = Path(sys.executable).with_name("cfcheck")
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([program, *arguments], cwd=home, env=known, check=False, capture_output=True)
    assert (done.returncode, marker.exists()) == (ExitCode.DONE, False), done.stderr
