"""Reads folders of rule files out of the revisions of a git repository: the one door to the `git` executable.

Asks git for objects and nothing else: no checkout, no index, no hook, no filter, and no link is followed. What is read
lies in a folder of its own for as long as it is needed. Knows nothing of what rule files say.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.errors import CfcheckError
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

__all__ = ["Copy", "Repository", "Revision", "RevisionUnreadable", "revision_parts"]

# A `:` in braces belongs to the revision: `HEAD^{/fix: the start}`.
_NAMED: Final = re.compile(r"(?P<revision>(?:[^:{]|\{[^}]*\}|\{)*):(?P<path>.*)", re.DOTALL)
_SUFFIXES: Final = (".yaml", ".yml")
_TOP: Final = ""
_AGREEMENT: Final = "agreement.yaml"
_SHARED: Final = "registry"
_NOT_FOLLOWED: Final = {"120000": "a symbolic link", "160000": "a submodule"}
_SET_BY_HOOKS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")
_WAY_OUT: Final = "check the revision out (`git worktree add`) and name its folder"


class RevisionUnreadable(CfcheckError):
    """Raised where git cannot give what was asked for, with the reason."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder in a revision: the revision as its user named it, its commit, the path from the repository's top."""

    name: str
    commit: str
    path: str

    def __str__(self) -> str:
        return f"{self.name}:{self.path}"


class Copy(NamedTuple):
    """Where a copy of a revision's files lies: the folder asked for, and the top to which its paths are relative."""

    folder: Path
    top: Path


class _Listed(NamedTuple):
    mode: str
    object: str
    path: str


def revision_parts(named: str) -> tuple[str, str] | None:
    """Revision and path of `REVISION:PATH`; None if it has no colon."""
    found = _NAMED.fullmatch(named)
    return (found["revision"], found["path"]) if found else None


