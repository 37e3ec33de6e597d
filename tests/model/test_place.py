"""What is left at a level, and what is left where either of two holds. Docs: semantics.md, S3, S56."""

from __future__ import annotations

import pytest

from cfcheck.model.logic import Truth
from cfcheck.model.place import ANYWHERE, PlacesLeft, named

MILL, FORD, CAMP = (frozenset({name}) for name in ("mill", "ford", "camp"))
NOT_MILL = PlacesLeft(None, MILL)
NOT_FORD = PlacesLeft(None, FORD)
IN_MILL = PlacesLeft(MILL, FORD)  # a place that is neither: whoever drew the border did not know the camp
TRUE, FALSE, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.mark.parametrize(("one", "other", "mill", "ford", "camp", "mill_or_ford"), [
    (named(MILL), named(MILL), TRUE, FALSE, FALSE, TRUE),
    (named(MILL), named(FORD), OPEN, OPEN, FALSE, TRUE),
    (named(MILL), NOT_MILL, OPEN, OPEN, OPEN, OPEN),
    (named(MILL), NOT_FORD, OPEN, FALSE, OPEN, OPEN),
    (named(FORD), IN_MILL, OPEN, OPEN, OPEN, TRUE),
    (IN_MILL, IN_MILL, TRUE, FALSE, OPEN, TRUE),
    (NOT_MILL, NOT_FORD, OPEN, OPEN, OPEN, OPEN),
    (NOT_MILL, IN_MILL, OPEN, OPEN, OPEN, OPEN),
    (NOT_FORD, IN_MILL, OPEN, FALSE, OPEN, OPEN),
    (ANYWHERE, named(MILL), OPEN, OPEN, OPEN, OPEN),
])  # fmt: skip
def test_either_holds(
    one: PlacesLeft, other: PlacesLeft, mill: Truth, ford: Truth, camp: Truth, mill_or_ford: Truth
) -> None:
    for left in (one.either(other), other.either(one)):
        assert [left.passes(places) for places in (MILL, FORD, CAMP, MILL | FORD)] == [mill, ford, camp, mill_or_ford]
