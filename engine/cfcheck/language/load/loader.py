"""Loads an agreement from its folder, and raises once with every problem of every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cfcheck.language.load.catalog import catalog_of
from cfcheck.language.load.entry_reader import EntryReader
from cfcheck.language.load.files import content_hash, find_files
from cfcheck.language.load.norm_loader import load_exemption, load_rule
from cfcheck.language.load.packs import find_agreement, shipped_agreements
from cfcheck.language.load.page import open_page
from cfcheck.language.load.registry_loader import load_registry, registry_sources
from cfcheck.language.load.terms_loader import TermsLoader
from cfcheck.language.schema import AGREEMENT, REGISTRY, RULE, PermissionFile
from cfcheck.model.agreement import Agreement, AgreementId
from cfcheck.model.problem import InvalidRules
from cfcheck.model.rule import Exemption, Rule
from cfcheck.model.struct import replace
from cfcheck.model.text import quoted, suggestion
from cfcheck.model.zone import UnknownZone, Zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cfcheck.language.load.catalog import Catalog
    from cfcheck.language.load.files import FoundFolder
    from cfcheck.language.load.page import Page
    from cfcheck.language.schema import AgreementFile, ObligationFile, ProhibitionFile, RegistryFile
    from cfcheck.language.yaml.source import Document
    from cfcheck.model.agreement import Registry
    from cfcheck.model.citation import SourceDocument, SourceId
    from cfcheck.model.problem import Problem

    NormFile = ProhibitionFile | ObligationFile | PermissionFile

__all__ = ["Loaded", "find_agreement", "load_agreement", "load_found", "shipped_agreements"]

# Stands in for a zone that is not known, so that the other problems of the files can still be found.
STAND_IN = Zone("UTC")


def load_agreement(folder: Path, registry: Path | None = None) -> Agreement:
    """The agreement in the folder, with the registry beside it or the one given.

    Raises InvalidRules with every problem of every file.
    """
    return load_found(find_files(folder, registry)).agreement


class Loaded(NamedTuple):
    """An agreement, and what its files say, by their keys: first agreement.yaml, then norms, then registry files."""

    agreement: Agreement
    documents: dict[str, Document]


def load_found(found: FoundFolder) -> Loaded:
    """The agreement in the files, and these. Raises InvalidRules with every problem of every file."""
    pages = _opened(found)
    zone = _zone(pages.agreement)
    catalog = catalog_of(pages.agreement, pages.norms, pages.registry)
    shared = _Shared(load_registry(pages.registry, catalog, zone), registry_sources(pages.registry))
    norms = _norms(pages, catalog, zone)
    agreement = _agreement(found.id, pages, catalog, shared, zone)
    problems = [*found.problems, *pages.problems()]
    if problems or agreement is None:
        raise InvalidRules(problems)
    rules = {norm.id: norm for norm in norms if isinstance(norm, Rule)}
    exemptions = {norm.id: norm for norm in norms if isinstance(norm, Exemption)}
    hashed = content_hash((page.found.key, page.raw) for page in pages.all())
    return Loaded(
        replace(agreement, rules=rules, exemptions=exemptions, content_hash=hashed),
        {page.found.key: page.document for page in pages.in_groups()},
    )


class _Shared(NamedTuple):
    """What the registry files give an agreement."""

    registry: Registry
    documents: dict[SourceId, SourceDocument]


@dataclass(frozen=True, slots=True)
class _Pages:
    """Every file of an agreement, opened."""

    agreement: Page[AgreementFile] | None
    norms: tuple[Page[NormFile], ...]
    registry: tuple[Page[RegistryFile], ...]

    def in_groups(self) -> tuple[Page[Any], ...]:
        """Every page: agreement.yaml, norms, registry."""
        agreement = () if self.agreement is None else (self.agreement,)
        return (*agreement, *self.norms, *self.registry)

    def all(self) -> tuple[Page[Any], ...]:
        """Every page, in the order of the files' keys."""
        return tuple(sorted(self.in_groups(), key=lambda page: page.found.key))

    def problems(self) -> Iterator[Problem]:
        """The problems noted so far."""
        for page in self.all():
            yield from page.problems


def _opened(found: FoundFolder) -> _Pages:
    return _Pages(
        None if found.agreement is None else open_page(found.agreement, AGREEMENT),
        tuple(open_page(file, RULE) for file in found.rules),
        tuple(open_page(file, REGISTRY) for file in found.registry),
    )


def _zone(page: Page[AgreementFile] | None) -> Zone:
    if page is None or page.file is None:
        return STAND_IN
    name = page.file.time_zone
    try:
        return Zone(name)
    except UnknownZone:
        hint = suggestion(name, zone_names()) or "name a zone of the tz database, such as Asia/Damascus"
        page.refuse(("time_zone",), "unknown-time-zone", f"unknown time zone {quoted(name)}", hint)
        return STAND_IN


def _norms(pages: _Pages, catalog: Catalog, zone: Zone) -> list[Rule | Exemption]:
    norms: list[Rule | Exemption] = []
    for page in pages.norms:
        reader = EntryReader(page, zone, catalog.sources)
        if isinstance(page.file, PermissionFile):
            norms.append(load_exemption(reader, catalog, page.file))
        elif page.file is not None:
            norms.append(load_rule(reader, catalog, page.file))
    return norms


def _agreement(name: str, pages: _Pages, catalog: Catalog, shared: _Shared, zone: Zone) -> Agreement | None:
    """The agreement without its norms; None if agreement.yaml does not have its form."""
    page = pages.agreement
    if page is None or page.file is None:
        return None
    file = page.file
    terms = TermsLoader(EntryReader(page, zone, catalog.sources), catalog, file, shared.registry.actors)
    agreement = Agreement(
        id=AgreementId(name),
        title=file.title,
        version=file.version,
        zone=zone,
        sources=terms.sources(shared.documents),
        in_force=terms.in_force(),
        parties=terms.parties(),
        rules={},
        registry=shared.registry,
        content_hash="",
        origins=terms.origins(),
        not_bound=terms.not_bound(),
        excluded=terms.excluded(),
        area=terms.area(),
        attribution_threshold=file.attribution_threshold,
        identifiers=file.identifiers,
        announced=terms.milestone(file.announced, "announced"),
        acceptance_deadline=terms.milestone(file.acceptance_deadline, "acceptance_deadline"),
        endorsements=terms.endorsements(),
    )
    terms.check_standings()
    return agreement
