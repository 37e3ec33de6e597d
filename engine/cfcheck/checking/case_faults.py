"""Cases that could not be judged: an act that nobody declares, a time that never was, a claim that no rule knows.

Only the evaluator can say so, and a case that a test run sets aside is a fault of its file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfcheck.evaluator import Evaluator
from cfcheck.incident import InvalidIncident
from cfcheck.inference import InferenceChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.agreement import Agreement
    from cfcheck.cases import Case
    from cfcheck.document import Document, Path
    from cfcheck.problem import Problem

__all__ = ["CaseExaminer"]

_STEP: Final = re.compile(r"[^.\[\]]+")


class CaseExaminer:
    """Tries the incidents of cases under one agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self._tester = Evaluator(agreement, inference=InferenceChoice.REFERENCE).tester

    def faults(self, cases: Iterable[Case], document: Document) -> Iterator[Problem]:
        """What keeps each of the cases of the file from being judged."""
        for case in cases:
            try:
                self._tester.test(case.incident)
            except InvalidIncident as fault:
                path = (*_path_of(case, document), "incident", *map(_step, _STEP.findall(fault.path)))
                yield document.problem_at_value(path, "invalid-incident", fault.problem)


def _path_of(case: Case, document: Document) -> Path:
    """Where in the file the case is: the entry that begins on its line."""
    entries = (path for path in document.values if path and isinstance(path[-1], int))
    begun = (path for path in entries if document.values[path].line == case.origin.line)
    return min(begun, key=len, default=())


def _step(step: str) -> str | int:
    return int(step) if step.isdigit() else step
