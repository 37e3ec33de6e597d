"""How much of a run is told to people, and the words that several formats use."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfcheck.case_runner import CaseStatus
from cfcheck.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.case_runner import Difference
    from cfcheck.testing.coverage.measured import Coverage, Item
    from cfcheck.testing.run import CaseResult

__all__ = [
    "STATUS_WORDS", "Detail", "advice_words", "counts_words", "difference_lines", "failure_lines", "gap_words",
    "share_words",
]  # fmt: skip


class Detail(StrEnum):
    """How much is told: what failed, what each file came to as well, or every case."""

    FAILURES = "failures"
    FILES = "files"
    CASES = "cases"


STATUS_WORDS: Final[Mapping[CaseStatus, str]] = {
    CaseStatus.FAILED: "failed",
    CaseStatus.TODO_PASSED: "still to be done and passed",
    CaseStatus.PASSED: "passed",
    CaseStatus.TODO: "to do",
}
"""What is said of how many cases, the gravest first."""


def counts_words(counts: Mapping[CaseStatus, int]) -> str:
    """How many cases came out in each way: `1 failed, 7 passed`."""
    return ", ".join(f"{counts[status]:,} {words}" for status, words in STATUS_WORDS.items() if counts[status])


def difference_lines(difference: Difference) -> Iterator[str]:
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
