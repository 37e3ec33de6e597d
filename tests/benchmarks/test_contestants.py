"""The comparison is of equals: every contestant finds the same, and cfcheck finds it too where nothing is left open."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
from benchmarks.contestants import CONTESTANTS
from benchmarks.generate import ACTORS, generate_incidents
from tests.terms import evaluator

from cfcheck.model.assessment import Outcome
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.contestants import Contestant

pytest.importorskip("orjson", reason="pip install -r benchmarks/requirements.txt")

COUNT: Final = 2000
SETTLED: Final = {name for side in ("government", "opposition", "civilians") for name in ACTORS[side]}
PLEA_TESTS: Final = 3

Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmarks") / "incidents.ndjson"
    path.write_text("".join(f"{json.dumps(incident)}\n" for incident in generate_incidents(COUNT)), encoding="utf-8")
    return path


def found_by(contestant: Contestant, source: Path) -> Pairs:
    if not contestant.is_installed:
        pytest.skip(f"{contestant.title} is not installed")
    return {(incident, rule) for incident, rules in contestant.find(source) for rule in rules}


@cache
def said_by_cfcheck() -> dict[Outcome, Pairs]:
    assessments = map(evaluator("syria").assess, map(incident_from, generate_incidents(COUNT)))
    said: dict[Outcome, Pairs] = {outcome: set() for outcome in Outcome}
    for assessment in assessments:
        for finding in assessment.findings:
            said[finding.outcome].add((assessment.incident, finding.id))
    return said


def is_fully_specified(incident: dict[str, Any]) -> bool:
    """Whether every fact that a rule asks for is stated, of actors whose standing is settled."""
    location = incident.get("location", {})
    plea = incident.get("claims", {}).get("self_defence")
    return (
        {"occurred", "act"} <= incident.keys()
        and {incident.get("perpetrator"), incident.get("target"), location.get("controlled_by")} <= SETTLED
        and "country" in location
        and (plea is None or len(plea) == PLEA_TESTS)
    )


@pytest.mark.parametrize("contestant", CONTESTANTS[1:], ids=lambda contestant: contestant.name)
def test_every_contestant_finds_the_same(contestant: Contestant, source: Path) -> None:
    found = found_by(contestant, source)
    assert found == found_by(CONTESTANTS[0], source)
    assert {rule for _, rule in found} >= {"annex-1b", "annex-2a-civilians", "annex-2c", "js-coalition-attacks"}


def test_cfcheck_finds_all_of_it_where_everything_is_stated_and_nothing_more(source: Path) -> None:
    stated = {incident["id"] for incident in generate_incidents(COUNT) if is_fully_specified(incident)}
    found = {pair for pair in found_by(CONTESTANTS[0], source) if pair[0] in stated}
    assert found
    assert found == {pair for pair in said_by_cfcheck()[Outcome.BREACHED] if pair[0] in stated}


def test_what_two_values_call_a_breach_is_never_denied_by_cfcheck(source: Path) -> None:
    said = said_by_cfcheck()
    assert found_by(CONTESTANTS[0], source) <= said[Outcome.BREACHED] | said[Outcome.POSSIBLY_BREACHED]
