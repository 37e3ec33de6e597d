"""Reads folders of rule files from the revisions of a git repository.

Git is asked for objects only: no checkout, no index, no hook, no filter, and no link is followed. The files lie in a
temporary folder while they are needed. `program` and `view` keep git from running anything.
"""

from __future__ import annotations

import os
import posixpath
import re
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.language.file_bytes import LARGEST_FILE
from cfcheck.language.git.answers import Listed, entries_of, header_of, place_of
from cfcheck.language.git.found import NoRepository, find_repository
from cfcheck.language.git.program import Call, RevisionUnreadable
from cfcheck.language.git.view import View
from cfcheck.model.text import quoted
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import IO

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "Copy",
    "NoRepository",
    "Repository",
    "Revision",
    "RevisionUnreadable",
    "revision_parts",
]

MOST_FILES = 20_000
"""How many rule files of a revision are read."""
MOST_BYTES = 256 * 1024 * 1024
"""How many bytes of rule files of a revision are read, all files together."""
# A `:` in braces belongs to the revision: `HEAD^{/fix: the start}`.
_NAMED: Final = re.compile(r"(?P<revision>(?:[^:{]|\{[^}]*\}|\{)*):(?P<path>.*)", re.DOTALL)
_COMMIT: Final = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SUFFIXES: Final = (".yaml", ".yml")
_TOP: Final = ""
_AGREEMENT: Final = "agreement.yaml"
_SHARED: Final = "registry"
_NOT_FOLLOWED: Final = {"120000": "a symbolic link", "160000": "a submodule"}
_WAY_OUT: Final = "check the revision out (`git worktree add`) and name its folder"
_MISSING: Final = (
    "missing, and nothing is fetched; in a partial clone that you trust, check the revision out and name its folder"
)
_NO_ROOM: Final = "cannot be written to a temporary folder; look whether there is room, and at TMPDIR"
_FEWER: Final = "name a folder with fewer"
_PIECE: Final = 64 * 1024
_LONGEST_LINE: Final = 256


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder in a revision: the revision as its user named it, its commit, the path from the repository's top."""

    name: str
    commit: str
    path: str

    def __str__(self) -> str:
        return f"{self.name}:{self.path}"


class Copy(NamedTuple):
    """Where a copy of a revision's files lies: the wanted folder, and the top to which its paths are relative."""

    folder: Path
    top: Path


class _File(NamedTuple):
    """A rule file of a revision: its path from the top, the name of its object, and its size in bytes."""

    path: str
    object: str
    size: int = 0


def revision_parts(named: str) -> tuple[str, str] | None:
    """Revision and path of `REVISION:PATH`; None if it has no colon."""
    found = _NAMED.fullmatch(named)
    return (found["revision"], found["path"]) if found else None


