"""Makes a condition of tests from a condition in a rule file, and reports ids that are not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, assert_never

from cfcheck.language.schema import AllNode, AnyNode, ClaimNode, CountNode, IdsNode, NotNode, OccurredNode
from cfcheck.model.actor import ActorId
from cfcheck.model.condition import (
    ActIs,
    ActorFact,
    ActorIs,
    AllOf,
    AnyOf,
    Asks,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    Not,
    OccurredWithin,
    PlaceIs,
    WeaponIs,
)
from cfcheck.model.place import PlaceLevel
from cfcheck.model.rule import PartyId
from cfcheck.model.standing import party_standing
from cfcheck.model.taxonomy import KindId
from cfcheck.model.text import quoted, suggestion
from cfcheck.model.time import BEGINNING, END, Period, exactly

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.language.load.catalog import Catalog
    from cfcheck.language.load.entry_reader import EntryReader
    from cfcheck.language.load.page import Page
    from cfcheck.language.schema import Node
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.condition import Condition, Test

__all__ = ["ConditionLoader", "check_place", "parties_and_actors"]


class ConditionLoader:
    """Loads the conditions of one file."""

    def __init__(self, reader: EntryReader, catalog: Catalog) -> None:
        self._reader = reader
        self._page = reader.page
        self._catalog = catalog

    def load(self, node: Node, below: Path) -> Condition:  # noqa: PLR0911  # one for each sort of node
        """The condition; `below` is the path of the key that holds it."""
        match node:
            case AllNode(parts=parts):
                return AllOf(tuple(self.load(part, below) for part in parts))
            case AnyNode(parts=parts):
                return AnyOf(tuple(self.load(part, below) for part in parts))
            case NotNode(part=part):
                return Not(self.load(part, below))
            case IdsNode():
                return self._asks(self._TESTS[node.field](self, node, below), below + node.path)
            case CountNode():
                return self._counts(node, below + node.path)
            case OccurredNode():
                return self._asks(self._occurred(node, below + node.path), below + node.path)
            case ClaimNode():
                return self._claim(node, below + node.path)
            case _:
                assert_never(node)

    def _asks(self, test: Test, path: Path) -> Asks:
        return Asks(test, self._page.origin(path))

    def _acts(self, node: IdsNode, below: Path) -> Test:
        for act, path in node.ids:
            self._page.expect(act, below + path, self._catalog.acts, "act")
        return ActIs(frozenset(KindId(act) for act, _ in node.ids))

    def _weapons(self, node: IdsNode, below: Path) -> Test:
        for weapon, path in node.ids:
            self._page.expect(weapon, below + path, self._catalog.weapons, "weapon")
        return WeaponIs(frozenset(KindId(weapon) for weapon, _ in node.ids))

    def _actors(self, node: IdsNode, below: Path) -> Test:
        named = [(name, below + path) for name, path in node.ids]
        parties, actors = parties_and_actors(self._page, named, self._catalog)
        standings = frozenset(party_standing(party) for party in parties)
        return ActorIs(ActorFact(node.field), standings, frozenset(actors))

    def _countries(self, node: IdsNode, _below: Path) -> Test:
        return PlaceIs(PlaceLevel.COUNTRY, frozenset(country for country, _ in node.ids))

    def _places(self, node: IdsNode, below: Path) -> Test:
        level = PlaceLevel(node.field.removeprefix("location."))
        for place, path in node.ids:
            check_place(self._page, self._catalog, place, level, below + path)
        return PlaceIs(level, frozenset(place for place, _ in node.ids))

    def _counts(self, node: CountNode, path: Path) -> Condition:
        field = node.field.removeprefix("casualties.")
        asks = tuple(self._asks(CountWithin(field, low, high), path) for low, high in node.ranges)
        return asks[0] if len(asks) == 1 else AnyOf(asks)

    def _occurred(self, node: OccurredNode, path: Path) -> Test:
        start = BEGINNING if node.start is None else self._reader.beginning(node.start, (*path, "from"))
        before = END if node.before is None else self._reader.beginning(node.before, (*path, "before"))
        if start >= before:
            self._page.refuse((*path, "before"), "backward-period", "`before` is not after `from`")
        return OccurredWithin((Period(exactly(start), exactly(before)),))

    def _claim(self, node: ClaimNode, path: Path) -> Condition:
        claims = self._catalog.claims
        if claims is not None and node.claim not in claims:
            message = f"unknown claim {quoted(node.claim)}: no permission of this agreement has it"
            self._page.refuse_key(path, "unknown-claim", message, suggestion(node.claim, claims))
        elif claims is not None and node.test is not None:
            tests = claims[node.claim]
            if tests is not None and node.test not in tests:
                message = f"unknown test {quoted(node.test)} of the claim {quoted(node.claim)}"
                self._page.refuse_key(path, "unknown-test", message, suggestion(node.test, tests))
        test = ClaimRaised(node.claim) if node.test is None else ClaimTestMet(node.claim, node.test)
        asks = self._asks(test, path)
        return asks if node.holds else Not(asks)

    _TESTS: ClassVar[dict[str, Callable[[ConditionLoader, IdsNode, Path], Test]]] = {
        "act": _acts,
        "weapon": _weapons,
        **dict.fromkeys(ActorFact, _actors),
        "location.country": _countries,
        **dict.fromkeys(("location.admin1", "location.admin2", "location.place"), _places),
    }


def parties_and_actors(
    page: Page[Any], named: list[tuple[str, Path]], catalog: Catalog
) -> tuple[tuple[PartyId, ...], tuple[ActorId, ...]]:
    """Which of the names are parties and which are actors; each must be one of the two, and not both."""
    parties: list[PartyId] = []
    actors: list[ActorId] = []
    for name, path in named:
        if catalog.parties is None or catalog.actors is None:
            continue
        if name in catalog.parties:
            parties.append(PartyId(name))
            if name in catalog.actors:
                message = f"{quoted(name)} is the id of a party and of an actor"
                page.refuse(path, "ambiguous-id", message, "rename one of the two")
        elif page.expect(name, path, catalog.parties | catalog.actors, "party or actor"):
            actors.append(ActorId(name))
    return tuple(parties), tuple(actors)


def check_place(page: Page[Any], catalog: Catalog, place: str, level: PlaceLevel, path: Path) -> None:
    """Notes a problem unless the registry knows the place, at this level."""
    stated = catalog.levels.get(place)
    if page.expect(place, path, catalog.places, "place") and stated not in (None, level.value):
        message = f"{quoted(place)} is of the level `{stated}`, not `{level.value}`"
        page.refuse(path, "wrong-level", message)
