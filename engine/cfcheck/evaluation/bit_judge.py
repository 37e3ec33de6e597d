"""Decides from the kinds of an incident's facets with the native judge: as `CaseJudge` does, many times as fast.

The native judge gets the layout of the program and, kind by kind, the answers to its tests. It returns numbers, which
are turned into decisions here.
"""

from __future__ import annotations

from array import array
from functools import lru_cache, partial
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.evaluation.bits import lay_out
from cfcheck.evaluation.case_judge import Judged
from cfcheck.evaluation.facet import SIMPLE, FacetName
from cfcheck.evaluation.openness import need_of
from cfcheck.evaluation.reference import finding_of
from cfcheck.model.assessment import Judgement, Outcome, Outlook
from cfcheck.model.condition import fact_of
from cfcheck.model.logic import Truth
from cfcheck.model.native import native
from cfcheck.model.verdict import REASONS, Reason, Verdict, gravest, possible_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cfcheck.evaluation.bits import BitLayout
    from cfcheck.evaluation.facets import FacetFinder
    from cfcheck.model.assessment import Finding, Need
    from cfcheck.model.program import Program
    from cfcheck.model.verdict import Verdicts

__all__ = ["ENUMERATIONS", "BitJudge", "NativeRuling", "bit_judge_of", "ruling_from"]

ENUMERATIONS: Final = ";".join("".join(f" {name}" for name in kind.__members__) for kind in (FacetName, Truth, Outcome))
"""The names, in order, of what is numbered in C, too; engine/native/cfcheck.h has the same."""

# The choices between readings: the fact that settles each, and why it is open. Of time, the reason comes with a moment.
_CHOICES: Final = (
    ("occurred", Reason.TIME_PRECISION),
    ("perpetrator", Reason.ATTRIBUTION),
    ("target", Reason.TARGET_STATUS),
)
_SETTLED: Final = tuple(sorted(set(Verdict) - {Verdict.INDETERMINATE}))
"""The verdicts in the order of their bits."""


def bit_judge_of(program: Program, finder: FacetFinder) -> BitJudge | None:
    """A judge of the program; None where the native parts were not built, or the program is too large for them."""
    if native is None or (native.ENUMERATIONS, native.SIMPLE) != (ENUMERATIONS, SIMPLE):
        return None
    if len(program.tests) > native.MOST_TESTS:
        return None
    layout = lay_out(program)
    return BitJudge(program, finder, layout) if layout.size <= native.MOST_BITS else None


class NativeRuling(NamedTuple):
    """The result of the native judge: numbers for an outlook, needs and findings; `attributed` as in Judged."""

    outlook: int
    needs: tuple[int, ...]
    findings: tuple[int, ...]
    attributed: tuple[bool, ...]


