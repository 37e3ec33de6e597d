"""Writes runs of cases for programs and CI: JSON, GitHub workflow commands, and a JUnit report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfcheck.authoring.test.coverage import CoverKind, CoverState
from cfcheck.authoring.test.output import advice_words, failure_lines, gap_words, share_words
from cfcheck.authoring.test.runner import CaseStatus
from cfcheck.model.visible import JsonText
from cfcheck.report.github import Spot, workflow_command
from cfcheck.report.junit import JUnitCase, JUnitSuite, Remark, write_junit_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from cfcheck.authoring.test.coverage import Coverage, Item, Subject
    from cfcheck.authoring.test.output import RunDetail
    from cfcheck.authoring.test.session import CaseResult, TestRun
    from cfcheck.model.problem import Problem
    from cfcheck.report.github import Level

__all__ = ["write_github", "write_json", "write_junit"]

FORMAT: Final = 1
"""The version of this format; it changes when a key does."""


def write_json(run: TestRun, _: RunDetail, out: TextIO) -> None:
    """Every case, what kept cases from running, what the cases show, and the sum."""
    summary = {
        "cases": len(run.results),
        **{status.value: count for status, count in run.counts.items()},
        "problems": len(run.problems),
        "threshold": None if run.threshold is None else float(run.threshold),
        "fails": run.fails,
    }
    json_out = JsonText(out)
    json_out.write(f'{{"format":{FORMAT},"cases":[{_lines(map(_case_object, run.results))}],\n')
    json_out.write(f'"problems":[{_lines(map(_problem_object, run.problems))}],\n')
    json_out.write(f'"coverage":[{_lines(map(_coverage_object, run.coverages))}],\n')
    json_out.write(f'"summary":{_json(summary)}}}\n')


def _case_object(result: CaseResult) -> dict[str, Any]:
    outcome, case = result.outcome, result.outcome.case
    return {
        "agreement": result.agreement,
        "rule": case.rule,
        "name": case.name,
        "file": case.file,
        "line": case.origin.line,
        "status": outcome.status.value,
        "todo": case.todo or None,
        "differences": [
            {"of": one.of, "expected": list(one.expected), "got": list(one.got)} for one in outcome.differences
        ],
        "remarks": list(outcome.remarks),
        "why": result.steps or None,
    }


def _problem_object(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "help": problem.hint,
    }


def _coverage_object(coverage: Coverage) -> dict[str, Any]:
    shown, possible = coverage.shares()
    return {
        "agreement": coverage.agreement,
        "percent": float(coverage.percent_words),
        "shown": shown,
        "possible": possible,
        "kinds": {kind.value: coverage.shares(kind)._asdict() for kind in CoverKind},
        "subjects": [_subject(subject, items) for subject, items in coverage.subjects().items()],
    }


def _subject(subject: Subject, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "kind": subject.kind.value,
        "subject": subject.words,
        "file": subject.file,
        "line": subject.line,
        "shown": [item.aspect for item in items if item.state is CoverState.SHOWN],
        "missing": [
            {"aspect": item.aspect, "write": item.advice, "example": item.example}
            for item in items
            if item.state is CoverState.MISSING
        ],
        "impossible": [
            {"aspect": item.aspect, "why": item.advice} for item in items if item.state is CoverState.IMPOSSIBLE
        ],
    }


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_github(run: TestRun, _: RunDetail, out: TextIO) -> None:
    """A command for each problem, each case that failed or is still to be done, and each thing that no case shows."""
    out.writelines(f"{command}\n" for command in _commands(run))


def _commands(run: TestRun) -> Iterator[str]:
    yield from map(_problem_command, run.problems)
    for result in run.results:
        if result.outcome.status is not CaseStatus.PASSED:
            yield _case_command(result)
    for coverage in run.coverages:
        level: Level = "error" if coverage in run.short else "notice"
        yield from (_item(item, level) for item in coverage.of(CoverState.MISSING))


def _problem_command(problem: Problem) -> str:
    lines = [problem.message, *([f"help: {problem.hint}"] if problem.hint else [])]
    spot = Spot(problem.file, problem.line, problem.column, problem.width)
    return workflow_command("error", spot, problem.code, lines)


def _case_command(result: CaseResult) -> str:
    case = result.outcome.case
    spot = Spot(case.file, case.origin.line)
    if result.outcome.status is CaseStatus.TODO:
        return workflow_command("notice", spot, "todo", [f"{case.name}: {case.todo}"])
    return workflow_command("error", spot, "case failed", [case.name, *failure_lines(result)])


def _item(item: Item, level: Level) -> str:
    subject = item.subject
    lines = [gap_words(item), f"help: write {advice_words(item)}"]
    return workflow_command(level, Spot(subject.file, subject.line), "not shown by any case", lines)


_SUITES: Final = "cfcheck test"


def write_junit(run: TestRun, _: RunDetail, out: TextIO) -> None:
    """The whole run. What is still to be done is skipped; a problem is an error; coverage below the threshold fails."""
    write_junit_report(_SUITES, _suites(run), out)


def _suites(run: TestRun) -> Iterator[JUnitSuite]:
    by_file: dict[str, list[JUnitCase]] = {}
    for result in run.results:
        by_file.setdefault(result.outcome.case.file, []).append(_junit_case(result))
    yield from (JUnitSuite(file, cases) for file, cases in by_file.items())
    if run.problems:
        yield JUnitSuite("problems", [_junit_problem(problem) for problem in run.problems])
    if run.coverages:
        yield JUnitSuite("coverage", [_junit_coverage(run, coverage) for coverage in run.coverages])


def _junit_case(result: CaseResult) -> JUnitCase:
    case = result.outcome.case
    classname = f"cfcheck.{result.agreement}.{case.rule}"
    return JUnitCase(classname, case.name, case.file, case.origin.line, _remark(result))


def _remark(result: CaseResult) -> Remark | None:
    outcome = result.outcome
    match outcome.status:
        case CaseStatus.PASSED:
            return None
        case CaseStatus.TODO:
            return Remark("skipped", (), f"todo: {outcome.case.todo}")
        case CaseStatus.FAILED | CaseStatus.TODO_PASSED:
            wrong = ", ".join(difference.of for difference in outcome.differences)
            message = f"otherwise than expected: {wrong}" if wrong else "passes, though it is still to be done"
            return Remark("failure", list(failure_lines(result)), message, outcome.status.value)


def _junit_problem(problem: Problem) -> JUnitCase:
    remark = Remark("error", problem.lines(), problem.message, problem.code)
    return JUnitCase("cfcheck.problems", f"{problem.code} {problem.place}", problem.file, problem.line, remark)


def _junit_coverage(run: TestRun, coverage: Coverage) -> JUnitCase:
    gaps = [f"the cases show {share_words(coverage)}"]
    gaps += [
        f"{item.subject.place}: {gap_words(item)}; write {advice_words(item)}"
        for item in coverage.of(CoverState.MISSING)
    ]
    if coverage in run.short:
        remark = Remark("failure", gaps, f"{coverage.percent_words} % is less than the threshold", "coverage")
    else:
        remark = Remark("system-out", gaps)
    return JUnitCase("cfcheck.coverage", coverage.agreement, remark=remark)
