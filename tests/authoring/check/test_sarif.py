"""All SARIF that is recorded or written by tests keeps to the standard; and what does not is noticed."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.authoring.check.sarif import faults_of_sarif, standard
from typer.testing import CliRunner

from cfcheck.authoring.check.check import Category, Issue, IssueSeverity
from cfcheck.authoring.check.report import Checked, Report
from cfcheck.authoring.check.sarif import SCHEMA, write_sarif
from cfcheck.cli import app
from cfcheck.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
RECORDED: Final = sorted(HERE.glob("*/expected.sarif"))
Log = dict[str, Any]


def written_for(*paths: Path) -> Log:
    words = ("check", *map(str, paths), "--format", "sarif", "--severity", "info", "--today", "2026-01-31")
    log: Log = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    return log


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.parent.name)
def test_recorded_logs_keep_to_the_standard(path: Path) -> None:
    log = json.loads(path.read_text(encoding="utf-8"))
    assert faults_of_sarif(log) == []
    assert log["runs"][0]["results"]


def test_rules_without_a_fault_give_a_log_without_results() -> None:
    log = written_for(ROOT / "docs" / "checks" / "example" / "accord")
    assert faults_of_sarif(log) == []
    assert log["runs"][0]["results"] == []


def test_the_terms_that_come_with_cfcheck() -> None:
    assert faults_of_sarif(written_for(ROOT / "rules")) == []


def test_files_named_in_other_letters(tmp_path: Path) -> None:
    folder = tmp_path / "règles 50% #1"
    folder.mkdir()
    (folder / "agreement.yaml").write_text("titel: A\n", encoding="utf-8")
    log = written_for(folder)
    assert faults_of_sarif(log) == []
    assert log["runs"][0]["results"]


def test_the_schema_is_the_one_that_logs_name() -> None:
    assert json.loads(RECORDED[0].read_text(encoding="utf-8"))["$schema"] == SCHEMA == standard()["id"]


# --- what the standard or a code host would refuse ---------------------------------------------------------------


def first(log: Log) -> dict[str, Any]:
    result: dict[str, Any] = log["runs"][0]["results"][0]
    return result


def place(log: Log) -> dict[str, Any]:
    found: dict[str, Any] = first(log)["locations"][0]["physicalLocation"]
    return found


WRONG: Final[dict[str, Callable[[Log], object]]] = {
    "another version": lambda log: log.update(version="2.0.0"),
    "a word of our own": lambda log: first(log).update(severity="error"),
    "a level that is none": lambda log: first(log).update(level="info"),
    "a message that is bare text": lambda log: first(log).update(message="wrong"),
    "no message": lambda log: first(log).pop("message"),
    "a line before the first": lambda log: place(log)["region"].update(startLine=0),
    "a column before the first": lambda log: place(log)["region"].update(startColumn=0),
    "a region without a beginning": lambda log: place(log)["region"].pop("startLine"),
    "a tool without a name": lambda log: log["runs"][0]["tool"]["driver"].pop("name"),
    "a kind of columns that is none": lambda log: log["runs"][0].update(columnKind="bytes"),
    "a suppression without its kind": lambda log: first(log).update(suppressions=[{"status": "accepted"}]),
    "one tag twice": lambda log: log["runs"][0]["tool"]["driver"]["rules"][0]["properties"].update(tags=["a", "a"]),
    "the index of another rule": lambda log: first(log).update(ruleIndex=first(log)["ruleIndex"] + 1),
    "no place": lambda log: first(log).pop("locations"),
    "no fingerprint": lambda log: first(log).pop("partialFingerprints"),
    "a path that is no reference": lambda log: place(log)["artifactLocation"].update(uri="my rules\\a.yaml"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_noticed(what: str) -> None:
    log = json.loads((HERE / "everything" / "expected.sarif").read_text(encoding="utf-8"))
    wrong = deepcopy(log)
    WRONG[what](wrong)
    assert wrong != log
    assert faults_of_sarif(wrong)


# What a message is made of, and its text: the way that SARIF writes what is no link (3.11.6) and no argument (3.11.5).
MESSAGES: Final = {
    "a link": ("see [here](https://example.org) or [3](1)", r"see [here\](https://example.org) or [3\](1)"),
    "a nested link": ("[[a](1)](2)", r"[[a\](1)\](2)"),
    "a list": ('["a", "b"] (both)', '["a", "b"] (both)'),
    "an argument": ("{0} of {12}", "{{0}} of {{12}}"),
    "an object": ('{"id": {}}', '{"id": {}}'),
    "signs that nobody sees": ("a\u202eb\x1b[31m", "a\ufffdb\ufffd[31m"),
}


@pytest.mark.parametrize(("words", "text"), MESSAGES.values(), ids=MESSAGES)
def test_messages_hold_neither_links_nor_places_for_arguments(words: str, text: str) -> None:
    problem = Problem("unknown-key", "a.yaml", 1, 1, words, words, hint=words)
    (result,) = written(problem)["runs"][0]["results"]
    assert result["message"]["text"] == f"{text}\n{text}"


# A path, and the URI that names it.
URIS: Final = {
    "signs that end a path": ("a b/%41?x#y.yaml", "a%20b/%2541%3Fx%23y.yaml"),
    "a scheme": ("javascript:alert(1)/a.yaml", "javascript%3Aalert%281%29/a.yaml"),
    "signs of a terminal": ("a\x1b[31m\n.yaml", "a%1B%5B31m%0A.yaml"),
    "no UTF-8": ("a\udcff.yaml", "a%FF.yaml"),
    "outside": ("/a b\udcff", "file:///a%20b%FF"),
}


@pytest.mark.parametrize(("path", "uri"), URIS.values(), ids=URIS)
def test_paths_are_uris(path: str, uri: str) -> None:
    (result,) = written(Problem("unknown-key", path, 0, 0, "x"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def written(problem: Problem) -> Log:
    report = Report(Checked((Issue(Category.FORM, IssueSeverity.ERROR, problem),), (), ()))
    out = io.StringIO()
    write_sarif(report, out)
    log: Log = json.loads(out.getvalue())
    return log
