"""What the outcome of loading rests on besides the files loaded: this cfcheck, this Python, the packages beside them.

Knows nothing of rule files. What Python itself tells a module by, its size and time of change, tells it here too.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cfcheck.version import VERSION
from cfcheck.zone import tz_version

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["surroundings"]

_PACKAGES: Final = ("msgspec", "pydantic", "pydantic_core", "tzdata", "yaml")


def surroundings() -> str:
    """A hash that differs wherever the same files could be loaded otherwise. Raises OSError where it cannot be told."""
    told = (VERSION, tz_version(), sys.version, *_modules(Path(__file__).parent), *_installed())
    return sha256("\0".join(told).encode(errors="surrogateescape")).hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """Every module of cfcheck, so that a working copy of it can change without a change of version."""
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        waiting += [entry.path for entry in inside if entry.is_dir() and not entry.name.startswith((".", "__"))]
        for entry in inside:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"


def _installed() -> Iterator[str]:
    """Every package, with its version, that is installed where those are that loading uses."""
    specs = {name: PathFinder.find_spec(name) for name in _PACKAGES}
    homes = {str(Path(spec.origin).parents[1]) if spec and spec.origin else "" for spec in specs.values()}
    for home in sorted(homes - {""}):
        with os.scandir(home) as entries:
            yield from sorted(entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
