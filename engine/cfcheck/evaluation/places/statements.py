"""Combines the statements of a location: its country, its names of three levels, and its point.

If the statements cannot all be true, each largest set of them that can be true together is taken by itself, and a place
that any of these sets leaves is possible (docs/semantics.md, S56).
"""

from __future__ import annotations

from functools import cached_property, reduce
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Final

from cfcheck.model.place import ANYWHERE, PlaceLevel, PlacesLeft, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cfcheck.evaluation.places.names import Gazetteer

__all__ = ["MOST_TOGETHER", "POINT", "Statements"]

Key = str
"""The key of a statement: a PlaceLevel for a name or a country code, or POINT."""

Left = tuple[PlacesLeft, ...]
"""The possible places at each level, in the order of PlaceLevel."""

Chain = tuple[str | None, ...]
"""A governorate, a district and a settlement that lie within each other; None for a level that is not known."""

POINT: Final[Key] = "point"
_LEVELS: Final = tuple(PlaceLevel)
_NAMED: Final = _LEVELS[1:]
_NOWHERE_IN_PARTICULAR: Final[Chain] = (None,) * len(_NAMED)
MOST_TOGETHER: Final = 10_000
"""The bound on combinations of names; beyond it, no name is used."""


class Statements:
    """The statements of one location.

    `names` holds the places that each name can mean (of a country, its code), without names that no registry has, whose
    levels are `unknown`; `point` is what the point leaves at each level.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        names: Mapping[PlaceLevel, frozenset[str]],
        unknown: frozenset[PlaceLevel],
        point: Left,
    ) -> None:
        self._gazetteer = gazetteer
        self._unknown = unknown
        self._point = point
        self.too_many = prod(len(places) for places in names.values()) > MOST_TOGETHER
        self._names = {} if self.too_many else names
        has_point = any(left != ANYWHERE for left in point)
        self.keys: tuple[Key, ...] = (
            *(level for level in _LEVELS if level in self._names),
            *([POINT] if has_point else ()),
        )
        self._known: dict[tuple[Key, ...], Left | None] = {}

    @cached_property
    def conflicts(self) -> tuple[tuple[Key, ...], ...]:
        """The smallest sets of statements that cannot all be true, those of the larger levels first."""
        if self.left_by(self.keys) is not None:
            return ()
        found: list[tuple[Key, ...]] = []
        for keys in self._sets(range(2, len(self.keys) + 1)):
            if self.left_by(keys) is None and not any(set(smaller) <= set(keys) for smaller in found):
                found.append(keys)
        return tuple(found)

    def at(self, level: PlaceLevel) -> tuple[PlacesLeft, bool]:
        """The possible places at the level, and whether they are open because statements contradict each other."""
        number = _LEVELS.index(level)
        each = dict.fromkeys(left[number] for left in self._largest)
        return reduce(PlacesLeft.either, each), len(each) > 1

    @cached_property
    def _largest(self) -> list[Left]:
        """The possible places for each largest set of statements that can all be true."""
        whole = self.left_by(self.keys)
        if whole is not None:
            return [whole]
        sets: list[tuple[Key, ...]] = []
        for keys in self._sets(range(len(self.keys) - 1, 0, -1)):
            if not any(set(keys) <= set(larger) for larger in sets) and self.left_by(keys) is not None:
                sets.append(keys)
        return [left for keys in sets if (left := self.left_by(keys)) is not None]

    def _sets(self, sizes: Iterable[int]) -> Iterable[tuple[Key, ...]]:
        return (keys for size in sizes for keys in combinations(self.keys, size))

    def left_by(self, keys: tuple[Key, ...]) -> Left | None:
        """The places that these statements leave possible together; None if they cannot all be true."""
        if keys not in self._known:
            self._known[keys] = self._left_by(keys)
        return self._known[keys]

    def _left_by(self, keys: tuple[Key, ...]) -> Left | None:
        point = self._point if POINT in keys else (ANYWHERE,) * len(_LEVELS)
        chains = self._chains(keys, point)
        if not chains:
            return None
        country = self._country(keys, point[0])
        if country is None:
            return None
        left = [country]
        for number, level in enumerate(_NAMED):
            by_name = None if level in self._unknown else _known({chain[number] for chain in chains})
            left.append(point[number + 1] if by_name is None else named(by_name))
        return tuple(left)

    def _country(self, keys: tuple[Key, ...], point: PlacesLeft) -> PlacesLeft | None:
        """The possible countries, which no name of something smaller determines (S50)."""
        if PlaceLevel.COUNTRY not in keys:
            return point
        agreed = point.among(self._names[PlaceLevel.COUNTRY])
        return named(agreed) if agreed else None

    def _chains(self, keys: tuple[Key, ...], point: Left) -> set[Chain]:
        """The chains of places that the names can mean and in which the point can lie."""
        chains = {_NOWHERE_IN_PARTICULAR}
        for level in _NAMED:
            if level in keys:
                others = [self.chain(place, level) for place in self._names[level]]
                common = (self._common(chain, other) for chain in chains for other in others)
                chains = {chain for chain in common if chain is not None}
        return {chain for chain in chains if _is_possible(chain, point[1:])}

    def _common(self, one: Chain, other: Chain) -> Chain | None:
        """Both chains combined, with the first one's value where both have one; None if they exclude each other."""
        pairs = list(zip(one, other, strict=True))
        if any(None not in pair and not self._is_one_place(*pair) for pair in pairs):
            return None
        return tuple(first or second for first, second in pairs)

    def _is_one_place(self, first: str | None, second: str | None) -> bool:
        """Whether something can lie in both places of one level: they are the same, or one is within the other."""
        return self._gazetteer.is_within(first, second) or self._gazetteer.is_within(second, first)

    def chain(self, place: str, level: PlaceLevel) -> Chain:
        """The place, which is of this level, with all that it lies within."""
        return tuple(
            self._gazetteer.around(place, around) if around is level or level.is_within(around) else None
            for around in _NAMED
        )


def _known(places: set[str | None]) -> frozenset[str] | None:
    """The places; None where one of them is not known, so that it can be any."""
    return None if None in places else frozenset(place for place in places if place is not None)


def _is_possible(chain: Chain, point: Left) -> bool:
    """Whether the point can lie in every place of the chain."""
    return all(place is None or left.among(frozenset({place})) for place, left in zip(chain, point, strict=True))
