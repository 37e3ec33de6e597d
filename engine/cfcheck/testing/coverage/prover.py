"""Finds incidents that give a condition a truth, or shows that no report can.

True and false are searched for among all that a report can say (`cfcheck.analysis`). Unknown needs no search: a report
that says more never opens what is settled (S5), so what can be open at all is open where a report says nothing, in some
stretch of time, with the claims raised or not.
"""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.analysis.example import example_of
from cfcheck.analysis.goals import Goal, leaves
from cfcheck.analysis.search import find
from cfcheck.analysis.study import Study
from cfcheck.condition import ClaimRaised, OccurredWithin
from cfcheck.incident import Incident, InvalidIncident, incident_from
from cfcheck.reference import value_of
from cfcheck.tree import Leaf
from cfcheck.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.analysis.example import Example
    from cfcheck.evaluator import Evaluator
    from cfcheck.signature import Signature
    from cfcheck.tree import Tree

__all__ = ["Proof", "Prover"]

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
        shorter = [{key: said for key, said in settled.items() if key != fact} for fact in settled if fact != "id"]
        silent: Example = {"id": "example"}
        raised = silent | {"claims": {self._claim(claim): True for claim in claims}}
        for example in (*(one for one in shorter if one != silent), open_whatever, silent, raised):
            if self._gives(example, tree, Truth.UNKNOWN):
                return example
        return None

    def _claim(self, test: int) -> str:
        asked = self._tests[test]
        return asked.claim if isinstance(asked, ClaimRaised) else ""

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
