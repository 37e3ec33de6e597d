"""The engine lists all that the oracle finds possible. It still lists more (decisions/0071-exact-verdicts-by-boxes.md)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.oracle.building import agreement_of
from tests.oracle.comparing import compared
from tests.oracle.traps import Trap, traps
from tests.terms import INFERENCES

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident_json import incident_from

Spec = dict[str, Any]


def missing(count: int, seed: int, inference: InferenceChoice) -> list[object]:
    return [one for one in compared(count, seed, inference) if one.exact is not None and not one.engine >= one.exact]


def listed(evaluator: Evaluator, incident: Spec) -> set[str]:
    return set(map(str, evaluator.assess(incident_from(incident)).possible))


@pytest.mark.parametrize("inference", INFERENCES)
def test_engine_lists_all_that_is_possible_in_some_world(inference: InferenceChoice) -> None:
    assert missing(100, 1, inference) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(101, 111))
def test_engine_lists_all_that_is_possible_in_some_of_many_worlds(seed: int) -> None:
    assert missing(1000, seed, InferenceChoice.AUTO) == []


@pytest.mark.parametrize("inference", INFERENCES)
@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.case)
def test_engine_misses_nothing_in_the_traps(trap: Trap, inference: InferenceChoice) -> None:
    evaluator = Evaluator(agreement_of(trap.agreement), inference=inference, as_of=trap.as_of)
    assert listed(evaluator, trap.incident) >= trap.exact
