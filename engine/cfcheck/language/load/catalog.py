"""The ids that the files of an agreement declare, for references from other files.

They are taken from the documents even where other parts of these are faulty, so that one fault does not cause others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cfcheck.language.load.page import union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cfcheck.language.load.page import Known, Page
    from cfcheck.language.schema import AgreementFile, ObligationFile, PermissionFile, ProhibitionFile, RegistryFile

    NormPage = Page[ProhibitionFile | ObligationFile | PermissionFile]

__all__ = ["SECTIONS", "Catalog", "catalog_of", "duplicates"]

# Sections of registry files whose keys are ids.
SECTIONS: Final = ("actors", "lists", "acts", "weapons", "places")
PERMISSION: Final = "permission"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The ids that may be named. `norms` tells the modality that each rule file states, as it is written."""

    actors: Known
    lists: Known
    acts: Known
    weapons: Known
    places: Known
    levels: Mapping[str, str]
    parties: Known
    sources: Known
    norms: Mapping[str, str]
    claims: Mapping[str, Known] | None

    @property
    def permissions(self) -> list[str]:
        """The ids of the permissions."""
        return [norm for norm, modality in self.norms.items() if modality == PERMISSION]


def catalog_of(
    agreement: Page[AgreementFile] | None, norms: Iterable[NormPage], registry: Sequence[Page[RegistryFile]]
) -> Catalog:
    """What the pages declare."""
    pages = tuple(norms)
    sections = {section: union([page.ids(section) for page in registry]) for section in SECTIONS}
    return Catalog(
        **sections,
        levels=_levels(registry),
        parties=None if agreement is None else agreement.ids("parties"),
        sources=None if agreement is None else agreement.ids("sources"),
        norms={page.found.id: _text(page, "modality") for page in pages},
        claims=_claims(pages),
    )


def _text(page: Page[Any], key: str) -> str:
    content = page.document.content
    value = content.get(key) if isinstance(content, dict) else None
    return value if isinstance(value, str) else ""


def _claims(pages: Iterable[NormPage]) -> dict[str, Known] | None:
    """The tests of each claim; None if a file that may be a permission could not be read."""
    claims: dict[str, Known] = {}
    for page in pages:
        if page.document.content is None:
            return None
        if _text(page, "modality") == PERMISSION:
            claim = _text(page, "claim")
            claims[claim] = union([claims.get(claim, frozenset()), page.ids("tests")])
    return claims


def _levels(registry: Iterable[Page[RegistryFile]]) -> dict[str, str]:
    files = (page.file for page in registry if page.file is not None)
    return {name: entry.level.value for file in files for name, entry in file.places.items()}


def duplicates(registry: Iterable[Page[RegistryFile]]) -> None:
    """Notes a problem with each id that two registry files declare, on the later page."""
    first: dict[tuple[str, str], Page[RegistryFile]] = {}
    for page in registry:
        for section in SECTIONS:
            for name in sorted(page.ids(section) or ()):
                before = first.setdefault((section, name), page)
                if before is not page:
                    message = f"`{name}` is already declared in {before.place_of((section, name))}"
                    page.refuse_key((section, name), "duplicate-id", message)
