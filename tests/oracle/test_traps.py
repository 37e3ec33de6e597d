"""What the oracle says is what people wrote down by hand (traps.yaml)."""

from __future__ import annotations

import pytest
from tests.oracle.oracle import possible_verdicts
from tests.oracle.traps import Trap, traps


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.case)
def test_oracle_gives_the_verdicts_that_are_possible(trap: Trap) -> None:
    found = possible_verdicts(trap.agreement, trap.incident, trap.as_of)
    assert found is not None
    assert found.possible == trap.exact
