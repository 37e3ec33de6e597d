"""Rule files that are wrong: one example or more for each fault that the loader knows, as issues, in every format."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from cfcheck.authoring.check.check import LOADER_FAULTS
from cfcheck.authoring.check.outputs import WRITERS
from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.language.load.loader import find_agreement, load_agreement
from cfcheck.model.problem import WAYS_OUT, InvalidRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typer.testing import Result

    from cfcheck.model.problem import Problem

DATA: Final = Path(__file__).parents[2] / "data"
REPORTS: Final = Path(__file__).parent / "broken"
FOLDERS: Final = {
    folder.name: folder
    for kind in ("broken", "broken-cases")
    for folder in sorted((DATA / kind).iterdir())
    if folder.is_dir()
}
# The first message of each of these says what was expected, or how to write it, so that a hint would say it twice.
SAID_BY_THE_MESSAGE: Final = ("expected ", "; ", "must be ")


MAPPING_FAULTS: Final = {"duplicate-header", "invalid-layout", "unknown-code-list", "unknown-column"}


def lay(name: str, home: Path) -> str:
    """The sound rules with the example's over them; the path of its agreement."""
    shutil.copytree(DATA / "sound", home / name)
    ignored = shutil.ignore_patterns("expected.txt")
    shutil.copytree(FOLDERS[name], home / name, dirs_exist_ok=True, ignore=ignored)
    return f"{name}/accord"


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments, "--severity", "error"], catch_exceptions=False)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Every example beside the others, and the paths to name."""
    home = tmp_path_factory.mktemp("broken")
    return home, [lay(name, home) for name in FOLDERS]


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_refused_is_said_as_issues(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lay(name, tmp_path)
    (tmp_path / name).rename(tmp_path / "rules")
    found = json.loads(check("rules/accord", "-f", "json").stdout)["issues"]
    assert {issue["check"] for issue in found} <= set(LOADER_FAULTS)
    assert {(issue["category"], issue["severity"]) for issue in found} == {("form", "error")}
    result = check("rules/accord")
    said = [line for line in result.stdout.splitlines() if line.startswith("rules/")]
    expected = (FOLDERS[name] / "expected.txt").read_text(encoding="utf-8").splitlines()
    messages = [line for line in expected if line.startswith("rules/")]
    assert said == [f"{line} [error: {issue['check']}]" for line, issue in zip(messages, found, strict=True)]
    assert result.exit_code in (ExitCode.FOUND, ExitCode.INVALID)


@pytest.mark.parametrize("form", WRITERS)
def test_all_of_it_looks_like_this(form: str, laid: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    home, paths = laid
    monkeypatch.chdir(home)
    result = check(*paths, "--format", form)
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (REPORTS / f"expected.{form}").read_text(encoding="utf-8")


def issues(laid: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    home, paths = laid
    monkeypatch.chdir(home)
    found: list[dict[str, Any]] = json.loads(check(*paths, "--format", "json").stdout)["issues"]
    return found


def test_other_programs_read_as_many(laid: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(issues(laid, monkeypatch))
    log = json.loads((REPORTS / "expected.sarif").read_text(encoding="utf-8"))
    assert len(log["runs"][0]["results"]) == count
    suites = ET.fromstring((REPORTS / "expected.junit").read_text(encoding="utf-8"))  # noqa: S314  # our own words
    assert len(suites.findall(".//failure")) == count == int(suites.get("failures", ""))
    lines = (REPORTS / "expected.github").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count


def test_every_message_names_place_fact_expectation_and_way_out(
    laid: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for issue in issues(laid, monkeypatch):
        assert issue["file"]
        assert issue["line"] or issue["check"] in ("stray-file", "invalid-id")  # faults of a file's name
        assert issue["help"] or any(part in issue["message"] for part in SAID_BY_THE_MESSAGE), issue


# --- what no file in the repository can show ---------------------------------------------------------------------


def made_too_large(home: Path) -> None:
    (home / "accord" / "no-attacks.yaml").write_bytes(b"#" * (1024 * 1024 + 1))


def made_full_of_faults(home: Path) -> None:
    text = "".join(f"key{number}: a\n" for number in range(200))
    (home / "accord" / "no-attacks.yaml").write_text(text, encoding="utf-8")


def made_without_terms(home: Path) -> None:
    (home / "accord" / "agreement.yaml").unlink()


def made_absent(home: Path) -> None:
    shutil.rmtree(home / "accord")


def made_a_link_to_nothing(home: Path) -> None:
    (home / "accord" / "more.yaml").symlink_to(home / "nowhere.yaml")


def made_a_link_that_leads_out(home: Path) -> None:
    (home.parent / "outside.yaml").write_text("secret\n", encoding="utf-8")
    (home / "accord" / "more.yaml").symlink_to(home.parent / "outside.yaml")


MADE: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "file-too-large": (
        made_too_large,
        "rules/accord/no-attacks.yaml:1:1: the file is larger than 1024 KiB\n  help: split it into several files",
    ),
    "further-problems": (
        made_full_of_faults,
        "rules/accord/no-attacks.yaml:201: the file has more than 100 problems; the rest is told when these are mended\n  help: mend those first",
    ),
    "missing-file": (
        made_without_terms,
        "rules/accord: the folder has no agreement.yaml\n  help: write it; `cfcheck new agreement` drafts one",
    ),
    "no-such-folder": (made_absent, "rules/accord: there is no such folder\n  help: check the path"),
    "stray-link": (
        made_a_link_that_leads_out,
        "rules/accord/more.yaml: the link leads out of the repository, or of the folder of rules\n  help: put what it leads to in its place",
    ),
    "unreadable-file": (
        made_a_link_to_nothing,
        "rules/accord/more.yaml: the file cannot be read: no such file or directory\n  help: make it readable, or remove it",
    ),
}


def problems_of(folder: Path) -> Iterable[Problem]:
    with pytest.raises(InvalidRules) as refused:
        load_agreement(folder)
    return refused.value.problems


@pytest.mark.parametrize("code", MADE)
def test_what_cannot_be_kept_in_a_repository_is_refused_too(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, expected = MADE[code]
    shutil.copytree(DATA / "sound", tmp_path / "rules")
    make(tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    (problem,) = (one for one in problems_of(Path("rules/accord")) if one.code == code)
    assert problem.render() == expected


def test_a_mapping_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA / "broken-mappings")
    result = check("four-faults.yaml")
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (DATA / "broken-mappings" / "expected.txt").read_text(encoding="utf-8")
    told = json.loads(check("four-faults.yaml", "-f", "json").stdout)["issues"]
    assert {issue["check"] for issue in told} == MAPPING_FAULTS
    assert all(issue["help"] for issue in told)


def test_an_agreement_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRules) as refused:
        find_agreement("syria-2015")
    (problem,) = refused.value.problems
    assert problem.code == "unknown-agreement"
    assert problem.render() == (
        "syria-2015: `syria-2015` is neither a folder nor an agreement that comes with cfcheck\n"
        "  help: did you mean `syria-2016-coh`?"
    )


def test_each_fault_has_an_example_and_each_example_a_fault(
    laid: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {issue["check"] for issue in issues(laid, monkeypatch)} | MAPPING_FAULTS
    assert shown | set(MADE) | {"unknown-agreement"} == set(LOADER_FAULTS)
    assert set(WAYS_OUT) <= set(LOADER_FAULTS)
