"""Links among rule files: followed within the repository, and nothing outside of it is read or named by a message."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

SOUND: Final = Path(__file__).parents[1] / "data" / "sound"
PRIVATE: Final = "do-not-tell"
MESSAGE: Final = "the link leads out of the repository, or of the folder of rules"
HELP: Final = "  help: put what it leads to in its place\n"
COMMANDS: Final = (
    ("check", "rules"),
    ("check", "rules/accord", "--format", "json"),
    ("test", "rules"),
    ("diff", "rules", "rules"),
    ("evaluate", "--rules", "rules/accord", "reports.json"),
    ("fmt", "--check", "rules"),
    ("fmt", "--diff", "rules"),
    ("fmt", "rules"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, a repository with rules; beside it lies what is nobody's business."""
    top = tmp_path / "home"
    shutil.copytree(SOUND, top / "rules")
    (top / ".git").mkdir()
    (top / ".git/config").write_text(f"{PRIVATE}\n", encoding="utf-8")
    (top / "reports.json").write_text("[]", encoding="utf-8")
    outside = tmp_path / "outside"
    (outside / "inner").mkdir(parents=True)
    for name in ("a.yaml", f"{PRIVATE}.yaml", f"inner/{PRIVATE}.yaml"):
        (outside / name).write_text(f"{PRIVATE}: {PRIVATE}\n", encoding="utf-8")
    monkeypatch.chdir(top)
    return top


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def link(path: str, target: str) -> str:
    place = Path(path)
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(target)
    return path


# What leads out, and where.
STRAY: Final[dict[str, Callable[[], str]]] = {
    "a rule": lambda: link("rules/accord/more.yaml", "../../../outside/a.yaml"),
    "a rule in place of one": lambda: link("rules/accord/no-attacks.yaml", "../../../outside/a.yaml"),
    "the terms": lambda: link("rules/accord/agreement.yaml", "../../../outside/a.yaml"),
    "an absolute path": lambda: link("rules/accord/more.yaml", str(Path("../outside/a.yaml").resolve())),
    "a device": lambda: link("rules/accord/more.yaml", "/proc/self/environ"),
    "git's own file": lambda: link("rules/accord/more.yaml", "../../.git/config"),
    "cases": lambda: link("rules/accord/cases/more.yaml", "../../../../outside/a.yaml"),
    "a folder of cases": lambda: link("rules/accord/cases", "../../../outside"),
    "a file of the registry": lambda: link("rules/registry/more.yaml", "../../../outside/a.yaml"),
    "a registry": lambda: link("rules/registry", "../../outside"),
    "a registry of its own": lambda: link("rules/accord/registry", "../../../outside"),
    "another folder": lambda: link("rules/accord/notes", "../../../outside"),
    "two links": lambda: (link("there", "../outside"), link("rules/accord/more.yaml", "../../there/a.yaml"))[1],
}


@pytest.mark.parametrize("name", STRAY)
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_what_lies_outside_is_neither_read_nor_named(name: str, arguments: tuple[str, ...], home: Path) -> None:
    path = STRAY[name]()
    before = {file: file.read_bytes() for file in home.parent.glob("outside/**/*.yaml")}
    result = run(*arguments)
    assert PRIVATE not in result.output
    assert {file: file.read_bytes() for file in before} == before
    # What is laid out are files; of a folder nothing is.
    if arguments[0] != "fmt" or Path(path).suffix:
        assert path in result.output
        assert MESSAGE in result.output
        assert result.exit_code in (ExitCode.FOUND, ExitCode.INVALID)


def test_it_is_said_once_with_the_way_out(home: Path) -> None:
    path = STRAY["a folder of cases"]()
    assert run("check", "rules").stdout == f"{path}: {MESSAGE} [error: stray-link]\n{HELP}"
    path = link("rules/accord/more.yaml", "../../../outside/a.yaml")
    assert run("fmt", "--check", "rules").stderr.startswith(f"{path}: {MESSAGE}\n{HELP}")
    assert home.is_dir()


def test_a_mapping_that_leads_out_is_reported(home: Path) -> None:
    path = link("rules/mappings/more.yaml", "../../../outside/a.yaml")
    message = run("check", "rules", "--severity", "error").stdout
    assert message.startswith(f"{path}: {MESSAGE} [error: stray-link]\n{HELP}")
    assert home.is_dir()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("rules/accord/no-attacks.yaml", "../../shared/no-attacks.yaml"),
        ("rules/registry", "../shared/registry"),
        ("rules/accord/registry", "../../shared/own"),
        ("rules/accord", "../shared/accord"),
    ],
)
def test_links_within_the_repository_are_followed(path: str, target: str, home: Path) -> None:
    # `fmt` lays out what lies in folders, and looks behind no link to one.
    commands = COMMANDS if Path(path).suffix else [arguments for arguments in COMMANDS if arguments[0] != "fmt"]
    expected = [run(*arguments).output for arguments in commands]
    place, real = Path(path), Path(path).parent / target
    real.parent.mkdir(exist_ok=True)
    if place.exists():
        place.rename(real)
    else:
        real.mkdir()
    place.symlink_to(target)
    assert [run(*arguments).output for arguments in commands] == expected
    assert home.is_dir()


def test_without_a_repository_the_folder_of_the_agreements_is_the_bound(home: Path) -> None:
    shutil.rmtree(".git")
    Path("rules/accord/no-attacks.yaml").rename("rules/no-attacks.text")
    link("rules/accord/no-attacks.yaml", "../no-attacks.text")
    assert run("check", "rules").exit_code == ExitCode.DONE
    Path("rules/no-attacks.text").rename("no-attacks.text")
    path = link("rules/accord/no-attacks.yaml", "../../no-attacks.text")
    assert run("check", "rules", "--severity", "error").stdout == f"{path}: {MESSAGE} [error: stray-link]\n{HELP}"
    # A folder that its user names may lie behind a link.
    Path("rules/accord/no-attacks.yaml").unlink()
    Path("no-attacks.text").rename("rules/accord/no-attacks.yaml")
    Path("elsewhere").mkdir()
    Path("elsewhere/named").symlink_to(home / "rules")
    assert run("check", "elsewhere/named").exit_code == ExitCode.DONE
    assert run("fmt", "--check", "elsewhere/named").exit_code == ExitCode.DONE
