"""Small git repositories for tests, with the same commits wherever they are made."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WHO = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
_WHEN = {f"GIT_{who}_DATE": "2020-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")}


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**known, **_WHO, **_WHEN, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def begin(folder: Path) -> None:
    """A repository of what the folder holds, with one commit on the branch `main`."""
    git(folder, "init", "-q", "-b", "main")
    commit(folder)


def commit(folder: Path) -> str:
    """A commit of what the folder holds; its name."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a change")
    return git(folder, "rev-parse", "HEAD")
