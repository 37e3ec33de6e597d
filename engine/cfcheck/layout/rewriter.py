"""Lays files out anew: what became of each. Knows files, not the command line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.file_bytes import read_bytes
from cfcheck.formatter import formatted
from cfcheck.layout.finder import kind_by_keys, kind_of
from cfcheck.links import enclosing, leads_out, stray_link
from cfcheck.problem import InvalidRules, Problem
from cfcheck.rulefile.kinds import KINDS
from cfcheck.rulefile.mapping import validate_mapping
from cfcheck.rulefile.validator import validate
from cfcheck.system_fault import reason_of
from cfcheck.there import resolved
from cfcheck.ways_out import way_out
from cfcheck.whole_file import whole_file, write_all
from cfcheck.yamlfile import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.document import Document
    from cfcheck.rulefile.schema import SchemaName

__all__ = ["UNNAMED", "LaidOut", "laid_out", "laid_out_text", "rewrite"]

UNNAMED: Final = "standard input"
_LINE_END: Final = "\n"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A file before and after; None after where it is no rule file, or has problems and is left alone."""

    path: Path
    before: str
    after: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the file is not in canonical layout."""
        return self.after is not None and self.after != self.before

    def diff(self) -> Iterator[str]:
        """What would change, as the lines of a unified diff, without their ends."""
        name = str(self.path)
        for line in difflib.unified_diff(_lines_of(self.before), _lines_of(self.after or ""), name, name):
            yield line.removesuffix(_LINE_END)
            if not line.endswith(_LINE_END):
                yield "\\ No newline at end of file"


def laid_out(path: Path, named: Path) -> LaidOut:
    """The file in canonical layout, or what stands against that. It was found in the folder that is named."""
    if path.is_symlink() and leads_out(path, enclosing(named)):
        return LaidOut(path, "", None, (stray_link(path),))
    try:
        raw = read_bytes(path)
    except OSError as error:
        message = f"the file cannot be read: {reason_of(error)}"
        hint = way_out("unreadable-file")
        return LaidOut(path, "", None, (Problem("unreadable-file", str(path), 0, 0, message, hint=hint),))
    document = read_document(raw, str(path))
    return _laid_out(path, raw, document, kind_of(path, document.content))


def laid_out_text(raw: bytes, name: Path | None) -> LaidOut:
    """Likewise of a text that is not read from a file: it lies where the name says, or is told by its keys."""
    shown = name or Path(UNNAMED)
    document = read_document(raw, str(shown))
    if document.content is None:
        return LaidOut(shown, "", None, document.problems)
    kind = kind_by_keys(document.content) if name is None else kind_of(name, document.content)
    return _laid_out(shown, raw, document, kind)


def _laid_out(path: Path, raw: bytes, document: Document, kind: SchemaName | None) -> LaidOut:
    if kind is None:
        return LaidOut(path, "", None)
    problems = _problems(document, kind)
    if problems:
        return LaidOut(path, "", None, problems)
    try:
        return LaidOut(path, raw.decode(), formatted(document, kind))
    except InvalidRules as invalid:
        return LaidOut(path, "", None, invalid.problems)


def rewrite(path: Path, text: str) -> None:
    """Replaces the file at once, so that nobody ever sees half of it. Raises OSError."""
    with whole_file(resolved(path)) as descriptor:
        write_all(descriptor, text.encode())


def _lines_of(text: str) -> list[str]:
    """The lines with their ends, of which only the line feed is one: the others are signs in a line."""
    *ended, last = text.split(_LINE_END)
    return [*(f"{line}{_LINE_END}" for line in ended), *([last] if last else [])]


def _problems(document: Document, kind: SchemaName) -> tuple[Problem, ...]:
    file = validate_mapping(document) if kind == "mapping" else validate(document, KINDS[kind])
    return file if isinstance(file, tuple) else ()
