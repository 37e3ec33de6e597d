"""Watches what evaluation does with the incidents of cases. Knows no terms and no expectations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.agreement import AttributionConfidence
from cfcheck.instant import Instant
from cfcheck.names import normalise
from cfcheck.reading import mentions
from cfcheck.reference import value_of
from cfcheck.signature import truth_of
from cfcheck.testing.coverage.named import NameIndex, Who
from cfcheck.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.actor import ActorId
    from cfcheck.assessment import Assessment
    from cfcheck.evaluator import Evaluator
    from cfcheck.incident import Incident
    from cfcheck.instant import Span
    from cfcheck.names import NormalName
    from cfcheck.signature import Signature
    from cfcheck.tester import Tested
    from cfcheck.truth import Truth

__all__ = ["Observer"]

_SECOND: Final = 1_000_000


class Observer:
    """What the incidents observed so far showed, in any of their readings.

    `roots` and `tests` pair the places of the program's roots and tests with the truths they had; `seconds` are the
    instants at which a second begins in which an incident lies wholly, with whom it then names; `names` are the names
    by which the actors were meant.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._threshold = AttributionConfidence(evaluator.provenance.attribution_threshold)
        self._index = NameIndex(evaluator.agreement)
        self._signatures: set[Signature] = set()
        self.roots: set[tuple[int, Truth]] = set()
        self.tests: set[tuple[int, Truth]] = set()
        self.reasons: set[Reason] = set()
        self.seconds: set[tuple[Instant, Who | None]] = set()
        self.names: set[tuple[ActorId, NormalName]] = set()

    def observe(self, incident: Incident, assessment: Assessment) -> None:
        """Take note of an incident and its assessment."""
        tested = self._evaluator.tester.test(incident)
        self.reasons |= set(assessment.reasons)
        for signature in {signature for reading in tested.readings for signature in reading.signatures}:
            self._decide(signature)
        second = _second(tested.time.span)
        if second is not None:
            self.seconds.add((second, None))
        for name, since in set(self._named(incident, tested)):
            self._mention(name, since, second)

    def _decide(self, signature: Signature) -> None:
        if signature in self._signatures:
            return
        self._signatures.add(signature)
        self.tests |= {(number, truth_of(answer)) for number, answer in enumerate(signature)}
        roots = self._evaluator.program.roots
        self.roots |= {(place, value_of(root.tree, signature)) for place, root in enumerate(roots)}

    def _mention(self, name: NormalName, since: Instant, second: Instant | None) -> None:
        actor = self._index.bearer(name, since)
        if actor is not None:
            self.names.add((actor, name))
        if second is not None:
            meant = {Who(bearer, name) for bearer in self._index.bearers(name)}
            self.seconds |= {(second, who) for who in meant}
            if actor is not None:
                self.seconds.add((second, Who(actor)))

    def _named(self, incident: Incident, tested: Tested) -> Iterator[tuple[NormalName, Instant]]:
        where = incident.location
        controllers = mentions(where.controlled_by if where else None, self._threshold, Reason.AREA_CONTROL)
        for reading in tested.readings:
            strands = ((strand.perpetrator, strand.target) for strand in reading.reading.strands)
            for mention in (*(one for strand in strands for one in strand), *controllers):
                if mention.name is not None:
                    yield normalise(mention.name), reading.since


def _second(span: Span) -> Instant | None:
    """The beginning of the second in which all of the span lies, if it does."""
    start = Instant(span[0].start - span[0].start % _SECOND)
    return start if span[-1].end <= start + _SECOND else None
