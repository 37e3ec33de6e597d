"""Which files are laid out, and which kind of rule file each is. Knows names of files and folders, and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.loading.finder import AGREEMENT_FILE
from cfcheck.there import is_file, is_folder, paths_below

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

    from cfcheck.document import Plain
    from cfcheck.rulefile.schema import SchemaName

__all__ = ["files_in", "kind_by_keys", "kind_of"]

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
