"""Writes runs of cases for people: files, failures, coverage, and a summary line."""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.test.coverage import CoverKind, CoverState
from cfcheck.authoring.test.runner import CaseStatus
from cfcheck.model.text import quoted
from cfcheck.model.visible import Lines, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from cfcheck.authoring.test.coverage import Coverage, Item, Subject
    from cfcheck.authoring.test.runner import CaseOutcome, Mismatch
    from cfcheck.authoring.test.session import CaseResult, TestRun

__all__ = [
    "STATUS_WORDS",
    "RunDetail",
    "advice_words",
    "counts_words",
    "difference_lines",
    "failure_lines",
    "gap_words",
    "share_words",
    "write_human",
]


class RunDetail(StrEnum):
    """How much is shown: failures only, failures and a line for each file, or every case."""

    FAILURES = "failures"
    FILES = "files"
    CASES = "cases"


STATUS_WORDS: Final[Mapping[CaseStatus, str]] = {
    CaseStatus.FAILED: "failed",
    CaseStatus.TODO_PASSED: "still to be done and passed",
    CaseStatus.PASSED: "passed",
    CaseStatus.TODO: "to do",
}
"""The words for the number of cases with each status, the gravest first."""


def counts_words(counts: Mapping[CaseStatus, int]) -> str:
    """How many cases came out in each way: `1 failed, 7 passed`."""
    return ", ".join(f"{counts[status]:,} {words}" for status, words in STATUS_WORDS.items() if counts[status])


def difference_lines(difference: Mismatch) -> Iterator[str]:
    """What was expected and got, a line each: with `-` only expected, with `+` only got."""
    yield difference.of
    got, expected = set(difference.got), set(difference.expected)
    for word in difference.expected:
        yield f"  {' ' if word in got else '-'} {word}"
    for word in difference.got:
        if word not in expected:
            yield f"  + {word}"
    if not difference.got:
        yield "  + (none)"


def failure_lines(result: CaseResult, most_steps: int | None = None) -> Iterator[str]:
    """Everything that tells why the case did not come out as expected, with so many lines of the explanation."""
    outcome = result.outcome
    if outcome.status is CaseStatus.TODO_PASSED:
        yield f"comes out as expected, though it is still to be done: {outcome.case.todo}"
        yield "help: remove `todo`"
        return
    yield "expected (-) and got (+):"
    for difference in outcome.differences:
        yield from (f"  {line}" for line in difference_lines(difference))
    yield from (f"note: {remark}" for remark in outcome.remarks)
    yield from _step_lines(result.steps.splitlines(), most_steps)


def _step_lines(steps: list[str], most: int | None) -> Iterator[str]:
    if not steps:
        return
    yield "why:"
    yield from (f"  {line}".rstrip() for line in steps[:most])
    if most is not None and len(steps) > most:
        yield f"  ... and {len(steps) - most:,} lines more, which --verbose shows"


def gap_words(item: Item) -> str:
    """What no case shows, without its place."""
    return f"{item.subject.kind} {item.subject.words}: {item.aspect} is not shown"


def advice_words(item: Item) -> str:
    """The case to write, in a line."""
    example = "" if item.example is None else json.dumps(item.example, ensure_ascii=False)
    return visible(f"{item.advice}, such as {example}" if example else item.advice)


def share_words(coverage: Coverage) -> str:
    """How much is shown: `96.8 % (431 of 445)`."""
    shown, possible = coverage.shares()
    return f"{coverage.percent_words} % ({shown:,} of {possible:,})"


_MOST_STEPS: Final = 40
_INDENT: Final = "  "


def write_human(run: TestRun, detail: RunDetail, out: TextIO) -> None:
    """What was run, what failed and why, what no case shows, and the sum."""
    shown = Lines(out)
    for part in (_files(run, detail), _failures(run, detail), _coverages(run, detail), _summary(run)):
        shown.lines(part)


