"""Names the machine and the versions that a measurement was taken with."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["describe_machine", "describe_versions", "today"]

_CPU_INFO: Final = Path("/proc/cpuinfo")
_MODEL: Final = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)


def describe_machine() -> str:
    """The processor, how many cores of it are there, the system and the Python."""
    found = _MODEL.search(_CPU_INFO.read_text(encoding="utf-8")) if _CPU_INFO.exists() else None
    model = found[1] if found else platform.processor() or platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, {python}"


def describe_versions(distributions: Iterable[str]) -> str:
    """Each distribution that is installed, with its version."""
    return ", ".join(sorted(f"{name} {number}" for name in set(distributions) if (number := _version(name))))


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def today() -> str:
    """The day, in UTC."""
    return datetime.now(UTC).date().isoformat()
