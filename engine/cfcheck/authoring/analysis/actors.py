"""Turns the questions about perpetrator, target and controller into facts with classes of values.

A registry has many actors and an agreement asks few questions about them. So only the properties of an identity that
some question can distinguish are computed, and names that give the same answer to every question are grouped first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.analysis.cast import NOBODY
from cfcheck.authoring.analysis.values import FALSE, TRUE, UNKNOWN, Value, distinct
from cfcheck.evaluation.standing import Identity
from cfcheck.model.actor import ActorId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.authoring.analysis.cast import Cast, InOrder
    from cfcheck.authoring.analysis.values import Reads
    from cfcheck.model.condition import ActorIs

__all__ = ["NamedFact", "WhoFact", "is_one"]

_SPARE: Final = 3

AgreementTest = tuple[int, "ActorIs"]
"""The number of the agreement that has the test, and the test."""

Row = tuple[int, ...]
"""The answers to every test that reads the fact, in the order of the tests."""


class _Kind(NamedTuple):
    """The answers for a name, and for each identity that is possible for it."""

    row_of_name: Row
    identities: tuple[Row, ...]


def is_one(test: ActorIs, identity: Identity) -> int:
    """Whether the identity passes the test."""
    return int(identity.standing in test.standings or not identity.belongs_to.isdisjoint(test.actors))


def _are(test: ActorIs, identities: InOrder) -> int:
    """Whether all of the identities pass the test, or none."""
    if identities is None:
        return UNKNOWN
    answers = {is_one(test, identity) for identity in identities}
    return answers.pop() if len(answers) == 1 else UNKNOWN


@dataclass
class _OfActor:
    """What both kinds of fact share: the path in a record, the names of each era, and every test that reads it."""

    path: str
    cast: Cast
    tests_by_number: Mapping[int, AgreementTest]

    above = "occurred"

    def __post_init__(self) -> None:
        self._places = {number: place for place, number in enumerate(self.tests_by_number)}
        self._tested_actors = frozenset[ActorId]().union(*(test.actors for _, test in self.tests_by_number.values()))
        self._eras: dict[int, dict[_Kind, list[str]]] = {}
        self._values: dict[tuple[tuple[int, ...], int], tuple[Value, ...]] = {}
        self._actor_answers: dict[tuple[tuple[int, ...], int], frozenset[Row]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The classes of values in an era."""
        tests = reads[self.path]
        key = (tests, above)
        if key not in self._values:
            self._values[key] = distinct(self._all(tests, self._era(above)))
        return self._values[key]

    def actor_answers(self, tests: tuple[int, ...], era: int) -> frozenset[Row]:
        """All that an era can answer: two eras that answer the same are one to the question."""
        key = (tests, era)
        if key not in self._actor_answers:
            rows = {row for kind in self._era(era) for row in self._rows(kind)}
            self._actor_answers[key] = frozenset(self._read(row, tests) for row in rows)
        return self._actor_answers[key]

    def _era(self, era: int) -> dict[_Kind, list[str]]:
        """The kinds of names in an era, each with a few of them."""
        if era not in self._eras:
            known: dict[int, list[str]] = {}
            kinds, places = self._kinds
            for place in self.cast.eras[era]:
                names = known.setdefault(places[place], [])
                names += self.cast.named[place].names[: _SPARE - len(names)]
            self._eras[era] = {kinds[number]: names for number, names in known.items()}
        return self._eras[era]

    @cached_property
    def _kinds(self) -> tuple[tuple[_Kind, ...], tuple[int, ...]]:
        """The kinds of names, and the number of that of each place in the cast."""
        numbers: dict[_Kind, int] = {}
        kind_numbers: dict[tuple[InOrder, ...], int] = {}
        places = []
        for named in self.cast.named:
            seen = tuple(map(self._seen, named.identities))
            if seen not in kind_numbers:
                kind_numbers[seen] = numbers.setdefault(self._kind(seen), len(numbers))
            places.append(kind_numbers[seen])
        return tuple(numbers), tuple(places)

    def _seen(self, identities: InOrder) -> InOrder:
        """The identities without what no test distinguishes, each once, and as nobody in particular."""
        if identities is None:
            return None
        tested = self._tested_actors
        return tuple(dict.fromkeys(Identity(NOBODY, one.standing, one.belongs_to & tested) for one in identities))

    def _kind(self, seen: tuple[InOrder, ...]) -> _Kind:
        row_of_name = tuple(_are(test, seen[side]) for side, test in self.tests_by_number.values())
        return _Kind(row_of_name, tuple(dict.fromkeys(self._identities(seen))))

    def _read(self, row: Row, tests: Iterable[int]) -> Row:
        return tuple(row[self._places[test]] for test in tests)

    def _value(self, row: Row, tests: tuple[int, ...], names: Iterable[str]) -> Value:
        ways = tuple(((self.path, name),) for name in names)
        return Value(self._read(row, tests), ways, partial(self._ask, row))

    def _ask(self, row: Row, test: int) -> int:
        return row[self._places[test]]

    def _all(self, tests: tuple[int, ...], kinds: Mapping[_Kind, list[str]]) -> Iterator[Value]:
        raise NotImplementedError

    def _rows(self, kind: _Kind) -> Iterable[Row]:
        raise NotImplementedError

    def _identities(self, seen: tuple[InOrder, ...]) -> Iterator[Row]:
        raise NotImplementedError


class NamedFact(_OfActor):
    """The actor as a report names it."""

    def _all(self, tests: tuple[int, ...], kinds: Mapping[_Kind, list[str]]) -> Iterator[Value]:
        for kind, names in kinds.items():
            yield self._value(kind.row_of_name, tests, names)

    def _rows(self, kind: _Kind) -> Iterable[Row]:
        return (kind.row_of_name,)

    def _identities(self, seen: tuple[InOrder, ...]) -> Iterator[Row]:  # noqa: ARG002  # a report says names
        return iter(())


class WhoFact(_OfActor):
    """The actor as it is, under one agreement: an identity possible behind a name, or a stranger."""

    def _all(self, tests: tuple[int, ...], kinds: Mapping[_Kind, list[str]]) -> Iterator[Value]:
        """Those first whom a name settles, as far as the tests read ask."""
        values = [
            (self._read(kind.row_of_name, tests), self._value(row, tests, names))
            for kind, names in kinds.items()
            for row in kind.identities
        ]
        yield from (value for row_of_name, value in values if value.answers == row_of_name)
        yield from (value for row_of_name, value in values if value.answers != row_of_name)
        for identity in self.cast.strangers:
            yield self._value(self._row(identity), tests, ())

    def _rows(self, kind: _Kind) -> Iterable[Row]:
        return kind.identities

    def _identities(self, seen: tuple[InOrder, ...]) -> Iterator[Row]:
        yield from map(self._row, seen[0] or ())

    def _row(self, identity: Identity) -> Row:
        return tuple(TRUE if is_one(test, identity) else FALSE for _, test in self.tests_by_number.values())
