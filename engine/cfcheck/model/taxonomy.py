"""Taxonomies of acts and weapons: what counts as an instance of what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, NewType

from cfcheck.model.bounded import Remembered
from cfcheck.model.likeness import KnownWords
from cfcheck.model.logic import Truth
from cfcheck.model.struct import Noun

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ActId", "Kind", "KindId", "Taxonomy", "WeaponId"]

KindId = NewType("KindId", str)
ActId = KindId
WeaponId = KindId


Kinds = tuple[KindId, ...] | frozenset[KindId]

_MEMORY: Final = 4_096
_MOST_BYTES: Final = 4 * 1024 * 1024


class Kind(Noun, frozen=True):
    """An act or weapon, or a class of them.

    `parents` are the classes it belongs to; `directed` acts are done to somebody (their sub-acts too).
    """

    id: KindId
    title: str
    parents: tuple[KindId, ...] = ()
    directed: bool = False
    note: str = ""


class Taxonomy(Noun, frozen=True, dict=True):
    """Kinds by id; the parents of each are in it, and there are no cycles (the loader checks)."""

    kinds: Mapping[KindId, Kind]

    @cached_property
    def nearest(self) -> Callable[[str], str | None]:
        """The id of a kind that is most like a word; None if none is near."""
        return KnownWords(self.kinds).nearest

    @cached_property
    def _instances(self) -> dict[KindId, frozenset[KindId]]:
        instances: dict[KindId, set[KindId]] = {kind: set() for kind in self.kinds}
        for kind in self.kinds:
            for ancestor in self.ancestors(kind):
                instances[ancestor].add(kind)
        return {kind: frozenset(below) for kind, below in instances.items()}

    def ancestors(self, kind: KindId) -> frozenset[KindId]:
        """The kind itself and every class it belongs to."""
        found = {kind}
        waiting = [kind]
        while waiting:
            for parent in self.kinds[waiting.pop()].parents:
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(found)

    def instances(self, kind: KindId) -> frozenset[KindId]:
        """The kind itself and every kind below it: what a report of that kind leaves possible."""
        return self._instances[kind]

    @cached_property
    def instances_of(self) -> Callable[[Kinds], frozenset[KindId]]:
        """Every kind that is one of the kinds or below one."""
        return Remembered(self._instances_of, _MEMORY, _MOST_BYTES).__getitem__

    def _instances_of(self, kinds: Kinds) -> frozenset[KindId]:
        return frozenset[KindId]().union(*(self.instances(kind) for kind in kinds))

    @cached_property
    def directed(self) -> frozenset[KindId]:
        """Every kind that is done to somebody."""
        roots = (kind.id for kind in self.kinds.values() if kind.directed)
        return frozenset[KindId]().union(*(self.instances(root) for root in roots))

    def belongs(self, reported: tuple[KindId, ...], classes: frozenset[KindId]) -> Truth:
        """Whether a report of one of the kinds is of one of the classes.

        Unknown where a report is less precise than the class (an `attack`, asked whether an `air_strike`).
        """
        return self._belonging[reported, classes]

    @cached_property
    def _belonging(self) -> Remembered[tuple[tuple[KindId, ...], frozenset[KindId]], Truth]:
        return Remembered(self._belongs, _MEMORY, _MOST_BYTES)

    def _belongs(self, kinds_and_classes: tuple[tuple[KindId, ...], frozenset[KindId]]) -> Truth:
        reported, classes = kinds_and_classes
        wanted, possible = self.instances_of(classes), self.instances_of(reported)
        if possible <= wanted:
            return Truth.TRUE
        return Truth.UNKNOWN if possible & wanted else Truth.FALSE
