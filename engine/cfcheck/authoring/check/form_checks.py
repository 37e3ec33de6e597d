"""Checks of form that the loader does not make: what is declared and never used, and how files are named."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.helpers import citings_in, named_ids_of
from cfcheck.authoring.check.written import Spot, key_spot
from cfcheck.language.yaml.source import START
from cfcheck.model.actor import ActorKind
from cfcheck.model.place import PlaceId
from cfcheck.model.taxonomy import KindId
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.authoring.check.written import Written
    from cfcheck.language.yaml.source import Document
    from cfcheck.model.agreement import Agreement, Registry
    from cfcheck.model.taxonomy import Taxonomy

__all__ = ["registry_file_names", "unused_definitions", "unused_parties", "unused_sources", "used_actors"]

_REMEMBERED: Final = 64
_NAME: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def unused_sources(written: Written) -> Iterator[Remark]:
    """Documents that are declared and never cited. A registry file's sources are for that file alone."""
    norms = (written.norm(norm) for norm in (*written.agreement.rules, *written.agreement.exemptions))
    yield from _uncited(written.terms, [written.terms, *norms])
    for document in written.registry:
        yield from _uncited(document, [document])


def _uncited(declaring: Document, citing: list[Document]) -> Iterator[Remark]:
    declared = _keys(declaring, "sources")
    if not declared:
        return
    cited = frozenset[str]().union(*map(_cited_in, citing))
    cited |= {endorsement["source"] for endorsement in _endorsements(declaring)}
    for name in declared:
        if name not in cited:
            message = f"nothing cites the source {quoted(name)}"
            hint = "cite it where it belongs, or remove it (`--fix` does)"
            yield Remark(key_spot(declaring, ("sources", name)), message, hint)


# What agreements share is looked through for each of them.
@lru_cache(_REMEMBERED)
def _cited_in(document: Document) -> frozenset[str]:
    return frozenset(found.source for found in citings_in(document))


def _endorsements(document: Document) -> Iterator[Mapping[str, str]]:
    content = document.content
    entries = content.get("endorsements", []) if isinstance(content, dict) else []
    for entry in entries if isinstance(entries, list) else ():
        source = entry.get("source") if isinstance(entry, dict) else None
        if isinstance(source, str):
            yield {"source": source}


def _keys(document: Document, section: str) -> list[str]:
    content = document.content
    entries = content.get(section) if isinstance(content, dict) else None
    return list(entries) if isinstance(entries, dict) else []


def unused_parties(written: Written) -> Iterator[Remark]:
    """Parties that no norm binds, protects or asks about."""
    used = named_ids_of(written.agreement)
    for party in written.agreement.parties:
        if party not in used.parties:
            message = f"no norm names the party {quoted(party)}: nothing is owed by it or to it"
            hint = "name it in the norms that concern it, or remove it"
            yield Remark(key_spot(written.terms, ("parties", party)), message, hint)


def unused_definitions(written: Written) -> Iterator[Remark]:
    """Entries of the agreement's own registry that make no difference to it."""
    used = _used(written.agreement)
    for document in written.own_registry:
        for section, ids in used.items():
            for name in _keys(document, section):
                if name not in ids:
                    message = f"nothing in this agreement uses {quoted(name)}, and its own registry is for it alone"
                    hint = "use it, move it to the registry that agreements share, or remove it"
                    yield Remark(key_spot(document, (section, name)), message, hint)


def _used(agreement: Agreement) -> dict[str, frozenset[str]]:
    registry, used = agreement.registry, named_ids_of(agreement)
    return {
        "actors": used_actors(agreement),
        "lists": frozenset(exclusion.list for exclusion in agreement.excluded if exclusion.list is not None),
        "acts": _used_kinds(registry.acts, used.acts) | registry.acts.directed,
        "weapons": _used_kinds(registry.weapons, used.weapons),
        "places": _used_places(registry, used.places),
    }


def used_actors(agreement: Agreement) -> frozenset[str]:
    """Actors that are used: by the agreement, by a list, or by a tie to another actor."""
    parties = agreement.parties.values()
    used: set[str] = {member.actor for party in parties for member in party.members}
    used |= {candidate.actor for party in parties for candidate in party.candidates}
    used |= {free.actor for free in agreement.not_bound}
    used |= {exclusion.actor for exclusion in agreement.excluded if exclusion.actor is not None}
    used |= {entry.actor for designations in agreement.registry.lists.values() for entry in designations.entries}
    for actor in agreement.registry.actors.values():
        ties = {tie.whole for tie in actor.part_of} | {*actor.includes}
        used |= ties
        # A tie, protection or being nobody known is a standing, which matters to a report that names the actor.
        if ties or actor.kind in (ActorKind.PROTECTED, ActorKind.UNIDENTIFIED):
            used.add(actor.id)
    return named_ids_of(agreement).actors | used


def _used_kinds(taxonomy: Taxonomy, used: frozenset[str]) -> frozenset[str]:
    """The kinds that norms name, those below them, and the classes above them."""
    named = {KindId(kind) for kind in used} & set(taxonomy.kinds)
    return frozenset[str]().union(*(taxonomy.instances(kind) | taxonomy.ancestors(kind) for kind in named))


def _used_places(registry: Registry, used: frozenset[str]) -> frozenset[str]:
    """The places that norms name, those within them, and those around them."""
    around = {place: frozenset(_around(registry, place)) for place in registry.places}
    inside = {place for place, larger in around.items() if larger & used}
    return frozenset(inside).union(*(around[PlaceId(place)] for place in used if place in around))


def _around(registry: Registry, place: PlaceId | None) -> Iterator[str]:
    while place is not None:
        yield place
        place = registry.places[place].within


def registry_file_names(written: Written) -> Iterator[Remark]:
    """Registry files whose names are not written as ids are."""
    for key, document in written.documents.items():
        name = PurePath(key).stem
        if document in written.registry and not _NAME.fullmatch(name):
            message = f"the name of this registry file, {quoted(name)}, is not written as other names are"
            hint = "use lower-case letters, digits and hyphens"
            yield Remark(Spot(document.source, START), message, hint)
