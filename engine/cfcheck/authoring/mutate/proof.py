"""Proves that no incident can tell a mutant from the original, or fails to.

Incidents are told apart by their verdict, by the verdicts that stay possible, and by the rules breached. A reading
answers each test with true, false or unknown; if both agreements give the same result for all answers that a reading
can give, then they do so for every incident, since an incident has the same readings under both. Where some limit
certainly holds under both, a reading is out of scope whatever else the report states.

The space of `analysis` has the values that a report can state alone. Added here are the values that it can state
together (one of two acts, three to five killed), and a missing value. A combination that no report can make does no
harm: a proof may fail because of it, but never succeeds because of it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import permutations, product
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.goals import Goal
from cfcheck.authoring.analysis.pair import Pair
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.values import UNKNOWN, Value
from cfcheck.model.condition import ActorFact, ClaimRaised, ClaimTestMet, PlaceIs
from cfcheck.model.logic import Any, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.authoring.analysis.pair import Trees
    from cfcheck.authoring.analysis.situations import AgreementTest, Space
    from cfcheck.authoring.analysis.values import Fact, Reads
    from cfcheck.authoring.mutate.fate import Mutant
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.condition import Test

__all__ = ["OUT_OF_FORCE", "SAME", "all_possibilities", "is_out_of_force", "is_same"]

Answers = tuple[int, ...]

_MOST_COMBINED: Final = 4096


def all_possibilities(space: Space) -> Space:
    """The space of everything that readings of reports can come to."""
    widened: dict[str, Fact] = {}
    for path, fact in space.facts.items():
        if path == "location":
            widened[path] = _Places(path, space.agreement_tests)
        elif path in set(ActorFact):
            widened[path] = _Unsaid(path, fact)
        elif path in {"act", "weapon"} or path.startswith("casualties."):
            widened[path] = _Combined(path, fact)
        else:
            widened[path] = fact
    return replace(space, facts=widened)


class _Unsaid:
    """A fact of which a report names one value, or none."""

    def __init__(self, path: str, fact: Fact) -> None:
        self.above = fact.above
        self._path = path
        self._fact = fact

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The values named, and none."""
        known = self._fact.values(reads, above)
        nothing = _value((UNKNOWN,) * len(reads[self._path]), reads[self._path])
        return known if nothing in known else (*known, nothing)


