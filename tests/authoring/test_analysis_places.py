"""The situations of places answer as the engine does, under each of two agreements. Docs: semantics.md, S49, S50, S56."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.squares import AGREEMENT, REGISTRY, RULE
from tests.terms import written

from cfcheck.authoring.analysis.places import named_place
from cfcheck.authoring.analysis.values import UNKNOWN
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.condition import PlaceIs
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Truth
from cfcheck.model.program import truth_of

if TYPE_CHECKING:
    from pathlib import Path

MOVED = {
    "nothing": REGISTRY,
    "a settlement": REGISTRY.replace("XNS, within: upper-north}", "XNS, within: lower-south}", 1),
    "a district": REGISTRY.replace("within: upland}", "within: lowland}", 1),
    "homonyms": REGISTRY.replace("title: Ford", "title: Mill"),
    "an unknown one": REGISTRY.replace("      mill: {title: Mill,", "      mill: {title: Mil,"),
}
RULES = [
    "location.admin1: upland, location.place: mill", "location.admin2: [upper-north, new-district], location.place: ford",
    "location.country: XNS, location.place: [mill, ford]",
]  # fmt: skip


@pytest.mark.parametrize("asked", RULES)
@pytest.mark.parametrize("moved", MOVED)
def test_every_situation_answers_as_the_engine_does(tmp_path: Path, moved: str, asked: str) -> None:
    registries = (REGISTRY, MOVED[moved])
    runs = []
    for number, registry in enumerate(registries):
        (tmp_path / str(number)).mkdir()
        agreement = written(tmp_path / str(number), AGREEMENT, registry, rule=RULE.format("rule", asked))
        runs.append(Evaluator(agreement, inference=InferenceChoice.REFERENCE))
    tests = [
        (side, number, test)
        for side, run in enumerate(runs)
        for number, test in enumerate(run.program.tests)
        if isinstance(test, PlaceIs)
    ]
    fact = named_place("location", [run.agreement.registry for run in runs], lambda at: (tests[at][0], tests[at][2]))
    values = fact.values({"location": tuple(range(len(tests)))}, 0)
    assert len(values) > 1
    for value in values:
        location = {path.partition(".")[2]: name for path, name in value.ways[0]}
        incident = incident_from({"id": "one", "location": location})
        signatures = [run.tester.test(incident).readings[0].signatures[0] for run in runs]
        said = [truth_of(signatures[side][number]) for side, number, _ in tests]
        assert value.answers == tuple(UNKNOWN if one is Truth.UNKNOWN else int(one) for one in said), location
