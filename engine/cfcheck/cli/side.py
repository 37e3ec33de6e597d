"""Interprets the arguments of `diff`: two sides, each a folder or a folder in a git revision, then incidents.

Up to two leading arguments are sides unless they are files. A folder is a folder; `REVISION:PATH` is a folder in a
revision; any other word is the name of an agreement that comes with cfcheck, or else a revision of the other side's
folder.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.cli.terminal import ExitCode, fail
from cfcheck.model.paths import is_folder, is_there
from cfcheck.model.text import suggestion
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.authoring.diff.side import Shown
    from cfcheck.language.git.revision import Repository, Revision

__all__ = ["Arguments", "Opened", "arguments_of", "opened"]

_STDIN: Final = "-"
_SIDES: Final = 2
_LATEST: Final = "HEAD"
_USUAL: Final = "rules"
_RANGE_HINT: Final = "for two revisions, name one after the other"


class InFolder(NamedTuple):
    """A side that lies in a folder, as its user named it; of an agreement named by its id, `hidden` is not shown."""

    folder: Path
    hidden: str = ""


class InRevision(NamedTuple):
    """A side that lies in a revision."""

    repository: Repository
    revision: Revision


Named = InFolder | InRevision


class Arguments(NamedTuple):
    """The two sides, and the files of incidents."""

    old: Named
    new: Named
    incidents: tuple[str, ...]

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of those sides that lie in one."""
        return tuple(side.folder for side in (self.old, self.new) if isinstance(side, InFolder))


class Opened(NamedTuple):
    """A side whose files can be read: where they are, how texts that name them are shown, and of which commit."""

    folder: Path
    shown: Shown
    commit: str | None = None


def arguments_of(words: Sequence[str]) -> Arguments:
    """The sides and incidents that the words stand for. Ends the command if they stand for nothing."""
    from cfcheck.language.git.revision import RevisionUnreadable

    count = next((place for place, word in enumerate(words[:_SIDES]) if _is_file(word)), min(len(words), _SIDES))
    try:
        old, new = _sides(words[:count])
    except RevisionUnreadable as error:
        fail(ExitCode.USAGE, str(error))
    return Arguments(old, new, tuple(words[count:]))


def _is_file(word: str) -> bool:
    return word == _STDIN or (is_there(word) and not is_folder(word))


def _sides(words: Sequence[str]) -> tuple[Named, Named]:
    if len(words) == _SIDES:
        return _two(*words)
    if not words:
        return _since(_LATEST, InFolder(_usual_folder()))
    (word,) = words
    side = _complete(word)
    if isinstance(side, InFolder):
        return _since(_LATEST, side)
    if side is None:
        return _since(word, InFolder(_usual_folder()))
    return side, InFolder(_working_folder(side))


def _two(old: str, new: str) -> tuple[Named, Named]:
    first, second = _complete(old), _complete(new)
    if first is None:
        first = _at(old, second or InFolder(Path(_USUAL)), new)
    if second is None:
        second = _at(new, first, old)
    return first, second


def _since(name: str, side: InFolder) -> tuple[Named, Named]:
    return _at(name, side, ""), side


def _complete(word: str) -> Named | None:
    """The side that the word names by itself; None for a word that can only be a revision."""
    from cfcheck.language.git.revision import Repository, revision_parts
    from cfcheck.language.load.packs import shipped_agreements

    if is_folder(word):
        return InFolder(Path(word))
    parts = revision_parts(word)
    if parts is not None:
        repository = Repository(Path())
        return InRevision(repository, repository.revision(*parts))
    shipped = shipped_agreements()
    return InFolder(shipped[word], f"{shipped[word].parent}/") if word in shipped else None


def _at(name: str, other: Named, also: str) -> InRevision:
    """The folder of the other side, in the revision of that name."""
    from cfcheck.language.git.revision import NoRepository, Repository, RevisionUnreadable
    from cfcheck.language.load.packs import shipped_agreements

    if isinstance(other, InRevision):
        return InRevision(other.repository, _known(name, other.repository, other.revision.path))
    folder = other.folder if is_folder(other.folder) else Path()
    path = "." if is_folder(other.folder) else f"./{other.folder}"
    try:
        repository = Repository(folder)
    except NoRepository as error:
        hint = suggestion(name, shipped_agreements())
        if name == _LATEST and not also:
            raise
        raise RevisionUnreadable(f"{_nothing(name)}; {hint or error}") from None
    return InRevision(repository, _known(name, repository, path))


def _known(name: str, repository: Repository, path: str) -> Revision:
    from cfcheck.language.git.revision import RevisionUnreadable
    from cfcheck.language.load.packs import shipped_agreements

    if not repository.has(name):
        hint = _RANGE_HINT if ".." in name else suggestion(name, shipped_agreements())
        raise RevisionUnreadable(f"{_nothing(name)}{f'; {hint}' if hint else ''}")
    return repository.revision(name, path)


def _nothing(name: str) -> str:
    return f"{visible(name)}: there is no such folder, file, git revision or agreement that comes with cfcheck"


def _usual_folder() -> Path:
    if not is_folder(_USUAL):
        fail(ExitCode.USAGE, f"name the rules to compare; there is no folder `{_USUAL}` here, which is the default")
    return Path(_USUAL)


def _working_folder(side: InRevision) -> Path:
    """The same folder in the working tree, as seen from here."""
    folder = side.repository.top / side.revision.path
    if not is_folder(folder):
        fail(ExitCode.USAGE, f"{side.revision.path}: there is no such folder in the working tree; name the other side")
    return Path(os.path.relpath(folder))


@contextmanager
def opened(side: Named) -> Iterator[Opened]:
    """The side with its files in a folder: its own, or a copy that is gone afterwards."""
    if isinstance(side, InFolder):
        hidden = side.hidden
        yield Opened(side.folder, (lambda text: text.replace(hidden, "")) if hidden else str)
        return
    name, commit = side.revision.name, side.revision.commit
    with side.repository.copy(side.revision) as copy:
        top = str(copy.top)
        yield Opened(copy.folder, lambda text: text.replace(f"{top}/", f"{name}:").replace(top, f"{name}:"), commit)
