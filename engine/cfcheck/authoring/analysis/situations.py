"""The situations that agreements can distinguish, as a list of values for each fact; their product is never built.

A *space* numbers the tests and holds the fact of each. `world_space` holds what can be the case under one agreement,
where each test is true or false; `report_space` holds what one report can state under one or several agreements, where
some tests stay unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from cfcheck.authoring.analysis.actors import NamedFact, WhoFact
from cfcheck.authoring.analysis.kinds import kind_itself, named_kind
from cfcheck.authoring.analysis.places import named_place, place_itself
from cfcheck.authoring.analysis.times import TimeFact, resolved, unresolved
from cfcheck.authoring.analysis.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    MetFact,
    PlainFact,
    RaisedFact,
    Way,
    counts,
    holds_count,
)
from cfcheck.model.condition import ActorFact, ActorIs, ClaimRaised, ClaimTestMet, CountWithin, PlaceIs, fact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from cfcheck.authoring.analysis.cast import Cast
    from cfcheck.authoring.analysis.values import Ask, Fact, Reads, Value
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.condition import OccurredWithin, Test

__all__ = ["AgreementTest", "Situation", "Space", "fact_path", "report_space", "world_space"]

PLACE: Final = "location"
OCCURRED: Final = "occurred"
ACTORS: Final = tuple(map(str, ActorFact))


Key = TypeVar("Key", bound="Hashable")
Made = TypeVar("Made")


class AgreementTest(NamedTuple):
    """A test, and the number of the agreement that has it."""

    side: int
    test: Test


def fact_path(test: Test) -> str:
    """The fact that the test reads: the path in a record, with all levels of a location as one."""
    return PLACE if isinstance(test, PlaceIs) else fact_of(test)


@dataclass(frozen=True)
class Space:
    """Numbered tests and the facts that they read. `defaults` answer for facts that a situation leaves open."""

    agreement_tests: Sequence[AgreementTest]
    facts: Mapping[str, Fact]
    paths: tuple[str, ...] = field(init=False)
    defaults: dict[str, Ask] = field(init=False, default_factory=dict)
    _kept: dict[Hashable, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", tuple(fact_path(test) for _, test in self.agreement_tests))

    def reads(self, tests: Iterable[int]) -> Reads:
        """The tests by the facts that they read, and the facts on which those depend."""
        found: dict[str, list[int]] = {}
        for test in sorted(tests):
            path = self.paths[test]
            above = self.facts[path].above
            if above is not None:
                found.setdefault(above, [])
            found.setdefault(path, []).append(test)
        return {path: tuple(numbers) for path, numbers in found.items()}

    def kept(self, key: Key, make: Callable[[Space, Key], Made]) -> Made:
        """A memo of `make` by key, since several searches need the same parts."""
        if key not in self._kept:
            self._kept[key] = make(self, key)
        made: Made = self._kept[key]
        return made

    def default(self, path: str) -> Ask:
        """The answers of a value of which few tests are true; unknown for facts that depend on others."""
        if path not in self.defaults:
            self.defaults[path] = self._default(path)
        return self.defaults[path]

    def _default(self, path: str) -> Ask:
        fact = self.facts[path]
        if OCCURRED in (path, fact.above):
            return lambda _: UNKNOWN
        numbers = () if path == PLACE else tuple(number for number, one in enumerate(self.paths) if one == path)
        values = fact.values({path: numbers}, FALSE)
        return min(values, key=lambda value: value.answers.count(TRUE)).ask


@dataclass(frozen=True)
class Situation:
    """A value for each fact that a question read."""

    space: Space
    values: Mapping[str, Value]

    def answer(self, test: int) -> int:
        """The answer to any test of the space."""
        path = self.space.paths[test]
        value = self.values.get(path)
        return self.space.default(path)(test) if value is None else value.ask(test)

    def ways(self) -> Iterator[tuple[Way, ...]]:
        """For each fact, the ways to report it."""
        for value in self.values.values():
            yield value.ways


# --- what is the case --------------------------------------------------------------------------------------------


def world_space(agreement: Agreement, cast: Cast, tests: Sequence[Test]) -> Space:
    """The space of what can be the case under an agreement."""
    agreement_tests = [AgreementTest(0, test) for test in tests]
    registry = agreement.registry
    who: dict[str, WhoFact] = {fact: WhoFact(fact, cast, _actor_tests(agreement_tests, fact)) for fact in ACTORS}
    claims = {test.claim for test in tests if isinstance(test, ClaimRaised | ClaimTestMet)}
    either = {FALSE: (FALSE, TRUE), TRUE: (FALSE, TRUE)}
    return Space(
        agreement_tests,
        {
            OCCURRED: TimeFact(cast, [agreement.zone], _time_tests(agreement_tests), who, resolved),
            **who,
            "act": kind_itself("act", registry.acts, agreement_tests),
            "weapon": kind_itself("weapon", registry.weapons, agreement_tests),
            PLACE: place_itself(PLACE, registry, _place_tests(agreement_tests)),
            **_count_facts(agreement_tests),
            **{f"claims.{claim}": RaisedFact(claim) for claim in sorted(claims)},
            **{fact_of(test): MetFact(test.claim, test.test, either) for test in _claim_tests(tests)},
        },
    )


# --- what a report can say ---------------------------------------------------------------------------------------


def report_space(agreements: Sequence[Agreement], cast: Cast, agreement_tests: Sequence[AgreementTest]) -> Space:
    """The space of what one report can state under all of the agreements, in ids that all of them have."""
    named: dict[str, NamedFact] = {fact: NamedFact(fact, cast, _actor_tests(agreement_tests, fact)) for fact in ACTORS}
    registries = [agreement.registry for agreement in agreements]
    known = [{test for one, test in agreement_tests if one == side} for side in range(len(agreements))]
    claims = [{t.claim for t in tests if isinstance(t, ClaimRaised | ClaimTestMet)} for tests in known]
    claim_tests = [{fact_of(test) for test in _claim_tests(tests)} for tests in known]
    zones = [agreement.zone for agreement in agreements]
    return Space(
        agreement_tests,
        {
            OCCURRED: TimeFact(cast, zones, _time_tests(agreement_tests), named, unresolved),
            **named,
            "act": named_kind("act", [registry.acts for registry in registries], agreement_tests),
            "weapon": named_kind("weapon", [registry.weapons for registry in registries], agreement_tests),
            PLACE: named_place(PLACE, registries, _place_tests(agreement_tests)),
            **_count_facts(agreement_tests),
            **{
                f"claims.{claim}": RaisedFact(claim, sayable=all(claim in one for one in claims))
                for claim in sorted(set[str]().union(*claims))
            },
            **{
                fact_of(test): MetFact(
                    test.claim, test.test, _sayable(all(fact_of(test) in one for one in claim_tests))
                )
                for test in _claim_tests(test for _, test in agreement_tests)
            },
        },
    )


def _sayable(known: bool) -> dict[int, tuple[int, ...]]:  # noqa: FBT001  # turns one fact into the answers it allows
    """The truths that a report can state for a claim's test, by whether it raises the claim."""
    return {FALSE: (UNKNOWN,), TRUE: (FALSE, TRUE, UNKNOWN) if known else (UNKNOWN,)}


