"""What is remembered of an actor's name is what the tests say of it, in every stretch of time."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from tests.terms import evaluator, terms

from cfcheck.evaluation.answers import Known
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.facet import FacetName
from cfcheck.evaluation.facets import FacetFinder
from cfcheck.evaluation.readings import Mention
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.bounded import Room
from cfcheck.model.incident_json import incident_from
from cfcheck.model.verdict import Reason

PATHS = {FacetName.PERPETRATOR: "perpetrator", FacetName.TARGET: "target", FacetName.CONTROL: "location.controlled_by"}


@pytest.mark.parametrize("name", ["syria", "disputed"])
@pytest.mark.parametrize("facet", PATHS)
def test_kinds_last_as_long_as_the_tests_answer_alike(name: str, facet: FacetName) -> None:
    tester = evaluator(name).tester
    finder = FacetFinder(tester, Room(1000, 10**6))
    starts, asked = finder.starts, [tester.program.tests[place] for place in finder.tests[facet]]
    for actor in [*tester.finder.known_names, "nobody whom anyone knows", "nobody else"]:
        path = PATHS[facet]
        spec = {"location": {"controlled_by": actor}} if "." in path else {path: actor}
        incident = incident_from({"id": "one", **spec})
        finder.find(incident)
        lasting = list(finder.kinds_over_time(facet, incident))
        places = [place for place, _ in lasting]
        understood = tester.understand(incident)
        for place, start in enumerate(starts):
            kind = finder.actors.kinds[facet][lasting[bisect_right(places, place) - 1][1]]
            known = Known(understood, start, understood.readings[0].strands[0])
            assert kind.answers == (tester.answers(asked, known),), (actor, start)


def test_most_names_change_seldom() -> None:
    finder = evaluator("syria").tester.finder
    assert len(finder.stretches("Free Syrian Army").starts) < len(evaluator("syria").tester.stretches.starts)
    assert len(finder.stretches("nobody whom anyone knows").starts) == 1


@pytest.mark.parametrize("facet", PATHS)
def test_names_that_the_registry_never_has_are_one_actor(facet: FacetName) -> None:
    tester = evaluator("syria").tester
    actors = FacetFinder(tester, Room(1000, 10**6)).actors
    known = [actors.number(facet, Mention(name)) for name in tester.finder.known_names]
    strangers = {actors.number(facet, Mention(f"Group {number}")) for number in range(100)}
    assert len(strangers) == 1
    assert strangers.isdisjoint(known)
    assert actors.number(facet, Mention(None, Reason.ATTRIBUTION)) not in strangers


def test_of_strangers_only_the_first_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    tester = evaluator("syria").tester
    finder = FacetFinder(tester, Room(1000, 10**6))
    looked_at: list[str | None] = []
    mention_of = tester.perpetrator

    def noted(name: str | None) -> Mention:
        looked_at.append(name)
        return mention_of(name)

    monkeypatch.setattr(tester, "perpetrator", noted)
    names = ["nobody", "nobody else", "Syrian Arab Army", "a third one", None, "nobody"]
    found = [finder.find(incident_from({"id": "one", "perpetrator": name})) for name in names]
    assert looked_at == ["nobody", "Syrian Arab Army", None]
    assert [facets.encounter.names for facets in found] == [() if name is None else (name,) for name in names]
    assert [[note.path for note in facets.notes] for facets in found] == [
        ["perpetrator"] if name in ("nobody", "nobody else", "a third one") else [] for name in names
    ]


def test_a_name_that_is_not_sure_enough_is_nobody_however_often_it_is_met() -> None:
    run = Evaluator(terms("syria"), threshold=AttributionConfidence.CONFIRMED)
    finder = FacetFinder(run.tester, Room(1000, 10**6))
    for name in ("nobody", "nobody else", "Syrian Arab Army"):
        facets = finder.find(incident_from({"id": "one", "perpetrator": name}))
        assert (facets.encounter.names, facets.notes) == ((), ())
