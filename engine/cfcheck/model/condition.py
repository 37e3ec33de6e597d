"""Tests, each of which asks one question about one fact, and conditions, which are trees of tests."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cfcheck.model.actor import ActorId
from cfcheck.model.citation import Origin
from cfcheck.model.place import PlaceLevel
from cfcheck.model.struct import Noun
from cfcheck.model.taxonomy import KindId
from cfcheck.model.time import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


__all__ = [
    "ActIs", "ActorFact", "ActorIs", "AllOf", "AnyOf", "Asks", "ClaimRaised", "ClaimTestMet", "Condition",
    "CountWithin", "Not", "OccurredWithin", "PlaceIs", "Test", "WeaponIs", "asks_in", "fact_of",
]  # fmt: skip


class ActorFact(StrEnum):
    """The facts of an incident that name an actor."""

    PERPETRATOR = "perpetrator"
    TARGET = "target"
    CONTROLLER = "location.controlled_by"


class OccurredWithin(Noun, frozen=True, tag=True):
    """Did it occur within one of the periods?"""

    periods: tuple[Period, ...]


class ActIs(Noun, frozen=True, tag=True):
    """Is the act of one of these classes?"""

    classes: frozenset[KindId]


class WeaponIs(Noun, frozen=True, tag=True):
    """Is the weapon of one of these classes?"""

    classes: frozenset[KindId]


class ActorIs(Noun, frozen=True, tag=True):
    """Has the actor, then, one of these standings, or is it one of these actors (or part of one)?

    Standings are written as in `cfcheck.evaluation.standing`: `party:<id>`, `excluded`, `not_bound`.
    """

    fact: ActorFact
    standings: frozenset[str] = frozenset()
    actors: frozenset[ActorId] = frozenset()


class PlaceIs(Noun, frozen=True, tag=True):
    """Is the place, at this level, one of these: country codes, or place ids of the registry?"""

    level: PlaceLevel
    places: frozenset[str]


class CountWithin(Noun, frozen=True, tag=True):
    """Is the count from `low` to `high`, both included? None: no bound."""

    field: str
    low: int | None
    high: int | None


class ClaimRaised(Noun, frozen=True, tag=True):
    """Does the report raise this claim? Never unknown: an exemption that no report raises is not considered."""

    claim: str


class ClaimTestMet(Noun, frozen=True, tag=True):
    """Does the report say that this test of the claim is met?"""

    claim: str
    test: str


Test = OccurredWithin | ActIs | WeaponIs | ActorIs | PlaceIs | CountWithin | ClaimRaised | ClaimTestMet


def fact_of(test: Test) -> str:
    """The path, in an incident, of the fact that the test looks at."""
    return _FACTS[type(test)](test)


_FACTS: Final[Mapping[type, Callable[[Any], str]]] = {
    OccurredWithin: lambda _: "occurred",
    ActIs: lambda _: "act",
    WeaponIs: lambda _: "weapon",
    ActorIs: lambda test: test.fact.value,
    PlaceIs: lambda test: f"location.{test.level}",
    CountWithin: lambda test: f"casualties.{test.field}",
    ClaimRaised: lambda test: f"claims.{test.claim}",
    ClaimTestMet: lambda test: f"claims.{test.claim}.{test.test}",
}


class Asks(Noun, frozen=True, tag=True):
    """A leaf of a condition: the test, and where a rule file asks it."""

    test: Test
    origin: Origin


class AllOf(Noun, frozen=True, tag=True):
    """Every part holds; true where there are none."""

    parts: tuple[Condition, ...]


class AnyOf(Noun, frozen=True, tag=True):
    """Some part holds; false where there are none."""

    parts: tuple[Condition, ...]


class Not(Noun, frozen=True, tag=True):
    """The part does not hold."""

    part: Condition


Condition = Asks | AllOf | AnyOf | Not


def asks_in(condition: Condition | None) -> Iterator[Asks]:
    """The tests of a condition with their places in the files, from left to right; none if there is no condition."""
    match condition:
        case Asks():
            yield condition
        case Not(part=part):
            yield from asks_in(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from asks_in(part)
