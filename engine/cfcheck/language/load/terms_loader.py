"""Makes an agreement's terms from agreement.yaml, and reports undeclared ids and contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.language.load.condition_loader import check_place
from cfcheck.language.load.conflicts import Claimed, refuse_contradictions
from cfcheck.language.load.entry_reader import source_documents
from cfcheck.model.actor import ActorId, ActorKind, ListId
from cfcheck.model.agreement import Acceptance, Candidate, Endorsement, Exclusion, Milestone, NotBound, Party
from cfcheck.model.citation import SourceId
from cfcheck.model.condition import AllOf, Asks, PlaceIs
from cfcheck.model.place import PlaceLevel
from cfcheck.model.rule import PartyId
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.language.load.catalog import Catalog
    from cfcheck.language.load.entry_reader import EntryReader
    from cfcheck.language.schema import AgreementFile, AreaEntry, MemberEntry, MilestoneEntry, PartyEntry
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.actor import Actor
    from cfcheck.model.citation import Origin, SourceDocument
    from cfcheck.model.condition import Condition
    from cfcheck.model.time import Period

__all__ = ["TermsLoader"]


class TermsLoader:
    """Loads each section of agreement.yaml."""

    def __init__(
        self, reader: EntryReader, catalog: Catalog, file: AgreementFile, actors: Mapping[ActorId, Actor]
    ) -> None:
        self._reader = reader
        self._page = reader.page
        self._catalog = catalog
        self._file = file
        self._actors = actors
        self._claimed: list[Claimed] = []

    def in_force(self) -> tuple[Period, ...]:
        """The periods in which the agreement binds, in order."""
        periods = []
        for index, entry in enumerate(self._file.in_force):
            path: Path = ("in_force", index)
            cited = self._reader.citations(entry.cite, path)
            periods.append(self._reader.period(entry.start, entry.until, path, cited))
        return tuple(sorted(periods, key=lambda period: period.possible))

    def parties(self) -> dict[PartyId, Party]:
        """The parties with who is, or may be, bound as a member."""
        return {PartyId(name): self._party(PartyId(name), entry) for name, entry in self._file.parties.items()}

    def _party(self, party: PartyId, entry: PartyEntry) -> Party:
        path: Path = ("parties", party)
        members = tuple(
            self._acceptance(party, member, (*path, "members", index)) for index, member in enumerate(entry.members)
        )
        candidates = []
        for index, candidate in enumerate(entry.candidates):
            here = (*path, "candidates", index)
            actor = self._actor(candidate.actor, (*here, "actor"), "cannot be of a party's side")
            candidates.append(Candidate(actor, self._reader.citations(candidate.cite, here), candidate.note))
        return Party(party, entry.title, self._reader.citations(entry.cite, path), members, tuple(candidates))

    def _acceptance(self, party: PartyId, entry: MemberEntry, path: Path) -> Acceptance:
        actor = self._actor(entry.actor, (*path, "actor"), "cannot be a member of a party")
        period = self._reader.period(entry.start, entry.until, path)
        self._claimed.append(Claimed(actor, f"a member of {quoted(party)}", period, path))
        cited = self._reader.citations(entry.cite, path)
        return Acceptance(actor, period, entry.via, entry.conditions, cited, entry.note)

    def not_bound(self) -> tuple[NotBound, ...]:
        """Who is known not to be bound."""
        return tuple(self._not_bound())

    def _not_bound(self) -> Iterator[NotBound]:
        for index, entry in enumerate(self._file.not_bound):
            path: Path = ("not_bound", index)
            actor = ActorId(entry.actor)
            self._page.expect(actor, (*path, "actor"), self._catalog.actors, "actor")
            period = self._reader.period(entry.start, entry.until, path)
            self._claimed.append(Claimed(actor, "not bound", period, path))
            yield NotBound(actor, period, self._reader.citations(entry.cite, path), entry.note)

    def excluded(self) -> tuple[Exclusion, ...]:
        """The lists and actors that the agreement does not cover."""
        return tuple(self._excluded())

    def _excluded(self) -> Iterator[Exclusion]:
        for index, entry in enumerate(self._file.excluded):
            path: Path = ("excluded", index)
            period = self._reader.period(entry.start, entry.until, path)
            cited = self._reader.citations(entry.cite, path)
            if entry.designations is not None:
                self._page.expect(entry.designations, (*path, "list"), self._catalog.lists, "list")
                yield Exclusion(None, ListId(entry.designations), period, cited)
            if entry.actor is not None:
                actor = self._actor(entry.actor, (*path, "actor"), "cannot be excluded")
                self._claimed.append(Claimed(actor, "excluded", period, path))
                yield Exclusion(actor, None, period, cited)

    def check_standings(self) -> None:
        """Notes a problem with each actor that was given two standings at the same time."""
        refuse_contradictions(self._page, self._claimed)

    def _actor(self, name: str, path: Path, refusal: str) -> ActorId:
        actor = ActorId(name)
        known = self._page.expect(name, path, self._catalog.actors, "actor")
        if known and actor in self._actors and self._actors[actor].kind is ActorKind.PROTECTED:
            self._page.refuse(path, "protected-actor", f"{quoted(name)} is protected: it {refusal}")
        return actor

    def area(self) -> Condition | None:
        """Where the agreement applies."""
        if self._file.area is None:
            return None
        asks = tuple(self._area(self._file.area))
        return asks[0] if len(asks) == 1 else AllOf(asks)

    def _area(self, area: AreaEntry) -> Iterator[Condition]:
        if area.country:
            countries = PlaceIs(PlaceLevel.COUNTRY, frozenset(area.country))
            yield Asks(countries, self._page.origin(("area", "country")))
        for level in (PlaceLevel.ADMIN1, PlaceLevel.ADMIN2, PlaceLevel.PLACE):
            places: tuple[str, ...] = getattr(area, level.value)
            for place, path in self._reader.each(places, ("area", level.value)):
                check_place(self._page, self._catalog, place, level, path)
            if places:
                yield Asks(PlaceIs(level, frozenset(places)), self._page.origin(("area", level.value)))

    def milestone(self, entry: MilestoneEntry | None, key: str) -> Milestone | None:
        """The moment that the agreement names under the key."""
        if entry is None:
            return None
        at = self._reader.beginning(entry.at, (key, "at"))
        return Milestone(at, entry.at, self._reader.citations(entry.cite, (key,)))

    def endorsements(self) -> tuple[Endorsement, ...]:
        """The adoptions by other bodies."""
        return tuple(self._endorsements())

    def _endorsements(self) -> Iterator[Endorsement]:
        for index, entry in enumerate(self._file.endorsements):
            path: Path = ("endorsements", index)
            self._page.expect(entry.source, (*path, "source"), self._catalog.sources, "source")
            adopted = Milestone(self._reader.beginning(entry.adopted, (*path, "adopted")), entry.adopted)
            votes = {} if entry.votes is None else entry.votes.model_dump(by_alias=True)
            yield Endorsement(entry.body, SourceId(entry.source), adopted, votes, entry.note)

    def origins(self) -> dict[str, Origin]:
        """The line of each top-level key."""
        keys = [path for path in self._page.document.keys if len(path) == 1]
        return {str(path[0]): self._page.origin(path) for path in keys}

    def sources(self, shared: Mapping[SourceId, SourceDocument]) -> dict[SourceId, SourceDocument]:
        """The documents that the agreement declares, and those that the registry does."""
        own = source_documents(self._file.sources)
        for name in sorted(own.keys() & shared.keys()):
            if (own[name].title, own[name].date) != (shared[name].title, shared[name].date):
                message = f"the source {quoted(name)} is another document in a registry file"
                self._page.refuse_key(("sources", name), "duplicate-id", message, "choose another id")
        return {**shared, **own}
