"""Finds the repository that a folder belongs to, as git does, and refuses one that the user did not name."""

from __future__ import annotations

import os
import stat
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from cfcheck.language.git.program import Call, Git, RevisionUnreadable, git_outside
from cfcheck.model.visible import visible

__all__ = ["USUAL_FORMATS", "FoundRepository", "NoRepository", "find_repository", "path_in", "small_file"]

_ENTRY: Final = ".git"
_POINTER: Final = b"gitdir: "
_NAMED_BY: Final = "GIT_DIR"
_SEARCHED_BELOW: Final = "GIT_CEILING_DIRECTORIES"
_MARKS: Final = (("HEAD", "objects", "refs"), ("HEAD", "commondir"))
_MOST: Final = 64 * 1024
_LINES: Final = 3
USUAL_FORMATS: Final = ("sha1", "files")
"""How objects are named and refs are kept, where a repository does not say."""
_OTHER_FORMATS: Final = ("sha256", "reftable")


class NoRepository(RevisionUnreadable):
    """Raised where a folder lies in no repository."""


class FoundRepository(NamedTuple):
    """A repository, and where the folder lies in it.

    `private` is the folder that git keeps for this working tree, `common` the one for all of its working trees; both
    are the same unless `git worktree add` made it. `top` is None where there is no working tree. `prefix` is the
    folder's path from the top.
    """

    git: Git
    private: Path
    common: Path
    object_format: str
    ref_format: str
    top: Path | None
    prefix: str


def find_repository(folder: Path) -> FoundRepository:
    """The repository that the folder belongs to. Raises RevisionUnreadable where there is none to be read.

    Git itself decides whether it is one, and whether its owner is trusted. That an entry `.git` or the variable GIT_DIR
    names it is checked here, since versions of git before 2.38 take any folder with the right files for a repository.
    """
    start = Path(os.path.realpath(folder))
    levels = _searched(start)
    tops = [level for level in levels if os.path.lexists(level / _ENTRY)]
    # Where everything lies in the repository, it is the machine's own.
    git = git_outside(tops[0] if tops and tops[0] != Path(tops[0].anchor) else None)
    named = _named_repository(start)
    identified = _identified(git, start, named) if tops or named else None
    if identified is None:
        raise _refusal(folder, levels, tops)
    private, object_format, ref_format = identified
    top = next((level for level in tops if _is_same(_designated(level / _ENTRY), private)), None)
    if top is None and not _is_same(named, private):
        raise _refusal(folder, levels, tops)
    pointer = small_file(private / "commondir")
    common = private if pointer is None else path_in(pointer, private)
    prefix = start.relative_to(top) if top else Path()
    return FoundRepository(git, private, common, object_format, ref_format, top, prefix.as_posix())


def small_file(path: Path) -> bytes | None:
    """The first bytes of a regular file; None if it is not there, is something else, or cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(_MOST) if stat.S_ISREG(os.fstat(handle).st_mode) else None


def _searched(start: Path) -> list[Path]:
    """The folder and those above it, as far as the user lets git search."""
    ceilings = {os.path.realpath(path) for path in os.environ.get(_SEARCHED_BELOW, "").split(os.pathsep) if path}
    return [start, *takewhile(lambda level: str(level) not in ceilings, start.parents)]


def _named_repository(start: Path) -> Path | None:
    """The repository that the user, or a hook of git's, named: only if the folder lies in it, as where it is bare."""
    named = os.environ.get(_NAMED_BY)
    path = Path(os.path.realpath(named)) if named else None
    return path if path and start.is_relative_to(path) else None


def _identified(git: Git, start: Path, named: Path | None) -> tuple[Path, str, str] | None:
    """What git takes for the repository of the folder, and the formats of its objects and refs."""
    variables = {_NAMED_BY: str(named)} if named else {}
    call = Call(("rev-parse", "--absolute-git-dir", "--show-object-format", "--show-ref-format"), start, (), variables)
    answer = git.answer(call, _MOST)
    if answer is None:
        # Another user's repository can be one that this user trusts. Only git knows where that is set, and how.
        answer = git.answer(call._replace(with_own_settings=True), _MOST)
    lines = os.fsdecode(answer or b"").removesuffix("\n").rsplit("\n", 2)
    if len(lines) != _LINES:
        return None
    # A version of git that does not know one of the words gives it back.
    path, *formats = lines
    objects, refs = (
        other if other in formats else usual for usual, other in zip(USUAL_FORMATS, _OTHER_FORMATS, strict=True)
    )
    return Path(os.path.realpath(path)), objects, refs


def _designated(entry: Path) -> Path | None:
    """The repository that an entry `.git` is, or points to."""
    if entry.is_dir():
        return entry
    pointer = small_file(entry)
    return path_in(pointer.removeprefix(_POINTER), entry.parent) if pointer and pointer.startswith(_POINTER) else None


def path_in(written: bytes, folder: Path) -> Path:
    """The path that a file of git's has as its content, which is relative to the folder."""
    return Path(os.path.realpath(folder / os.fsdecode(written.rstrip(b"\r\n")).replace("\0", "")))


def _is_same(one: Path | None, other: Path) -> bool:
    try:
        return one is not None and one.samefile(other)
    except OSError:
        return False


def _refusal(folder: Path, levels: list[Path], tops: list[Path]) -> RevisionUnreadable:
    """Why nothing is read, and the way out."""
    shown = visible(str(folder))
    bare = next(filter(_looks_bare, takewhile(lambda level: level not in tops, levels)), None)
    if bare is None and not tops:
        return NoRepository(f"{shown}: lies in no git repository; name two folders to compare")
    if bare:
        shown = shown if bare == levels[0] else visible(str(bare))
        reason = "has the files of a bare git repository (such as HEAD), of which nothing is read"
        way_out = f"remove them; or if it is a repository that you trust, name it by the variable {_NAMED_BY}"
    elif _is_of_another(tops[0]):
        reason = f"the repository in {visible(str(tops[0]))} belongs to another user"
        way_out = "if you trust it, name it in your setting safe.directory (`git config --global --add`)"
    else:
        reason = f"git cannot read the repository in {visible(str(tops[0]))}"
        way_out = "it is damaged, or written for another version of git; name folders to compare"
    return RevisionUnreadable(f"{shown}: {reason}; {way_out}")


def _looks_bare(folder: Path) -> bool:
    """Whether git could take the folder itself for a repository, or for the part of one for a working tree."""
    return any(all((folder / mark).exists() for mark in marks) for marks in _MARKS)


def _is_of_another(top: Path) -> bool:
    return any(path.lstat().st_uid != os.geteuid() for path in (top, top / _ENTRY))
