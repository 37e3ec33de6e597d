"""Runs the `git` executable with our own settings in place of all others, for a bounded time.

No setting of the repository, the machine or the user can make git run a program: settings come from the table below,
environment variables are passed on only if they are in `_KEPT`, and no transport is allowed. See
docs/decisions/0050-git-runs-nothing-of-a-repository.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Timer
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.model.problem import CfcheckError
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO

__all__ = ["PATIENCE", "Call", "Git", "RevisionUnreadable", "Running", "git_outside"]

PATIENCE = 120.0
"""After how many seconds a call of git is ended. A pipe or a device in place of a file would hold it for ever."""

_NAME: Final = "git"
_MOST_SETTINGS: Final = 1000
_PREFIX: Final = "GIT_"
# Where a search for a repository ends. All other variables of git's lead elsewhere or make it run or write something;
# a hook of git's runs with the repository set as a path from another folder.
_KEPT: Final = ("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")

# Every setting by which a call of `rev-parse`, `ls-tree`, `cat-file` or of the fetch that git may begin by itself could
# run something or read elsewhere. None of them is in effect where git is shown a view; of the one call that is made
# before there is a view, it keeps whatever a repository has set from being in effect.
_SETTINGS: Final[tuple[tuple[str, str], ...]] = (
    ("safe.bareRepository", "explicit"),
    ("protocol.allow", "never"),
    # `remote.NAME.url = none::` is of the protocol `none`, whose program can be an alias.
    ("alias.remote-none", ""),
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.pager", "cat"),
    ("core.editor", ":"),
    ("core.askPass", ""),
    ("core.sshCommand", "false"),
    ("core.gitProxy", ""),
    ("core.alternateRefsCommand", "false"),
    ("core.attributesFile", os.devnull),
    ("core.excludesFile", os.devnull),
    # What these say of commits and trees is not in the commits and trees themselves.
    ("core.commitGraph", "false"),
    ("core.multiPackIndex", "false"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("gpg.program", "false"),
    ("gpg.ssh.program", "false"),
    ("gpg.x509.program", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("submodule.recurse", "false"),
    ("maintenance.auto", "false"),
    ("gc.auto", "0"),
    # Where a branch is pushed to can depend on settings of the user's that are not read.
    ("push.default", "nothing"),
)

_VARIABLES: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    # Of an object that says how large it is, git asks for as much memory. Without a unit it would be bytes.
    "GIT_ALLOC_LIMIT": "256m",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_SSH_COMMAND": "false",
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}
_NO_FILES: Final[Mapping[str, str]] = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
}


class RevisionUnreadable(CfcheckError):
    """Raised where what is to be read cannot be had from git, with the reason."""


class Call(NamedTuple):
    """What git is called with: its arguments, the folder to run in, and what else it is given.

    `settings` are git's, `variables` those of its environment, `stdin` is what it reads. With `with_own_settings`,
    git also reads the settings that this user and this machine have for it, in files and in the environment.
    """

    arguments: Sequence[str]
    folder: Path = Path(os.sep)
    settings: Iterable[tuple[str, str]] = ()
    variables: Mapping[str, str] = {}
    stdin: bytes = b""
    with_own_settings: bool = False


class Running(NamedTuple):
    """A call of git under way, with what it writes."""

    output: IO[bytes]
    process: subprocess.Popen[bytes]

    def fails(self) -> bool:
        """Whether git ends with a fault; waits for its end."""
        return self.process.wait() != 0


@dataclass(frozen=True, slots=True)
class Git:
    """The executable, and the folders in which it looks for programs of its own."""

    program: str
    path: str

    def answer(self, call: Call, most: int) -> bytes | None:
        """What git writes; None where it fails, or writes more than `most` bytes."""
        with self.started(call) as running:
            return _answer(running, most)

    @contextmanager
    def started(self, call: Call) -> Iterator[Running]:
        """The call under way. It is ended when the context is left."""
        files, own = (_own_files(), _own_settings()) if call.with_own_settings else (_NO_FILES, ())
        settings = (*own, *_SETTINGS, *call.settings)
        numbered = {
            f"GIT_CONFIG_{part}_{place}": text
            for place, setting in enumerate(settings)
            for part, text in zip(("KEY", "VALUE"), setting, strict=True)
        }
        count = {"GIT_CONFIG_COUNT": str(len(settings))}
        environment = {**self._environment(), **files, **count, **numbered, **call.variables}
        with _running(self.program, call, environment) as running:
            yield running

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_PREFIX) or key in _KEPT}
        return {**kept, **_VARIABLES, "PATH": self.path}


def _own_files() -> dict[str, str]:
    """Which files of settings the environment names."""
    return {name: os.environ[name] for name in _NO_FILES if name in os.environ}


def _own_settings() -> Iterator[tuple[str, str]]:
    """The settings that the environment has."""
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    for place in range(min(int(count), _MOST_SETTINGS) if count.isdecimal() else 0):
        names = (f"GIT_CONFIG_KEY_{place}", f"GIT_CONFIG_VALUE_{place}")
        if all(name in os.environ for name in names):
            yield os.environ[names[0]], os.environ[names[1]]


def _answer(running: Running, most: int) -> bytes | None:
    answer = running.output.read(most + 1)
    return None if len(answer) > most or running.fails() else answer


def git_outside(root: Path | None) -> Git:
    """The first executable on the PATH that is not in the folder, of which entries that name no absolute path are none.

    Raises RevisionUnreadable where there is none.
    """
    named = os.environ.get("PATH", os.defpath).split(os.pathsep)
    folders = [folder for folder in named if Path(folder).is_absolute() and not _is_inside(folder, root)]
    for folder in folders:
        program = shutil.which(_NAME, path=folder)
        if program and not _is_inside(program, root):
            return Git(program, os.pathsep.join(folders))
    where = f", outside of {visible(str(root))}" if root else ""
    raise RevisionUnreadable(f"git is not installed, or not on the PATH{where}; without it, name folders")


def _is_inside(name: str, root: Path | None) -> bool:
    """Whether the path, or what it leads to, lies in the folder."""
    return root is not None and any(path.is_relative_to(root) for path in (Path(name), Path(os.path.realpath(name))))


@contextmanager
def _running(program: str, call: Call, environment: Mapping[str, str]) -> Iterator[Running]:
    with TemporaryFile() as stdin:
        stdin.write(call.stdin)
        stdin.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603  # our words; a revision cannot pass for an option
                [program, "--no-pager", *call.arguments],
                cwd=call.folder, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise RevisionUnreadable(f"git cannot be run ({visible(program)}); without it, name folders") from error
        with process, _ended_in_time(process):
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            yield Running(process.stdout, process)


@contextmanager
def _ended_in_time(process: subprocess.Popen[bytes]) -> Iterator[None]:
    late = Event()
    timer = Timer(PATIENCE, _end, (process, late))
    timer.daemon = True
    timer.start()
    try:
        yield
    except RevisionUnreadable:
        if not late.is_set():
            raise
    finally:
        timer.cancel()
        process.kill()
    if late.is_set():
        raise RevisionUnreadable(f"git has not answered within {PATIENCE:.0f} s and was ended; name folders instead")


def _end(process: subprocess.Popen[bytes], late: Event) -> None:
    if process.poll() is None:
        late.set()
        process.kill()
