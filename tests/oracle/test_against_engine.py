"""The engine lists what the oracle finds possible, no less and no more (S35)."""

from __future__ import annotations

import pytest
from tests.oracle.comparing import compared


def differing(count: int, seed: int) -> list[object]:
    return [one for one in compared(count, seed) if one.exact is not None and one.engine != one.exact]


@pytest.mark.parametrize("seed", [1, 2])
def test_engine_lists_what_is_possible_in_some_world(seed: int) -> None:
    assert differing(60, seed) == []
