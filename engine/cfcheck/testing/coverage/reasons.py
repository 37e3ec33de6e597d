"""Which reasons an agreement can leave a verdict open for, and what a case for each is like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.condition import ActorFact, ActorIs, ClaimTestMet, OccurredWithin, PlaceIs
from cfcheck.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.program import Program

__all__ = ["CASES", "why_impossible"]

CASES: Final[Mapping[Reason, str]] = {
    Reason.MISSING_FIELD: "a case that leaves out a fact on which the verdict rests",
    Reason.TIME_PRECISION: "a case whose `occurred` is a day, month or range within which the verdict changes",
    Reason.PLACE_PRECISION: "a case whose `location` does not say the place that the terms ask for",
    Reason.ATTRIBUTION: "a case whose perpetrator is one of several, or named below the attribution threshold",
    Reason.PARTY_STATUS: "a case whose perpetrator may be bound or not",
    Reason.TARGET_STATUS: "a case whose target may be a party, an excluded group or neither",
    Reason.AREA_CONTROL: "a case that does not say who controlled the place",
    Reason.EXEMPTION_OPEN: "a case that raises a claim and leaves out one of its tests",
    Reason.CONFLICTING_REPORTS: "a case with `any_of` several acts, one of which is covered",
    Reason.DISPUTED_START: "a case that occurred between the candidates of a disputed start",
    Reason.DISPUTED_END: "a case that occurred between the candidates of a disputed end",
}


def why_impossible(reason: Reason, program: Program) -> str:
    """Why no verdict under the agreement is ever open for the reason; empty if one can be."""
    asked, why = _NEEDED.get(reason, (_anything, ""))
    return "" if asked(program) else why


def _anything(_: Program) -> bool:
    return True


def _asks_place(program: Program) -> bool:
    return any(isinstance(test, PlaceIs) for test in program.tests)


def _asks_target(program: Program) -> bool:
    return any(isinstance(test, ActorIs) and test.fact is ActorFact.TARGET for test in program.tests)


def _asks_control(program: Program) -> bool:
    return any(isinstance(test, ActorIs) and test.fact is ActorFact.CONTROLLER for test in program.tests)


def _asks_claims(program: Program) -> bool:
    return any(isinstance(test, ClaimTestMet) for test in program.tests)


def _disputes_start(program: Program) -> bool:
    tests = (test for test in program.tests if isinstance(test, OccurredWithin))
    return any(period.start.claims for test in tests for period in test.periods)


def _disputes_end(program: Program) -> bool:
    tests = (test for test in program.tests if isinstance(test, OccurredWithin))
    return any(period.end.claims for test in tests for period in test.periods)


# What an agreement must ask for a reason to arise, and what is said where it does not.
_NEEDED: Final = {
    Reason.PLACE_PRECISION: (_asks_place, "neither the area nor a norm asks where it happened"),
    Reason.TARGET_STATUS: (_asks_target, "neither a limit nor a norm asks whom it was directed at"),
    Reason.AREA_CONTROL: (_asks_control, "no norm asks who controlled the place"),
    Reason.EXEMPTION_OPEN: (_asks_claims, "no norm asks about a claim's tests"),
    Reason.DISPUTED_START: (_disputes_start, "no start is disputed"),
    Reason.DISPUTED_END: (_disputes_end, "no end is disputed"),
}
