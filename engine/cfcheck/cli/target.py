"""What the paths given to `check` and `test` mean: agreements, and perhaps single rules of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.cli.exit_code import ExitCode
from cfcheck.cli.terminal import fail
from cfcheck.there import files_named, is_file, is_folder, paths_in, resolved
from cfcheck.wording import listed, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Target", "mappings_of", "targets_of"]

_AGREEMENT_FILE: Final = "agreement.yaml"
_CASES: Final = "cases"
_SUFFIX: Final = ".yaml"
_MAPPINGS: Final = "mappings"
# What a mapping file has on its highest level, and no other rule file.
_OF_A_MAPPING: Final = re.compile(rb"^(columns|incident):", re.MULTILINE)


class Target(NamedTuple):
    """An agreement's folder, and which rules of it are meant; none: all of them."""

    folder: Path
    rules: frozenset[str] = frozenset()


def targets_of(named: Iterable[str]) -> tuple[Target, ...]:
    """The agreements that the paths or names lead to, each once, in order. No names: those that come with cfcheck.

    A folder is an agreement's, or one that holds such folders; a file is a rule or the cases of one.
    """
    from cfcheck.shipped import shipped_agreements

    shipped = shipped_agreements()
    merged: dict[Path, frozenset[str]] = {}
    for name in named or shipped:
        for folder, rules in _targets(name, shipped):
            before = merged.get(folder, rules)
            merged[folder] = before | rules if before and rules else frozenset()
    return tuple(Target(folder, rules) for folder, rules in merged.items())


def mappings_of(named: Iterable[str]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The mapping files that the paths lead to, and those of the paths that lead to something else, or nowhere.

    No names: the mappings that come with cfcheck.
    """
    from cfcheck.converting.shipped import mapping_names, mapping_path

    found: list[Path] = []
    others: list[str] = []
    if not named:
        found = [mapping_path(name) for name in mapping_names()]
    for name in named:
        path = Path(name)
        inside = _mappings_in(path)
        found += inside
        if not inside or is_file(path / _AGREEMENT_FILE) or files_named(_AGREEMENT_FILE, path):
            others.append(name)
    return tuple(dict.fromkeys(found)), tuple(others)


def _mappings_in(path: Path) -> list[Path]:
    """The file, if it is a mapping; of a folder its mappings, and the files of its folder of mappings."""
    if is_file(path):
        return [path] if path.suffix == _SUFFIX and _is_mapping(path) else []
    if path.name == _MAPPINGS:
        return _rule_files_in(path)
    own = [file for file in _rule_files_in(path) if _is_mapping(file)]
    return [*own, *_rule_files_in(path / _MAPPINGS)]


def _rule_files_in(folder: Path) -> list[Path]:
    return [path for path in paths_in(folder) if path.suffix == _SUFFIX] if is_folder(folder) else []


def _is_mapping(path: Path) -> bool:
    """Whether it says so by its keys, be it otherwise as wrong as it may."""
    from cfcheck.file_bytes import read_bytes

    try:
        return bool(_OF_A_MAPPING.search(read_bytes(path)))
    except OSError:
        return False


def _targets(name: str, shipped: dict[str, Path]) -> list[Target]:
    path = Path(name)
    if is_folder(path):
        return _of_folder(path)
    if is_file(path):
        return [_of_file(path)]
    if name in shipped:
        return [Target(shipped[name])]
    hint = suggestion(name, shipped) or f"agreements that come with cfcheck: {listed(shipped, 'and')}"
    return fail(ExitCode.USAGE, f"{name}: there is no such file, folder or agreement; {hint}")


def _of_folder(path: Path) -> list[Target]:
    if is_file(path / _AGREEMENT_FILE):
        return [Target(path)]
    inner = [Target(file.parent) for file in files_named(_AGREEMENT_FILE, path)]
    if inner:
        return inner
    if resolved(path).name == _CASES and is_file(path.parent / _AGREEMENT_FILE):
        return [Target(path.parent)]
    return fail(ExitCode.USAGE, f"{path}: neither this folder nor one in it has an {_AGREEMENT_FILE}")


def _of_file(path: Path) -> Target:
    home = path.parent.parent if resolved(path).parent.name == _CASES else path.parent
    if path.suffix != _SUFFIX or not is_file(home / _AGREEMENT_FILE):
        fail(ExitCode.USAGE, f"{path}: is neither a rule of an agreement nor the cases of one")
    return Target(home) if path.name == _AGREEMENT_FILE else Target(home, frozenset({path.stem}))
