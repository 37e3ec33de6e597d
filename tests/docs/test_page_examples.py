"""What the format pages show works: the worked agreement, its commands, and every record and value."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Final

import pytest
from tests.docs.page import DOCS, INCIDENT_FORMAT, RULE_FORMAT
from typer.testing import CliRunner

from cfcheck.authoring.test.runner import CaseOutcome, CaseStatus, run_cases, run_folder
from cfcheck.cli import app
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.facts import time_of
from cfcheck.language.cases import load_cases
from cfcheck.language.load.files import FoundFile
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.record import Record, record_from
from cfcheck.model.zone import Zone

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = re.compile(
    r"^```yaml file=(?P<path>\S+)(?P<append> append)?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The folder that somebody has who follows the page."""
    for block in _FILE.finditer(RULE_FORMAT):
        path = tmp_path / block["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") + "\n" if block["append"] else ""
        path.write_text(before + block["text"], encoding="utf-8")
    return tmp_path / "rules" / "river-accord"


def test_the_worked_example_loads_and_its_cases_come_out(written: Path) -> None:
    outcomes = list(run_folder(Evaluator(load_agreement(written)), written))
    assert len(outcomes) > 5
    for outcome in outcomes:
        assert isinstance(outcome, CaseOutcome)
        assert outcome.differences == ()


TESTING: Final = (DOCS / "testing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [RULE_FORMAT, TESTING], ids=["rule-format", "testing"])
def test_the_commands_of_the_worked_example_say_what_the_page_says(
    page: str, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(written.parents[1])
    commands = re.findall(r"^\$ cfcheck (.+)\n((?:[^$`].*\n)*)", page, re.MULTILINE)
    assert len(commands) > 1
    for command, printed in commands:
        run = CliRunner().invoke(app, shlex.split(command))
        assert (run.exit_code, run.stdout) == (0, printed), command


def test_what_the_page_shows_of_a_gap_is_what_is_said(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(written.parents[1])
    (shown,) = re.findall(r"^```text\n(.*?)^```$", TESTING, re.DOTALL | re.MULTILINE)
    assert shown in CliRunner().invoke(app, ["test", "rules", "--coverage"]).stdout


_CASES: Final = re.compile(r"^```yaml\n(?P<text>cases:\n.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", [found["text"] for found in _CASES.finditer(TESTING)], ids=lambda text: text[17:50])
def test_the_cases_of_the_page_come_out_as_it_says(text: str, written: Path) -> None:
    path = written / "cases" / "north-attacks.yaml"
    path.write_text(text, encoding="utf-8")
    agreement = load_agreement(written)
    outcomes = list(run_cases(Evaluator(agreement), load_cases(FoundFile(path, path.name), agreement)))
    assert {outcome.status for outcome in outcomes} <= {CaseStatus.PASSED, CaseStatus.TODO}


_JSON: Final = re.compile(r"^```json\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "text", [found["text"] for found in _JSON.finditer(INCIDENT_FORMAT)], ids=lambda text: text[:40]
)
def test_every_example_of_json_is_what_it_seems(text: str) -> None:
    shown = json.loads(text)
    if "format" not in shown:
        assert isinstance(record_from(text.encode(), "page", 1), Record)


def examples_below(field: str) -> list[str]:
    """The values shown in the first column of the tables that begin with the field."""
    tables = re.findall(rf"^\| `{field}` \|.*\n\|[-| ]+\n((?:\|.*\n)+)", INCIDENT_FORMAT, re.MULTILINE)
    cells = (line.split(" | ")[0] for table in tables for line in table.splitlines())
    return [found for cell in cells for found in re.findall(r"`([^`]*)`", cell)]


@pytest.mark.parametrize("example", examples_below("occurred"))
def test_every_example_of_a_time_is_a_time(example: str) -> None:
    incident = decode_incident(f'{{"id": "1", "occurred": {example}}}'.encode())
    assert time_of(incident, Zone("Europe/Athens")).span


@pytest.mark.parametrize("field", ["perpetrator", "target", "claims"])
def test_every_example_of_a_value_is_read(field: str) -> None:
    examples = examples_below(field)
    assert len(examples) > 1
    for example in examples:
        decode_incident(f'{{"id": "1", "{field}": {example}}}'.encode())
