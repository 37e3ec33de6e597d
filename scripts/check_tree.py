"""Refuses what only makes sense on the machine it was made on: paths, package indexes, lock files.

Knows nothing of what the project does.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent

# Written so that this file does not refuse itself. A folder counts at the start of a path only: the path of
# an address (https://example.org/home/...) is nobody's machine.
_MARKS = {
    "path of a machine": re.compile(r"(?<![\w.~$}/-])/(?:home|opt|private|root|tmp|Users|work)/(?=[\w.])"),
    "path of a Windows machine": re.compile(r"\b[A-Za-z]:\\+Users\\"),
    "package index": re.compile(r"(?:extra-)?index[-_]url|find[-_]links|\bPIP_[A-Z]+_URL\b"),
}
_UNWANTED = re.compile(
    r"(?:^|/)(?:__pycache__|\.venv[^/]*|\.idea|\.vscode|node_modules)/|(?:^|/)pylock[^/]*\.toml$|\.(?:lock|pyc|orig|rej)$"
)


def faults_of_path(path: str) -> Iterator[str]:
    """What is wrong with a file being in the repository at all."""
    if _UNWANTED.search(path):
        yield f"{path}: does not belong in the repository"


def faults_of_text(path: str, text: str) -> Iterator[str]:
    """What is wrong with the lines of a file, each with its place."""
    for number, line in enumerate(text.splitlines(), start=1):
        for what, mark in _MARKS.items():
            if found := mark.search(line):
                yield f"{path}:{number}:{found.start() + 1}: {what}: `{found.group()}`"


def faults_of_tree(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """What is wrong with these files; files that are not text are judged by their path only."""
    for path in sorted(paths):
        yield from faults_of_path(path)
        try:
            text = (root / path).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            continue
        yield from faults_of_text(path, text)


def paths_in_repository(root: Path) -> list[str]:
    """Files that are committed, or would be by `git add --all`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path]


def main() -> int:
    """Print every fault; 1 when there is any."""
    faults = list(faults_of_tree(ROOT, paths_in_repository(ROOT)))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
