"""Makes the registry of an agreement from its registry files, and reports undeclared ids and contradictions."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.language.load.catalog import Catalog, duplicates
from cfcheck.language.load.conflicts import refuse_clashes, tangles
from cfcheck.language.load.entry_reader import EntryReader, source_documents
from cfcheck.language.load.files import FoundFile
from cfcheck.language.load.page import Page
from cfcheck.language.schema import REGISTRY, validate
from cfcheck.model.actor import Actor, ActorId, ActorKind, Designation, DesignationList, ListId, Membership, Name
from cfcheck.model.agreement import Registry
from cfcheck.model.place import Place, PlaceId
from cfcheck.model.taxonomy import Kind, KindId, Taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.language.load.page import Known
    from cfcheck.language.schema import ActorEntry, KindEntry, ListEntry, PlaceEntry, RegistryFile
    from cfcheck.language.yaml.source import Document, Path
    from cfcheck.model.citation import SourceDocument, SourceId
    from cfcheck.model.zone import Zone

    RegistryPage = Page[RegistryFile]

__all__ = ["load_registry", "registry_sources"]

_REMEMBERED: Final = 64
# Nothing that is named is missed.
_ANYTHING: Final = Catalog(
    actors=None, lists=None, acts=None, weapons=None, places=None, levels={}, parties=None, sources=None, norms={},
    claims=None,
)  # fmt: skip


def load_registry(pages: Sequence[RegistryPage], catalog: Catalog, zone: Zone) -> Registry:
    """The registry; every problem is noted on its page."""
    duplicates(pages)
    made = [_entries(page, page.file, catalog, zone) for page in pages if page.file]
    registry = Registry(
        actors={name: actor for one in made for name, actor in one.actors.items()},
        lists={name: designations for one in made for name, designations in one.lists.items()},
        acts=Taxonomy({name: kind for one in made for name, kind in one.acts.items()}),
        weapons=Taxonomy({name: kind for one in made for name, kind in one.weapons.items()}),
        places={name: place for one in made for name, place in one.places.items()},
    )
    _refuse_tangles(pages, registry)
    refuse_clashes(pages, registry)
    return registry


def registry_sources(pages: Sequence[RegistryPage]) -> dict[SourceId, SourceDocument]:
    """Every document that the registry cites; an id stands for one document in all files."""
    documents: dict[SourceId, SourceDocument] = {}
    for page in pages:
        for name, document in source_documents(page.file.sources if page.file else {}).items():
            if documents.setdefault(name, document) != document:
                message = f"the source `{name}` is another document in another registry file"
                page.refuse_key(("sources", name), "duplicate-id", message)
    return documents


class _Entries(NamedTuple):
    """What the entries of one file are, by their ids."""

    actors: dict[ActorId, Actor]
    lists: dict[ListId, DesignationList]
    acts: dict[KindId, Kind]
    weapons: dict[KindId, Kind]
    places: dict[PlaceId, Place]


class _Alone(NamedTuple):
    """The entries of a file with which nothing is wrong as long as what it names is declared: actors, kinds, places."""

    entries: _Entries
    names: tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


def _entries(page: RegistryPage, file: RegistryFile, catalog: Catalog, zone: Zone) -> _Entries:
    """The entries of the page, with every problem noted on it."""
    alone = _read_alone(page.document, zone)
    declared = (catalog.actors, catalog.acts, catalog.weapons, catalog.places)
    if alone and all(known is None or names <= known for names, known in zip(alone.names, declared, strict=True)):
        return alone.entries
    return _made(page, file, catalog, zone)


# What agreements share is loaded with each of them, and is the same each time unless it lacks what it names.
@lru_cache(_REMEMBERED)
def _read_alone(document: Document, zone: Zone) -> _Alone | None:
    """The entries of a sound document; None if something is wrong with it, whatever is declared elsewhere."""
    file = validate(document, REGISTRY)
    if isinstance(file, tuple):
        return None
    page = Page(FoundFile(FilePath(document.source.file), ""), b"", document, file)
    entries = _made(page, file, _ANYTHING, zone)
    return None if page.problems else _Alone(entries, _named_in(entries))


def _named_in(entries: _Entries) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    ties = {tie.whole for actor in entries.actors.values() for tie in actor.part_of}
    included = {included for actor in entries.actors.values() for included in actor.includes}
    listed = {entry.actor for designations in entries.lists.values() for entry in designations.entries}
    return (
        frozenset(ties | included | listed),
        frozenset(parent for kind in entries.acts.values() for parent in kind.parents),
        frozenset(parent for kind in entries.weapons.values() for parent in kind.parents),
        frozenset(place.within for place in entries.places.values() if place.within is not None),
    )


def _made(page: RegistryPage, file: RegistryFile, catalog: Catalog, zone: Zone) -> _Entries:
    reader, makers = EntryReader(page, zone, page.ids("sources")), _Makers(catalog)
    return _Entries(
        {ActorId(name): makers.actor(reader, name, entry) for name, entry in file.actors.items()},
        {ListId(name): makers.designations(reader, name, entry) for name, entry in file.lists.items()},
        {KindId(name): makers.act(reader, name, entry) for name, entry in file.acts.items()},
        {KindId(name): makers.weapon(reader, name, entry) for name, entry in file.weapons.items()},
        {PlaceId(name): makers.place(reader, name, entry) for name, entry in file.places.items()},
    )


class _Makers:
    """Makes a noun of each kind of entry."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def actor(self, reader: EntryReader, name: str, entry: ActorEntry) -> Actor:
        path: Path = ("actors", name)
        self._check_umbrella(reader, entry, path)
        for index, included in enumerate(entry.includes):
            reader.page.expect(included, (*path, "includes", index), self._catalog.actors, "actor")
        return Actor(
            id=ActorId(name),
            title=entry.title,
            kind=entry.kind,
            names=(Name(entry.title), *self._aliases(reader, entry, path)),
            part_of=tuple(self._memberships(reader, entry, path)),
            includes=tuple(map(ActorId, entry.includes)),
            is_open=entry.is_open is not False,
            citations=reader.citations(entry.cite, path),
            note=entry.note,
        )

    def _check_umbrella(self, reader: EntryReader, entry: ActorEntry, path: Path) -> None:
        if entry.kind is ActorKind.UMBRELLA:
            return
        for key, is_there in (("includes", bool(entry.includes)), ("open", entry.is_open is not None)):
            if is_there:
                message = f"only an actor of the kind `umbrella` has the key `{key}`"
                reader.page.refuse_key((*path, key), "not-an-umbrella", message)

    def _aliases(self, reader: EntryReader, entry: ActorEntry, path: Path) -> Iterator[Name]:
        for index, alias in enumerate(entry.aliases):
            here = (*path, "aliases", index)
            period = reader.period(alias.start, alias.until, here)
            yield Name(alias.name, period, reader.citations(alias.cite, here), alias.note)

    def _memberships(self, reader: EntryReader, entry: ActorEntry, path: Path) -> Iterator[Membership]:
        for index, whole in enumerate(entry.part_of):
            here = (*path, "part_of", index)
            reader.page.expect(whole.actor, (*here, "actor"), self._catalog.actors, "actor")
            period = reader.period(whole.start, whole.until, here)
            yield Membership(ActorId(whole.actor), period, reader.citations(whole.cite, here))

    def designations(self, reader: EntryReader, name: str, entry: ListEntry) -> DesignationList:
        path: Path = ("lists", name)
        made = []
        for index, listed in enumerate(entry.entries):
            here = (*path, "entries", index)
            reader.page.expect(listed.actor, (*here, "actor"), self._catalog.actors, "actor")
            period = reader.period(listed.start, listed.until, here)
            cited = reader.citations(listed.cite, here)
            made.append(Designation(ActorId(listed.actor), listed.reference, period, cited, listed.note))
        return DesignationList(ListId(name), entry.title, tuple(made), reader.citations(entry.cite, path))

    def act(self, reader: EntryReader, name: str, entry: KindEntry) -> Kind:
        return self._kind(reader, entry, ("acts", name), self._catalog.acts, "act")

    def weapon(self, reader: EntryReader, name: str, entry: KindEntry) -> Kind:
        if entry.directed:
            message = "only acts are directed at somebody"
            reader.page.refuse_key(("weapons", name, "directed"), "not-an-act", message)
        return self._kind(reader, entry, ("weapons", name), self._catalog.weapons, "weapon")

    def _kind(self, reader: EntryReader, entry: KindEntry, path: Path, known: Known, noun: str) -> Kind:
        for parent, here in reader.each(entry.parents, (*path, "is")):
            reader.page.expect(parent, here, known, noun)
        parents = tuple(map(KindId, entry.parents))
        return Kind(KindId(str(path[-1])), entry.title, parents, entry.directed, entry.note)

    def place(self, reader: EntryReader, name: str, entry: PlaceEntry) -> Place:
        path: Path = ("places", name)
        if entry.within is not None:
            reader.page.expect(entry.within, (*path, "within"), self._catalog.places, "place")
        return Place(
            id=PlaceId(name),
            title=entry.title,
            level=entry.level,
            country=entry.country,
            within=None if entry.within is None else PlaceId(entry.within),
            names=(entry.title, *entry.aliases),
            citations=reader.citations(entry.cite, path),
            note=entry.note,
        )


def _refuse_tangles(pages: Sequence[RegistryPage], registry: Registry) -> None:
    """Nothing may be part of itself, include itself, be a kind of itself or lie within itself."""
    actors, acts, weapons = registry.actors.values(), registry.acts.kinds, registry.weapons.kinds
    steps: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
        ("actors", "part_of"): {actor.id: tuple(tie.whole for tie in actor.part_of) for actor in actors},
        ("actors", "includes"): {actor.id: actor.includes for actor in actors},
        ("acts", "is"): {kind.id: kind.parents for kind in acts.values()},
        ("weapons", "is"): {kind.id: kind.parents for kind in weapons.values()},
        ("places", "within"): {
            place.id: () if place.within is None else (place.within,) for place in registry.places.values()
        },
    }
    for (section, key), names in steps.items():
        for name, message in tangles(names):
            page = next(page for page in pages if page.file and name in getattr(page.file, section))
            page.refuse_key((section, name, key), "cycle", f"`{key}`: {message}")
