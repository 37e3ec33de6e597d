"""Measures what the cases of an agreement show of it, and says which case would show what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfcheck.analysis.study import origin_of
from cfcheck.instant import Instant
from cfcheck.names import normalise
from cfcheck.phrasing import Phrasing
from cfcheck.program import Limit
from cfcheck.rule import Rule
from cfcheck.testing.coverage.asked import asked_tests
from cfcheck.testing.coverage.measured import Coverage, CoverKind, CoverState, Item, Subject
from cfcheck.testing.coverage.named import moments, name_spot, named_actors
from cfcheck.testing.coverage.prover import Prover
from cfcheck.testing.coverage.reasons import CASES, why_impossible
from cfcheck.tree import Leaf
from cfcheck.truth import Truth
from cfcheck.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.checking.written import Spot, Written
    from cfcheck.evaluator import Evaluator
    from cfcheck.rule import Exemption
    from cfcheck.testing.coverage.named import Moment
    from cfcheck.testing.coverage.observer import Observer
    from cfcheck.tree import Tree

__all__ = ["Measurer"]

_SECOND: Final = 1_000_000
_ITSELF: Final = "it"
_TRUTHS: Final = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)


class Measurer:
    """Holds what was observed of cases against the agreement that they are of."""

    def __init__(self, evaluator: Evaluator, written: Written, observed: Observer) -> None:
        self._agreement = evaluator.agreement
        self._program = evaluator.program
        self._written = written
        self._observed = observed
        self._prover = Prover(evaluator)

    def measure(self) -> Coverage:
        """Every item, by kind, each kind in the order of the rule files."""
        items = (*self._roots(), *self._tests(), *self._instants(), *self._names(), *self._reasons())
        return Coverage(self._agreement.id, items)

    def _roots(self) -> Iterator[Item]:
        for place, root in enumerate(self._program.roots):
            spot = self._written.line_spot(origin_of(self._agreement, root.subject))
            subject = _subject(_kind(root.subject), str(root.subject.id), spot)
            shown = {truth for number, truth in self._observed.roots if number == place}
            yield from self._truths(subject, root.tree, shown)

    def _tests(self) -> Iterator[Item]:
        phrasing = Phrasing(self._agreement)
        for number, (test, origin) in enumerate(asked_tests(self._program).items()):
            words = phrasing.phrase(test).words
            subject = _subject(CoverKind.TEST, words, self._written.line_spot(origin))
            shown = {truth for place, truth in self._observed.tests if place == number}
            yield from self._truths(subject, Leaf(number), shown)

    def _truths(self, subject: Subject, tree: Tree, shown: set[Truth]) -> Iterator[Item]:
        for truth in _TRUTHS:
            if truth in shown:
                yield Item(subject, str(truth), CoverState.SHOWN)
                continue
            proof = self._prover.prove(tree, truth)
            if proof.is_possible:
                advice = f"a case in which it is {truth}"
                yield Item(subject, str(truth), CoverState.MISSING, advice, _of_case(proof.example))
            else:
                yield Item(subject, str(truth), CoverState.IMPOSSIBLE, proof.why)

    def _instants(self) -> Iterator[Item]:
        for moment in moments(self._program, self._written):
            subject = _subject(CoverKind.INSTANT, f"{moment.words}: {self._clock(moment.at)}", moment.spot)
            for aspect, second in (("the second before", moment.at - _SECOND), ("the instant", moment.at)):
                if (second, moment.who) in self._observed.seconds:
                    yield Item(subject, aspect, CoverState.SHOWN)
                else:
                    yield self._missing_instant(subject, aspect, moment, second)

    def _missing_instant(self, subject: Subject, aspect: str, moment: Moment, second: int) -> Item:
        example = {"occurred": self._clock(Instant(second)).replace(" ", "T")}
        if moment.who is not None:
            actor = self._agreement.registry.actors[moment.who.actor]
            names = (name.text for name in actor.names if moment.who.name in (None, normalise(name.text)))
            example["perpetrator"] = next(names, actor.title)
        return Item(subject, aspect, CoverState.MISSING, "a case in that second", example)

    def _clock(self, instant: Instant) -> str:
        """Local time to the second, with the offset, since clocks show some times twice."""
        return self._agreement.zone.local(instant).isoformat(" ", "seconds")

    def _names(self) -> Iterator[Item]:
        for actor in map(self._agreement.registry.actors.__getitem__, named_actors(self._program)):
            subject = _subject(CoverKind.NAME, actor.id, name_spot(self._written, actor, 0))
            for text in dict.fromkeys(name.text for name in actor.names):
                is_used = (actor.id, normalise(text)) in self._observed.names
                advice = "" if is_used else "a case that names it so, at a time at which it is a name of this actor"
                yield Item(subject, text, CoverState.SHOWN if is_used else CoverState.MISSING, advice)

    def _reasons(self) -> Iterator[Item]:
        for reason in Reason:
            subject = Subject(CoverKind.REASON, reason.value, self._written.terms.source.file)
            why = why_impossible(reason, self._program)
            if reason in self._observed.reasons:
                yield Item(subject, _ITSELF, CoverState.SHOWN)
            elif why:
                yield Item(subject, _ITSELF, CoverState.IMPOSSIBLE, why)
            else:
                yield Item(subject, _ITSELF, CoverState.MISSING, CASES[reason])


def _of_case(example: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The example as a case has it: without an id."""
    return None if example is None else {key: said for key, said in example.items() if key != "id"}


def _subject(kind: CoverKind, words: str, spot: Spot) -> Subject:
    return Subject(kind, words, spot.source.file, spot.position.line)


def _kind(subject: Limit | Rule | Exemption) -> CoverKind:
    if isinstance(subject, Limit):
        return CoverKind.LIMIT
    return CoverKind.RULE if isinstance(subject, Rule) else CoverKind.EXEMPTION
