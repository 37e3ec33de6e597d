"""A rule file while it is loaded: its document, its content, and the list that collects its problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.schema import validate
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import MOST_PROBLEMS, Document, SourceText
from cfcheck.model.citation import Origin
from cfcheck.model.problem import Problem, way_out
from cfcheck.model.system_fault import reason_of
from cfcheck.model.text import quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection

    from cfcheck.language.load.files import FoundFile
    from cfcheck.language.schema import FileKind
    from cfcheck.language.yaml.source import Path

__all__ = ["Known", "Page", "open_page"]

File = TypeVar("File")

_REMEMBERED: Final = 64

Known = frozenset[str] | None
"""The ids that something may name; None where a file that would tell could not be read."""


@dataclass(frozen=True, slots=True)
class Page(Generic[File]):
    """A rule file, opened. `file` is None where its form is wrong; `problems` grows while the agreement is loaded."""

    found: FoundFile
    raw: bytes
    document: Document
    file: File | None
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: Path, code: str, message: str, hint: str = "") -> None:
        """Notes a problem with the value at the path."""
        self._note(self.document.problem_at_value(path, code, message, hint))

    def refuse_key(self, path: Path, code: str, message: str, hint: str = "") -> None:
        """Notes a problem with the key at the path."""
        self._note(self.document.problem_at_key(path, code, message, hint))

    def _note(self, problem: Problem) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            problem = self.document.source.further_problems()
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(problem)

    def expect(self, word: str, path: Path, known: Known, noun: str) -> bool:
        """Whether the word is known; if not, a problem with the value at the path says so."""
        if known is None or word in known:
            return True
        # To look for the nearest word takes long among many; nobody will see it where there are too many problems.
        hint = suggestion(word, known) if len(self.problems) < MOST_PROBLEMS else ""
        if not hint:
            hint = f"no {noun} is declared" if not known else ""
        self.refuse(path, f"unknown-{noun.replace(' ', '-')}", f"unknown {noun} {quoted(word)}", hint)
        return False

    def origin(self, path: Path) -> Origin:
        """The line on which the key at the path is written."""
        return Origin(self.found.key, self.document.key_position(path).line)

    def ids(self, *path: str) -> Known:
        """The keys of the mapping at the path, as far as the file could be read, sound or not."""
        content = self.document.content
        for part in path:
            content = content.get(part, {}) if isinstance(content, dict) else None
        return frozenset(content) if isinstance(content, dict) else None

    def place_of(self, path: Path) -> str:
        """The place of the key at the path, to be named in a message about another place."""
        return f"{self.document.source.file}:{self.document.key_position(path).line}"


def open_page(found: FoundFile, kind: FileKind[File]) -> Page[File]:
    """The file, read and held against the form of its kind."""
    name = str(found.path)
    try:
        raw = read_bytes(found.path)
    except OSError as error:
        message = f"the file cannot be read: {reason_of(error)}"
        problem = Problem("unreadable-file", name, 0, 0, message, hint=way_out("unreadable-file"))
        return Page(found, b"", Document(SourceText(name), None), None, [problem])
    document, file = _validated(raw, name, kind)
    if isinstance(file, tuple):
        return Page(found, raw, document, None, list(file))
    return Page(found, raw, document, file)


# What agreements share is opened for each of them; a page is made anew, since problems are noted on it.
@lru_cache(_REMEMBERED)
def _validated(raw: bytes, name: str, kind: FileKind[File]) -> tuple[Document, File | tuple[Problem, ...]]:
    document = read_document(raw, name)
    return document, validate(document, kind)


def union(known: Collection[Known]) -> Known:
    """What any of the files declares; None if one of them could not be read."""
    ids: frozenset[str] = frozenset()
    for some in known:
        if some is None:
            return None
        ids |= some
    return ids
