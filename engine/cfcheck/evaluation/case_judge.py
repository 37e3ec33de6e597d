"""Decides from the kinds of an incident's facets by their signatures, as the semantics define it, with a memo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.evaluation.facet import SIMPLE, FacetName, ReadingKind, StrandFacets
from cfcheck.model.assessment import Case, CaseReading, Judgement
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.evaluation.facets import FacetFinder
    from cfcheck.evaluation.reference import Judge
    from cfcheck.model.program import Signature

__all__ = ["CaseJudge", "Judged"]


class Judged(NamedTuple):
    """The judgement on kinds.

    `attributed` says, for an encounter with several readings, of each strand in turn whether the act is its
    perpetrator's: for a violation, where it can be one. The strands are those of each stretch of time that something
    tells apart, and in it of each reading.
    """

    judgement: Judgement
    attributed: tuple[bool, ...]


class CaseJudge:
    """Judges kinds as one finder numbers them. Safe to share between threads."""

    def __init__(self, finder: FacetFinder, judge: Judge) -> None:
        self._finder = finder
        self._judge = judge
        order = [test for name in FacetName for test in finder.tests[name]]
        self._places = tuple(map(order.index, range(len(order))))

    def judge(self, kinds: tuple[int, ...]) -> Judged:
        """What follows from the kinds, in the order of FacetName."""
        case = self._case(kinds)
        judgement = self._judge.judge(case)
        if kinds[FacetName.FORM] == SIMPLE:
            return Judged(judgement, ())
        settled = judgement.verdict is Verdict.VIOLATION
        rulings = [self._judge.rule_on(signature) for reading in case.readings for signature in reading.signatures]
        return Judged(judgement, tuple(not settled or Verdict.VIOLATION in ruling.possible for ruling in rulings))

    def _case(self, kinds: tuple[int, ...]) -> Case:
        finder, form = self._finder, kinds[FacetName.FORM]
        who = StrandFacets(kinds[FacetName.PERPETRATOR], kinds[FacetName.TARGET])
        readings: tuple[ReadingKind, ...] = (ReadingKind(0, 0, (None,), (who,)),)
        number = kinds[FacetName.MOMENT]
        if form != SIMPLE:
            number, readings = finder.forms[form]
        moment = finder.times[number]
        stretches = (
            tuple(
                tuple(self._signature(kinds, moment.answers[place], strand, place) for strand in reading.strands)
                for reading in readings
            )
            for place in range(len(moment.answers))
        )
        return Case(
            tuple(
                CaseReading(time, reading.perpetrators, reading.target, signatures)
                # Stretches with the same signatures are one.
                for time, stretch in enumerate(dict.fromkeys(stretches))
                for reading, signatures in zip(readings, stretch, strict=True)
            ),
            moment.reason or Reason.TIME_PRECISION,
        )

    def _signature(self, kinds: tuple[int, ...], moment: bytes, strand: StrandFacets, stretch: int) -> Signature:
        """The signature of a strand in one stretch of its moment."""
        answers = b"".join(self._answers(kinds, moment, strand, stretch))
        return bytes(map(answers.__getitem__, self._places))

    def _answers(self, kinds: tuple[int, ...], moment: bytes, strand: StrandFacets, stretch: int) -> Iterator[bytes]:
        """The answers of each facet in turn."""
        actors = {
            FacetName.PERPETRATOR: strand.perpetrator,
            FacetName.TARGET: strand.target,
            FacetName.CONTROL: kinds[FacetName.CONTROL],
        }
        for name in FacetName:
            if name is FacetName.MOMENT:
                yield moment
            elif name in actors:
                yield self._finder.actors.kinds[name][actors[name]].answers[stretch]
            elif name is not FacetName.FORM:
                yield self._finder.answers[name][kinds[name]]
