"""The format pages have every key, operator, problem and word that the code has, and no other."""

from __future__ import annotations

import io
import json
import re
import shutil
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from tests.docs.page import INCIDENT_FORMAT, ROOT, RULE_FORMAT, Keys, first_column, keys_told, rows_below, words_not_on
from tests.rendering import render

from cfcheck.cli.options import FailOn
from cfcheck.cli.terminal import ExitCode
from cfcheck.language.load.loader import load_agreement
from cfcheck.language.schema import RULE, json_schema, validate
from cfcheck.language.schema.kinds import KINDS
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.assessment import (
    Assessment,
    Attribution,
    AttributionStatus,
    BoundarySource,
    Finding,
    FindingKind,
    Need,
    Note,
    Outcome,
    Provenance,
    SetAside,
)
from cfcheck.model.incident import State
from cfcheck.model.incident_json import incident_json_schema
from cfcheck.model.problem import InvalidRules
from cfcheck.model.program import LimitId
from cfcheck.model.rule import Severity
from cfcheck.model.verdict import Reason, Verdict
from cfcheck.report.render import RENDERERS

if TYPE_CHECKING:
    from enum import Enum
    from pathlib import Path

DATA: Final = ROOT / "tests" / "data"

# --- rule files and incidents ------------------------------------------------------------------------------------


def keys_of(schema: dict[str, Any]) -> Keys:
    return Keys(frozenset(schema.get("properties", ())), frozenset(schema.get("required", ())))


def keys_of_rule_files() -> dict[str, Keys]:
    roots = {"agreement": "AgreementFile", "registry": "RegistryFile", "cases": "CasesFile"}
    models: dict[str, Keys] = {}
    of_incidents = incident_json_schema()["$defs"]  # they are in the schema of cases, and on a page of their own
    for kind in KINDS:
        schema = json_schema(kind)
        parts = {
            name: part
            for name, part in schema["$defs"].items()
            if "enum" not in part and name not in {"Condition", *of_incidents}
        }
        models |= {name: keys_of(part) for name, part in parts.items()}
        if kind in roots:
            models[roots[kind]] = keys_of(schema)
    return models


def test_every_key_of_rule_files_is_on_the_page_and_no_other() -> None:
    assert dict(keys_told(RULE_FORMAT)) == keys_of_rule_files()


def test_every_key_of_incidents_is_on_the_page_and_no_other() -> None:
    models = {name: keys_of(part) for name, part in incident_json_schema()["$defs"].items()}
    assert dict(keys_told(INCIDENT_FORMAT)) == models


def test_the_states_of_a_report_are_on_the_page() -> None:
    assert words_not_on(INCIDENT_FORMAT, get_args(State)) == set()


# --- conditions --------------------------------------------------------------------------------------------------


RULE_WITHOUT_CONDITION: Final = """\
title: The North does not attack
modality: prohibition
bearers: north
act: attack
severity: minor
cite: {source: accord, provision: "1"}
"""


def operator_rows() -> list[list[str]]:
    return rows_below(RULE_FORMAT, "operators")


def test_every_key_of_conditions_is_on_the_page_and_no_other() -> None:
    told = {row[0].strip("`| ") for row in operator_rows()}
    known = set(json_schema("rule")["$defs"]["Condition"]["properties"])
    assert told == known | {"claims.CLAIM", "claims.CLAIM.TEST"}


@pytest.mark.parametrize("row", operator_rows(), ids=lambda row: row[0].strip("`| "))
def test_the_example_of_an_operator_is_a_condition(row: list[str]) -> None:
    example = row[2].strip("`| ")
    rule = f"{RULE_WITHOUT_CONDITION}when: {{{example}}}\n"
    read = validate(read_document(rule.encode(), "example.yaml"), RULE)
    assert not isinstance(read, tuple)


# --- problems ----------------------------------------------------------------------------------------------------


def test_every_problem_that_the_loader_finds_is_on_the_page(tmp_path: Path) -> None:
    found: set[str] = set()
    for number, folder in enumerate(path for path in sorted((DATA / "broken").iterdir()) if path.is_dir()):
        home = tmp_path / str(number)
        shutil.copytree(DATA / "sound", home)
        shutil.copytree(folder, home, dirs_exist_ok=True)
        with pytest.raises(InvalidRules) as refused:
            load_agreement(home / "accord")
        found |= {problem.code for problem in refused.value.problems}
    told = set(re.findall(r"`([a-z0-9-]+)`", RULE_FORMAT[RULE_FORMAT.index("## What is refused") :]))
    assert found - told == set()


# --- results -----------------------------------------------------------------------------------------------------

ASSESSED: Final = Assessment(
    incident="1",
    verdict=Verdict.VIOLATION,
    possible=(Verdict.VIOLATION,),
    reasons=(),
    needs=(Need("target", Reason.TARGET_STATUS, "who"),),
    findings=(Finding(FindingKind.RULE, "r", "t", Outcome.BREACHED, (), Severity.MINOR),),
    attribution=Attribution(AttributionStatus.OPEN, (), None),
    notes=(Note("target", "text"),),
    incident_hash="",
)
DRAWN: Final = (BoundarySource("admin1", "provinces.geojson", ("NAME",), None, 300, ""),)
COMPUTED_FROM: Final = Provenance("a", "1", "", "probable", "0", "0", None, DRAWN)


def written_as(name: str) -> str:
    """A result with a bit of everything, in the format."""
    out = io.StringIO()
    render(name, out, COMPUTED_FROM, (ASSESSED, SetAside("f", 1, None, "", "problem")))
    return out.getvalue()


def test_every_key_of_results_is_on_the_page_and_no_other() -> None:
    document = json.loads(written_as("json"))
    assessment = document["assessments"][0]
    parts = {
        "Document": document,
        "Provenance": document["provenance"],
        "BoundarySource": document["provenance"]["boundaries"][0],
        "Assessment": assessment,
        "Need": assessment["needs"][0],
        "Finding": assessment["findings"][0],
        "Attribution": assessment["attribution"],
        "Note": assessment["notes"][0],
        "SetAside": document["set_aside"][0],
        "Summary": document["summary"],
    }
    told = {
        name: first_column(INCIDENT_FORMAT, f"results: {name}")
        for name in re.findall(r"<!-- results: (\w+) -->", INCIDENT_FORMAT)
    }
    assert told == {name: list(part) for name, part in parts.items()}


def test_what_a_line_of_jsonl_has_beside_an_assessment_is_on_the_page() -> None:
    section = INCIDENT_FORMAT[INCIDENT_FORMAT.index("### JSONL") : INCIDENT_FORMAT.index("### CSV")]
    line = json.loads(written_as("jsonl"))
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(line)[-3:]
    assert list(line)[:-3] == first_column(INCIDENT_FORMAT, "results: Assessment")


def test_the_columns_of_csv_are_those_of_the_page() -> None:
    assert written_as("csv").splitlines()[0].split(",") == first_column(INCIDENT_FORMAT, "columns")


def test_the_formats_and_what_a_run_can_fail_on_are_on_the_page() -> None:
    assert words_not_on(INCIDENT_FORMAT, [*RENDERERS, *FailOn]) == set()


@pytest.mark.parametrize("words", [Verdict, Reason, Outcome, LimitId, ExitCode], ids=lambda words: words.__name__)
def test_every_word_of_a_closed_list_is_on_the_page(words: type[Enum]) -> None:
    assert words_not_on(INCIDENT_FORMAT, [word.value for word in words]) == set()
