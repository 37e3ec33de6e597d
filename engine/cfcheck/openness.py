"""Why a case is open and what would settle it. Knows signatures, not incidents.

A test keeps a verdict open where it is unknown and its tree does not have a value without it.
"""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from cfcheck.assessment import Need
from cfcheck.condition import ClaimTestMet, fact_of
from cfcheck.place import PlaceLevel
from cfcheck.reference import value_of
from cfcheck.signature import reason_of
from cfcheck.tree import Leaf
from cfcheck.truth import Truth
from cfcheck.verdict import REASONS, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.program import Program
    from cfcheck.ruling import Case, CaseReading, Ruling
    from cfcheck.signature import Signature
    from cfcheck.tree import Tree
    from cfcheck.verdict import Verdicts

__all__ = ["needs_of", "reasons_of"]


class _Rules(Protocol):
    def rule_on(self, signature: Signature, /) -> Ruling: ...
    def possible(self, case: Case, /) -> Verdicts: ...


def reasons_of(program: Program, judge: _Rules, case: Case) -> tuple[Reason, ...]:
    """The reasons why the case is open, in the order of Reason."""
    found = {reason_of(signature[test]) for signature, test in _open_tests(program, judge, case)}
    found |= {reason for _, reason in _disagreements(judge, case)}
    return tuple(sorted(found, key=REASONS.index))


def needs_of(program: Program, judge: _Rules, case: Case) -> tuple[Need, ...]:
    """The facts that would settle the case, those that leave the fewest verdicts possible first."""
    tests: dict[tuple[str, Reason], set[int]] = {}
    for signature, test in _open_tests(program, judge, case):
        tests.setdefault((fact_of(program.tests[test]), reason_of(signature[test])), set()).add(test)
    left = {need: _left_by_tests(judge, case, open_tests) for need, open_tests in tests.items()}
    left |= {need: _left_by_readings(judge, case, need[0]) for need in _disagreements(judge, case)}
    ordered = sorted(left, key=lambda need: (left[need], REASONS.index(need[1]), need[0]))
    return tuple(Need(fact, reason, _question(program, fact, reason)) for fact, reason in ordered)


def _open_tests(program: Program, judge: _Rules, case: Case) -> Iterator[tuple[Signature, int]]:
    for reading in case.readings:
        for signature in reading.signatures:
            ruling = judge.rule_on(signature)
            if len(ruling.possible) > 1:
                for tree in _open_trees(program, ruling):
                    for test in _open_leaves(tree, signature):
                        yield signature, test


def _open_trees(program: Program, ruling: Ruling) -> Iterator[Tree]:
    if ruling.limit is Truth.UNKNOWN:
        yield from (root.tree for root in program.limits)
    if ruling.breach is Truth.UNKNOWN:
        for root, undefeated in zip(program.rules, ruling.rules, strict=True):
            if undefeated is Truth.UNKNOWN:
                yield root.tree
                yield from (program.exemptions[place].tree for place in root.defeated_by)


def _open_leaves(tree: Tree, signature: Signature) -> Iterator[int]:
    if value_of(tree, signature) is not Truth.UNKNOWN:
        return
    if isinstance(tree, Leaf):
        yield tree.test
    else:
        for part in tree.parts:
            yield from _open_leaves(part, signature)


def _disagreements(judge: _Rules, case: Case) -> Iterator[tuple[str, Reason]]:
    """The choices between readings that move what is possible: when, whoever did it then, and at whom."""
    by_time = _parted(case, _TIME)
    by_perpetrator = [part for moment in by_time for part in _parted(moment, _PERPETRATORS)]
    if _moves(judge, by_time):
        yield "occurred", case.time_reason
    if any(_moves(judge, _parted(moment, _PERPETRATORS)) for moment in by_time):
        yield "perpetrator", Reason.ATTRIBUTION
    if any(_moves(judge, _parted(part, _TARGET)) for part in by_perpetrator):
        yield "target", Reason.TARGET_STATUS


