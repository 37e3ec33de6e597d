"""Citations: the documents and provisions that a rule comes from."""

from __future__ import annotations

from typing import NewType

from cfcheck.model.struct import Noun

__all__ = ["Citation", "Origin", "SourceDocument", "SourceId"]

SourceId = NewType("SourceId", str)


class SourceDocument(Noun, frozen=True):
    """A document that an agreement or registry cites."""

    id: SourceId
    title: str
    date: str = ""
    urls: tuple[str, ...] = ()
    note: str = ""


class Citation(Noun, frozen=True):
    """A provision of a document, and whether a person has held the encoding against the original text."""

    source: SourceId
    provision: str
    verified: bool = False
    note: str = ""

    def __str__(self) -> str:
        return f"{self.source} {self.provision}"


class Origin(Noun, frozen=True):
    """The rule file and line (from 1) in which something is written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"
