"""One folder of rules that trips every check, and an agreement in it that does not load, in every format."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.authoring.check.sarif import faults_of_sarif
from typer.testing import CliRunner

from cfcheck.authoring.check.check import LOADER_FAULTS
from cfcheck.authoring.check.outputs import WRITERS
from cfcheck.authoring.check.table import CHECKS
from cfcheck.cli import app
from cfcheck.cli.terminal import ExitCode

if TYPE_CHECKING:
    from typer.testing import Result

EVERYTHING = Path(__file__).parent / "everything"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that files are named as they would be by somebody who works there."""
    monkeypatch.chdir(EVERYTHING)


def run(*options: str) -> Result:
    arguments = ("check", "rules", "--severity", "info", "--today", "2026-01-31", *options)
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_found_looks_like_this(name: str) -> None:
    result = run("--format", name)
    assert result.exit_code == ExitCode.FOUND
    assert result.stdout == (EVERYTHING / f"expected.{name}").read_text(encoding="utf-8")
    assert result.stderr == "cfcheck: 8 errors, 23 warnings, 8 info, 1 allowed\n"


def shown() -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads(run("--format", "json").stdout)["issues"]
    return issues


def test_every_check_is_tripped() -> None:
    assert {issue["check"] for issue in shown()} - set(LOADER_FAULTS) == set(CHECKS)


def test_every_issue_names_place_fact_and_way_out() -> None:
    for issue in shown():
        assert issue["line"] > 0
        assert issue["column"] > 0
        assert issue["message"]
        assert issue["help"] or issue["check"] in LOADER_FAULTS
        assert issue["excerpt"]


def test_issues_are_in_the_order_of_their_places() -> None:
    places = [(issue["file"], issue["line"], issue["column"]) for issue in shown()]
    assert places == sorted(places)


def test_sarif_has_the_same_issues() -> None:
    log = json.loads(run("--format", "sarif").stdout)
    assert faults_of_sarif(log) == []
    (only,) = log["runs"]
    open_results = [result for result in only["results"] if "suppressions" not in result]
    assert [result["ruleId"] for result in open_results] == [issue["check"] for issue in shown()]
    assert len(only["results"]) == len(open_results) + 1


def test_junit_is_read_back_with_as_many_failures_as_there_are_errors() -> None:
    root = ET.fromstring(run("--format", "junit").stdout)  # noqa: S314  # our own words, a line above
    cases = root.findall("./testsuite/testcase")
    failures = root.findall("./testsuite/testcase/failure")
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(len(failures)) == "8"
    assert sum(int(suite.get("tests", "")) for suite in root) == len(cases)
    assert {case.get("name") for case in cases} >= {"unknown-actor rules/torn/agreement.yaml:14:15"}
    every = ET.fromstring(run("--format", "junit", "--fail-on", "info").stdout)  # noqa: S314  # our own words
    assert every.get("failures") == str(len(shown()))


def test_github_gets_a_line_for_each_issue() -> None:
    lines = run("--format", "github").stdout.splitlines()
    assert len(lines) == len(shown())
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
