"""What was reported of Syria in 2016 comes to what was worked out from the terms. See fixtures/syria-2016/README.md."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.terms import INFERENCES, ROOT, evaluator

from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.incident_json import incident_from
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cfcheck.evaluation.evaluator import InferenceChoice

FOLDER = ROOT / "fixtures" / "syria-2016"
INCIDENTS: list[dict[str, Any]] = json.loads((FOLDER / "incidents.json").read_text(encoding="utf-8"))
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
IDS = [incident["id"] for incident in INCIDENTS]

# A source without an address is one of a dataset, and then it names the record.
NAMED_RECORD = re.compile(r"(event id|record) \S+")


def expected_of(incident: dict[str, Any]) -> dict[str, Any]:
    expectation = EXPECTED[incident["id"]]
    return {
        "verdict": expectation["verdict"],
        "possible": sorted(expectation.get("possible", [expectation["verdict"]])),
        "reasons": sorted(expectation.get("reasons", [])),
        "rules": sorted(expectation.get("rules", [])),
    }


@pytest.mark.parametrize("inference", INFERENCES)
@pytest.mark.parametrize("incident", INCIDENTS, ids=IDS)
def test_report_comes_to_what_is_expected(incident: dict[str, Any], inference: InferenceChoice) -> None:
    assessment = evaluator("syria", inference).assess(incident_from(incident))
    breached = [f.id for f in assessment.findings if f.kind is FindingKind.RULE and f.outcome is Outcome.BREACHED]
    assert {
        "verdict": assessment.verdict,
        "possible": sorted(assessment.possible),
        "reasons": sorted(assessment.reasons),
        "rules": sorted(breached),
    } == expected_of(incident)


def test_every_report_has_one_expectation_and_no_more() -> None:
    assert sorted(IDS) == sorted(EXPECTED)
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize(("report", "expectation"), EXPECTED.items(), ids=EXPECTED)
def test_expectation_says_what_its_verdict_asks_for(report: str, expectation: dict[str, Any]) -> None:
    keys = {"indeterminate": {"possible", "reasons"}, "violation": {"rules"}}.get(expectation["verdict"], set())
    assert set(expectation) == {"verdict", "why", *keys}, report


def test_every_verdict_and_reason_occurs() -> None:
    """Nobody disputes when the terms began to hold, so `disputed_start` is for fixtures/language/disputed."""
    assert {expectation["verdict"] for expectation in EXPECTED.values()} == set(Verdict)
    given = {reason for expectation in EXPECTED.values() for reason in expectation.get("reasons", [])}
    assert given == set(Reason) - {Reason.DISPUTED_START}
    assert "disputed_start" in (ROOT / "fixtures/language/disputed/cases/north-attacks.yaml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("incident", INCIDENTS, ids=IDS)
def test_report_names_where_it_was_reported(incident: dict[str, Any]) -> None:
    """At least one source with an address or the name of a record."""
    sources = incident["sources"]
    assert any("url" in source or NAMED_RECORD.search(source["name"]) for source in sources)
    assert all(source["name"] and source.get("url", "http").startswith("http") for source in sources)


@pytest.mark.parametrize("incident", INCIDENTS, ids=IDS)
def test_report_is_called_by_its_day_and_says_what_is_alleged(incident: dict[str, Any]) -> None:
    assert re.fullmatch(r"(2016-\d\d-\d\d|undated)(-[a-z0-9]+)+", incident["id"])
    assert ("occurred" in incident) is not incident["id"].startswith("undated")
    assert incident["description"]
    assert incident["state"]


def test_reports_of_both_sides_conduct_are_there() -> None:
    rules = {rule for expectation in EXPECTED.values() for rule in expectation.get("rules", [])}
    assert {rule.partition("-")[2][0] for rule in rules} == {"1", "2"}  # the annex's paragraph of each side
