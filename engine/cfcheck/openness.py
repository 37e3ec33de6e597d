"""Why a case is open and what would settle it. Knows signatures, not incidents.

A test keeps a verdict open where it is unknown and its tree does not have a value without it.
"""

from __future__ import annotations

from functools import lru_cache, partial, reduce
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.assessment import Need
from cfcheck.condition import ClaimTestMet, fact_of
from cfcheck.place import PlaceLevel
from cfcheck.settling import numbers_of
from cfcheck.signature import reason_of
from cfcheck.verdict import REASONS, Reason, Verdict, gravest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.program import Program
    from cfcheck.ruling import Case, CaseReading
    from cfcheck.settling import Settler
    from cfcheck.signature import Signature
    from cfcheck.verdict import Verdicts

__all__ = ["OpennessFinder", "need_of"]

_MOST_NEEDS: Final = 1024


class _Strand(NamedTuple):
    """A signature, and its tests answered true, false and unknown as sets."""

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
        self._need: Callable[[str, Reason], Need] = lru_cache(_MOST_NEEDS)(partial(need_of, program))

    def find(self, case: Case) -> tuple[tuple[Reason, ...], tuple[Need, ...]]:
        """The reasons why the case is open, in the order of Reason, and the facts that would settle it.

        The facts that leave the fewest verdicts possible come first.
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
        """The tests that keep a strand open, by the fact they look at and why they are open."""
        found: dict[tuple[str, Reason], int] = {}
        for strand in dict.fromkeys(strand for reading in readings for strand in reading):
            for test in numbers_of(self._settler.open_tests(strand.true, strand.false)):
                key = (self._facts[test], reason_of(strand.signature[test]))
                found[key] = found.get(key, 0) | 1 << test
        return found

    def _disagreements(self, case: Case, readings: list[_Reading]) -> Iterator[_Choice]:
        """The choices between readings that move what is possible: when, whoever did it then, and at whom."""
        places = list(range(len(readings)))
        by_time = _parted(case, places, _TIME)
        by_perpetrator = [part for moment in by_time for part in _parted(case, moment, _PERPETRATORS)]

        def possible(parts: list[list[int]]) -> list[Verdicts]:
            return [self._possible([readings[place] for place in part]) for part in parts]

        def moves(wholes: list[list[int]], choice: Callable[[CaseReading], int]) -> bool:
            return any(len(set(possible(_parted(case, whole, choice)))) > 1 for whole in wholes)

        if moves([places], _TIME):
            yield "occurred", case.time_reason, possible(by_time)
        if moves(by_time, _PERPETRATORS):
            yield "perpetrator", Reason.ATTRIBUTION, possible(_parted(case, places, _PERPETRATORS))
        if moves(by_perpetrator, _TARGET):
            yield "target", Reason.TARGET_STATUS, possible(_parted(case, places, _TARGET))

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
        """How many verdicts remain on average once the tests are answered: all false, or one of them true."""
        if len(readings) == 1 and len(readings[0]) == 1:
            return self._left_of(readings[0][0], tests)
        answers = [0, *(1 << test for test in numbers_of(tests))]
        left = (len(self._possible(_answered(reading, true, tests) for reading in readings)) for true in answers)
        return sum(left) / len(answers)

    def _left_of(self, strand: _Strand, tests: int) -> float:
        """The same where there is one strand, whose tests of these are all unknown."""
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
    """The reading with these tests answered, where they are unknown: some of them true, the others false."""
    return tuple(
        strand._replace(
            true=strand.true | (true & strand.unknown), false=strand.false | (tests & ~true & strand.unknown)
        )
        for strand in reading
    )


def _parted(case: Case, places: list[int], choice: Callable[[CaseReading], int]) -> list[list[int]]:
    """The places of readings in parts, one for each way to make the choice."""
    parts: dict[int, list[int]] = {}
    for place in places:
        parts.setdefault(choice(case.readings[place]), []).append(place)
    return list(parts.values())


def _left_by_choice(parts: list[Verdicts]) -> float:
    """How many verdicts remain on average once the choice is made."""
    return sum(map(len, parts)) / len(parts)


def need_of(program: Program, fact: str, reason: Reason) -> Need:
    """The need for a fact that is open for the reason, with the question that asks for it."""
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
