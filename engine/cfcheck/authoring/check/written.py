"""An agreement together with the documents it was loaded from, so that a check can point to a line."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.load.files import AGREEMENT_FILE, find_files
from cfcheck.language.load.loader import load_found
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import START, Document, Position, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path as FilePath

    from cfcheck.language.load.files import FoundFolder
    from cfcheck.language.yaml.source import Path, Plain
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Origin

__all__ = ["Spot", "Written", "documents_of", "each_of", "key_spot", "open_written", "value_spot", "written_of"]

REGISTRY = "registry"


class Spot(NamedTuple):
    """A place in a file, and the file."""

    source: SourceText
    position: Position


def key_spot(document: Document, path: Path) -> Spot:
    """The place of the key at the end of the path; for an entry of a list, of the entry."""
    return Spot(document.source, document.key_position(path))


def value_spot(document: Document, path: Path) -> Spot:
    """The place of the value at the path."""
    return Spot(document.source, document.value_position(path))


def each_of(document: Document, path: Path, values: tuple[str, ...]) -> Iterator[tuple[str, Spot]]:
    """Each value with its spot, where the value at the path is one of them or a list."""
    several = (*path, 0) in document.values
    for index, value in enumerate(values):
        yield value, value_spot(document, (*path, index) if several else path)


class Written:
    """An agreement, its files by their keys (their names below the rules folder), and the day on which it is checked.

    A file that is not among the documents counts as empty: issues with it are shown at its first line.
    """

    def __init__(self, agreement: Agreement, documents: Mapping[str, Document], today: date) -> None:
        self.agreement = agreement
        self.documents = documents
        self.today = today

    def document(self, key: str) -> Document:
        """The file with the key."""
        return self.documents.get(key) or Document(SourceText(key), None)

    @cached_property
    def terms(self) -> Document:
        """agreement.yaml."""
        return self.document(f"{self.agreement.id}/{AGREEMENT_FILE}")

    def norm(self, norm: str) -> Document:
        """The file of a rule or exemption."""
        return self.document(f"{self.agreement.id}/{norm}.yaml")

    @cached_property
    def registry(self) -> tuple[Document, ...]:
        """Every file of the registries, that of the agreement's own after those that are shared."""
        own = f"{self.agreement.id}/{REGISTRY}/"
        shared = [document for key, document in self.documents.items() if key.startswith(f"{REGISTRY}/")]
        return (*shared, *(document for key, document in self.documents.items() if key.startswith(own)))

    @cached_property
    def own_registry(self) -> tuple[Document, ...]:
        """The files of the agreement's own registry."""
        own = f"{self.agreement.id}/{REGISTRY}/"
        return tuple(document for key, document in self.documents.items() if key.startswith(own))

    @cached_property
    def _homes(self) -> dict[tuple[str, str], Document]:
        return {
            (section, name): document
            for document in self.registry
            for section, entries in (document.content.items() if isinstance(document.content, dict) else ())
            for name in (entries if isinstance(entries, dict) else ())
        }

    def home(self, section: str, name: str) -> Document:
        """The registry file that has the entry."""
        return self._homes.get((section, name)) or self.document(f"{REGISTRY}/{section}.yaml")

    def line_spot(self, origin: Origin) -> Spot:
        """The place of the entry that begins on the line."""
        document = self.document(origin.file)
        starts = [at for at in document.keys.values() if at.line == origin.line]
        return Spot(document.source, min(starts, default=Position(origin.line, START.column)))

    def in_force(self) -> Iterator[tuple[int, Plain]]:
        """The entries of `in_force` as they are written, with their places in the list."""
        content = self.terms.content
        entries = content.get("in_force") if isinstance(content, dict) else None
        return enumerate(entries if isinstance(entries, list) else ())


def open_written(folder: FilePath, today: date) -> Written:
    """The agreement in the folder, with its files. Raises InvalidRules, as the loader does."""
    return written_of(find_files(folder, None), today)


def written_of(found: FoundFolder, today: date) -> Written:
    """The agreement in the files, with these. Raises InvalidRules, as the loader does."""
    agreement, documents = load_found(found)
    return Written(agreement, documents, today)


def documents_of(folder: FilePath) -> dict[str, Document]:
    """The rule files of the agreement in the folder, which must be sound, by their keys."""
    found = find_files(folder, None)
    files = (*((found.agreement,) if found.agreement else ()), *found.rules, *found.registry)
    return {file.key: read_document(read_bytes(file.path), str(file.path)) for file in files}
