"""`cfcheck new`: what it writes loads, is tested and laid out, and nothing is ever written over."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.language.load.loader import load_agreement

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def begin(*arguments: str) -> list[Path]:
    result = run("new", *arguments, "--dir", "rules")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    return [Path(line) for line in result.stdout.splitlines()]


def begin_all() -> list[Path]:
    return [
        *begin("agreement", "accord"),
        *begin("rule", "accord/no-shelling"),
        *begin("case", "accord/no-shelling"),
    ]


def test_what_is_begun_loads_and_is_checked_tested_and_laid_out(home: Path) -> None:
    begin_all()
    assert list(load_agreement(home / "accord").rules) == ["no-shelling"]
    for command in (("check",), ("test",), ("fmt", "--check")):
        assert run(*command, "rules").exit_code == ExitCode.DONE


def test_files_are_named_and_lead_to_their_schema(home: Path) -> None:
    files = begin_all()
    rule_files = [path for path in files if path.suffix == ".yaml"]
    assert [path.relative_to(home).as_posix() for path in rule_files] == [
        "accord/agreement.yaml",
        "accord/registry/actors.yaml",
        "accord/registry/acts.yaml",
        "accord/no-shelling.yaml",
        "accord/cases/no-shelling.yaml",
    ]
    for path in rule_files:
        modeline = path.read_text(encoding="utf-8").splitlines()[0]
        assert modeline.startswith("# yaml-language-server: $schema=../")
        assert (path.parent / modeline.partition("=")[2]).is_file()


def test_schemas_of_the_repository_are_used_where_there_are_some(home: Path) -> None:
    shutil.copytree(ROOT / "schemas", "schemas")
    assert {path.suffix for path in begin("agreement", "accord")} == {".yaml"}
    assert "$schema=../../schemas/agreement.schema.json" in (home / "accord" / "agreement.yaml").read_text()


def test_acts_of_the_shared_registry_are_used_where_there_are_some(home: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "language" / "registry", home / "registry")
    assert "acts.yaml" not in {path.name for path in begin("agreement", "accord")}
    begin("rule", "accord/no-raids")
    assert load_agreement(home / "accord").rules


def test_cases_of_an_exemption_and_of_an_obligation_can_be_begun(home: Path) -> None:
    shutil.copytree(ROOT / "fixtures" / "language", home)
    shutil.rmtree(home / "north-south" / "cases")
    begin("case", "north-south/self-defence")
    begin("case", "north-south/north-roads")
    assert run("test", "rules/north-south/self-defence.yaml", "rules/north-south/north-roads.yaml").exit_code == 0


@pytest.mark.usefixtures("home")
def test_nothing_is_written_over() -> None:
    before = {path: path.read_bytes() for path in begin_all()}
    for arguments in (("agreement", "accord"), ("rule", "accord/no-shelling"), ("case", "accord/no-shelling")):
        result = run("new", *arguments, "--dir", "rules")
        assert result.exit_code == ExitCode.USAGE
        assert "the file is there already" in result.stderr
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("agreement", "My Accord"), "did you mean `my-accord`?"),
        (("rule", "accord/No_Shelling"), "did you mean `no-shelling`?"),
        (("rule", "no-shelling"), "name the agreement and the rule"),
        (("rule", "other/no-shelling"), "there is no agreement here"),
        (("case", "accord/no-shellings"), "did you mean `no-shelling`?"),
    ],
)
def test_wrong_names_are_told_and_nothing_is_written(arguments: tuple[str, str], said: str) -> None:
    before = sorted(path for path in [*begin_all(), *Path("rules").rglob("*")])
    result = run("new", *arguments, "--dir", "rules")
    assert (result.exit_code, said in result.stderr) == (ExitCode.USAGE, True)
    assert sorted({*Path("rules").rglob("*")}) == sorted(set(before))


def test_an_agreement_that_does_not_load_is_told(home: Path) -> None:
    begin_all()
    (home / "accord" / "other.yaml").write_text("titel: x\n", encoding="utf-8")
    result = run("new", "rule", "accord/more", "--dir", "rules")
    assert (result.exit_code, "other.yaml:1:1" in result.stderr) == (ExitCode.INVALID, True)
