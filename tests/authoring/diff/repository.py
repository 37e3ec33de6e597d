"""Small git repositories for tests, with the same commits wherever they are made."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WHO = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
_WHEN = {f"GIT_{who}_DATE": "2020-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")}


def _environment() -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**known, **_WHO, **_WHEN, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=_environment(), check=True, capture_output=True, text=True).stdout.strip()


def begin(folder: Path) -> None:
    """A repository of what the folder holds, with one commit on the branch `main`."""
    git(folder, "init", "-q", "-b", "main")
    commit(folder)


def commit(folder: Path) -> str:
    """A commit of what the folder holds; its name."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a change")
    return git(folder, "rev-parse", "HEAD")


def store(folder: Path, kind: str, content: bytes) -> str:
    """An object of any content, also such as git would not make by itself; its name."""
    command = ["git", "-C", str(folder), "hash-object", "-w", "--literally", "-t", kind, "--stdin"]
    done = subprocess.run(command, env=_environment(), input=content, check=True, capture_output=True)
    return done.stdout.decode().strip()


def store_tree(folder: Path, entries: Iterable[tuple[str, bytes, str]]) -> str:
    """A tree of entries, each with a mode, a name and the name of an object; its name."""
    lines = (mode.encode() + b" " + name + b"\0" + bytes.fromhex(of) for mode, name, of in entries)
    return store(folder, "tree", b"".join(lines))


def branch(folder: Path, name: str, tree: str) -> None:
    """A branch with one commit, of the tree."""
    when = "nobody <nobody> 1577836800 +0000"
    commit_of_tree = store(folder, "commit", f"tree {tree}\nauthor {when}\ncommitter {when}\n\na tree\n".encode())
    git(folder, "update-ref", f"refs/heads/{name}", commit_of_tree)
