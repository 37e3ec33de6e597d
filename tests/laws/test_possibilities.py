"""What is said to be possible is: with what was met before at hand, the same can be met as by a search alone."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from tests.laws.worlds import AGREEMENTS, agreement_of

from cfcheck.authoring.analysis.goals import fails, holds, truth
from cfcheck.authoring.analysis.nearby import Possibilities
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.goals import Goal
    from cfcheck.authoring.analysis.situations import Space

Spec = dict[str, Any]

tried = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def questions(study: Study) -> Iterator[tuple[Goal, ...]]:
    """Much of what checks ask: each norm breached or not, within reach; and each with another one."""
    roots = (*study.program.rules, *study.program.exemptions)
    yield study.in_scope
    for root in roots:
        yield (*study.in_scope, holds(root.tree))
        yield (*study.in_scope, fails(root.tree))
    for one, other in combinations(roots, 2):
        yield (*study.in_scope, holds(one.tree), fails(other.tree))
        yield holds(one.tree), holds(other.tree)


def check(space: Space, asked: list[tuple[Goal, ...]]) -> None:
    possible = Possibilities(space)
    for goals in asked:
        found = possible.some(goals)
        assert (found is None) == (find(space, goals) is None)
        if found is not None:
            assert all(truth(goal.tree, found.answer) == goal.wanted for goal in goals)


@tried
@given(spec=AGREEMENTS)
def test_what_is_possible_is_what_a_search_finds(spec: Spec) -> None:
    study = Study(agreement_of(spec))
    asked = list(questions(study))
    check(study.worlds, asked)
    check(study.reports, asked)
