"""Explains an incident's assessment: walks every condition of every reading as it is written and describes each step.

It decides by the trees alone, as `reference` does, so it also shows where another inference is wrong.
"""

from __future__ import annotations

from functools import reduce
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.evaluation.explanation import (
    Account,
    ExplainedReading,
    ExplainedStrand,
    Explanation,
    Obstacle,
    Step,
    StepKind,
)
from cfcheck.evaluation.identification import Identifier
from cfcheck.evaluation.readings import mentions
from cfcheck.evaluation.reported import located, reported
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.condition import ActorFact, ActorIs, AllOf, AnyOf, Asks, Not, OccurredWithin, PlaceIs
from cfcheck.model.describe import Phrasing, instant_words
from cfcheck.model.logic import Truth, all_of, any_of, negation
from cfcheck.model.program import reason_of, truth_of
from cfcheck.model.rule import Rule
from cfcheck.model.time import BEGINNING
from cfcheck.model.verdict import Reason, Verdict, gravest, possible_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.evaluation.answers import Tested, TestedReading
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.evaluation.explanation import TakenFor
    from cfcheck.evaluation.readings import Strand
    from cfcheck.model.condition import Condition, Test
    from cfcheck.model.incident import Incident
    from cfcheck.model.program import Root, Signature
    from cfcheck.model.time import Instant
    from cfcheck.model.verdict import Verdicts

__all__ = ["Explainer"]

_MOST_BASES: Final = 2
_MOST_STRANDS: Final = 300
"""The bound on explained readings: a report can have 10,000 of them, with a page for each."""


class _Scene(NamedTuple):
    """One strand of one reading, with the answers to all tests."""

    incident: Incident
    strand: Strand
    since: Instant
    moment: str | None
    signature: Signature


class Explainer:
    """Explains the assessments of one evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._agreement = evaluator.agreement
        self._program = evaluator.program
        self._threshold = AttributionConfidence(evaluator.provenance.attribution_threshold)
        self._numbers = {test: number for number, test in enumerate(evaluator.program.tests)}
        self._phrasing = Phrasing(evaluator.agreement)
        self._identifier = Identifier(evaluator.agreement, evaluator.tester.finder, self._threshold)

    def explain(self, incident: Incident, record: bytes | None = None) -> Explanation:
        """The assessment of the incident with the steps to it. Raises InvalidIncident, as Evaluator.assess does."""
        assessment = self._evaluator.assess(incident, record)
        tested = self._evaluator.tester.test(incident)
        strands = accumulate(len(reading.signatures) for reading in tested.readings)
        explained = sum(1 for _ in takewhile(lambda count: count <= _MOST_STRANDS, strands))
        return Explanation(
            assessment,
            self._evaluator.provenance,
            self._agreement.zone.name,
            tuple(self._reading(incident, tested, reading) for reading in tested.readings[:explained]),
            len(tested.readings) - explained,
        )

    def _reading(self, incident: Incident, tested: Tested, reading: TestedReading) -> ExplainedReading:
        moment = self._moment(tested, reading)
        strands = tuple(
            self._strand(_Scene(incident, strand, reading.since, moment, signature))
            for strand, signature in zip(reading.reading.strands, reading.signatures, strict=True)
        )
        possible: Verdicts = reduce(gravest, (frozenset(strand.possible) for strand in strands))
        return ExplainedReading(moment, _ordered(possible), strands)

    def _moment(self, tested: Tested, reading: TestedReading) -> str | None:
        """The first possible instant in the reading's stretch of time; None if all readings share one stretch."""
        if len({other.since for other in tested.readings}) == 1:
            return None
        since = reading.since
        first = next(max(interval.start, since) for interval in tested.time.span if interval.end > since)
        return "the earliest time" if first == BEGINNING else instant_words(first, self._agreement.zone)

    def _strand(self, scene: _Scene) -> ExplainedStrand:
        program = self._program
        limits = [self._evaluate(root, scene) for root in program.limits]
        rules = [self._evaluate(root, scene) for root in program.rules]
        exemptions = [self._evaluate(root, scene) for root in program.exemptions]
        limit = any_of(root_result.truth for root_result in limits)
        undefeated = [_undefeated(root_result, exemptions) for root_result in rules]
        in_question = {
            place
            for root_result in rules
            if root_result.truth is not Truth.FALSE
            for place in root_result.root.defeated_by
        }
        return ExplainedStrand(
            self._identifier.taken("perpetrator", scene.strand.perpetrator, scene.since),
            self._identifier.taken("target", scene.strand.target, scene.since),
            _ordered(possible_verdicts(limit, any_of(undefeated))),
            tuple(_account(FindingKind.LIMIT, root_result, _HOLDS.get(root_result.truth)) for root_result in limits),
            tuple(
                _account(
                    FindingKind.RULE,
                    root_result,
                    _breached(root_result.truth, truth, limit),
                    _defeating(root_result, exemptions),
                )
                for root_result, truth in zip(rules, undefeated, strict=True)
            ),
            tuple(
                _account(
                    FindingKind.EXEMPTION,
                    root_result,
                    _DEFEATS.get(root_result.truth) if place in in_question and limit is not Truth.TRUE else None,
                )
                for place, root_result in enumerate(exemptions)
            ),
        )

    def _evaluate(self, root: Root, scene: _Scene) -> _Evaluated:
        return _Evaluated(root, self._step(root.condition, scene))

    def _step(self, condition: Condition, scene: _Scene) -> Step:
        match condition:
            case Asks():
                return self._test(condition, scene)
            case Not(part=part):
                step = self._step(part, scene)
                return Step(StepKind.NOT, negation(step.truth), (step,))
            case AllOf(parts=parts):
                steps = tuple(self._step(part, scene) for part in parts)
                return Step(StepKind.ALL, all_of(step.truth for step in steps), steps)
            case AnyOf(parts=parts):
                steps = tuple(self._step(part, scene) for part in parts)
                return Step(StepKind.ANY, any_of(step.truth for step in steps), steps)

    def _test(self, asks: Asks, scene: _Scene) -> Step:
        answer = scene.signature[self._numbers[asks.test]]
        truth = truth_of(answer)
        phrase = self._phrasing.phrase(asks.test)
        return Step(
            StepKind.TEST,
            truth,
            words=phrase.words,
            denial=phrase.denial,
            value=self._value(asks.test, scene),
            reason=reason_of(answer) if truth is Truth.UNKNOWN else None,
            origin=asks.origin,
        )

    def _value(self, test: Test, scene: _Scene) -> str:
        if isinstance(test, ActorIs):
            return "; or ".join(map(_taken_words, self._actors(test.fact, scene)))
        value = reported(test, scene.incident, self._agreement.registry)
        if isinstance(test, PlaceIs) and scene.incident.location is not None:
            value += located(test, self._evaluator.tester.locator.find(scene.incident.location))
        read_at = f", read as at {scene.moment}" if isinstance(test, OccurredWithin) and scene.moment else ""
        return value + read_at

    def _actors(self, fact: ActorFact, scene: _Scene) -> list[TakenFor]:
        mentioned = {ActorFact.PERPETRATOR: (scene.strand.perpetrator,), ActorFact.TARGET: (scene.strand.target,)}
        where = scene.incident.location
        controllers = mentions(where.controlled_by if where else None, self._threshold, Reason.AREA_CONTROL)
        return [self._identifier.taken(fact, one, scene.since) for one in mentioned.get(fact, controllers)]


