"""What is measured with: the same incidents each time, of the size and with the gaps that are promised."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from benchmarks.generate import ACTORS, generate_incidents, incident_id
from benchmarks.growth import write_copies
from benchmarks.repository import NORMS, write_repository
from tests.terms import evaluator

from cfcheck.authoring.check.check import IssueSeverity
from cfcheck.authoring.check.checker import check_folders
from cfcheck.authoring.test.runner import CaseOutcome, run_folder
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

INCIDENTS = list(generate_incidents(2000))
LINES = [json.dumps(incident, separators=(",", ":")).encode() for incident in INCIDENTS]


def test_the_incidents_are_the_same_each_time() -> None:
    assert list(generate_incidents(100)) == INCIDENTS[:100]


def test_ids_are_in_order_and_times_mostly_distinct() -> None:
    assert [incident["id"] for incident in INCIDENTS] == [incident_id(number) for number in range(2000)]
    times = [incident["occurred"] for incident in INCIDENTS if "occurred" in incident]
    assert len(set(times)) > 0.99 * len(times)


def test_an_incident_has_some_480_bytes() -> None:
    assert sum(map(len, LINES)) / len(LINES) == pytest.approx(480, abs=10)


def test_one_field_in_ten_is_missing() -> None:
    for field in ("occurred", "act", "weapon", "perpetrator", "target", "location", "state"):
        assert sum(field not in incident for incident in INCIDENTS) / len(INCIDENTS) == pytest.approx(0.1, abs=0.02)


def test_all_of_them_can_be_judged_and_every_verdict_is_among_them() -> None:
    verdicts = {evaluator("syria").assess(decode_incident(line), line).verdict for line in LINES[:300]}
    assert verdicts == {"violation", "no_violation", "out_of_scope", "indeterminate"}


def test_all_names_but_the_unknown_ones_are_in_the_registry() -> None:
    finder = evaluator("syria").tester.finder
    known = {name for side, names in ACTORS.items() if side != "unknown" for name in names}
    assert {normalise(name) for name in known} <= set(map(normalise, finder.known_names))


def test_a_repository_holds_the_norms_it_should_and_they_are_as_users_write_them(tmp_path: Path) -> None:
    home = write_repository(tmp_path, 2)
    checked = check_folders([home / "accord-000", home / "accord-001"], date(2026, 1, 31))
    assert [content.rules + content.exemptions for content in checked.contents] == [NORMS, NORMS] == [20, 20]
    assert {issue.severity for issue in checked.issues} == {IssueSeverity.INFO}
    outcomes = list(run_folder(Evaluator(load_agreement(home / "accord-001")), home / "accord-001"))
    assert len(outcomes) == 72
    assert all(isinstance(outcome, CaseOutcome) and outcome.passed for outcome in outcomes)


def test_a_repository_is_the_same_each_time(tmp_path: Path) -> None:
    one, other = (write_repository(tmp_path / name, 1) for name in ("one", "other"))
    for path in one.rglob("*.yaml"):
        assert (other / path.relative_to(one)).read_bytes() == path.read_bytes()


def test_twenty_copies_make_240_norms_of_which_no_two_are_the_same(tmp_path: Path) -> None:
    agreement = load_agreement(write_copies(tmp_path, 20))
    assert len(agreement.rules) + len(agreement.exemptions) == 240
    norms = [(rule.title, rule.bearers, rule.breached_by, repr(rule.when)) for rule in agreement.rules.values()]
    assert len(set(norms)) == len(norms)
