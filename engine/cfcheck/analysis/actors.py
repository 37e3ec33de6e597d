"""Perpetrator, target and controller as facts: who it is (a world), or who is named (a report). Hang on the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.analysis.values import FALSE, TRUE, UNKNOWN, Value, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.actor import ActorId
    from cfcheck.analysis.cast import Cast, Named
    from cfcheck.analysis.values import Reads, Way
    from cfcheck.condition import ActorIs
    from cfcheck.standing import Identities, Identity

__all__ = ["NamedFact", "WhoFact", "is_one"]

Asked = tuple[int, "ActorIs"]
"""The number of the agreement that asks, and the test."""

Found = tuple[tuple[Value, ...], tuple[Value, ...]]
"""The values behind a name: those that it settles, and the others."""


def is_one(test: ActorIs, identity: Identity) -> int:
    """Whether the identity passes the test."""
    return int(identity.standing in test.standings or not identity.belongs_to.isdisjoint(test.actors))


def _are(test: ActorIs, identities: Identities) -> int:
    """Whether all of the identities pass the test, or none."""
    if identities is None:
        return UNKNOWN
    answers = {is_one(test, identity) for identity in identities}
    return answers.pop() if len(answers) == 1 else UNKNOWN


def _in_order(identity: Identity) -> tuple[str, str, list[ActorId]]:
    return identity.actor, identity.standing, sorted(identity.belongs_to)


@dataclass
class _OfActor:
    """What both kinds of fact know: where it stands in a record, the names of each era, and what tests ask."""

    path: str
    cast: Cast
    asked: Callable[[int], Asked]

    above = "occurred"

    def __post_init__(self) -> None:
        self._values: dict[tuple[tuple[int, ...], int], tuple[Value, ...]] = {}
        self._told: dict[tuple[tuple[int, ...], int], frozenset[tuple[int, ...]]] = {}
        self._found: dict[tuple[int, ...], list[Found]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The classes told apart in an era."""
        tests = reads[self.path]
        key = (tests, above)
        if key not in self._values:
            self._values[key] = distinct(self._all(self._by_name(tests), tests, above))
        return self._values[key]

    def told(self, tests: tuple[int, ...], era: int) -> frozenset[tuple[int, ...]]:
        """All that an era can answer: two eras that answer the same are one to the question."""
        key = (tests, era)
        if key not in self._told:
            behind = self._by_name(tests)
            self._told[key] = frozenset(one.answers for place in self.cast.eras[era] for one in chain(*behind[place]))
        return self._told[key]

    def _by_name(self, tests: tuple[int, ...]) -> list[Found]:
        """The values behind each name. Names change seldom from era to era, so this is done once for all of them."""
        if tests not in self._found:
            self._found[tests] = [self._behind(named, tests) for named in self.cast.named]
        return self._found[tests]

    def _all(self, found: list[Found], tests: tuple[int, ...], era: int) -> Iterator[Value]:
        raise NotImplementedError

    def _behind(self, named: Named, tests: tuple[int, ...]) -> Found:
        raise NotImplementedError

    def _says(self, named: Named, number: int) -> int:
        side, test = self.asked(number)
        return _are(test, named.identities[side])

    def _ways(self, named: Named) -> tuple[Way, ...]:
        return tuple(((self.path, name),) for name in named.names)


class NamedFact(_OfActor):
    """The actor as a report names it."""

    def _all(self, found: list[Found], tests: tuple[int, ...], era: int) -> Iterator[Value]:  # noqa: ARG002
        for place in self.cast.eras[era]:
            yield from found[place][0]

    def _behind(self, named: Named, tests: tuple[int, ...]) -> Found:
        answers = tuple(self._says(named, test) for test in tests)
        return (Value(answers, self._ways(named), partial(self._says, named)),), ()


class WhoFact(_OfActor):
    """The actor as it is, under one agreement: an identity possible behind a name, or a stranger."""

    def _all(self, found: list[Found], tests: tuple[int, ...], era: int) -> Iterator[Value]:
        """Those first whom a name settles, as far as the tests read ask."""
        for which in (0, 1):
            for place in self.cast.eras[era]:
                yield from found[place][which]
        for identity in self.cast.strangers:
            yield self._value(identity, tests, ())

    def _behind(self, named: Named, tests: tuple[int, ...]) -> Found:
        said = tuple(self._says(named, test) for test in tests)
        identities = sorted(named.identities[0] or (), key=_in_order)
        values = distinct(self._value(identity, tests, self._ways(named)) for identity in identities)
        settled = tuple(value for value in values if value.answers == said)
        return settled, tuple(value for value in values if value.answers != said)

    def _value(self, identity: Identity, tests: tuple[int, ...], ways: tuple[Way, ...]) -> Value:
        return Value(tuple(self._is(identity, test) for test in tests), ways, partial(self._is, identity))

    def _is(self, identity: Identity, number: int) -> int:
        return TRUE if is_one(self.asked(number)[1], identity) else FALSE
