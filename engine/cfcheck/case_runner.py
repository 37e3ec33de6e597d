"""Runs cases: evaluates their incidents and compares. Knows nothing of how outcomes are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.assessment import FindingKind, Outcome
from cfcheck.cases import case_files, load_cases
from cfcheck.incident import InvalidIncident
from cfcheck.problem import InvalidRules, Problem
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from cfcheck.assessment import Assessment
    from cfcheck.cases import Case
    from cfcheck.evaluator import Evaluator

__all__ = ["CaseOutcome", "Difference", "run_cases", "run_folder"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a case expected of one thing, and what it got; words in order."""

    of: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """How a case came out: as expected if there are no differences. `remarks` may explain one."""

    case: Case
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything expected was got."""
        return not self.differences


def run_folder(evaluator: Evaluator, folder: Path, rules: Collection[str] = ()) -> Iterator[CaseOutcome | Problem]:
    """The outcome of each case of the agreement in the folder, and what kept cases from running.

    With `rules`, of these only; one of them that has no cases is a problem.
    """
    files = [found for found in case_files(folder) if not rules or found.id in rules]
    for rule in sorted(set(rules) - {found.id for found in files}):
        yield Problem("no-cases", str(folder), 0, 0, f"there are no cases for the rule {quoted(rule)}")
    for found in files:
        try:
            yield from run_cases(evaluator, load_cases(found, evaluator.agreement))
        except InvalidRules as invalid:
            yield from invalid.problems


def run_cases(evaluator: Evaluator, cases: Iterable[Case]) -> Iterator[CaseOutcome]:
    """The outcome of each case, in order."""
    for case in cases:
        try:
            assessment = evaluator.assess(case.incident)
        except InvalidIncident as fault:
            yield CaseOutcome(case, (Difference("verdict", (case.verdict,), ("set aside",)),), (str(fault),))
        else:
            yield _compared(case, assessment)


def _compared(case: Case, assessment: Assessment) -> CaseOutcome:
    breached = {
        finding.id
        for finding in assessment.findings
        if finding.kind is FindingKind.RULE and finding.outcome is Outcome.BREACHED
    }
    pairs: tuple[tuple[str, Collection[str] | None, Collection[str]], ...] = (
        ("verdict", (case.verdict,), (assessment.verdict,)),
        ("possible", case.possible, assessment.possible),
        ("reasons", case.reasons, assessment.reasons),
        ("breached", case.breached, breached),
    )
    differences = tuple(
        Difference(of, tuple(sorted(expected)), tuple(sorted(got)))
        for of, expected, got in pairs
        if expected is not None and set(expected) != set(got)
    )
    return CaseOutcome(case, differences, tuple(f"{note.path}: {note.text}" for note in assessment.notes))
