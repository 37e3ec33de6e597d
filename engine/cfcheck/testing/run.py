"""What a run of the cases came to. Knows nothing of formats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cfcheck.case_runner import CaseStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from cfcheck.case_runner import CaseOutcome
    from cfcheck.problem import Problem
    from cfcheck.testing.coverage.measured import Coverage

__all__ = ["CaseResult", "TestRun"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case of an agreement came out, and the steps to what it got where that is not what was expected."""

    agreement: str
    outcome: CaseOutcome
    steps: str = ""


@dataclass(frozen=True)
class TestRun:
    """Everything that was run, in order, what kept cases from running, and what of the agreements the cases show.

    `threshold` is the share of each agreement, of 100, that must be shown; `stopped` whether the run ended early.
    """

    __test__ = False  # not a test class, whatever its name begins with

    results: tuple[CaseResult, ...]
    problems: tuple[Problem, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    threshold: Fraction | None = None
    stopped: bool = False

    @cached_property
    def counts(self) -> Mapping[CaseStatus, int]:
        """How many cases came out in each way."""
        counted = Counter(result.outcome.status for result in self.results)
        return {status: counted[status] for status in CaseStatus}

    @property
    def short(self) -> tuple[Coverage, ...]:
        """What falls short of the threshold."""
        if self.threshold is None:
            return ()
        return tuple(coverage for coverage in self.coverages if coverage.percent < self.threshold)

    @property
    def fails(self) -> bool:
        """Whether a case came out otherwise, could not be run, or too little is shown."""
        return bool(self.problems or self.short) or any(result.outcome.fails for result in self.results)