class BitJudge:
    """Judges kinds as one finder numbers them. Safe to share between threads. Made by `bit_judge_of`."""

    def __init__(self, program: Program, finder: FacetFinder, layout: BitLayout) -> None:
        self._finder = finder
        self._facts = tuple(sorted({*map(fact_of, program.tests), *(fact for fact, _ in _CHOICES)}))
        self.native = _native_judge(program, finder, self._facts, layout)
        self._answers: dict[tuple[FacetName, bytes], int] = {}
        self._known_kinds: set[tuple[FacetName, int]] = set()
        self._lock = RLock()
        self.outlook: Callable[[int], Outlook] = lru_cache(None)(_outlook)
        # Caches of functions and not of its own methods: a reference cycle would be freed late, with all that it holds.
        self.need: Callable[[int], Need] = lru_cache(None)(partial(_need, program, self._facts))
        self.finding: Callable[[int], Finding] = lru_cache(None)(partial(_finding, program))

    def rule(self, kinds: tuple[int, ...]) -> bytes | None:
        """The packed ruling of the native judge on the kinds; None for an encounter with too many strands for it."""
        ruling: bytes | None = self.native.judge(kinds)
        if ruling is None:
            with self._lock:
                self._teach(kinds)
            ruling = self.native.judge(kinds)
        return ruling

    def judged(self, ruling: bytes) -> Judged:
        """The judgement that a packed ruling stands for."""
        numbers = ruling_from(ruling)
        verdict, possible, reasons = self.outlook(numbers.outlook)
        base = native.FINDING_BASE
        findings = tuple((number // base, _OUTCOMES[number % base]) for number in numbers.findings)
        judgement = Judgement(verdict, possible, reasons, tuple(map(self.need, numbers.needs)), findings)
        return Judged(judgement, numbers.attributed)

    def _teach(self, kinds: tuple[int, ...]) -> None:
        """Give the native judge the answers that the kinds stand for."""
        finder, number = self._finder, kinds[FacetName.MOMENT]
        actors = [
            (FacetName.PERPETRATOR, kinds[FacetName.PERPETRATOR]),
            (FacetName.TARGET, kinds[FacetName.TARGET]),
        ]
        if kinds[FacetName.FORM] != SIMPLE:
            form = finder.forms[kinds[FacetName.FORM]]
            number = form.moment
            strands = [strand for reading in form.readings for strand in reading.strands]
            actors = [(FacetName.PERPETRATOR, strand.perpetrator) for strand in strands]
            actors += [(FacetName.TARGET, strand.target) for strand in strands]
            readings = [(reading.perpetrators, reading.target, reading.strands) for reading in form.readings]
            if self._is_new(FacetName.FORM, kinds[FacetName.FORM]):
                self.native.teach_form(kinds[FacetName.FORM], number, readings)
        moment = finder.times[number]
        reason = REASONS.index(moment.reason or Reason.TIME_PRECISION)
        self._teach_kind(FacetName.MOMENT, number, moment.answers, reason)
        for name, kind in (*actors, (FacetName.CONTROL, kinds[FacetName.CONTROL])):
            self._teach_kind(name, kind, finder.actors.kinds[name][kind].answers)
        for name in FacetName:
            if name in finder.answers and name is not FacetName.MOMENT:
                self._teach_kind(name, kinds[name], (finder.answers[name][kinds[name]],))

    def _teach_kind(self, name: FacetName, kind: int, answers: Iterable[bytes], reason: int = 0) -> None:
        if self._is_new(name, kind):
            numbers = tuple([self._number(name, answer) for answer in answers])
            self.native.teach_kind(name, kind, numbers, reason)

    def _is_new(self, name: FacetName, kind: int) -> bool:
        """Whether the native judge lacks the kind. It keeps all kinds, so that each must be given to it only once."""
        key = (name, kind)
        is_new = key not in self._known_kinds
        self._known_kinds.add(key)
        return is_new

    def _number(self, name: FacetName, answers: bytes) -> int:
        key = (name, answers)
        if key not in self._answers:
            self._answers[key] = self.native.teach_answers(name, answers)
        return self._answers[key]


_OUTCOMES: Final = tuple(Outcome)


def ruling_from(ruling: bytes) -> NativeRuling:
    """The numbers in a packed ruling, which `say` in engine/native makes."""
    strands, low, high, possible, needs, *rest = array("I", ruling)
    attributed = low | high << 32
    outlook = possible
    for need in rest[:needs]:
        outlook |= 1 << (native.FIRST_REASON + need % native.NEED_BASE)
    flags = tuple(bool(attributed >> strand & 1) for strand in range(strands))
    return NativeRuling(outlook, tuple(rest[:needs]), tuple(rest[needs:]), flags)


def _outlook(number: int) -> Outlook:
    possible = tuple(verdict for bit, verdict in enumerate(_SETTLED) if number >> bit & 1)
    verdict = possible[0] if len(possible) == 1 else Verdict.INDETERMINATE
    reasons = tuple(reason for bit, reason in enumerate(REASONS, start=native.FIRST_REASON) if number >> bit & 1)
    return Outlook(verdict, possible, reasons)


def _need(program: Program, facts: tuple[str, ...], number: int) -> Need:
    fact, reason = divmod(number, native.NEED_BASE)
    return need_of(program, facts[fact], REASONS[reason])


def _finding(program: Program, number: int) -> Finding:
    root, outcome = divmod(number, native.FINDING_BASE)
    return finding_of(program.roots[root], _OUTCOMES[outcome])


def _native_judge(program: Program, finder: FacetFinder, facts: tuple[str, ...], layout: BitLayout) -> Any:  # noqa: ANN401
    facets = {test: name for name in FacetName for test in finder.tests[name]}
    tests = range(len(program.tests))
    return native.Judge(
        limits=len(program.limits),
        rules=len(program.rules),
        exemptions=len(program.exemptions),
        bits=layout.size,
        tests=len(program.tests),
        asserted=_packed(layout.asserted, layout),
        denied=_packed(layout.denied, layout),
        defeats=_packed(layout.defeats, layout),
        branches=list(map(tuple, layout.branches)),
        facet_of_test=tuple(int(facets[test]) for test in tests),
        fact_of_test=tuple(facts.index(fact_of(test)) for test in program.tests),
        facts_of_choices=tuple(facts.index(fact) for fact, _ in _CHOICES),
        reasons_of_choices=tuple(REASONS.index(reason) for _, reason in _CHOICES),
        possible=bytes(_number_of(possible_verdicts(limit, breach)) for limit in Truth for breach in Truth),
        gravest=bytes(_number_of(gravest(one, other)) for one in _SETS for other in _SETS),
        violation=1 << _SETTLED.index(Verdict.VIOLATION),
    )


def _packed(sets: Iterable[int], layout: BitLayout) -> bytes:
    """Sets of bits, the lowest byte first, in whole words."""
    return b"".join([bits.to_bytes((layout.size + 63) // 64 * 8, "little") for bits in sets])


_SETS: Final = tuple(
    frozenset(verdict for bit, verdict in enumerate(_SETTLED) if number >> bit & 1) for number in range(8)
)


def _number_of(verdicts: Verdicts) -> int:
    return sum(1 << _SETTLED.index(verdict) for verdict in verdicts)
