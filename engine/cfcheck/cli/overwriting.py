"""Keeps a command from overwriting its input, even under another name: by a link, or in letters of another case."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from cfcheck.cli.terminal import ExitCode, fail
from cfcheck.model.paths import paths_below, resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["refuse_to_overwrite"]

_STDIN: Final = "-"
_STANDARD_INPUT: Final = 0
_STANDARD_OUTPUT: Final = 1
_REGISTRY: Final = "registry"
_SUFFIXES: Final = (".yaml", ".yml")
_UNNAMED: Final = "standard output"


class _Identity(NamedTuple):
    """The identity of a file under any name: its kind, its device and its inode number."""

    kind: int
    device: int
    number: int


def refuse_to_overwrite(outputs: Mapping[str, Path | None], files: Iterable[str], rules: Iterable[Path] = ()) -> None:
    """End the command if it would write over one of the files that it reads, or write one file twice.

    `outputs` are the files that options name: without `--output`, standard output is written to. `files` are read, `-`
    being standard input, and so is each rule file in the folders `rules`, and in the registries beside them.
    """
    given = {option: path for option, path in outputs.items() if path}
    _expect_different(given)
    written = {option: identity for option, path in given.items() if (identity := _identity(path))}
    if "--output" not in given and (identity := _identity(_STANDARD_OUTPUT)):
        written[_UNNAMED] = identity
    # Where there is nothing yet that could be written over, folders need not be looked through.
    folders = rules if any(identity.kind == stat.S_IFREG for identity in written.values()) else ()
    for name in _all_read(files, folders):
        identity = _identity(_STANDARD_INPUT if name == _STDIN else name)
        for option in (option for option, other in written.items() if other == identity):
            _refuse(option, given.get(option), "standard input" if name == _STDIN else name)


def _refuse(option: str, path: Path | None, read: str) -> NoReturn:
    if path is None:
        fail(ExitCode.USAGE, f"{option} is the same file as {read}, which is read from; write to another one")
    same = f"{path} is" if str(path) == read else f"{path} is the same file as {read}, which is"
    fail(ExitCode.USAGE, f"{option}: {same} read from, and would be lost; name another file")


def _expect_different(given: Mapping[str, Path]) -> None:
    seen: set[Path] = set()
    for option, path in given.items():
        if resolved(path) in seen:
            fail(ExitCode.USAGE, f"{option}: {path} is the file of --output as well; name another one")
        seen.add(resolved(path))


def _all_read(files: Iterable[str], rules: Iterable[Path]) -> Iterator[str]:
    yield from files
    for folder in rules:
        beside = folder / ".." if folder.name in ("", "..") else folder.parent
        for home in (folder, beside / _REGISTRY):
            with suppress(OSError):  # which the loader tells of
                for path in paths_below(home, hidden=True):
                    if path.suffix.lower() in _SUFFIXES:
                        yield str(path)


def _identity(file: str | Path | int) -> _Identity | None:
    """The identity of a file or pipe; None if it is neither. Pipes count, since a pipe that feeds itself never ends."""
    try:
        found = os.stat(file)  # noqa: PTH116  # of descriptors, too
    except (OSError, ValueError):
        return None
    keeps = stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)
    return _Identity(stat.S_IFMT(found.st_mode), found.st_dev, found.st_ino) if keeps else None