def _files(run: TestRun, detail: RunDetail) -> Iterator[str]:
    """A line for each file, or each case; cases still to be done are always shown."""
    for problem in run.problems:
        yield from problem.lines()
    if detail is RunDetail.CASES:
        yield from (_line(result.outcome) for result in run.results)
        return
    if detail is RunDetail.FAILURES:
        return
    by_file: dict[str, Counter[CaseStatus]] = {}
    for result in run.results:
        by_file.setdefault(result.outcome.case.file, Counter())[result.outcome.status] += 1
    for file, counts in by_file.items():
        yield f"{file}: {counts_words(counts)}"
    yield from (_line(one.outcome) for one in run.results if one.outcome.status is CaseStatus.TODO)


def _line(outcome: CaseOutcome) -> str:
    case = outcome.case
    why = f": {case.todo}" if outcome.status is CaseStatus.TODO else ""
    return f"{STATUS_WORDS[outcome.status].upper()} {_titled(outcome)}{why}"


def _titled(outcome: CaseOutcome) -> str:
    case = outcome.case
    return f"{case.file}:{case.origin.line}: {case.name}"


def _failures(run: TestRun, detail: RunDetail) -> Iterator[str]:
    most = None if detail is RunDetail.CASES else _MOST_STEPS
    failed = [result for result in run.results if result.outcome.fails]
    for result in failed:
        if detail is not RunDetail.FAILURES or result is not failed[0]:
            yield ""
        yield from _failure(result, most)
    if failed:
        yield ""


def _failure(result: CaseResult, most: int | None) -> Iterator[str]:
    yield f"FAILED {_titled(result.outcome)}"
    yield from (f"{_INDENT}{line}".rstrip() for line in failure_lines(result, most))


def _coverages(run: TestRun, detail: RunDetail) -> Iterator[str]:
    for coverage in run.coverages:
        if detail is not RunDetail.FAILURES:
            yield from _gaps(coverage)
        yield f"{coverage.agreement}: the cases show {share_words(coverage)}: {_shares(coverage)}"


def _shares(coverage: Coverage) -> str:
    shares = ((kind, coverage.shares(kind)) for kind in CoverKind)
    return ", ".join(f"{kind}s {shown:,}/{possible:,}" for kind, (shown, possible) in shares if possible)


def _gaps(coverage: Coverage) -> Iterator[str]:
    """What is missing, with the case to write; then what cannot be shown, and why."""
    for subject, items in coverage.subjects().items():
        missing = [item for item in items if item.state is CoverState.MISSING]
        if subject.kind is CoverKind.NAME and missing:
            yield from _names(subject, items, missing)
        else:
            for item in missing:
                yield f"{subject.place}: {gap_words(item)}"
                yield f"{_INDENT}help: write {advice_words(item)}"
    for item in coverage.of(CoverState.IMPOSSIBLE):
        place, words = item.subject.place, f"{item.subject.kind} {item.subject.words}"
        yield f"{place}: {words}: {item.aspect} cannot be shown: {item.advice}"


def _names(subject: Subject, items: Sequence[Item], missing: Sequence[Item]) -> Iterator[str]:
    """All names of one actor that no case uses, together."""
    used = len(items) - len(missing)
    yield f"{subject.place}: names of {subject.words}: cases use {used:,} of {len(items):,}"
    yield f"{_INDENT}missing: {', '.join(quoted(item.aspect) for item in missing)}"
    yield f"{_INDENT}help: write {advice_words(missing[0])}"


def _summary(run: TestRun) -> Iterator[str]:
    for coverage in run.short:
        yield f"{coverage.agreement}: {coverage.percent_words} % is less than the threshold, {_percent(run)} %"
    parts = [counts_words(run.counts)] if run.results else []
    parts += [f"{_counted(len(run.problems), 'problem')}"] if run.problems else []
    parts += ["stopped at the first failure"] if run.stopped else []
    if parts:
        yield f"{_counted(len(run.results), 'case')}: {'; '.join(parts)}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _percent(run: TestRun) -> str:
    return f"{float(run.threshold or 0):g}"
