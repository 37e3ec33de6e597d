"""The definition in worlds and the boxes that are quicker give the same, and what the oracle gives but for rare cases.

Docs: decisions/0071-exact-verdicts-by-boxes.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exact.boxes import BoxJudge
from tests.exact.facts import CaseMaker
from tests.exact.worlds import TreeInference, WorldJudge
from tests.oracle.building import agreement_of
from tests.oracle.comparing import compared
from tests.oracle.traps import Trap, traps

from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from tests.exact.case import Case

MOST_WORLDS = 400
"""Of larger cases the definition is not asked, which looks at worlds in pairs."""


class Judges:
    def __init__(self, evaluator: Evaluator, as_of: str | None) -> None:
        program = evaluator.program
        inference = TreeInference([root.tree for root in program.roots], len(program.tests))
        self.maker = CaseMaker(evaluator, as_of)
        self.boxes = BoxJudge(program, inference)
        self.worlds = WorldJudge(program, inference)


def possible(judges: Judges, case: Case) -> frozenset[str]:
    return frozenset(map(str, judges.boxes.judge(case).possible))


def check(count: int, seed: int) -> None:
    """The boxes list all that the oracle does, hardly ever more, and are what the definition gives."""
    judges, made_of = None, None
    wider = 0
    for one in compared(count, seed):
        if judges is None or made_of is not one.agreement:
            judges, made_of = Judges(Evaluator(agreement_of(one.agreement), as_of=one.as_of), one.as_of), one.agreement
        case = judges.maker.case(incident_from(one.incident))
        if one.exact is not None:
            found = possible(judges, case)
            assert found >= one.exact, one
            wider += found > one.exact
        if judges.worlds.count(case) <= MOST_WORLDS:
            assert judges.boxes.judge(case) == judges.worlds.judge(case), one
    assert wider <= count / 1_000


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
