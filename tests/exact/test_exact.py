"""The definition in worlds and the boxes, which are quicker, give the same, and list what the oracle lists.

Docs: decisions/0071-exact-verdicts-by-boxes.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exact.boxes import BoxJudge
from tests.exact.facts import CaseMaker
from tests.exact.worlds import WorldJudge
from tests.oracle.building import agreement_of
from tests.oracle.comparing import compared
from tests.oracle.traps import Trap, traps

from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.reference import ReferenceInference
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from tests.exact.case import Case

MOST_WORLDS = 400
"""The definition, which compares worlds in pairs, would take too long for larger cases."""


class Judges:
    def __init__(self, evaluator: Evaluator, as_of: str | None) -> None:
        program = evaluator.program
        inference = ReferenceInference([root.tree for root in program.roots], len(program.tests))
        self.maker = CaseMaker(evaluator, as_of)
        self.boxes = BoxJudge(program, inference)
        self.worlds = WorldJudge(program, inference)


def possible(judges: Judges, case: Case) -> frozenset[str]:
    return frozenset(map(str, judges.boxes.judge(case).possible))


def check(count: int, seed: int) -> None:
    """The boxes list what the oracle does, and give what the definition gives."""
    for one in compared(count, seed):
        judges = Judges(one.evaluator, one.as_of)
        case = judges.maker.case(incident_from(one.incident))
        if one.exact is not None:
            assert possible(judges, case) == one.exact, one
        if judges.worlds.count(case) <= MOST_WORLDS:
            assert judges.boxes.judge(case) == judges.worlds.judge(case), one


def test_definition_boxes_and_oracle_agree() -> None:
    check(100, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(11, 13))
def test_definition_boxes_and_oracle_agree_on_many(seed: int) -> None:
    check(2_000, seed)


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.case)
def test_boxes_avoid_the_traps(trap: Trap) -> None:
    judges = Judges(Evaluator(agreement_of(trap.agreement), as_of=trap.as_of), trap.as_of)
    assert possible(judges, judges.maker.case(incident_from(trap.incident))) == trap.exact
