"""Parses git's output on trees and objects as untrusted bytes, with bounds."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.language.git.program import RevisionUnreadable
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LONGEST_ENTRY", "MOST_ENTRIES", "Listed", "ObjectHeader", "entries_of", "header_of", "place_of"]

MOST_ENTRIES = 1_000_000
"""How many entries of a folder are listed. A few small trees that contain each other stand for billions of files."""
LONGEST_ENTRY: Final = 16 * 1024
_LONGEST_PATH: Final = 4000
_LONGEST_NAME: Final = 255
_NOT_A_NAME: Final = frozenset((b"", b".", b"..", b".git"))
_ENTRY: Final = re.compile(
    rb"(?P<mode>[0-7]{6}) (?P<kind>[a-z]+) (?P<object>[0-9a-f]{40}|[0-9a-f]{64})\t(?P<path>.+)", re.DOTALL
)
_HEADER: Final = re.compile(rb"(?P<object>[0-9a-f]{40}|[0-9a-f]{64}) (?P<kind>[a-z]+) (?P<size>[0-9]{1,18})\n?")


class Listed(NamedTuple):
    """An entry of a tree: its mode in octal digits, the name of its object, and its path from the repository's top."""

    mode: str
    object: str
    path: bytes


class ObjectHeader(NamedTuple):
    """What git says of an object: its name, its kind such as `blob`, and its size in bytes."""

    object: str
    kind: str
    size: int


def entries_of(pieces: Iterable[bytes]) -> Iterator[Listed]:
    """The entries that `git ls-tree -r -z` writes, in whatever pieces they come.

    Raises RevisionUnreadable where they are too many, or are no such entries.
    """
    rest = b""
    count = 0
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\0")
        if len(rest) > LONGEST_ENTRY:
            raise _unexpected()
        for entry in whole:
            count += 1
            if count > MOST_ENTRIES:
                raise RevisionUnreadable(f"the folder has more than {MOST_ENTRIES:,} files; name one in it")
            yield _listed(entry)
    if rest:
        raise _unexpected()


def _listed(entry: bytes) -> Listed:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise _unexpected()
    return Listed(found["mode"].decode(), found["object"].decode(), found["path"])


def header_of(line: bytes) -> ObjectHeader | None:
    """What a line of `git cat-file --batch` or `--batch-check` says; None if not that there is such an object."""
    found = _HEADER.fullmatch(line)
    return ObjectHeader(found["object"].decode(), found["kind"].decode(), int(found["size"])) if found else None


def place_of(path: bytes) -> str:
    """The path of an entry, as one below a folder. Raises RevisionUnreadable where it could lead out of it.

    A tree made by hand can hold any name: `..`, one that begins with a slash, one that no system has room for.
    """
    names = path.split(b"/")
    if any(name.lower() in _NOT_A_NAME for name in names) or b"\0" in path:
        raise RevisionUnreadable(f"{quoted(os.fsdecode(path))}: git would make no such file; name another folder")
    if len(path) > _LONGEST_PATH or max(map(len, names)) > _LONGEST_NAME:
        raise RevisionUnreadable(f"{quoted(os.fsdecode(path))}: the name is too long for a file; name another folder")
    return os.fsdecode(path)


def _unexpected() -> RevisionUnreadable:
    return RevisionUnreadable("git lists a folder in a way that cannot be understood; name folders to compare")
