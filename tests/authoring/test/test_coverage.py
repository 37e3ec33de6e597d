"""Coverage: what evaluation did with the cases, and proofs of what no case can show."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authoring.mutate.ford import opened
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of
from tests.terms import FOLDERS, evaluator, terms
from typer.testing import CliRunner

from cfcheck.authoring.check.written import Written, documents_of
from cfcheck.authoring.test.coverage import Coverage, CoverKind, CoverState, Item, Measurer, Subject
from cfcheck.authoring.test.coverage_proofs import CASES, Prover
from cfcheck.authoring.test.coverage_terms import NamedActor, Observer, boundary_instants
from cfcheck.authoring.test.runner import CaseOutcome, run_folder
from cfcheck.cli import app
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.model.actor import ActorId
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Leaf
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

GAPS = Path(__file__).parent / "gaps"


def measured(name: str, outcomes: Iterable[CaseOutcome]) -> Coverage:
    observer = Observer(evaluator(name))
    for outcome in outcomes:
        assert outcome.assessment is not None
        observer.observe(outcome.case.incident, outcome.assessment)
    written = Written(terms(name), documents_of(FOLDERS[name]), date.min)
    return Measurer(evaluator(name), written, observer).measure()


def outcomes_of(name: str) -> list[CaseOutcome]:
    found = list(run_folder(evaluator(name), FOLDERS[name]))
    return [one for one in found if isinstance(one, CaseOutcome)]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_cases_here_show_everything(name: str) -> None:
    coverage = measured(name, outcomes_of(name))
    assert [item for item in coverage.items if item.state is CoverState.MISSING] == []
    assert coverage.percent == 100


def test_what_no_case_of_the_syria_terms_can_show() -> None:
    coverage = measured("syria", outcomes_of("syria"))
    assert [(item.subject.words, item.aspect) for item in coverage.of(CoverState.IMPOSSIBLE)] == [
        ("js-coalition-attacks", "true"),
        ("the report raises self_defence", "unknown"),
        ("perpetrator is party coalition", "true"),
        ("disputed_start", "it"),
    ]


def test_without_cases_everything_possible_is_missing_and_stays_so_until_a_case_shows_it() -> None:
    outcomes = outcomes_of("disputed")
    before = measured("disputed", [])
    assert before.percent == 0
    shown: set[tuple[Subject, str]] = set()
    for count in range(1, len(outcomes) + 1):
        now = {(item.subject, item.aspect) for item in measured("disputed", outcomes[:count]).of(CoverState.SHOWN)}
        assert now >= shown
        shown = now
    possible = {(item.subject, item.aspect) for item in before.of(CoverState.MISSING)}
    assert shown == possible


def test_examples_show_what_they_are_examples_of() -> None:
    """Whoever writes the case that is advised for a truth shows it."""
    for item in measured("disputed", []).of(CoverState.MISSING):
        if item.subject.kind in (CoverKind.NAME, CoverKind.REASON):
            continue
        assert item.example is not None, item
        incident = incident_from({"id": "case", **item.example})
        observer = Observer(evaluator("disputed"))
        observer.observe(incident, evaluator("disputed").assess(incident))
        written = Written(terms("disputed"), documents_of(FOLDERS["disputed"]), date.min)
        again = Measurer(evaluator("disputed"), written, observer).measure()
        assert (item.subject, item.aspect) in {(one.subject, one.aspect) for one in again.of(CoverState.SHOWN)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(agreement=AGREEMENTS, incidents=st.lists(INCIDENTS, min_size=1, max_size=8))
def test_what_an_incident_shows_is_never_held_to_be_impossible(
    agreement: dict[str, Any], incidents: list[dict[str, Any]]
) -> None:
    judge = Evaluator(agreement_of(agreement))
    observer = Observer(judge)
    for spec in incidents:
        incident = incident_of(spec)
        observer.observe(incident, judge.assess(incident))
    prover = Prover(judge)
    roots = [(judge.program.roots[place].tree, truth) for place, truth in observer.roots]
    leaves = [(Leaf(number), truth) for number, truth in observer.tests]
    for tree, truth in (*roots, *leaves):
        assert prover.prove(tree, truth).is_possible, (tree, truth)


def test_the_dates_within_which_a_list_excludes_are_instants_to_show(tmp_path: Path) -> None:
    written = opened(tmp_path)
    found = [one for one in boundary_instants(Evaluator(written.agreement).program, written) if "council" in one.words]
    assert [(one.words, one.spot.position.line, one.who) for one in found] == [
        ("council as excluded, end", 25, None),
        ("hill-group on council, start", 17, NamedActor(ActorId("hill-group"))),
    ]


def test_every_reason_has_a_case_to_write() -> None:
    assert set(CASES) == set(Reason)


def test_a_share_is_rounded_down() -> None:
    subject = Subject(CoverKind.NAME, "somebody", "file")
    shown = [Item(subject, str(number), CoverState.SHOWN) for number in range(2999)]
    coverage = Coverage("accord", (*shown, Item(subject, "last", CoverState.MISSING)))
    assert (coverage.percent_words, coverage.percent) == ("99.9", Fraction(299900, 3000))
    assert Coverage("accord", ()).percent_words == "100.0"


def test_a_case_that_is_to_be_done_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GAPS)
    run = CliRunner().invoke(app, ["test", "rules", "--coverage", "-f", "json"])
    (coverage,) = json.loads(run.stdout)["coverage"]
    unknown = next(one for one in coverage["subjects"] if one["subject"] == "perpetrator-not-bound")
    assert unknown["shown"] == ["false"]
