"""Gives git the objects and refs of a repository in a folder of our own, without its settings, hooks and attributes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from cfcheck.language.git.found import USUAL_FORMATS, small_file
from cfcheck.language.git.program import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.language.git.found import FoundRepository
    from cfcheck.language.git.program import Running

__all__ = ["View"]

# What names commits, and which commits are the earliest that there are. Grafts and replaced objects are not shown.
_FILES: Final = (
    "HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "BISECT_HEAD",
)  # fmt: skip
_PRIVATE: Final = ("refs", "logs", "reftable")
_COMMON: Final = ("refs", "packed-refs", "logs", "reftable", "shallow")
_SETTINGS: Final = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n"
# Which branch of which remote a branch follows. It says what `@{upstream}` means; no other setting is read.
_FOLLOWING: Final = r"^(branch\..*\.(remote|merge)|remote\..*\.fetch)$"
_MOST: Final = 256 * 1024


class View:
    """A repository of which git sees objects and refs alone.

    Git has no switch that leaves out the settings of the repository it works on, and they can name programs under
    names that nobody can list, such as `remote.NAME.uploadpack`. So it works on a folder that has settings of our own,
    and that leads to the objects and refs of the repository looked at.
    """

    def __init__(self, found: FoundRepository) -> None:
        self._found = found

    @contextmanager
    def started(self, call: Call) -> Iterator[Running]:
        """A call of git that reads the repository; see `Git.started`."""
        with self._shown(call) as shown, self._found.git.started(shown) as running:
            yield running

    def answer(self, call: Call, most: int) -> bytes | None:
        """What git writes; None where it fails, or writes more than `most` bytes."""
        with self._shown(call) as shown:
            return self._found.git.answer(shown, most)

    @contextmanager
    def _shown(self, call: Call) -> Iterator[Call]:
        """The call, made where git sees the repository in this way."""
        with TemporaryDirectory(prefix="cfcheck-") as name:
            home = Path(name)
            self._lay_out(home)
            objects = str(self._found.common / "objects")
            variables = {"GIT_DIR": str(home / "private"), "GIT_OBJECT_DIRECTORY": objects}
            yield call._replace(folder=home, variables=variables)

    def following(self) -> tuple[tuple[str, str], ...]:
        """The settings that say which branch of which remote a branch follows."""
        path = self._found.common / "config"
        if small_file(path) is None:
            return ()
        listing = ("config", "--file", str(path), "--no-includes", "--null", "--get-regexp", _FOLLOWING)
        entries = (self.answer(Call(listing), _MOST) or b"").split(b"\0")[:-1]
        pairs = (os.fsdecode(entry).partition("\n") for entry in entries)
        return tuple((key, value) for key, _, value in pairs)

    def _lay_out(self, home: Path) -> None:
        """A folder as `git worktree add` makes them: one part for the working tree, one for what all of them share."""
        found = self._found
        private, common = home / "private", home / "common"
        for folder, names, origin in ((private, _PRIVATE, found.private), (common, _COMMON, found.common)):
            folder.mkdir()
            for name in names:
                if (origin / name).exists():
                    (folder / name).symlink_to(origin / name)
        for name in _FILES:
            content = small_file(found.private / name)
            if content is not None:
                (private / name).write_bytes(content)
        (private / "commondir").write_text("../common\n", encoding="utf-8")
        # The usual formats have no names in older versions of git.
        formats = {"objectFormat": found.object_format, "refStorage": found.ref_format}
        extensions = "".join(f"\t{key} = {name}\n" for key, name in formats.items() if name not in USUAL_FORMATS)
        (common / "config").write_text(_SETTINGS + extensions, encoding="utf-8")
