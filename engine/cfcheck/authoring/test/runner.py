"""Runs cases: evaluates their incidents and compares the outcome with what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfcheck.language.cases import case_files, load_cases
from cfcheck.language.schema import NO_FINDING
from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.problem import InvalidRules, Problem
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.language.cases import Case
    from cfcheck.model.assessment import Assessment

__all__ = ["CaseOutcome", "CaseStatus", "Mismatch", "run_cases", "run_folder"]

SET_ASIDE: Final = "set aside"


class CaseStatus(StrEnum):
    """How a case came out, against what is expected and whether it is still to be done."""

    PASSED = "passed"
    FAILED = "failed"
    TODO = "todo"
    TODO_PASSED = "todo_passed"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a case expected of one thing, and what it got; words in order."""

    of: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """How a case came out: as expected if there are no differences. `remarks` may explain one.

    There is no assessment where the incident could not be judged.
    """

    case: Case
    differences: tuple[Mismatch, ...]
    remarks: tuple[str, ...] = ()
    assessment: Assessment | None = None

    @property
    def passed(self) -> bool:
        """Whether everything expected was got."""
        return not self.differences

    @property
    def status(self) -> CaseStatus:
        """How the case came out."""
        if self.case.todo:
            return CaseStatus.TODO_PASSED if self.passed else CaseStatus.TODO
        return CaseStatus.PASSED if self.passed else CaseStatus.FAILED

    @property
    def fails(self) -> bool:
        """Whether it makes a run fail: so does a case that is still to be done and comes out already."""
        return self.status in (CaseStatus.FAILED, CaseStatus.TODO_PASSED)


def _every(_: Case) -> bool:
    return True


def run_folder(
    evaluator: Evaluator, folder: Path, rules: Collection[str] = (), wanted: Callable[[Case], bool] = _every
) -> Iterator[CaseOutcome | Problem]:
    """The outcome of each case of the agreement in the folder that is wanted, and what kept cases from running.

    With `rules`, of these only; one of them that has no cases is a problem.
    """
    files = [found for found in case_files(folder) if not rules or found.id in rules]
    for rule in sorted(set(rules) - {found.id for found in files}):
        yield Problem("no-cases", str(folder), 0, 0, f"there are no cases for the rule {quoted(rule)}")
    for found in files:
        try:
            yield from run_cases(evaluator, filter(wanted, load_cases(found, evaluator.agreement)))
        except InvalidRules as invalid:
            yield from invalid.problems


def run_cases(evaluator: Evaluator, cases: Iterable[Case]) -> Iterator[CaseOutcome]:
    """The outcome of each case, in order."""
    for case in cases:
        try:
            assessment = evaluator.assess(case.incident)
        except InvalidIncident as fault:
            yield CaseOutcome(case, (Mismatch("verdict", (case.verdict,), (SET_ASIDE,)),), (str(fault),))
        else:
            remarks = tuple(f"{note.path}: {note.text}" for note in assessment.notes)
            yield CaseOutcome(case, tuple(_differences(case, assessment)), remarks, assessment)


def _differences(case: Case, assessment: Assessment) -> Iterator[Mismatch]:
    outcomes = {finding.id: finding.outcome for finding in assessment.findings}
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
    for of, expected, got in pairs:
        if expected is not None and set(expected) != set(got):
            yield Mismatch(of, tuple(sorted(expected)), tuple(sorted(got)))
    spared = {rule: outcomes[rule] for rule in sorted(case.not_breached) if outcomes.get(rule) in _BREACHES}
    if spared:
        yield Mismatch("not_breached", tuple(spared), tuple(map(_finding_text, spared.items())))
    others = [(name, outcome) for name, outcome in case.findings if outcomes.get(name, NO_FINDING) != outcome]
    if others:
        got = tuple(_finding_text((name, outcomes.get(name, NO_FINDING))) for name, _ in others)
        yield Mismatch("findings", tuple(map(_finding_text, others)), got)


_BREACHES: Final = (Outcome.BREACHED, Outcome.POSSIBLY_BREACHED)


def _finding_text(finding: tuple[str, str]) -> str:
    name, outcome = finding
    return f"{name}: {outcome}"
