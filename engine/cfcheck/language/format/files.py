"""Finds the rule files to be formatted, formats each, and records the outcome."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.format.formatter import formatted
from cfcheck.language.links import enclosing, leads_out, stray_link
from cfcheck.language.load.files import AGREEMENT_FILE
from cfcheck.language.schema.kinds import KINDS
from cfcheck.language.schema.mapping import validate_mapping
from cfcheck.language.schema.validator import validate
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.paths import is_file, is_folder, paths_below, resolved
from cfcheck.model.problem import InvalidRules, Problem, way_out
from cfcheck.model.system_fault import reason_of
from cfcheck.model.whole_file import whole_file, write_all

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.language.yaml.source import Document, Plain

__all__ = ["UNNAMED", "LaidOut", "files_in", "kind_by_keys", "kind_of", "laid_out", "laid_out_text", "rewrite"]

SUFFIX: Final = ".yaml"
_CASES: Final = "cases"
_REGISTRY: Final = "registry"
_LANGUAGE: Final = "cfcheck"
# What a file that names the language version is by its other keys.
_MARKS: Final[dict[str, SchemaName]] = {
    "in_force": "agreement", "parties": "agreement", "columns": "mapping",
    "actors": "registry", "lists": "registry", "acts": "registry", "weapons": "registry", "places": "registry",
}  # fmt: skip
# What a text is that does not name the version; of a file, its place says so.
_NORM_MARKS: Final[dict[str, SchemaName]] = {"modality": "rule", "cases": "cases"}


def files_in(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """The files named, and the YAML files in the folders named and below; hidden ones only if named. Each once.

    With each comes the folder that was named, or in which it was named.
    """
    seen: set[Path] = set()
    for path in paths:
        named_folder = is_folder(path)
        for file in _below(path) if named_folder else (path,):
            if file not in seen:
                seen.add(file)
                yield file, path if named_folder else path.parent


def _below(folder: Path) -> list[Path]:
    paths = (path for path in paths_below(folder, hidden=False) if path.suffix == SUFFIX)
    return sorted(path for path in paths if is_file(path))


def kind_of(path: Path, content: Plain | None) -> SchemaName | None:
    """The kind of rule file that lies there, by its place or else by its keys; None if it is none."""
    folder = path.absolute().parent
    if path.name == AGREEMENT_FILE:
        return "agreement"
    if folder.name == _CASES and is_file(folder.parent / AGREEMENT_FILE):
        return "cases"
    if is_file(folder / AGREEMENT_FILE):
        return "rule"
    keys = content if isinstance(content, dict) else {}
    in_registry = any(part.name == _REGISTRY for part in (folder, *folder.parents))
    return _marked(keys) or ("registry" if in_registry and (not keys or _LANGUAGE in keys) else None)


def kind_by_keys(content: Plain | None) -> SchemaName | None:
    """The kind of rule file that has such keys, wherever it may lie; None if it is none."""
    keys = content if isinstance(content, dict) else {}
    return next((kind for key, kind in _NORM_MARKS.items() if key in keys), None) or _marked(keys)


def _marked(keys: Container[str]) -> SchemaName | None:
    return next((kind for key, kind in _MARKS.items() if key in keys and _LANGUAGE in keys), None)


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
    """Likewise of a text that is not read from a file: its kind follows from the path in its name, or from its keys."""
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
