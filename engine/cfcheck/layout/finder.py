"""Which files are laid out, and which kind of rule file each is. Knows names of files and folders, and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.loading.finder import AGREEMENT_FILE

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
        is_folder = path.is_dir()
        for file in _below(path) if is_folder else (path,):
            if file not in seen:
                seen.add(file)
                yield file, path if is_folder else path.parent


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def kind_of(path: Path, content: Plain | None) -> SchemaName | None:
    """The kind of rule file that lies there, by its place or else by its keys; None if it is none."""
    folder = path.absolute().parent
    if path.name == AGREEMENT_FILE:
        return "agreement"
    if folder.name == _CASES and (folder.parent / AGREEMENT_FILE).is_file():
        return "cases"
    if (folder / AGREEMENT_FILE).is_file():
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