class Repository:
    """The repository that a folder belongs to. Raises RevisionUnreadable where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        done = self._run("rev-parse", "--show-prefix")
        if done.returncode:
            raise RevisionUnreadable(f"{folder}: git finds no repository there: {_complaint(done)}")
        self.prefix = _text(done.stdout).removesuffix("/")

    @cached_property
    def top(self) -> Path:
        """The folder that holds the working tree."""
        done = self._run("rev-parse", "--show-toplevel")
        if done.returncode:
            raise RevisionUnreadable(f"{self._folder}: the repository has no working tree: {_complaint(done)}")
        return Path(_text(done.stdout))

    def has(self, name: str) -> bool:
        """Whether the name is that of a revision."""
        return self._resolved(name) is not None

    def revision(self, name: str, path: str) -> Revision:
        """The folder at the path in the revision; `./` and `../` begin at the folder this was made with, as in git."""
        revision = Revision(name, self._commit(name), self._inner(name, path))
        listed = self._list(revision.commit, revision.path)
        if revision.path and not any(one.path != revision.path for one in listed):
            # Nothing, a file, or a link, of which `_rule_files` says that it is not followed.
            list(_rule_files(revision, listed))
            raise RevisionUnreadable(f"{quoted(name)} has no folder {quoted(revision.path)}")
        return revision

    def _inner(self, name: str, path: str) -> str:
        """The path from the top; empty for the top itself."""
        begins_here = path.split("/", 1)[0] in (".", "..")
        inner = posixpath.normpath(posixpath.join(self.prefix if begins_here else "", path))
        if inner.startswith("/") or inner.split("/", 1)[0] == "..":
            raise RevisionUnreadable(f"{name}:{path}: the path leads out of the repository")
        return _TOP if inner == "." else inner

    def _commit(self, name: str) -> str:
        commit = self._resolved(name)
        if commit is None:
            raise RevisionUnreadable(f"{quoted(name)} is no revision of this repository; name a commit, branch or tag")
        return commit

    def _resolved(self, name: str) -> str | None:
        if not name or name.startswith("-"):  # git would take it for an option, or for the index
            return None
        done = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return None if done.returncode else _text(done.stdout)

    @contextmanager
    def copy(self, revision: Revision) -> Iterator[Copy]:
        """A copy of the rule files in the folder and in the registry beside it, which is gone afterwards."""
        listed = self._list(revision.commit, revision.path)
        if any(one.path == posixpath.join(revision.path, _AGREEMENT) for one in listed) and revision.path:
            listed += self._list(revision.commit, posixpath.join(posixpath.dirname(revision.path), _SHARED))
        with TemporaryDirectory(prefix="cfcheck-") as home:
            # The folder at a repository's top has the repository's name, and an agreement that of its folder.
            top = Path(home).resolve() / ("copy" if revision.path else self.top.name)
            folder = top / revision.path
            folder.mkdir(parents=True)
            for path, content in self._contents(_rule_files(revision, listed)):
                target = top / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            yield Copy(folder, top)

    def _list(self, commit: str, path: str) -> list[_Listed]:
        """What lies in the folder, and in the folders in it; the path itself where it is no folder."""
        done = self._run("ls-tree", "-r", "-z", "--full-tree", commit, *(["--", path] if path else []))
        if done.returncode:
            raise RevisionUnreadable(f"git cannot list {quoted(path)}: {_complaint(done)}")
        entries = (entry.partition(b"\t") for entry in done.stdout.split(b"\0") if entry)
        return [_Listed(*_words(about), os.fsdecode(name)) for about, _, name in entries]

    def _contents(self, listed: Iterable[_Listed]) -> Iterator[tuple[str, bytes]]:
        """The files with their bytes as they are in the repository, one at a time."""
        with self._started("cat-file", "--batch") as (ask, answer):
            for one in listed:
                ask.write(f"{one.object}\n".encode())
                ask.flush()
                *_, size = answer.readline().split()
                if not size.isdigit():
                    raise RevisionUnreadable(f"git cannot read {quoted(one.path)}: its object is missing")
                yield one.path, answer.read(int(size))
                answer.read(1)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(self._command(arguments), env=_environment(), capture_output=True, check=False)  # noqa: S603  # our words; a revision cannot pass for an option
        except OSError as error:
            raise _no_git(error) from error

    @contextmanager
    def _started(self, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(self._command(arguments), env=_environment(), stdin=pipe, stdout=pipe)  # noqa: S603  # likewise
        except OSError as error:
            raise _no_git(error) from error
        with process:
            if process.stdin is not None and process.stdout is not None:
                yield process.stdin, process.stdout

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        return ["git", "-C", str(self._folder), *arguments]


def _rule_files(revision: Revision, listed: Iterable[_Listed]) -> Iterator[_Listed]:
    for one in listed:
        suffix = PurePosixPath(one.path).suffix.lower()
        what = _NOT_FOLLOWED.get(one.mode)
        if what and suffix in ("", *_SUFFIXES):
            raise RevisionUnreadable(f"{revision.name}:{one.path} is {what}, which is not followed; {_WAY_OUT}")
        if ".." in one.path.split("/"):
            raise RevisionUnreadable(f"{revision.name}:{one.path}: the path leads out of the repository")
        if not what and suffix in _SUFFIXES:
            yield one


def _environment() -> dict[str, str]:
    """Git with its own words in English, no question, no pattern in a path, and the repository that a folder is in.

    A hook of git's runs with that repository set already, as a path from another folder.
    """
    known = {name: value for name, value in os.environ.items() if name not in _SET_BY_HOOKS}
    return {**known, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}


def _words(about: bytes) -> tuple[str, str]:
    mode, _, name = about.decode().split()
    return mode, name


def _text(output: bytes) -> str:
    return os.fsdecode(output).removesuffix("\n")


def _complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "it does not say why"


def _no_git(error: OSError) -> RevisionUnreadable:
    if isinstance(error, FileNotFoundError):
        return RevisionUnreadable("git is not installed, or not on the PATH; without it, name folders")
    return RevisionUnreadable(f"git cannot be run: {error.strerror or error}")
