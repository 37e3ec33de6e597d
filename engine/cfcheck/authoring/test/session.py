"""Runs the cases of agreements: selects them, explains the failures, and measures coverage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.test.runner import CaseOutcome, CaseStatus, run_folder
from cfcheck.evaluation.evaluator import Evaluator
from cfcheck.evaluation.explain import Explainer
from cfcheck.report.explained import steps_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from cfcheck.authoring.test.coverage import Coverage
    from cfcheck.authoring.test.runner import Mismatch
    from cfcheck.language.cases import Case
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.problem import Problem

    Outcomes = Iterator[CaseOutcome | Problem]

__all__ = ["MOST_EXPLAINED", "CasePlan", "CaseResult", "Session", "TestRun", "case_id"]


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


MOST_EXPLAINED: Final = 25
"""How many failures of an agreement are explained. Steps take long over many norms, and who has read so many knows."""

_NOT_EXPLAINED: Final = f"explained are the first {MOST_EXPLAINED} failures; choose this one with --filter\n"


class CasePlan(NamedTuple):
    """An agreement, the folder it was loaded from, and of which of its rules cases are run; none: of all."""

    agreement: Agreement
    folder: Path
    rules: frozenset[str] = frozenset()


def case_id(agreement: str, case: Case) -> str:
    """What a case is called where those of several agreements are together."""
    return f"{agreement}/{case.rule}: {case.name}"


def _every(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Session:
    """How cases are run: `wanted` chooses by their ids; `threshold` is the share that must be shown, of 100."""

    wanted: Callable[[str], bool] = field(default=_every)
    ends_at_first_failure: bool = False
    measures_coverage: bool = False
    threshold: Fraction | None = None

    def run(self, plans: Iterable[CasePlan]) -> TestRun:
        """Everything that the plans ask for, up to the first failure if it ends there."""
        results: list[CaseResult] = []
        problems: list[Problem] = []
        coverages: list[Coverage] = []
        for plan in plans:
            evaluator = Evaluator(plan.agreement)
            done = list(self._until_stopped(self._outcomes(evaluator, plan)))
            outcomes = [one for one in done if isinstance(one, CaseOutcome)]
            results += _results(evaluator, outcomes)
            problems += [one for one in done if not isinstance(one, CaseOutcome)]
            if self.ends_at_first_failure and done and _is_failure(done[-1]):
                return TestRun(tuple(results), tuple(problems), tuple(coverages), self.threshold, stopped=True)
            if self.measures_coverage:
                coverages.append(_coverage(evaluator, plan, outcomes))
        return TestRun(tuple(results), tuple(problems), tuple(coverages), self.threshold)

    def _outcomes(self, evaluator: Evaluator, plan: CasePlan) -> Outcomes:
        def wanted(case: Case) -> bool:
            return self.wanted(case_id(plan.agreement.id, case))

        return run_folder(evaluator, plan.folder, plan.rules, wanted)

    def _until_stopped(self, outcomes: Outcomes) -> Outcomes:
        for outcome in outcomes:
            yield outcome
            if self.ends_at_first_failure and _is_failure(outcome):
                return


def _is_failure(outcome: CaseOutcome | Problem) -> bool:
    return outcome.fails if isinstance(outcome, CaseOutcome) else True


def _results(evaluator: Evaluator, outcomes: Iterable[CaseOutcome]) -> Iterator[CaseResult]:
    explainer = Explainer(evaluator)
    explained = 0
    for outcome in outcomes:
        steps = ""
        if outcome.status is CaseStatus.FAILED and outcome.assessment is not None:
            explained += 1
            steps = _steps(explainer, outcome) if explained <= MOST_EXPLAINED else _NOT_EXPLAINED
        yield CaseResult(evaluator.agreement.id, outcome, steps)


def _steps(explainer: Explainer, outcome: CaseOutcome) -> str:
    return steps_text(explainer.explain(outcome.case.incident), _about(outcome.differences, outcome.case))


def _about(differences: Iterable[Mismatch], case: Case) -> frozenset[str]:
    """The limits and norms that the differences are of; empty if they are of the verdict as a whole."""
    expected = {"not_breached": case.not_breached, "findings": frozenset(name for name, _ in case.findings)}
    found: set[str] = set()
    for difference in differences:
        if difference.of == "breached":
            found |= set(difference.expected) ^ set(difference.got)
        elif difference.of in expected:
            found |= expected[difference.of]
        else:
            return frozenset()
    return frozenset(found)


def _coverage(evaluator: Evaluator, plan: CasePlan, outcomes: Iterable[CaseOutcome]) -> Coverage:
    """What the cases show. One that is still to be done shows nothing: nobody says yet that it is right."""
    from cfcheck.authoring.check.written import Written, documents_of  # noqa: PLC0415  # only coverage needs these
    from cfcheck.authoring.test.coverage import Measurer  # noqa: PLC0415
    from cfcheck.authoring.test.coverage_terms import Observer  # noqa: PLC0415

    observer = Observer(evaluator)
    for outcome in outcomes:
        if outcome.assessment is not None and not outcome.case.todo:
            observer.observe(outcome.case.incident, outcome.assessment)
    # The files tell where something is written. No check is run over them, so no day matters.
    written = Written(plan.agreement, documents_of(plan.folder), date.min)
    return Measurer(evaluator, written, observer).measure()
