"""Finds why a case is open and which facts would settle it.

A test keeps a verdict open if it is unknown and its tree has no value without it. A set of tests is an integer in which
test number n is the bit 1 << n.
"""

from __future__ import annotations

from functools import lru_cache, partial, reduce
from operator import attrgetter, or_
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from cfcheck.model.assessment import Need
from cfcheck.model.condition import ClaimTestMet, fact_of
from cfcheck.model.logic import All, Any, Leaf, Truth
from cfcheck.model.place import PlaceLevel
from cfcheck.model.program import reason_of
from cfcheck.model.verdict import REASONS, Reason, Verdict, gravest, possible_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.model.assessment import Case, CaseReading
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program, Signature
    from cfcheck.model.verdict import Verdicts

    Rest = Callable[[int, int], int]
    Rests = tuple[int, ...]

__all__ = ["OpennessFinder", "Settler", "need_of", "numbers_of"]

_CACHE_SIZE: Final = 8192
_UNKNOWN: Final = 2

# What remains of a tree once some tests are answered (its rest): its truth, or the set of tests on which it still
# depends, which is never empty.
_FALSE: Final = -1
_TRUE: Final = 0


class Settler:
    """Evaluates one program where only some of its tests are answered."""

    def __init__(self, program: Program) -> None:
        self._limits = _rests([root.tree for root in program.limits])
        self._breaches = _rests([root.tree for root in program.rules])
        self._defeats = _rests([root.tree for root in program.exemptions])
        self._defeated_by = tuple(root.defeated_by for root in program.rules)
        self.possible: Callable[[int, int], Verdicts] = lru_cache(_CACHE_SIZE)(self._possible)

    def _possible(self, true: int, false: int) -> Verdicts:
        """The verdicts possible for a strand with these tests true and false, and all others unknown."""
        limits = self._limits(true, false)
        limit = (
            Truth.TRUE if _TRUE in limits else Truth.FALSE if max(limits, default=_FALSE) == _FALSE else Truth.UNKNOWN
        )
        return possible_verdicts(limit, Truth.FALSE if limit is Truth.TRUE else self._breach(true, false))

    def _breach(self, true: int, false: int) -> Truth:
        """Whether some rule is breached and no exemption defeats it."""
        truth = Truth.FALSE
        defeats = self._defeats(true, false)
        for breach, defeaters in zip(self._breaches(true, false), self._defeated_by, strict=True):
            if breach == _FALSE:
                continue
            defeater_rests = [defeats[index] for index in defeaters]
            if _TRUE in defeater_rests:
                continue
            if breach == _TRUE and max(defeater_rests, default=_FALSE) == _FALSE:
                return Truth.TRUE
            truth = Truth.UNKNOWN
        return truth

    def open_tests(self, true: int, false: int) -> int:
        """The set of tests that keep the verdict of such a strand open; empty if it is settled."""
        if len(self.possible(true, false)) == 1:
            return 0
        limits = self._limits(true, false)
        open_set = 0 if _TRUE in limits else reduce(or_, filter(_is_open, limits), 0)
        if self._breach(true, false) is Truth.UNKNOWN:
            open_set |= reduce(or_, self._open_in_rules(true, false), 0)
        return open_set

    def _open_in_rules(self, true: int, false: int) -> Iterator[int]:
        defeats = self._defeats(true, false)
        for breach, defeaters in zip(self._breaches(true, false), self._defeated_by, strict=True):
            defeater_rests = [defeats[index] for index in defeaters]
            if breach != _FALSE and _TRUE not in defeater_rests:
                yield from filter(_is_open, (breach, *defeater_rests))


def _is_open(rest: int) -> bool:
    return rest > 0


def numbers_of(tests: int) -> Iterator[int]:
    """The numbers of the tests in a set."""
    return (number for number in range(tests.bit_length()) if tests >> number & 1)


def _rests(trees: list[Tree]) -> Callable[[int, int], Rests]:
    """A function that gives the rest of each tree, given the sets of tests answered true and false.

    Its source has one expression for each tree that is a conjunction of leaves, as nearly all are, and a call for any
    other.
    """
    calls: dict[str, Rest] = {}
    parts = [_expression(tree, calls) for tree in trees]
    source = f"lambda true, false: ({''.join(f'{part}, ' for part in parts)})"
    made: Callable[[int, int], Rests] = eval(source, calls)  # noqa: S307  # numbers and names of this module's own
    return made


def _expression(tree: Tree, calls: dict[str, Rest]) -> str:
    leaves = tree.parts if isinstance(tree, All) else (tree,)
    if leaves and all(isinstance(leaf, Leaf) for leaf in leaves):
        asserted, denied = _asserted_and_denied(leaves)
        rest = f"{asserted} & ~true" if not denied else f"{denied} & ~false"
        if asserted and denied:
            rest = f"({asserted} & ~true) | ({denied} & ~false)"
        false = " or ".join([f"false & {asserted}"] * bool(asserted) + [f"true & {denied}"] * bool(denied))
        return f"{_FALSE} if {false} else {rest}"
    name = f"rest_{len(calls)}"
    calls[name] = _rest(tree)
    return f"{name}(true, false)"


