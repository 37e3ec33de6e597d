"""Checks of cases: an act that is not declared, a time that does not exist, a claim that no rule uses.

The faults are found by reading the incidents as an evaluator would, and a case that a test run sets aside is a fault of
its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.evaluation.answers import Tester
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.language.cases import place_of_fault
from cfcheck.model.incident import InvalidIncident

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.language.cases import Case
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.agreement import Agreement

__all__ = ["CaseExaminer"]


class CaseExaminer:
    """Tries the incidents of cases under one agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self._tester = Tester(compile_agreement(agreement), agreement.attribution_threshold)

    def faults(self, cases: Iterable[Case]) -> Iterator[tuple[Path, str, str]]:
        """The faults that keep cases of a file from being judged: the place, a code, and a message for each."""
        for case in cases:
            try:
                # All that can be refused is refused here: what the tests would answer need not be known.
                self._tester.understand(case.incident)
            except InvalidIncident as fault:
                yield place_of_fault(case, fault), "invalid-incident", fault.problem
