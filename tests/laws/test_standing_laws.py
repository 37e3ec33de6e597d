"""Who is possible behind a name depends on the time asked about, not on what was asked before."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.worlds import AGREEMENTS, DAYS, NAMES, agreement_of, day

from cfcheck.evaluation.standing import StandingFinder
from cfcheck.model.time import Instant

QUESTIONS = st.tuples(st.sampled_from(NAMES), st.sampled_from(DAYS), st.integers(-1, 1))


@given(AGREEMENTS, st.lists(QUESTIONS, min_size=2, max_size=8))
def test_what_was_asked_before_changes_no_identity(spec: dict[str, Any], questions: list[tuple[str, str, int]]) -> None:
    agreement = agreement_of(spec)
    asked = StandingFinder(agreement)
    for name, of, moment in questions:
        instant = Instant(day(of) + moment)
        assert asked.identities(name, instant) == StandingFinder(agreement).identities(name, instant)
