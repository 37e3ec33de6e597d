"""One side of a comparison: an agreement, its label, and where each of its parts is written.

`open_side` reads all files at once, for their terms and for their lines; nothing is read later.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.load.files import AGREEMENT_FILE, find_files
from cfcheck.language.load.loader import load_agreement
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.paths import files_named, is_file
from cfcheck.model.problem import InvalidRules, Problem
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cfcheck.authoring.analysis.parts import Where
    from cfcheck.language.yaml.source import Document
    from cfcheck.model.agreement import Agreement

    Shown = Callable[[str], str]

__all__ = ["Label", "Side", "agreement_folders", "open_side"]


class Label(NamedTuple):
    """What a side is called: as its user named it, and the commit if that is a revision."""

    name: str
    commit: str | None = None


class _File(NamedTuple):
    shown: str
    raw: bytes


class Side:
    """An agreement with its files, by their names below the rules folder."""

    def __init__(self, label: Label, agreement: Agreement, files: Mapping[str, _File]) -> None:
        self.label = label
        self.agreement = agreement
        self._files = files
        self._documents: dict[str, Document] = {}

    def place(self, where: Where) -> str:
        """The file and line of a part of the terms."""
        path = where.path
        for document in self._candidates(where):
            if path[:2] in document.keys or not path:
                return _line(document, path)
        file = f"{self.agreement.id}/{where.file}" if where.file else self.agreement.id
        return _line(self._document(file), path) if file in self._files else visible(file)

    def _candidates(self, where: Where) -> Iterator[Document]:
        """The file itself, or every file of the registry where a part lies in one of them: a source may, for one."""
        file = f"{self.agreement.id}/{where.file}"
        if where.file and file in self._files:
            yield self._document(file)
        if not where.file or where.file == AGREEMENT_FILE:
            yield from map(self._document, self._registry)

    @cached_property
    def _registry(self) -> list[str]:
        return [key for key in self._files if key.startswith(("registry/", f"{self.agreement.id}/registry/"))]

    def _document(self, key: str) -> Document:
        if key not in self._documents:
            self._documents[key] = read_document(self._files[key].raw, self._files[key].shown)
        return self._documents[key]


def _line(document: Document, path: tuple[str | int, ...]) -> str:
    line = document.key_position(path).line
    return visible(f"{document.source.file}:{line}")


def agreement_folders(folder: Path) -> list[Path]:
    """The folder itself if it is an agreement's, or else those in it that are."""
    if is_file(folder / AGREEMENT_FILE):
        return [folder]
    return [file.parent for file in files_named(AGREEMENT_FILE, folder)]


def open_side(folder: Path, label: Label, shown: Shown) -> Side:
    """The agreement in the folder. `shown` says how a text that names files of the folder is shown to the user.

    Raises InvalidRules, as the loader does.
    """
    try:
        agreement = load_agreement(folder)
    except InvalidRules as invalid:
        raise InvalidRules(_renamed(problem, shown) for problem in invalid.problems) from None
    found = find_files(folder, None)
    files = (*((found.agreement,) if found.agreement else ()), *found.rules, *found.registry)
    read = {file.key: _File(shown(str(file.path)), read_bytes(file.path)) for file in files}
    return Side(label, agreement, read)


def _renamed(problem: Problem, shown: Shown) -> Problem:
    """The problem as its user knows the files."""
    return Problem(
        problem.code, shown(problem.file), problem.line, problem.column,
        shown(problem.message), problem.excerpt, problem.width, shown(problem.hint),
    )  # fmt: skip
