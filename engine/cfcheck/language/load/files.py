"""Finds the files of an agreement and of the registries it uses, reads their bytes, and hashes them."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cfcheck.language.file_bytes import read_bytes
from cfcheck.language.links import enclosing, leads_out, stray_link
from cfcheck.model.paths import files_named, is_file, is_folder, paths_below, paths_in, resolved
from cfcheck.model.problem import Problem, way_out
from cfcheck.model.struct import Noun
from cfcheck.model.system_fault import reason_of
from cfcheck.model.text import quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["AGREEMENT_FILE", "FoundFile", "FoundFolder", "content_hash", "find_files", "hash_of_files"]

AGREEMENT_FILE = "agreement.yaml"
CASES = "cases"
REGISTRY = "registry"
SUFFIX = ".yaml"
_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class FoundFile(Noun, frozen=True):
    """A rule file: where it is, and its name below the rules folder, which is the same on every machine."""

    path: Path
    key: str

    @property
    def id(self) -> str:
        """The id that the file's name gives to what it holds."""
        return self.path.stem


class FoundFolder(Noun, frozen=True):
    """The files of an agreement, each group in order; `problems` tells of files that have no place there."""

    id: str
    agreement: FoundFile | None
    rules: tuple[FoundFile, ...]
    cases: tuple[FoundFile, ...]
    registry: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]


def find_files(folder: Path, registry: Path | None) -> FoundFolder:
    """The files of the agreement in the folder, with the registry beside it unless another one is given."""
    try:
        return _found(folder, registry)
    except OSError as error:
        where = Path(error.filename or folder)
        problem = _problem(where, "unreadable-file", f"the folder cannot be read: {reason_of(error)}")
        return FoundFolder(folder.name, None, (), (), (), (problem,))


def _found(folder: Path, registry: Path | None) -> FoundFolder:
    name = resolved(folder).name
    if not is_folder(folder):
        return FoundFolder(name, None, (), (), (), (_problem(folder, "no-such-folder", "there is no such folder"),))
    # The parent of `.` and `..`, as a path goes, is not the folder that they lie in.
    beside = folder / ".." if folder.name in ("", "..") else folder.parent
    shared = beside / REGISTRY if registry is None else registry
    problems: list[Problem] = []
    if registry is not None and not is_folder(registry):
        problems.append(_problem(registry, "no-such-folder", "there is no such folder"))
    if not _ID.fullmatch(name):
        message = f"the folder's name is the agreement's id, and {quoted(name)} is not one"
        problems.append(_problem(folder, "invalid-id", message, "use lower-case letters, digits and hyphens"))
    around = resolved(folder).parent
    top = _files(folder, name, around, problems)
    agreement = next((file for file in top if file.path.name == AGREEMENT_FILE), None)
    if agreement is None:
        problems.append(_missing(folder, top))
    rules = tuple(file for file in top if file is not agreement)
    cases = _files(folder / CASES, f"{name}/{CASES}", around, problems)
    found = (
        *_tree(shared, REGISTRY, beside if registry is None else shared, problems),
        *_tree(folder / REGISTRY, f"{name}/{REGISTRY}", around, problems),
    )
    problems += [*_unnamed((*rules, *cases)), *_stray(folder, around)]
    return FoundFolder(name, agreement, rules, cases, found, tuple(problems))


def _files(folder: Path, key: str, around: Path, problems: list[Problem]) -> tuple[FoundFile, ...]:
    """The rule files directly in the folder; links are followed within what encloses `around`."""
    if not is_folder(folder) or not _kept([folder], around, problems):
        return ()
    found = [path for path in paths_in(folder) if _is_file(path) and not path.name.startswith(".")]
    paths = _kept(found, around, problems)
    problems.extend(_misspelt(paths))
    return tuple(FoundFile(path, f"{key}/{path.name}") for path in paths if path.suffix == SUFFIX)


