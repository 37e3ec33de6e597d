"""What is remembered of reports takes a bounded number of bytes, however long their values are, and is freed at once."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from tests.terms import INFERENCES, terms

from cfcheck.evaluation import evaluator as evaluating
from cfcheck.evaluation import moments as moment
from cfcheck.evaluation import notes as noting
from cfcheck.evaluation import standing
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.places import locator
from cfcheck.model import likeness, taxonomy
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.evaluation.evaluator import InferenceChoice

PLAIN = {"occurred": "2016-03-05", "act": "shelling", "perpetrator": "Syrian Arab Army", "target": "FSA"}
LONG = 1000
SMALL = 256 * 1024
MOST = 2_500_000
"""Of some 4 MB that each of them says, or makes."""
COUNT, COUNT_OF_LISTS = 4_000, 200
BOUNDED = (evaluating, likeness, locator, moment, noting, standing, taxonomy)


def long_name(number: int) -> str:
    return f"Group {number} ".ljust(LONG, "x")


VALUES: dict[str, Callable[[int], dict[str, Any]]] = {
    "a perpetrator": lambda number: {"perpetrator": long_name(number)},
    "a target": lambda number: {"target": long_name(number)},
    "who is in control": lambda number: {"location": {"country": "SYR", "controlled_by": long_name(number)}},
    "a place": lambda number: {"location": {"country": "SYR", "admin1": long_name(number)}},
    "one of several": lambda number: {"perpetrator": {"any_of": [long_name(number), f"Other {number}"]}},
    "many names": lambda number: {"target": [f"{number} and {other} ".ljust(LONG, "x") for other in range(10)]},
    "sides": lambda number: {"perpetrator": None, "target": None, "participants": [long_name(number), f"B {number}"]},
    "an act, over and over": lambda number: {"act": {"any_of": ["shelling", "attack"] * (400 + number)}},
    "a time, over and over": lambda number: {
        "occurred": {"any_of": [f"2016-03-05T04:12:00.{number:0>6}"] * 200},
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", ["syria", "operators"])
def test_long_values_are_forgotten(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in BOUNDED:
        monkeypatch.setattr(module, "_MOST_BYTES", SMALL)
    monkeypatch.setattr("cfcheck.model.text.normalise.__self__._most_bytes", SMALL)
    run = Evaluator(terms(name))
    run.assess(incident_from({"id": "first", **PLAIN}))
    tracemalloc.start()
    try:
        for number in range(COUNT_OF_LISTS if value.endswith("over and over") else COUNT):
            run.assess(incident_from({"id": "report", **PLAIN, **VALUES[value](number)}))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < MOST


@pytest.mark.parametrize("inference", INFERENCES)
def test_what_is_full_is_freed_without_a_look_for_cycles(
    inference: InferenceChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "_MOST_BYTES", 20_000)
    run = Evaluator(terms("syria"), inference=inference)
    run.assess(incident_from({"id": "first", **PLAIN}))
    finder, decider = weakref.ref(run.memory.finder), weakref.ref(run.memory.decider)
    gc.disable()
    try:
        for number in range(60):
            run.assess(incident_from({"id": "report", **PLAIN, "perpetrator": f"Group {number}".ljust(400, "x")}))
        assert (finder(), decider()) == (None, None)
    finally:
        gc.enable()


def test_names_that_the_registry_does_not_have_are_one_actor() -> None:
    run = Evaluator(terms("syria"))
    names = ["nobody", "somebody else", "a third one", "?", "ISIL", "FSA"]
    reports = [incident_from({"id": "report", **PLAIN, "perpetrator": name}) for name in names]
    for report in reports:
        run.assess(report)
    finder = run.memory.finder
    kinds = [finder.find(report).kinds for report in reports]
    assert kinds[0] == kinds[1] == kinds[2] == kinds[3]
    assert len(set(kinds)) == 3
    actors = {number for _, _, number in finder.actors.kinds_at}
    assert len(actors) == 5  # nobody in control, the target, and of perpetrators those known and the others
