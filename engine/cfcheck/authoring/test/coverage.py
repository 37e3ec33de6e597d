"""Measures which parts of an agreement its cases show, from what evaluation did with them and never from their text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.authoring.analysis.study import origin_of
from cfcheck.authoring.test.coverage_proofs import CASES, Prover, why_impossible
from cfcheck.authoring.test.coverage_terms import boundary_instants, name_spot, named_actors, origins_of_tests
from cfcheck.model.describe import Phrasing
from cfcheck.model.logic import Leaf, Truth
from cfcheck.model.program import Limit
from cfcheck.model.rule import Rule
from cfcheck.model.text import normalise
from cfcheck.model.time import Instant
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.authoring.check.written import Spot, Written
    from cfcheck.authoring.test.coverage_terms import BoundaryInstant, Observer
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.logic import Tree
    from cfcheck.model.rule import Exemption

__all__ = ["CoverKind", "CoverState", "Coverage", "Item", "Measurer", "Shares", "Subject"]

_WHOLE = 100


class CoverKind(StrEnum):
    """What an item is of, in the order in which it is reported."""

    LIMIT = "limit"
    RULE = "rule"
    EXEMPTION = "exemption"
    TEST = "test"
    INSTANT = "instant"
    NAME = "name"
    REASON = "reason"


class CoverState(StrEnum):
    """Whether a case shows an item."""

    SHOWN = "shown"
    MISSING = "missing"
    IMPOSSIBLE = "impossible"


class Subject(NamedTuple):
    """What an item is about, in words, and where the agreement says it; line 0 stands for the whole file."""

    kind: CoverKind
    words: str
    file: str
    line: int = 0

    @property
    def place(self) -> str:
        """The place as editors and terminals understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be shown of a subject, such as that a rule is `true`.

    `advice` is the case to write where it is missing, and why no case can be where it is impossible. `example` is what
    such a case's incident may say.
    """

    subject: Subject
    aspect: str
    state: CoverState
    advice: str = ""
    example: Mapping[str, Any] | None = None


class Shares(NamedTuple):
    """How many items are shown, of how many that can be."""

    shown: int
    possible: int


@dataclass(frozen=True)
class Coverage:
    """What the cases of one agreement show of it."""

    agreement: str
    items: tuple[Item, ...]

    @cached_property
    def percent(self) -> Fraction:
        """The share of what can be shown that is, of 100; of nothing, all."""
        shown, possible = self.shares()
        return Fraction(_WHOLE * shown, possible) if possible else Fraction(_WHOLE)

    @property
    def percent_words(self) -> str:
        """The share, rounded down to a tenth: 100.0 only where nothing is missing."""
        return f"{int(self.percent * 10) / 10:.1f}"

    def shares(self, kind: CoverKind | None = None) -> Shares:
        """How much is shown, of one kind or of all."""
        of_kind = [item for item in self.items if kind is None or item.subject.kind is kind]
        possible = [item for item in of_kind if item.state is not CoverState.IMPOSSIBLE]
        return Shares(sum(item.state is CoverState.SHOWN for item in possible), len(possible))

    def of(self, state: CoverState) -> Iterator[Item]:
        """The items in this state, in order."""
        return (item for item in self.items if item.state is state)

    def subjects(self) -> dict[Subject, list[Item]]:
        """The items by what they are about, in order."""
        found: dict[Subject, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.subject, []).append(item)
        return found


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
        for number, (test, origin) in enumerate(origins_of_tests(self._program).items()):
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
        for moment in boundary_instants(self._program, self._written):
            subject = _subject(CoverKind.INSTANT, f"{moment.words}: {self._clock(moment.at)}", moment.spot)
            for aspect, second in (("the second before", moment.at - _SECOND), ("the instant", moment.at)):
                if (second, moment.who) in self._observed.seconds:
                    yield Item(subject, aspect, CoverState.SHOWN)
                else:
                    yield self._missing_instant(subject, aspect, moment, second)

    def _missing_instant(self, subject: Subject, aspect: str, moment: BoundaryInstant, second: int) -> Item:
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
    return None if example is None else {key: value for key, value in example.items() if key != "id"}


def _subject(kind: CoverKind, words: str, spot: Spot) -> Subject:
    return Subject(kind, words, spot.source.file, spot.position.line)


def _kind(subject: Limit | Rule | Exemption) -> CoverKind:
    if isinstance(subject, Limit):
        return CoverKind.LIMIT
    return CoverKind.RULE if isinstance(subject, Rule) else CoverKind.EXEMPTION