def _tree(folder: Path, key: str, around: Path, problems: list[Problem]) -> tuple[FoundFile, ...]:
    """The rule files in the folder and in the folders in it; links are followed likewise."""
    if not is_folder(folder) or not _kept([folder], around, problems):
        return ()
    found = sorted(path for path in paths_below(folder, hidden=False) if _is_file(path))
    paths = _kept(found, around, problems)
    problems.extend(_misspelt(paths))
    below = ((path, path.relative_to(folder).as_posix()) for path in paths if path.suffix == SUFFIX)
    return tuple(FoundFile(path, f"{key}/{name}") for path, name in below)


def _kept(paths: list[Path], around: Path, problems: list[Problem]) -> list[Path]:
    """The paths without the links that lead out, each of which is a problem."""
    links = [path for path in paths if path.is_symlink()]
    if not links:
        return paths
    home = enclosing(around)
    stray = {path for path in links if leads_out(path, home)}
    problems.extend(stray_link(path) for path in links if path in stray)
    return [path for path in paths if path not in stray]


def _is_file(path: Path) -> bool:
    """Whether it is a file, or a link that leads to none: that cannot be read, and must not go unnoticed."""
    return is_file(path) or (path.is_symlink() and not is_folder(path))


def _misspelt(paths: list[Path]) -> Iterator[Problem]:
    for path in paths:
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != SUFFIX:
            yield _problem(path, "stray-file", f"rule files end in `{SUFFIX}`", f"rename it to `{path.stem}{SUFFIX}`")


def _unnamed(files: tuple[FoundFile, ...]) -> Iterator[Problem]:
    for file in files:
        if not _ID.fullmatch(file.id):
            message = f"the file's name is the rule's id, and {quoted(file.id)} is not one"
            yield _problem(file.path, "invalid-id", message, "use lower-case letters, digits and hyphens")


def _stray(folder: Path, around: Path) -> Iterator[Problem]:
    """Rule files in folders that have no meaning; they would be ignored without a word."""
    for inner in paths_in(folder):
        if not is_folder(inner) or inner.name == REGISTRY or inner.name.startswith("."):
            continue
        if inner.is_symlink() and leads_out(inner, enclosing(around)):
            # For the folder of cases this is reported where they are searched.
            yield from () if inner.name == CASES else (stray_link(inner),)
            continue
        below = paths_below(inner, hidden=True)
        nested = (path for path in below if path.suffix == SUFFIX and (inner.name != CASES or path.parent != inner))
        for path in sorted(nested):
            hint = f"rules lie beside {AGREEMENT_FILE}; folders are `{CASES}` and `{REGISTRY}`"
            yield _problem(path, "stray-file", "no rule file is expected in this folder", hint)


def _missing(folder: Path, top: tuple[FoundFile, ...]) -> Problem:
    hint = suggestion("agreement", [file.id for file in top])
    inner = [path.parent.name for path in files_named(AGREEMENT_FILE, folder)]
    if inner:
        hint = f"the folder holds agreements; name one, such as {quoted(str(folder / inner[0]))}"
    return _problem(folder, "missing-file", f"the folder has no {AGREEMENT_FILE}", hint)


def _problem(path: Path, code: str, message: str, hint: str = "") -> Problem:
    return Problem(code, str(path), 0, 0, message, hint=way_out(code, hint))


def content_hash(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over each file's key and bytes; lengths keep one file's end from passing for the next's beginning."""
    digest = sha256()
    for key, raw in files:
        for part in (key.encode(errors="surrogateescape"), raw):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def hash_of_files(found: FoundFolder) -> str:
    """The hash that an agreement loaded from these files has. Raises OSError where one cannot be read."""
    agreement = () if found.agreement is None else (found.agreement,)
    files = sorted((*agreement, *found.rules, *found.registry), key=lambda file: file.key)
    return content_hash((file.key, read_bytes(file.path)) for file in files)
