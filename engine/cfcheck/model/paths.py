"""Finds out what is at a path and what a folder holds, for paths and folders that come from outside.

A path that is too long, that leads in a circle of links, or through a folder that may not be entered counts as absent.
A folder that cannot be read is never skipped silently.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["files_named", "is_file", "is_folder", "is_there", "paths_below", "paths_in", "resolved"]


def is_there(path: Path | str) -> bool:
    """Whether there is anything at the path. Never raises."""
    return os.path.exists(path)  # noqa: PTH110  # pathlib's raises for some paths


def is_file(path: Path | str) -> bool:
    """Whether there is a file at the path, itself or by a link; a pipe or device is none. Never raises."""
    return os.path.isfile(path)  # noqa: PTH113  # likewise


def is_folder(path: Path | str) -> bool:
    """Whether there is a folder at the path, itself or by a link. Never raises."""
    return os.path.isdir(path)  # noqa: PTH112  # likewise


def resolved(path: Path) -> Path:
    """Where the path leads through links, whether anything is there or not. Raises OSError."""
    return Path(os.path.realpath(path))


def paths_in(folder: Path) -> list[Path]:
    """The entries of the folder, in order. Raises OSError if the folder cannot be read."""
    return sorted(folder.iterdir())


def files_named(name: str, folder: Path) -> list[Path]:
    """The files of that name in the folders in the folder, in order; none where that is no folder. Raises OSError."""
    return [path / name for path in paths_in(folder) if is_file(path / name)] if is_folder(folder) else []


def paths_below(folder: Path, *, hidden: bool) -> Iterator[Path]:
    """What lies in the folder and in those in it, in no order; links to folders are not followed.

    Unless `hidden`, not what begins with a dot, and nothing in such a folder. Raises OSError where one cannot be read.
    """
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        with os.scandir(inside) as entries:
            for entry in entries:
                if hidden or not entry.name.startswith("."):
                    path = inside / entry.name
                    yield path
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