_TIME = attrgetter("time")
_PERPETRATORS = attrgetter("perpetrators")
_TARGET = attrgetter("target")
_CHOICES = {"occurred": _TIME, "perpetrator": _PERPETRATORS, "target": _TARGET}


def _parted(case: Case, choice: Callable[[CaseReading], int]) -> list[Case]:
    """The case in parts, one for each way to make the choice."""
    parts: dict[int, list[CaseReading]] = {}
    for reading in case.readings:
        parts.setdefault(choice(reading), []).append(reading)
    return [replace(case, readings=tuple(readings)) for readings in parts.values()]


def _moves(judge: _Rules, parts: list[Case]) -> bool:
    return len({judge.possible(part) for part in parts}) > 1


def _left_by_readings(judge: _Rules, case: Case, fact: str) -> float:
    """How many verdicts remain on average once the choice is made."""
    parts = _parted(case, _CHOICES[fact])
    return sum(len(judge.possible(part)) for part in parts) / len(parts)


def _left_by_tests(judge: _Rules, case: Case, tests: set[int]) -> float:
    """How many verdicts remain on average once the tests are answered: all false, or one of them true."""
    answers = [dict.fromkeys(tests, 0)] + [{**dict.fromkeys(tests, 0), test: 1} for test in sorted(tests)]
    return sum(len(judge.possible(_answered(case, answer))) for answer in answers) / len(answers)


def _answered(case: Case, answer: dict[int, int]) -> Case:
    def answered(signature: Signature) -> Signature:
        return bytes(answer.get(test, old) if old > 1 else old for test, old in enumerate(signature))

    readings = (replace(reading, signatures=tuple(map(answered, reading.signatures))) for reading in case.readings)
    return replace(case, readings=tuple(readings))


def _question(program: Program, fact: str, reason: Reason) -> str:
    for exemption in program.agreement.exemptions.values():
        for test, question in exemption.tests.items():
            if fact == fact_of(ClaimTestMet(exemption.claim, test)):
                return question
    return _QUESTIONS.get((fact, reason)) or _QUESTIONS_OF_KIND[fact.partition(".")[0]]


_QUESTIONS = {
    ("occurred", Reason.MISSING_FIELD): "when it occurred",
    ("occurred", Reason.DISPUTED_START): "which of the disputed starts is right",
    ("occurred", Reason.DISPUTED_END): "which of the disputed ends is right",
    ("perpetrator", Reason.MISSING_FIELD): "who did it",
    ("perpetrator", Reason.ATTRIBUTION): "who did it, or who began",
    ("perpetrator", Reason.PARTY_STATUS): "whether the perpetrator was bound by the agreement then, and on which side",
    ("target", Reason.MISSING_FIELD): "whom or what it was directed at",
    (
        "target",
        Reason.TARGET_STATUS,
    ): "at whom it was directed, and whether that was a party, an excluded group or neither",
    ("location.controlled_by", Reason.AREA_CONTROL): "who controlled the place then",
    ("location.country", Reason.MISSING_FIELD): "the country in which it happened",
    ("location.admin1", Reason.MISSING_FIELD): "the governorate, province or state in which it happened",
    ("location.admin2", Reason.MISSING_FIELD): "the district in which it happened",
    ("location.place", Reason.MISSING_FIELD): "the place at which it happened",
    **{
        (f"location.{level}", Reason.CONFLICTING_REPORTS): "which is right: the names or the point of the location"
        for level in PlaceLevel
    },
}
_QUESTIONS_OF_KIND = {
    "occurred": "when it occurred, more precisely",
    "act": "which act it was, more precisely",
    "weapon": "which weapon was used, more precisely",
    "perpetrator": "who did it",
    "target": "whom or what it was directed at",
    "location": "where it happened, more precisely or by a name that the registry knows",
    "casualties": "how many people it affected",
    "claims": "whether this test of the claim is met",
}