class Repository:
    """The repository that a folder belongs to. Raises RevisionUnreadable where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found = find_repository(folder)
        self._view = View(self._found)

    @property
    def prefix(self) -> str:
        """The folder's path from the top; `.` for the top itself."""
        return self._found.prefix

    @property
    def top(self) -> Path:
        """The folder that holds the working tree. Raises RevisionUnreadable where there is none."""
        if self._found.top is None:
            raise RevisionUnreadable(
                f"{visible(str(self._folder))}: the repository has no working tree; name both sides"
            )
        return self._found.top

    def has(self, name: str) -> bool:
        """Whether the name is that of a revision."""
        return self._resolved(name) is not None

    def revision(self, name: str, path: str) -> Revision:
        """The folder at the path in the revision; `./` and `../` begin at the folder this was made with, as in git."""
        revision = Revision(name, self._commit(name), self._inner(name, path))
        if not revision.path:
            return revision
        with closing(self._listed(revision.commit, revision.path)) as entries:
            for one in entries:
                if one.path != os.fsencode(revision.path):
                    return revision
                _expect_no_link(revision, one)
        raise RevisionUnreadable(f"{quoted(name)} has no folder {quoted(revision.path)}")

    def _inner(self, name: str, path: str) -> str:
        """The path from the top; empty for the top itself."""
        begins_here = path.split("/", 1)[0] in (".", "..")
        inner = posixpath.normpath(posixpath.join(self.prefix if begins_here else "", path))
        if inner.startswith("/") or inner.split("/", 1)[0] == "..":
            raise RevisionUnreadable(f"{visible(f'{name}:{path}')}: the path leads out of the repository")
        return _TOP if inner == "." else inner

    def _commit(self, name: str) -> str:
        commit = self._resolved(name)
        if commit is None:
            raise RevisionUnreadable(f"{quoted(name)} is no revision of this repository; name a commit, branch or tag")
        return commit

    def _resolved(self, name: str) -> str | None:
        if not name or name.startswith("-"):  # git would take it for an option, or for the index
            return None
        settings = self._view.following() if "@{" in name else ()
        words = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        found = os.fsdecode(self._view.answer(Call(words, settings=settings), _LONGEST_LINE) or b"").strip()
        return found if _COMMIT.fullmatch(found) else None

    @contextmanager
    def copy(self, revision: Revision) -> Iterator[Copy]:
        """A copy of the rule files in the folder and in the registry beside it, which is gone afterwards.

        Of a file that is larger than rule files may be, only the size is copied, so that who reads it refuses it.
        """
        files = self._rule_files(revision)
        with TemporaryDirectory(prefix="cfcheck-") as home:
            # The folder at a repository's top has the repository's name, and an agreement that of its folder.
            top = Path(home).resolve() / ("copy" if revision.path else self.top.name)
            folder = top / place_of(os.fsencode(revision.path)) if revision.path else top
            try:
                folder.mkdir(parents=True)
            except OSError as error:
                raise RevisionUnreadable(f"{quoted(revision.path)}: {_NO_ROOM}") from error
            with closing(self._contents(self._with_sizes(files))) as contents:
                for file, content in contents:
                    _write(top / file.path, content, file)
            yield Copy(folder, top)

    def _rule_files(self, revision: Revision) -> list[_File]:
        """The rule files of the folder; of an agreement, also those of the registry beside it."""
        path = revision.path
        shared = posixpath.join(posixpath.dirname(path), _SHARED)
        files = self._files_below(revision, path)
        if path not in ("", shared) and any(one.path == posixpath.join(path, _AGREEMENT) for one in files):
            files += self._files_below(revision, shared)
        return files

    def _files_below(self, revision: Revision, path: str) -> list[_File]:
        files: list[_File] = []
        with closing(self._listed(revision.commit, path)) as entries:
            for one in entries:
                suffix = PurePosixPath(os.fsdecode(one.path)).suffix.lower()
                if suffix in ("", *_SUFFIXES):
                    _expect_no_link(revision, one)
                if suffix in _SUFFIXES:
                    files.append(_File(place_of(one.path), one.object))
                if len(files) > MOST_FILES:
                    raise RevisionUnreadable(f"{visible(str(revision))}: more than {MOST_FILES:,} rule files; {_FEWER}")
        return files

    def _listed(self, commit: str, path: str) -> Generator[Listed, None, None]:
        """What lies in the folder, and in the folders in it; the path itself where it is no folder."""
        words = ("ls-tree", "-r", "-z", "--full-tree", commit, *(("--", path) if path else ()))
        with self._view.started(Call(words)) as running:
            yield from entries_of(iter(partial(running.output.read, _PIECE), b""))
            if running.fails():
                raise RevisionUnreadable(f"git cannot list {quoted(path or commit)}: objects of it are {_MISSING}")

    def _with_sizes(self, files: list[_File]) -> list[_File]:
        """The files with the sizes that git has for them, before any of them is read."""
        sized = []
        with self._objects("--batch-check", files) as output:
            for file in files:
                header = header_of(output.readline(_LONGEST_LINE))
                if header is None or header.object != file.object:
                    raise RevisionUnreadable(f"git cannot read {quoted(file.path)}: its object is {_MISSING}")
                if header.kind != "blob":
                    raise RevisionUnreadable(
                        f"git cannot read {quoted(file.path)}: its object is a {header.kind}, and no file"
                    )
                sized.append(file._replace(size=header.size))
        if sum(file.size for file in sized if file.size <= LARGEST_FILE) > MOST_BYTES:
            raise RevisionUnreadable(f"the rule files are more than {MOST_BYTES // 1024**2} MiB; {_FEWER}")
        return sized

    def _contents(self, files: list[_File]) -> Generator[tuple[_File, bytes], None, None]:
        """The files with their bytes as they are in the repository, one at a time; none of one that is too large."""
        readable = [file for file in files if file.size <= LARGEST_FILE]
        yield from ((file, b"") for file in files if file.size > LARGEST_FILE)
        with self._objects("--batch", readable) as output:
            for file in readable:
                header = header_of(output.readline(_LONGEST_LINE))
                content = output.read(file.size + 1)
                if header != (file.object, "blob", file.size) or content[file.size :] != b"\n":
                    raise RevisionUnreadable(f"git cannot read {quoted(file.path)}: its object is damaged")
                yield file, content[:-1]

    @contextmanager
    def _objects(self, how: str, files: list[_File]) -> Iterator[IO[bytes]]:
        names = "".join(f"{file.object}\n" for file in files).encode()
        with self._view.started(Call(("cat-file", how), stdin=names)) as running:
            yield running.output


def _expect_no_link(revision: Revision, one: Listed) -> None:
    what = _NOT_FOLLOWED.get(one.mode)
    if what:
        name = visible(f"{revision.name}:{os.fsdecode(one.path)}")
        raise RevisionUnreadable(f"{name} is {what}, which is not followed; {_WAY_OUT}")


def _write(target: Path, content: bytes, file: _File) -> None:
    """Writes the file, which must not be there: two that git tells apart can have one name on this disk."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            stream.write(content)
            stream.truncate(min(file.size, LARGEST_FILE + 1))
    except (FileExistsError, NotADirectoryError):
        raise RevisionUnreadable(f"{quoted(file.path)} has the name of another file; {_WAY_OUT}") from None
    except OSError as error:
        raise RevisionUnreadable(f"{quoted(file.path)}: {_NO_ROOM}") from error
