"""Reports that can be read in too many ways are refused before any of them is made. Docs: incident-format.md, Size."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import FOLDERS, evaluator, terms
from typer.testing import CliRunner

from cfcheck.cli import app
from cfcheck.cli.options import OutputFormat
from cfcheck.cli.terminal import ExitCode
from cfcheck.evaluation import answers as tester
from cfcheck.evaluation.batch.records import assess_records
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.explain import Explainer
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.record import record_from

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

AT_MOST = "; at most 10,000 are looked at"
ONE_DAY = {"occurred": "2015-03-10", "act": "raid"}


def choice(count: int, name: str = "x") -> dict[str, list[str]]:
    return {"any_of": [f"{name} {number}" for number in range(count)]}


def sides(count: int, name: str = "x") -> list[str]:
    return choice(count, name)["any_of"]


# What is reported beside a day and an act, and how it is refused.
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "each with each": (
        {"perpetrator": choice(4000), "target": choice(4000)},
        f"perpetrator: the report can be read in 16,000,000 ways (perpetrator x target x stretches of time){AT_MOST}",
    ),
    "one more than are looked at": (
        {"perpetrator": choice(73), "target": choice(137)},
        f"perpetrator: the report can be read in 10,001 ways (perpetrator x target x stretches of time){AT_MOST}",
    ),
    "all of them together": (
        {"perpetrator": sides(101), "target": choice(100)},
        f"perpetrator: the report can be read in 10,100 ways (perpetrator x target x stretches of time){AT_MOST}",
    ),
    "targets alone": (
        {"target": choice(1500), "occurred": None},
        f"target: the report can be read in 10,500 ways (perpetrator x target x stretches of time){AT_MOST}",
    ),
    "sides of a clash": (
        {"participants": sides(3000)},
        f"participants: the report can be read in 8,997,000 ways (participants x participants x stretches of time){AT_MOST}",
    ),
    "two large sides": (
        {"participants": [sides(100), sides(100, "y")]},
        f"participants: the report can be read in 20,000 ways (participants x participants x stretches of time){AT_MOST}",
    ),
    "at any time": (
        {"perpetrator": choice(1500), "occurred": None},
        f"perpetrator: the report can be read in 10,500 ways (perpetrator x target x stretches of time){AT_MOST}",
    ),
    "who held the place": (
        {"location": {"controlled_by": choice(1500)}, "occurred": None},
        f"location.controlled_by: the place can have been held in 10,500 ways (controllers x stretches of time){AT_MOST}",
    ),
}
JUDGED: dict[str, dict[str, Any]] = {
    "each with each": {"perpetrator": choice(100), "target": choice(100)},
    "all together at each": {"perpetrator": sides(100), "target": choice(100)},
    "sides of a clash": {"participants": sides(100)},
    "one name on each side": {"participants": ["x"] * 4000},
}


PATHS = [pytest.param(one, id=name) for name, one in REFUSED.items()]
MEMORIES = [pytest.param(65_536, id="remembering"), pytest.param(0, id="by definition")]


def report_of(facts: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return {"id": f"report {number}", **ONE_DAY, **facts}


def evaluating(memory: int) -> Evaluator:
    return Evaluator(terms("north-south"), memory=memory, suggests=False)


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("refused", PATHS)
def test_too_many_ways_are_refused_before_one_is_made(
    refused: tuple[dict[str, Any], str], memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, problem = refused
    assessing = evaluating(memory)
    monkeypatch.setattr(tester, "readings", lambda *_: pytest.fail("a reading was made"))
    with pytest.raises(InvalidIncident) as raised:
        assessing.assess(incident_from(report_of(facts)))
    assert str(raised.value) == problem


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("facts", [pytest.param(facts, id=name) for name, facts in JUDGED.items()])
@pytest.mark.slow
def test_as_many_ways_as_are_looked_at_are_judged(facts: dict[str, Any], memory: int) -> None:
    assert evaluating(memory).assess(incident_from(report_of(facts))).possible


def test_many_readings_are_many_values_to_remember() -> None:
    assessing = evaluating(5000)
    before = assessing.memory
    assessing.assess(incident_from(report_of({"perpetrator": choice(60), "target": choice(60)}, 1)))
    assert assessing.memory is before
    assessing.assess(incident_from(report_of({"perpetrator": choice(60, "y"), "target": choice(60)}, 2)))
    assert assessing.memory is not before


@pytest.mark.parametrize("refused", PATHS)
def test_an_explanation_is_refused_alike(refused: tuple[dict[str, Any], str]) -> None:
    facts, problem = refused
    with pytest.raises(InvalidIncident) as raised:
        Explainer(evaluator("north-south")).explain(incident_from(report_of(facts)))
    assert str(raised.value) == problem


@pytest.mark.parametrize("refused", PATHS)
def test_a_record_is_set_aside_and_the_rest_goes_on(refused: tuple[dict[str, Any], str]) -> None:
    facts, problem = refused
    records = [record_from(json.dumps(report_of(one, n)).encode(), "-", n) for n, one in enumerate(({}, facts, {}))]
    before, aside, after = assess_records(evaluator("north-south"), records)
    assert isinstance(aside, SetAside)
    assert f"{aside.path}: {aside.problem}" == problem
    assert not isinstance(before, SetAside)
    assert not isinstance(after, SetAside)


def run(*arguments: str, stdin: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--rules", str(FOLDERS["north-south"])], input=stdin)


@pytest.mark.parametrize("shown_as", OutputFormat)
@pytest.mark.parametrize("refused", PATHS[:1] + PATHS[-1:])
def test_every_format_says_the_same(
    refused: tuple[dict[str, Any], str], shown_as: OutputFormat, tmp_path: Path
) -> None:
    """Also where so many records came before that they are scanned natively."""
    facts, problem = refused
    lines = [json.dumps(report_of({}, number)) for number in range(60)]
    lines.insert(55, json.dumps({**report_of(facts), "id": "many"}))
    aside = tmp_path / "aside.ndjson"
    result = run("evaluate", "-", "-q", "--format", shown_as, "--set-aside", str(aside), stdin="\n".join(lines))
    assert result.exit_code == ExitCode.INVALID
    path, _, said = problem.partition(": ")
    told = [json.loads(line) for line in aside.read_text(encoding="utf-8").splitlines()]
    assert told == [{"file": "-", "record": 56, "id": "many", "path": path, "problem": said}]
    if shown_as in (OutputFormat.JSONL, OutputFormat.CSV):
        assert result.stderr == f"-, record 56 (`many`): {problem}\n"


@pytest.mark.parametrize("refused", PATHS[:1] + PATHS[-1:])
def test_explain_says_the_same(refused: tuple[dict[str, Any], str]) -> None:
    facts, problem = refused
    result = run("explain", "-", "report 0", stdin=json.dumps(report_of(facts)))
    assert (result.exit_code, result.stdout) == (ExitCode.INVALID, "")
    assert result.stderr == f"-, record 1 (`report 0`): {problem}\n"


def test_a_case_says_the_same(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["north-south"].parent, tmp_path / "rules")
    folder = tmp_path / "rules" / "north-south"
    shutil.rmtree(folder / "cases")
    (folder / "cases").mkdir()
    facts, problem = REFUSED["each with each"]
    case = {"name": "in too many ways", "incident": {**ONE_DAY, **facts}, "verdict": "indeterminate"}
    (folder / "cases" / "terms.yaml").write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    result = CliRunner().invoke(app, ["test", str(folder), "--format", "json", "--allow-empty"])
    assert result.exit_code == ExitCode.FOUND
    assert problem in result.stdout
