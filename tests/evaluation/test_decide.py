"""What is decided for kinds of facets. Docs: decisions 46 and 48."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import INFERENCES, terms

from cfcheck.evaluation import decide as decider
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from cfcheck.evaluation.decide import Decision

PLAIN: dict[str, Any] = {
    "id": "one",
    "occurred": "2016-03-05",
    "act": "air_strike",
    "perpetrator": "Syrian Arab Army",
    "target": "Free Syrian Army",
    "location": {"country": "SYR"},
}


def decided(*of: dict[str, Any]) -> list[Decision]:
    """What one evaluator decides of PLAIN with other facts."""
    run = Evaluator(terms("syria"))
    return [run.decide(incident_from({**PLAIN, **facts}), run.memory)[1] for facts in of]


def test_what_moves_nothing_leads_to_the_same_decision() -> None:
    decisions = decided(
        {}, {"perpetrator": "Hezbollah"}, {"act": "sniper_fire"}, {"weapon": "rocket"}, {"occurred": "2016-04-01"}
    )
    assert {decision.number for decision in decisions} == {decisions[0].number}


def test_who_did_it_is_told_apart_though_all_else_is_the_same() -> None:
    named, unnamed = decided(*({"occurred": "2015-01-01", "perpetrator": who} for who in ("ISIL", None)))
    assert named.attribution != unnamed.attribution


NAMES = ("Syrian Arab Army", "Hezbollah", "FSA", "ISIL", "Nusra Front", "YPG", "Turkey", "Tiger Forces", "US Air Force")


@pytest.mark.parametrize("names", [2, 7, 9])
@pytest.mark.parametrize("inference", INFERENCES)
def test_encounter_is_decided_however_many_ways_there_are_to_read_it(inference: InferenceChoice, names: int) -> None:
    """With nine names on both sides and no time there are more strands than the native judge has room for."""
    either = {"any_of": list(NAMES[:names])}
    incident = incident_from({"id": "many", "act": "shelling", "perpetrator": either, "target": either})
    defined = Evaluator(terms("syria"), inference=InferenceChoice.REFERENCE, memory=0)
    assert Evaluator(terms("syria"), inference=inference).assess(incident) == defined.assess(incident)


def test_what_is_remembered_of_kinds_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decider, "_MOST_KINDS", 2)
    who = [{"perpetrator": name} for name in ("ISIL", "FSA", "civilians", "ISIL", "civilians")]
    numbers = [decision.number for decision in decided(*who)]
    assert len(set(numbers)) == 3
    assert (numbers[0], numbers[2]) == (numbers[3], numbers[4])
