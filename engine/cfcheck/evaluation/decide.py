"""Decides from the kinds of an incident's facets, and puts the decision into words."""

from __future__ import annotations

from itertools import count
from sys import getsizeof
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.bit_judge import bit_judge_of
from cfcheck.evaluation.case_judge import CaseJudge
from cfcheck.evaluation.facet import SIMPLE, AttributionKind, FacetName
from cfcheck.evaluation.reference import finding_of
from cfcheck.model.assessment import AttributionStatus, Finding, Judgement, Outcome
from cfcheck.model.bounded import Bounded, size_of
from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from cfcheck.evaluation.case_judge import Judged
    from cfcheck.evaluation.facets import FacetFinder
    from cfcheck.evaluation.reference import Judge
    from cfcheck.model.program import Program

__all__ = ["Decider", "Decision"]


class Decision(Noun, frozen=True):
    """What follows for every incident with certain kinds. `number` is unique; `attributed` is as in Judged."""

    number: int
    judgement: Judgement
    findings: tuple[Finding, ...]
    attribution: AttributionKind
    attributed: tuple[bool, ...]


_MOST_KINDS: Final = 16_384
"""Many combinations of kinds lead to few decisions, so their memo has a bound of its own."""
_MOST_BYTES: Final = 8 * 1024 * 1024
_OF_DECISION: Final = 500
"""About how many bytes a decision takes, besides its lists, whose items are shared with others."""
_NAMED: Final = AttributionKind(AttributionStatus.SETTLED, (0,))
_HIDDEN: Final = AttributionKind(AttributionStatus.OPEN, (0,))
_NOBODY: Final = AttributionKind(AttributionStatus.OPEN, ())


class Decider:
    """Decides under one program, given the facets that one finder finds. Safe to share between threads.

    At most `most` decisions are kept, and fewer if they take too many bytes. `bit_judge` is the native judge, or None
    where there is none or a user chose an inference.
    """

    def __init__(self, program: Program, finder: FacetFinder, judge: Judge, most: int, *, natively: bool) -> None:
        self._program = program
        self._finder = finder
        self._case_judge = CaseJudge(finder, judge)
        self.bit_judge = bit_judge_of(program, finder) if natively else None
        self._numbers = count()
        self._judged: Bounded[bytes, Judged] = Bounded(most, _MOST_BYTES)
        self._findings: dict[tuple[int, Outcome], Finding] = {}
        self._decisions: Bounded[tuple[Hashable, int], Decision] = Bounded(most, _MOST_BYTES)
        self._by_kinds: Bounded[tuple[int, ...], Decision] = Bounded(_MOST_KINDS, _MOST_BYTES)

    def decide(self, kinds: tuple[int, ...]) -> Decision:
        """What follows from the facets' kinds, in the order of FacetName."""
        found = self._by_kinds.get(kinds)
        return self._find(kinds) if found is None else found

    def _find(self, kinds: tuple[int, ...]) -> Decision:
        packed = None if self.bit_judge is None else self.bit_judge.rule(kinds)
        key = (kinds if packed is None else packed, self._attribution_key(kinds))
        decision = self._decisions.get(key)
        if decision is None:
            decision = self._decision(kinds, self._judge(kinds, packed))
            self._decisions.keep(key, decision, size_of(key) + _own_size(decision))
            if len(self._decisions) <= 1:
                self._by_kinds.clear()  # its values would keep the dropped decisions alive
        self._by_kinds.keep(kinds, decision, size_of(kinds))
        return decision

    @staticmethod
    def _attribution_key(kinds: tuple[int, ...]) -> int:
        """A number for what an attribution depends on besides the judgement; below 0 if the form is not simple."""
        form = kinds[FacetName.FORM]
        return kinds[FacetName.PERPETRATOR] if form == SIMPLE else -form

    def _judge(self, kinds: tuple[int, ...], packed: bytes | None) -> Judged:
        if packed is None or self.bit_judge is None:
            return self._case_judge.judge(kinds)
        judged = self._judged.get(packed)
        if judged is None:
            judged = self.bit_judge.judged(packed)
            self._judged.keep(
                packed, judged, size_of(packed) + size_of(judged.judgement.findings) + size_of(judged.attributed)
            )
        return judged

    def _decision(self, kinds: tuple[int, ...], judged: Judged) -> Decision:
        judgement = judged.judgement
        findings = tuple([self._finding(key) for key in judgement.findings])
        return Decision(
            next(self._numbers), judgement, findings, self._attribution(kinds, judged.attributed), judged.attributed
        )

    def _finding(self, key: tuple[int, Outcome]) -> Finding:
        if key not in self._findings:
            index, outcome = key
            self._findings[key] = finding_of(self._program.roots[index], outcome)
        return self._findings[key]

    def _attribution(self, kinds: tuple[int, ...], attributed: tuple[bool, ...]) -> AttributionKind:
        """The attribution over all readings."""
        if kinds[FacetName.FORM] == SIMPLE:
            actor = self._finder.actors.kinds[FacetName.PERPETRATOR][kinds[FacetName.PERPETRATOR]]
            return (_HIDDEN if actor.hidden else _NAMED) if actor.named else _NOBODY
        groups = list(self._groups(kinds[FacetName.FORM], attributed))
        names = tuple(dict.fromkeys(name for group in groups for name in group))
        settled = len(set(groups)) == 1 and bool(names) and not self._hidden(kinds[FacetName.FORM]).intersection(names)
        return AttributionKind(AttributionStatus.SETTLED if settled else AttributionStatus.OPEN, names)

    def _groups(self, form: int, attributed: tuple[bool, ...]) -> Iterator[tuple[int, ...]]:
        """The names to which the act is attributed, in each reading of each stretch of time."""
        readings = self._finder.forms[form].readings
        flags = iter(attributed)
        for _ in range(len(attributed) // sum(len(reading.names) for reading in readings)):
            for reading in readings:
                attributions = list(zip(reading.names, flags, strict=False))
                yield tuple(name for name, is_attributed in attributions if is_attributed and name is not None)

    def _hidden(self, form: int) -> frozenset[int]:
        """The indices of names that identify nobody."""
        actors = self._finder.actors.kinds[FacetName.PERPETRATOR]
        return frozenset(
            name
            for reading in self._finder.forms[form].readings
            for name, strand in zip(reading.names, reading.strands, strict=True)
            if name is not None and actors[strand.perpetrator].hidden
        )


def _own_size(decision: Decision) -> int:
    lists = (decision.judgement.needs, decision.findings, decision.attributed, decision.attribution.names)
    return _OF_DECISION + sum(map(getsizeof, lists))