class _Combined:
    """A fact of which a report may leave several values possible."""

    def __init__(self, path: str, fact: Fact) -> None:
        self.above = fact.above
        self._path = path
        self._fact = fact
        self._known: dict[tuple[int, ...], tuple[Value, ...]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The values named alone, and every set of them as far as tests can tell; among those, that of all."""
        tests = reads[self._path]
        if tests not in self._known:
            alone = [value.answers for value in self._fact.values(reads, above)]
            together = _closed({*alone, (UNKNOWN,) * len(tests)})
            self._known[tests] = tuple(_value(answers, tests) for answers in sorted(together))
        return self._known[tests]


def _closed(answers: set[Answers]) -> set[Answers]:
    """The answers to single values, and to any set of them: what all say, or unknown."""
    if len(answers) ** 2 > _MOST_COMBINED:
        # Each test open or not on its own: more than any set of values can come to.
        return set(product(*({UNKNOWN, *column} for column in zip(*answers, strict=True))))
    found = set(answers)
    waiting = list(answers)
    while waiting:
        one = waiting.pop()
        for other in answers:
            both = tuple(a if a == b else UNKNOWN for a, b in zip(one, other, strict=True))
            if both not in found:
                found.add(both)
                waiting.append(both)
    return found


class _Places:
    """The location: any answer to any test, but the same one to the same test."""

    above = None

    def __init__(self, path: str, agreement_tests: Iterable[AgreementTest]) -> None:
        self._path = path
        self._agreement_tests = list(agreement_tests)

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:  # noqa: ARG002  # hangs on nothing
        """Every combination of answers."""
        tests = reads[self._path]
        questions = list(dict.fromkeys(self._question(test) for test in tests))
        return tuple(
            self._made(tests, dict(zip(questions, chosen, strict=True))) for chosen in self._all(len(questions))
        )

    @staticmethod
    def _all(count: int) -> Iterator[Answers]:
        yield from product((0, 1, UNKNOWN), repeat=count)

    def _question(self, number: int) -> PlaceIs | int:
        test = self._agreement_tests[number].test
        return test if isinstance(test, PlaceIs) else number

    def _made(self, tests: tuple[int, ...], chosen: dict[PlaceIs | int, int]) -> Value:
        return _value(tuple(chosen[self._question(test)] for test in tests), tests)


def _value(answers: Answers, tests: tuple[int, ...]) -> Value:
    return Value(answers, (), _answering(dict(zip(tests, answers, strict=True))))


def _answering(known: dict[int, int]) -> Callable[[int], int]:
    return partial(_answer, known)


def _answer(known: dict[int, int], test: int) -> int:
    return known.get(test, UNKNOWN)


OUT_OF_FORCE: Final = "what it changes lies outside the time in which the agreement can be in force"
SAME: Final = "every reading of every report comes to the same verdict and breaches the same rules"

_UNEQUAL: Final = tuple(permutations((Truth.TRUE, Truth.FALSE, Truth.UNKNOWN), 2))
_IN_REACH: Final = (Truth.FALSE, Truth.UNKNOWN)


def is_same(original: Agreement, mutated: Agreement) -> bool:
    """Whether it is proven that no incident can tell the two apart, by all that readings of reports can come to."""
    if original.attribution_threshold is not mutated.attribution_threshold:
        return False
    pair = Pair(original, mutated)
    return _words_known(pair.space, 0) == _words_known(pair.space, 1) and _Comparison(pair).is_same()


def is_out_of_force(original: Agreement, mutant: Mutant) -> bool:
    """Whether all that the mutant can touch certainly lies outside the periods of both agreements."""
    in_force = [period.possible for one in (original, mutant.agreement) for period in one.in_force]
    return not any(one.start < other.end and other.start < one.end for one in mutant.reach.within for other in in_force)


def _words_known(space: Space, side: int) -> set[Test]:
    """The claims and their tests that one side knows: a report that raises others is set aside."""
    return {test for one, test in space.agreement_tests if one == side and isinstance(test, ClaimRaised | ClaimTestMet)}


class _Comparison:
    """Looks for a reading that two agreements judge differently, among all that there can be."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._space = all_possibilities(pair.space)
        limits = list(pair.limits.values())
        self._limits: Trees = (Any(tuple(old for old, _ in limits)), Any(tuple(new for _, new in limits)))
        places = [
            {t for one, t in pair.space.agreement_tests if one == side and isinstance(t, PlaceIs)} for side in (0, 1)
        ]
        self._same_places = places[0] == places[1]

    def is_same(self) -> bool:
        """Whether there is none."""
        limits = self._pair.limits.values()
        if any(map(self._can_differ, limits)) and self._differ(self._limits, ()):
            return False
        return not any(self._can_differ(rule) and self._differ_in_reach(rule) for rule in self._pair.rules.values())

    def _can_differ(self, trees: Trees) -> bool:
        """Whether a norm asks other tests, or such as have other answers. Of places, names are not all compared."""
        return not self._same_places or self._pair.differs(trees)

    def _differ_in_reach(self, trees: Trees) -> bool:
        return any(self._differ(trees, (Goal(self._limits[0], reach),)) for reach in _IN_REACH)

    def _differ(self, trees: Trees, among: tuple[Goal, ...]) -> bool:
        return any(
            find(self._space, (*among, Goal(trees[0], old), Goal(trees[1], new))) is not None for old, new in _UNEQUAL
        )
