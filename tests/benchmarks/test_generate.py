"""What is measured with: the same incidents each time, of the size and with the gaps that are promised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from benchmarks.generate import ACTORS, generate_incidents, incident_id
from benchmarks.growth import write_copies
from tests.terms import evaluator

from cfcheck.incident import decode_incident
from cfcheck.loader import load_agreement
from cfcheck.names import normalise

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


def test_twenty_copies_make_240_norms_of_which_no_two_are_the_same(tmp_path: Path) -> None:
    agreement = load_agreement(write_copies(tmp_path, 20))
    assert len(agreement.rules) + len(agreement.exemptions) == 240
    norms = [(rule.title, rule.bearers, rule.breached_by, repr(rule.when)) for rule in agreement.rules.values()]
    assert len(set(norms)) == len(norms)