class _Evaluated(NamedTuple):
    """A limit, rule or exemption with its condition walked."""

    root: Root
    step: Step

    @property
    def truth(self) -> Truth:
        """The truth of its condition."""
        return self.step.truth


_HOLDS: Final = {Truth.TRUE: Outcome.HOLDS, Truth.UNKNOWN: Outcome.MAY_HOLD}
_DEFEATS: Final = {Truth.TRUE: Outcome.DEFEATS, Truth.UNKNOWN: Outcome.MAY_DEFEAT}


def _undefeated(rule: _Evaluated, exemptions: list[_Evaluated]) -> Truth:
    return all_of((rule.truth, negation(any_of(exemptions[place].truth for place in rule.root.defeated_by))))


def _breached(breach: Truth, undefeated: Truth, limit: Truth) -> Outcome | None:
    if breach is Truth.FALSE or limit is Truth.TRUE:
        return None
    if undefeated is Truth.FALSE:
        return Outcome.DEFEATED
    is_certain = undefeated is Truth.TRUE and limit is Truth.FALSE
    return Outcome.BREACHED if is_certain else Outcome.POSSIBLY_BREACHED


def _defeating(rule: _Evaluated, exemptions: list[_Evaluated]) -> tuple[str, ...]:
    named = (exemptions[place] for place in rule.root.defeated_by)
    return tuple(root_result.root.subject.id for root_result in named if root_result.truth is not Truth.FALSE)


def _account(
    kind: FindingKind, root_result: _Evaluated, outcome: Outcome | None, exempted_by: tuple[str, ...] = ()
) -> Account:
    subject = root_result.root.subject
    return Account(
        kind,
        subject.id,
        subject.title,
        subject.citations,
        subject.severity if isinstance(subject, Rule) else None,
        root_result.truth,
        outcome,
        root_result.step,
        tuple(_why(root_result.step)) if root_result.truth is Truth.FALSE else (),
        exempted_by,
    )


def _why(step: Step) -> Iterator[Obstacle]:
    """Statements that suffice for the step to have the truth it has, true or false."""
    if step.kind is StepKind.TEST and step.origin is not None:
        yield Obstacle(step.words if step.truth is Truth.TRUE else step.denial, step.origin)
        return
    suffices = {StepKind.ALL: Truth.FALSE, StepKind.ANY: Truth.TRUE}.get(step.kind) is step.truth
    deciding = [part for part in step.parts if part.truth is step.truth or step.kind is StepKind.NOT]
    for part in deciding[:1] if suffices else deciding:
        yield from _why(part)


def _taken_words(taken: TakenFor) -> str:
    bases = taken.bases if len(taken.bases) <= _MOST_BASES else (f"one of {len(taken.bases)} actors",)
    return f"{taken.words} ({'; '.join(bases)})" if bases else taken.words


def _ordered(verdicts: Verdicts) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in Verdict if verdict in verdicts)