# --- what both need ----------------------------------------------------------------------------------------------


def _actor_tests(agreement_tests: Sequence[AgreementTest], fact: str) -> dict[int, tuple[int, ActorIs]]:
    return {
        number: (side, test)
        for number, (side, test) in enumerate(agreement_tests)
        if isinstance(test, ActorIs) and test.fact == fact
    }


def _place_tests(agreement_tests: Sequence[AgreementTest]) -> Callable[[int], tuple[int, PlaceIs]]:
    return lambda number: agreement_tests[number]  # type: ignore[return-value]  # tests come by the fact that they read


def _time_tests(agreement_tests: Sequence[AgreementTest]) -> Callable[[int], OccurredWithin]:
    return lambda number: agreement_tests[number].test  # type: ignore[return-value]  # likewise


def _claim_tests(tests: Iterable[Test]) -> Iterator[ClaimTestMet]:
    yield from dict.fromkeys(test for test in tests if isinstance(test, ClaimTestMet))


def _count_facts(agreement_tests: Sequence[AgreementTest]) -> dict[str, PlainFact[int]]:
    fields = dict.fromkeys(test.field for _, test in agreement_tests if isinstance(test, CountWithin))
    return {f"casualties.{field}": _count_fact(f"casualties.{field}", agreement_tests) for field in fields}


def _count_fact(path: str, agreement_tests: Sequence[AgreementTest]) -> PlainFact[int]:
    def answer(count: int, number: int) -> int:
        test = agreement_tests[number].test
        return holds_count(test, count) if isinstance(test, CountWithin) else UNKNOWN

    def atoms(tests: tuple[int, ...]) -> Iterator[tuple[int, tuple[Way, ...]]]:
        for count in counts(agreement_tests[number].test for number in tests):
            yield count, (((path, count),),)

    return PlainFact(path, atoms, answer)
