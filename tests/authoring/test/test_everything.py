"""A run in which cases come out in every way, and one that shows little of an agreement, in every format."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from cfcheck.authoring.test.outputs import WRITERS
from cfcheck.authoring.test.runner import CaseStatus
from cfcheck.authoring.test.session import MOST_EXPLAINED
from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode
from cfcheck.cli.test import TestFormat

if TYPE_CHECKING:
    from typer.testing import Result

HOME = Path(__file__).parent
UNTESTED = "rules/accord: no cases for `self-defence`\n"


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["test", "rules", *options], catch_exceptions=False)


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch) -> Path:
    """So that files are named as they would be by somebody who works there."""
    monkeypatch.chdir(HOME / "everything")
    return HOME / "everything"


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(HOME / "gaps")
    return HOME / "gaps"


def test_the_command_knows_every_format() -> None:
    assert {word.value for word in TestFormat} == set(WRITERS)


@pytest.mark.parametrize("name", WRITERS)
def test_cases_that_come_out_in_every_way_look_like_this(everything: Path, name: str) -> None:
    result = run("--format", name)
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (everything / f"expected.{name}").read_text(encoding="utf-8")
    assert result.stderr == ""


@pytest.mark.parametrize(("option", "name"), [("-v", "verbose"), ("-q", "quiet")])
def test_more_and_less_is_told(everything: Path, option: str, name: str) -> None:
    result = run(option)
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (everything / f"expected.{name}").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRITERS)
def test_what_no_case_shows_looks_like_this(gaps: Path, name: str) -> None:
    result = run("--threshold", "90", "--format", name)
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (gaps / f"expected.{name}").read_text(encoding="utf-8")
    assert result.stderr == UNTESTED


def test_cases_come_out_in_every_way(everything: Path) -> None:
    assert everything.is_dir()
    cases = json.loads(run("-f", "json").stdout)["cases"]
    assert {case["status"] for case in cases} == {status.value for status in CaseStatus}


def test_junit_is_read_back(everything: Path) -> None:
    assert everything.is_dir()
    told: dict[str, Any] = json.loads(run("-f", "json").stdout)
    root = ET.fromstring(run("-f", "junit").stdout)  # noqa: S314  # our own words, a line above
    cases = root.findall("./testsuite/testcase")
    assert int(root.get("tests", "")) == len(cases) == len(told["cases"]) + len(told["problems"])
    for kind, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        of_suites = sum(int(suite.get(counted, "0")) for suite in root)
        assert int(root.get(counted, "0")) == len(root.findall(f".//{kind}")) == of_suites > 0
    assert [case.get("name") for case in cases[: len(told["cases"])]] == [case["name"] for case in told["cases"]]
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed == {case["name"] for case in told["cases"] if case["status"] in ("failed", "todo_passed")}


def test_github_gets_a_line_for_each_that_is_not_as_it_should_be(everything: Path) -> None:
    assert everything.is_dir()
    told = json.loads(run("-f", "json").stdout)
    lines = run("-f", "github").stdout.splitlines()
    assert len(lines) == len(told["problems"]) + sum(case["status"] != "passed" for case in told["cases"])
    assert sum(line.startswith("::error file=") for line in lines) == len(lines) - 1
    assert sum(line.startswith("::notice file=") for line in lines) == 1


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("march", ["a march, which breaches nothing, is expected to be a breach"]),
        ("accord/north-attacks and border and 'a second before,' and not wrong", ["Northern Army", "the North"]),
        ('"a breach is" or (nobody and KNOWS)', ["a breach is expected to be certainly none", "nobody knows"]),
    ],
)
def test_a_filter_chooses_by_name(everything: Path, expression: str, names: list[str]) -> None:
    assert everything.is_dir()
    cases = json.loads(run("-k", expression, "-f", "json").stdout)["cases"]
    assert len(cases) == len(names)
    assert all(name in case["name"] for name, case in zip(names, cases, strict=True))


def test_a_run_can_end_at_the_first_failure(everything: Path) -> None:
    assert everything.is_dir()
    result = run("-x", "-k", "not march")
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout.splitlines()[-1] == "2 cases: 1 failed, 1 passed; stopped at the first failure"


def test_what_is_to_do_does_not_fail(everything: Path) -> None:
    assert everything.is_dir()
    result = CliRunner().invoke(app, ["test", "rules/accord/cases/north-attacks.yaml", "-k", "'said to defeat'"])
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (ExitCode.DONE, "1 case: 1 to do")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["-k", "no such name"],
            "--filter: expected `and` or `or`, found `such`; put a name of several words in quotes",
        ),
        (["-k", "march and"], "--filter: expected a word at the end"),
        (["-k", "'march"], "--filter: a quote in `'march` is not closed, or holds nothing"),
        (["-k", " "], "--filter: expected from 1 to 200 words, found 0"),
        (
            ["-k", "march", "--coverage"],
            "--coverage: is of all cases of an agreement; name its folder, and leave out --filter",
        ),
    ],
)
def test_wrong_usage_is_said(everything: Path, options: list[str], said: str) -> None:
    assert everything.is_dir()
    result = run(*options)
    assert (result.exit_code, result.stderr) == (ExitCode.USAGE, f"cfcheck: {said}\n")


@pytest.mark.parametrize("threshold", ["101", "-1", "many", "1/0"])
def test_a_threshold_is_a_share_of_100(gaps: Path, threshold: str) -> None:
    assert gaps.is_dir()
    result = run(f"--threshold={threshold}")
    assert result.exit_code == ExitCode.USAGE
    assert f"expected a number from 0 to 100, found `{threshold}`" in result.stderr


def test_coverage_of_a_single_rule_is_refused(gaps: Path) -> None:
    assert gaps.is_dir()
    result = CliRunner().invoke(app, ["test", "rules/accord/north-attacks.yaml", "--coverage"])
    assert result.exit_code == ExitCode.USAGE


def test_coverage_above_the_threshold_passes(gaps: Path) -> None:
    assert gaps.is_dir()
    assert run("--threshold", "40.7").exit_code == ExitCode.DONE
    result = run("--coverage", "-q")
    assert result.exit_code == ExitCode.DONE
    assert result.stdout.splitlines()[0].startswith("accord: the cases show 40.7 % (22 of 54): limits 2/6, rules 3/3, ")
    notices = run("--coverage", "-f", "github").stdout.splitlines()
    assert all(line.startswith("::notice file=") for line in notices)
    assert ET.fromstring(run("--coverage", "-f", "junit").stdout).get("failures") == "0"  # noqa: S314  # our own words


def test_nothing_chosen_is_a_failure_unless_it_is_allowed(gaps: Path) -> None:
    assert gaps.is_dir()
    result = run("-k", "unheard-of")
    assert (result.exit_code, result.stdout) == (ExitCode.FOUND, "")
    assert result.stderr == "cfcheck: no case was run; --allow-empty lets that pass\n"
    assert run("-k", "unheard-of", "--allow-empty").exit_code == ExitCode.DONE


def test_so_many_failures_are_explained_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HOME / "gaps" / "rules", tmp_path / "rules")
    names = ", ".join(f"nobody {number}" for number in range(MOST_EXPLAINED + 2))
    text = f"cases: [{{name: a, incident: {{}}, each: {{perpetrator: [{names}]}}, verdict: violation}}]\n"
    (tmp_path / "rules" / "accord" / "cases" / "north-attacks.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    whys = [case["why"] for case in json.loads(run("-f", "json").stdout)["cases"]]
    assert all(why.startswith("Reading 1 of ") for why in whys[:MOST_EXPLAINED])
    assert whys[MOST_EXPLAINED:] == ["explained are the first 25 failures; choose this one with --filter\n"] * 2


def test_a_run_can_be_written_to_a_file(gaps: Path, tmp_path: Path) -> None:
    assert gaps.is_dir()
    path = tmp_path / "cases.xml"
    result = run("-f", "junit", "-o", str(path))
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, "")
    assert ET.fromstring(path.read_text(encoding="utf-8")).get("tests") == "4"  # noqa: S314  # our own words
