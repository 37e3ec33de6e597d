"""Finds incidents that give a condition a truth value, or proves that there is none; and which reasons can occur.

True and false are searched among all that a report can state (`cfcheck.authoring.analysis`). Unknown needs no search: a
more precise report never opens what is settled (S5), so whatever can be open is open for a report that states nothing,
in some stretch of time, with the claims raised or not.
"""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import Goal, leaves
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.study import Study
from cfcheck.evaluation.reference import value_of
from cfcheck.model.condition import ActorFact, ActorIs, ClaimRaised, ClaimTestMet, OccurredWithin, PlaceIs
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.logic import Leaf, Truth
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program, Signature

__all__ = ["CASES", "Proof", "Prover", "why_impossible"]

_MOST_CLAIMS: Final = 10
_NEVER: Final = "no report can make it {truth}: a search through all that one can say found none"
_ALWAYS_SETTLED: Final = "it is settled whatever a report leaves out"
_WHY_SETTLED: Final[Mapping[type[object], str]] = {
    ClaimRaised: "a report raises a claim or does not; what is not raised is not considered (S34)",
    OccurredWithin: "no boundary of it is uncertain, and what may lie on both sides of one is read on each (S26)",
}


class Proof(NamedTuple):
    """Whether some report gives the truth: with an incident that does, if one was found, or why none can."""

    is_possible: bool
    example: Mapping[str, Any] | None = None
    why: str = ""


class Prover:
    """Answers for one agreement."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._tests = evaluator.program.tests

    @cached_property
    def _study(self) -> Study:
        return Study(self._evaluator.agreement)

    @cached_property
    def _silent(self) -> frozenset[Signature]:
        """The answers where a report says nothing, in every stretch of time."""
        return frozenset(self._signatures({"id": "example"}))

    def prove(self, tree: Tree, truth: Truth) -> Proof:
        """Whether a report can give the tree that truth."""
        if truth is Truth.UNKNOWN:
            return self._open(tree)
        situation = find(self._study.reports, [Goal(tree, truth)])
        if situation is None:
            return Proof(is_possible=False, why=_NEVER.format(truth=truth))
        example = example_of(situation)
        return Proof(is_possible=True, example=example if self._gives(example, tree, truth) else None)

    def _open(self, tree: Tree) -> Proof:
        tests = tuple(dict.fromkeys(leaves(tree)))
        claims = [test for test in tests if isinstance(self._tests[test], ClaimRaised)]
        raised = self._raisings(claims)
        if not any(value_of(tree, signature) is Truth.UNKNOWN for signature in raised):
            only = self._tests[tree.test] if isinstance(tree, Leaf) else None
            return Proof(is_possible=False, why=_WHY_SETTLED.get(type(only), _ALWAYS_SETTLED))
        return Proof(is_possible=True, example=self._open_example(tree, claims))

    def _raisings(self, claims: list[int]) -> Iterator[Signature]:
        """The answers of silent reports that raise some of the claims."""
        varied = claims[:_MOST_CLAIMS]
        for signature in self._silent:
            for answers in product((0, 1), repeat=len(varied)):
                changed = bytearray(signature)
                for test, answer in zip(varied, answers, strict=True):
                    changed[test] = answer
                yield bytes(changed)

    def _open_example(self, tree: Tree, claims: list[int]) -> Mapping[str, Any] | None:
        """An incident that makes the tree true but for one fact; one that can say no more; or one that says little."""
        found = [find(self._study.reports, [Goal(tree, truth)]) for truth in (Truth.TRUE, Truth.UNKNOWN)]
        settled, open_whatever = ({} if one is None else example_of(one) for one in found)
        shorter = [{key: value for key, value in settled.items() if key != fact} for fact in settled if fact != "id"]
        silent: Example = {"id": "example"}
        raised = silent | {"claims": {self._claim(claim): True for claim in claims}}
        for example in (*(one for one in shorter if one != silent), open_whatever, silent, raised):
            if self._gives(example, tree, Truth.UNKNOWN):
                return example
        return None

    def _claim(self, test: int) -> str:
        tested = self._tests[test]
        return tested.claim if isinstance(tested, ClaimRaised) else ""

    def _gives(self, example: Mapping[str, Any], tree: Tree, truth: Truth) -> bool:
        return any(value_of(tree, signature) is truth for signature in self._signatures(example))

    def _signatures(self, example: Mapping[str, Any]) -> Iterator[Signature]:
        """The answers in every reading of the incident; none if it cannot be judged."""
        try:
            incident: Incident = incident_from(dict(example))
            tested = self._evaluator.tester.test(incident)
        except InvalidIncident:
            return
        for reading in tested.readings:
            yield from reading.signatures


CASES: Final[Mapping[Reason, str]] = {
    Reason.MISSING_FIELD: "a case that leaves out a fact on which the verdict rests",
    Reason.TIME_PRECISION: "a case whose `occurred` is a day, month or range within which the verdict changes",
    Reason.PLACE_PRECISION: "a case whose `location` does not say the place that the terms ask for",
    Reason.ATTRIBUTION: "a case whose perpetrator is one of several, or named below the attribution threshold",
    Reason.PARTY_STATUS: "a case whose perpetrator may be bound or not",
    Reason.TARGET_STATUS: "a case whose target may be a party, an excluded group or neither",
    Reason.AREA_CONTROL: "a case that does not say who controlled the place",
    Reason.EXEMPTION_OPEN: "a case that raises a claim and leaves out one of its tests",
    Reason.CONFLICTING_REPORTS: "a case with `any_of` several acts, one of which is covered",
    Reason.DISPUTED_START: "a case that occurred between the candidates of a disputed start",
    Reason.DISPUTED_END: "a case that occurred between the candidates of a disputed end",
}


def why_impossible(reason: Reason, program: Program) -> str:
    """Why no verdict under the agreement is ever open for the reason; empty if one can be."""
    arises, why = _NEEDED.get(reason, (_anything, ""))
    return "" if arises(program) else why


def _anything(_: Program) -> bool:
    return True


def _asks_place(program: Program) -> bool:
    return any(isinstance(test, PlaceIs) for test in program.tests)


def _asks_target(program: Program) -> bool:
    return any(isinstance(test, ActorIs) and test.fact is ActorFact.TARGET for test in program.tests)


def _asks_control(program: Program) -> bool:
    return any(isinstance(test, ActorIs) and test.fact is ActorFact.CONTROLLER for test in program.tests)


def _asks_claims(program: Program) -> bool:
    return any(isinstance(test, ClaimTestMet) for test in program.tests)


def _disputes_start(program: Program) -> bool:
    tests = (test for test in program.tests if isinstance(test, OccurredWithin))
    return any(period.start.claims for test in tests for period in test.periods)


def _disputes_end(program: Program) -> bool:
    tests = (test for test in program.tests if isinstance(test, OccurredWithin))
    return any(period.end.claims for test in tests for period in test.periods)


# The tests an agreement must have for a reason to arise, and the message where it has none.
_NEEDED: Final = {
    Reason.PLACE_PRECISION: (_asks_place, "neither the area nor a norm asks where it happened"),
    Reason.TARGET_STATUS: (_asks_target, "neither a limit nor a norm asks whom it was directed at"),
    Reason.AREA_CONTROL: (_asks_control, "no norm asks who controlled the place"),
    Reason.EXEMPTION_OPEN: (_asks_claims, "no norm asks about a claim's tests"),
    Reason.DISPUTED_START: (_disputes_start, "no start is disputed"),
    Reason.DISPUTED_END: (_disputes_end, "no end is disputed"),
}
