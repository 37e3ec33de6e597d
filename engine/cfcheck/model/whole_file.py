"""Writes whole files: the new file replaces the old one only once it is complete.

Until then it is a part file with a random name, which no other run on this machine or on another that shares the folder
has, and the run holds a lock on it. A run removes its own part file, and those that killed runs left behind long ago;
see docs/decisions/0063-part-files.md.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["LEFT_BEHIND", "new_file", "whole_file", "write_all"]

LEFT_BEHIND: Final = 24 * 60 * 60
"""A part file is left behind if nothing was written to it for so many seconds, and no run holds the lock on it."""

_PART: Final = re.compile(r"\..*\.cfcheck-[0-9a-f]{16}\.part", re.DOTALL)
_LONGEST_HINT: Final = 64
"""So many bytes of a part file's name tell which file it becomes: a name can be as long as names may be already."""
_MOST_ENTRIES: Final = 100_000
"""So many entries of a folder are looked at for part files that were left behind."""
_AS_ANY_NEW_FILE: Final = 0o666
_RIGHTS: Final = 0o777
_OF_GROUP: Final = 0o070
_OF_OTHERS: Final = 0o007
_READABLE_HERE: Final = 0o600


@contextmanager
def whole_file(path: Path, mode: int | None = None) -> Iterator[int]:
    """The descriptor of a new file, which takes the place of the one at the path when the context is left.

    The new file has the rights of the one before it, and its owner and group if this user may give them; or the rights
    of `mode`. A context that is left by an exception leaves the old file as it was, and no part of the new one.
    Links are not followed. Raises OSError.
    """
    before = None if mode is not None else _regular(path)
    with _part_file(path, _mode_of_part(before) if mode is None else mode, os.replace) as descriptor:
        yield descriptor
        if before:
            _take_over(descriptor, before)


@contextmanager
def new_file(path: Path) -> Iterator[int]:
    """The descriptor of a file that has the path's name once the context is left. Raises FileExistsError if one has."""
    with _part_file(path, _AS_ANY_NEW_FILE, _place_if_free) as descriptor:
        yield descriptor


def write_all(descriptor: int, raw: bytes) -> None:
    """Write all of the bytes, of which the system may take only some at a time. Raises OSError."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


@contextmanager
def _part_file(path: Path, mode: int, place: Callable[[Path, Path], None]) -> Iterator[int]:
    part = path.with_name(f".{_hint(path.name)}.cfcheck-{os.urandom(8).hex()}.part")
    descriptor = None
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with suppress(OSError):  # a file system without locks: there, only age tells what was left behind
            flock(descriptor, LOCK_EX | LOCK_NB)
        _tidy(path.parent, os.fstat(descriptor).st_mtime)
        yield descriptor
        place(part, path)
    except BaseException as end:
        if descriptor is not None:
            _remove_own(part, descriptor)
        elif not isinstance(end, OSError):  # a signal came as the file was made, before its number was known
            part.unlink(missing_ok=True)
        raise
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _hint(name: str) -> str:
    """The beginning of the name, cut between letters: some file systems take nothing but UTF-8."""
    return name.encode(errors="replace")[:_LONGEST_HINT].decode(errors="ignore")


def _regular(path: Path) -> os.stat_result | None:
    """The status of the file; None if there is none. Raises OSError if there is something else in its place."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISREG(status.st_mode):
        return status
    reasons = {stat.S_IFDIR: errno.EISDIR, stat.S_IFLNK: errno.ELOOP}
    number = reasons.get(stat.S_IFMT(status.st_mode), errno.EINVAL)
    raise OSError(number, os.strerror(number), str(path))


def _mode_of_part(before: os.stat_result | None) -> int:
    """Nobody can read the part file who cannot read the whole one; this user can, be it to remove it."""
    return _AS_ANY_NEW_FILE if before is None else before.st_mode & _AS_ANY_NEW_FILE | _READABLE_HERE


def _take_over(descriptor: int, before: os.stat_result) -> None:
    """Give the new file the owner, group and rights of the one before it, as far as this user may."""
    rights = before.st_mode & _RIGHTS
    for owner in (before.st_uid, -1):
        with suppress(OSError):
            os.fchown(descriptor, owner, before.st_gid)
            break
    if os.fstat(descriptor).st_gid != before.st_gid:
        # What a group may do is not for another group.
        rights = rights & ~_OF_GROUP | (rights & _OF_OTHERS) << 3
    with suppress(OSError):  # a file system without rights
        os.fchmod(descriptor, rights)


def _place_if_free(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        part.rename(path)
    else:
        part.unlink()


def _remove_own(part: Path, descriptor: int) -> None:
    """Remove the part file unless something else has its name by now."""
    with suppress(OSError):
        if os.path.samestat(part.lstat(), os.fstat(descriptor)):
            part.unlink()


def _tidy(folder: Path, now: float) -> None:
    """Remove the part files that were left behind. `now` is by the clock of the file system."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in islice(entries, _MOST_ENTRIES):
            if _PART.fullmatch(entry.name):
                _remove_left_behind(folder / entry.name, now)


def _remove_left_behind(part: Path, now: float) -> None:
    with suppress(OSError):
        descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            if is_ours and now - status.st_mtime > LEFT_BEHIND:
                flock(descriptor, LOCK_EX | LOCK_NB)
                part.unlink()
        finally:
            os.close(descriptor)