def _asserted_and_denied(parts: Iterable[Tree]) -> tuple[int, int]:
    leaves = [part for part in parts if isinstance(part, Leaf)]
    asserted = reduce(or_, (1 << leaf.test for leaf in leaves if not leaf.negated), 0)
    denied = reduce(or_, (1 << leaf.test for leaf in leaves if leaf.negated), 0)
    return asserted, denied


def _rest(tree: Tree) -> Rest:
    """A function that gives the rest of the tree, given the sets of tests answered true and false."""
    match tree:
        case Leaf(test, negated):
            return _rest_of_leaf(1 << test, negated=negated)
        case All(parts):
            return _rest_of_all(parts)
        case Any(parts):
            return _rest_of_any(parts)
        case _:
            assert_never(tree)


def _rest_of_leaf(test: int, *, negated: bool) -> Rest:
    if negated:
        return lambda true, false: _TRUE if false & test else _FALSE if true & test else test
    return lambda true, false: _TRUE if true & test else _FALSE if false & test else test


def _rest_of_all(parts: tuple[Tree, ...]) -> Rest:
    asserted, denied = _asserted_and_denied(parts)
    others = tuple(_rest(part) for part in parts if not isinstance(part, Leaf))

    def rest_of_all(true: int, false: int) -> int:
        if false & asserted or true & denied:
            return _FALSE
        open_set = (asserted & ~true) | (denied & ~false)
        for other in others:
            rest = other(true, false)
            if rest == _FALSE:
                return _FALSE
            open_set |= rest
        return open_set

    return rest_of_all


def _rest_of_any(parts: tuple[Tree, ...]) -> Rest:
    rests = tuple(map(_rest, parts))

    def rest_of_any(true: int, false: int) -> int:
        open_set = 0
        for part in rests:
            rest = part(true, false)
            if rest == _TRUE:
                return _TRUE
            if rest != _FALSE:
                open_set |= rest
        return open_set or _FALSE

    return rest_of_any


_NEED_CACHE_SIZE: Final = 1024


class _Strand(NamedTuple):
    """A signature, with the sets of its tests that are answered true, false and unknown."""

    signature: Signature
    true: int
    false: int
    unknown: int


_Reading = tuple[_Strand, ...]


class OpennessFinder:
    """Finds why cases of one program are open. Safe to share between threads."""

    def __init__(self, program: Program, settler: Settler) -> None:
        self._settler = settler
        self._facts = tuple(map(fact_of, program.tests))
        self._need: Callable[[str, Reason], Need] = lru_cache(_NEED_CACHE_SIZE)(partial(need_of, program))

    def find(self, case: Case) -> tuple[tuple[Reason, ...], tuple[Need, ...]]:
        """The reasons why the case is open, in the order of Reason, and the facts that would help to settle it.

        Facts that leave the fewest verdicts possible come first.
        """
        readings = [tuple(map(_strand, reading.signatures)) for reading in case.readings]
        tests = self._open_tests(readings)
        choices = list(self._disagreements(case, readings)) if len(readings) > 1 else []
        left = {key: self._left_by_tests(readings, open_tests) for key, open_tests in tests.items()}
        left |= {(fact, reason): _left_by_choice(parts) for fact, reason, parts in choices}
        reasons = {reason for _, reason in left}
        ordered = sorted(left, key=lambda need: (left[need], REASONS.index(need[1]), need[0]))
        return tuple(sorted(reasons, key=REASONS.index)), tuple(self._need(*need) for need in ordered)

    def _open_tests(self, readings: list[_Reading]) -> dict[tuple[str, Reason], int]:
        """The set of tests that keep some strand open, by their fact and the reason why they are unknown."""
        found: dict[tuple[str, Reason], int] = {}
        for strand in dict.fromkeys(strand for reading in readings for strand in reading):
            for test in numbers_of(self._settler.open_tests(strand.true, strand.false)):
                key = (self._facts[test], reason_of(strand.signature[test]))
                found[key] = found.get(key, 0) | 1 << test
        return found

    def _disagreements(self, case: Case, readings: list[_Reading]) -> Iterator[_Choice]:
        """The choices between readings that change the possible verdicts: the time, the perpetrators, the target."""
        indices = list(range(len(readings)))
        by_time = _grouped(case, indices, _TIME)
        by_perpetrator = [part for moment in by_time for part in _grouped(case, moment, _PERPETRATORS)]

        def possible(parts: list[list[int]]) -> list[Verdicts]:
            return [self._possible([readings[index] for index in part]) for part in parts]

        def matters(groups: list[list[int]], choice: Callable[[CaseReading], int]) -> bool:
            return any(len(set(possible(_grouped(case, group, choice)))) > 1 for group in groups)

        if matters([indices], _TIME):
            yield "occurred", case.time_reason, possible(by_time)
        if matters(by_time, _PERPETRATORS):
            yield "perpetrator", Reason.ATTRIBUTION, possible(_grouped(case, indices, _PERPETRATORS))
        if matters(by_perpetrator, _TARGET):
            yield "target", Reason.TARGET_STATUS, possible(_grouped(case, indices, _TARGET))

    def _possible(self, readings: Iterable[_Reading]) -> Verdicts:
        possible = self._settler.possible
        verdicts = {
            possible(reading[0].true, reading[0].false)
            if len(reading) == 1
            else reduce(gravest, [possible(one.true, one.false) for one in reading])
            for reading in readings
        }
        return verdicts.pop() if len(verdicts) == 1 else frozenset[Verdict]().union(*verdicts)

    def _left_by_tests(self, readings: list[_Reading], tests: int) -> float:
        """The mean number of verdicts left once the tests are answered: all false, or one true and the others false."""
        if len(readings) == 1 and len(readings[0]) == 1:
            return self._left_of(readings[0][0], tests)
        answers = [0, *(1 << test for test in numbers_of(tests))]
        left = (len(self._possible(_answered(reading, true, tests) for reading in readings)) for true in answers)
        return sum(left) / len(answers)

    def _left_of(self, strand: _Strand, tests: int) -> float:
        """The same for a single strand in which all these tests are unknown."""
        possible, true, false = self._settler.possible, strand.true, strand.false
        left, answers = len(possible(true, false | tests)), 1
        rest = tests
        while rest:
            test = rest & -rest
            rest ^= test
            left += len(possible(true | test, false | (tests ^ test)))
            answers += 1
        return left / answers


