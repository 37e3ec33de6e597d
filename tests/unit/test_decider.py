"""The graph of decisions: what it asks for, and what meets again. Docs: decision 46."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import terms

from cfcheck.decider import Decision, Fork
from cfcheck.evaluator import Evaluator, Memory
from cfcheck.incident import incident_from

if TYPE_CHECKING:
    from cfcheck.facet import FacetName

PLAIN: dict[str, Any] = {
    "id": "one",
    "occurred": "2016-03-05",
    "act": "air_strike",
    "perpetrator": "Syrian Arab Army",
    "target": "Free Syrian Army",
    "location": {"country": "SYR"},
}


def memory() -> Memory:
    return Evaluator(terms("syria")).memory


def asked(kept: Memory, **facts: object) -> list[FacetName]:
    """The facets that are asked for until the incident is decided."""
    facets, _ = kept.decide(incident_from({**PLAIN, **facts}))
    found, point = [], kept.decider.root
    while isinstance(point, Fork):
        found.append(point.facet)
        point = point.ways[facets.kinds[point.facet]]
    return found[1:]  # after its form


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"occurred": "2015-01-01"}, "MOMENT PERPETRATOR PLACE ACT TARGET", id="limits, and no rule"),
        pytest.param({}, "MOMENT PERPETRATOR PLACE ACT TARGET CLAIMS", id="an attack can be pleaded for"),
        pytest.param({"act": "siege"}, "MOMENT PERPETRATOR PLACE ACT", id="an act that no rule forbids"),
        pytest.param({"act": "aid_blocked"}, "MOMENT PERPETRATOR PLACE ACT CONTROL", id="who controls the place"),
        pytest.param({"target": "ISIL"}, "MOMENT PERPETRATOR PLACE ACT TARGET", id="a target outside the terms"),
        pytest.param({"occurred": None}, "MOMENT PERPETRATOR TARGET CONTROL PLACE ACT CLAIMS",
                     id="what can tell stretches apart comes first"),
    ],
)  # fmt: skip
def test_only_what_matters_is_asked_for(facts: dict[str, Any], expected: str) -> None:
    assert " ".join(name.name for name in asked(memory(), **facts)) == expected


def test_what_moves_nothing_leads_to_the_same_decision() -> None:
    kept = memory()
    decisions = [
        kept.decide(incident_from({**PLAIN, **facts}))[1]
        for facts in (
            {},
            {"perpetrator": "Hezbollah"},
            {"act": "sniper_fire"},
            {"weapon": "rocket"},
            {"occurred": "2016-04-01"},
        )
    ]
    assert {decision.number for decision in decisions} == {decisions[0].number}


def test_a_way_is_grown_once_whoever_comes_first() -> None:
    decider = memory().decider
    root = decider.root
    assert isinstance(root, Fork)
    moment = root.ways[0]
    assert isinstance(moment, Fork)
    assert decider._grown(root, 0) is moment  # noqa: SLF001  # as a thread does that was a moment late
    assert not isinstance(moment, Decision)
