"""What the native judge is taught. Docs: decision 48."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.evaluation.batch.both_ways import needs_native
from tests.terms import terms

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = needs_native

TWO = {"any_of": ["Syrian Arab Army", "FSA"]}
MANY = {"any_of": ["Syrian Arab Army", "FSA", "ISIL", "Hezbollah", "YPG", "Turkey", "Nusra Front"]}


class Watched:
    """A native judge, with the names of what it is asked for."""

    def __init__(self, judge: object) -> None:
        self._judge = judge
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        self.asked.append(name)
        method: Callable[..., Any] = getattr(self._judge, name)
        return method


@pytest.mark.parametrize("who", ["FSA", TWO, MANY], ids=["one reading", "two", "more than it has room for"])
def test_nothing_is_taught_twice(who: object) -> None:
    """What is taught is kept as long as the judge is: taught again, it would pile up."""
    memory = Evaluator(terms("syria"), inference=InferenceChoice.NATIVE).memory
    judge = memory.decider.bit_judge
    assert judge is not None
    watched = Watched(judge.native)
    judge.native = watched
    incident = incident_from({"id": "one", "act": "shelling", "perpetrator": who, "target": who})
    kinds = memory.finder.find(incident).kinds
    judge.rule(kinds)
    assert "teach_kind" in watched.asked
    watched.asked.clear()
    judge.rule(kinds)
    assert set(watched.asked) == {"judge"}