_Choice = tuple[str, Reason, list["Verdicts"]]

_TIME = attrgetter("time")
_PERPETRATORS = attrgetter("perpetrators")
_TARGET = attrgetter("target")


def _strand(signature: Signature) -> _Strand:
    true = false = unknown = 0
    for test, answer in enumerate(signature):
        if answer == 1:
            true |= 1 << test
        elif answer == 0:
            false |= 1 << test
        else:
            unknown |= 1 << test
    return _Strand(signature, true, false, unknown)


def _answered(reading: _Reading, true: int, tests: int) -> _Reading:
    """The reading with those of the tests that are unknown answered: true if in `true`, else false."""
    return tuple(
        strand._replace(
            true=strand.true | (true & strand.unknown), false=strand.false | (tests & ~true & strand.unknown)
        )
        for strand in reading
    )


def _grouped(case: Case, indices: list[int], choice: Callable[[CaseReading], int]) -> list[list[int]]:
    """The indices of readings, grouped by the value of the choice."""
    parts: dict[int, list[int]] = {}
    for index in indices:
        parts.setdefault(choice(case.readings[index]), []).append(index)
    return list(parts.values())


def _left_by_choice(parts: list[Verdicts]) -> float:
    """The mean number of verdicts left once the choice is made, given those possible for each value of it."""
    return sum(map(len, parts)) / len(parts)


def need_of(program: Program, fact: str, reason: Reason) -> Need:
    """The need for a fact that is open for this reason, with a question in words."""
    return Need(fact, reason, _question(program, fact, reason))


def _question(program: Program, fact: str, reason: Reason) -> str:
    for exemption in program.agreement.exemptions.values():
        for test, question in exemption.tests.items():
            if fact == fact_of(ClaimTestMet(exemption.claim, test)):
                return question
    return _QUESTIONS.get((fact, reason)) or _QUESTIONS_OF_KIND[fact.partition(".")[0]]


_QUESTIONS = {
    ("occurred", Reason.MISSING_FIELD): "when it occurred",
    ("occurred", Reason.DISPUTED_START): "which of the disputed starts is right",
    ("occurred", Reason.DISPUTED_END): "which of the disputed ends is right",
    ("perpetrator", Reason.MISSING_FIELD): "who did it",
    ("perpetrator", Reason.ATTRIBUTION): "who did it, or who began",
    ("perpetrator", Reason.PARTY_STATUS): "whether the perpetrator was bound by the agreement then, and on which side",
    ("target", Reason.MISSING_FIELD): "whom or what it was directed at",
    (
        "target",
        Reason.TARGET_STATUS,
    ): "at whom it was directed, and whether that was a party, an excluded group or neither",
    ("location.controlled_by", Reason.AREA_CONTROL): "who controlled the place then",
    ("location.country", Reason.MISSING_FIELD): "the country in which it happened",
    ("location.admin1", Reason.MISSING_FIELD): "the governorate, province or state in which it happened",
    ("location.admin2", Reason.MISSING_FIELD): "the district in which it happened",
    ("location.place", Reason.MISSING_FIELD): "the place at which it happened",
    **{
        (f"location.{level}", Reason.CONFLICTING_REPORTS): "which is right: the names or the point of the location"
        for level in PlaceLevel
    },
}
_QUESTIONS_OF_KIND = {
    "occurred": "when it occurred, more precisely",
    "act": "which act it was, more precisely",
    "weapon": "which weapon was used, more precisely",
    "perpetrator": "who did it",
    "target": "whom or what it was directed at",
    "location": "where it happened, more precisely or by a name that the registry knows",
    "casualties": "how many people it affected",
    "claims": "whether this test of the claim is met",
}
