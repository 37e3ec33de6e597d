"""Tests as data: which fact of an incident each one looks at."""

from __future__ import annotations

from typing import get_args

import pytest

from cfcheck.model.condition import (
    ActIs,
    ActorFact,
    ActorIs,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    OccurredWithin,
    PlaceIs,
    Test,
    WeaponIs,
    fact_of,
)
from cfcheck.model.place import PlaceLevel

FACTS: list[tuple[Test, str]] = [
    (OccurredWithin(()), "occurred"),
    (ActIs(frozenset()), "act"),
    (WeaponIs(frozenset()), "weapon"),
    (ActorIs(ActorFact.PERPETRATOR), "perpetrator"),
    (ActorIs(ActorFact.TARGET), "target"),
    (ActorIs(ActorFact.CONTROLLER), "location.controlled_by"),
    (PlaceIs(PlaceLevel.ADMIN1, frozenset()), "location.admin1"),
    (CountWithin("killed", 1, None), "casualties.killed"),
    (ClaimRaised("self_defence"), "claims.self_defence"),
    (ClaimTestMet("self_defence", "responding"), "claims.self_defence.responding"),
]


@pytest.mark.parametrize(("test", "fact"), FACTS, ids=[f"S3 {fact}" for _, fact in FACTS])
def test_test_looks_at_one_fact(test: Test, fact: str) -> None:
    assert fact_of(test) == fact


def test_every_sort_of_test_is_above() -> None:
    assert {type(test) for test, _ in FACTS} == set(get_args(Test))
