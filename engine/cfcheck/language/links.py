"""Follows links among rule files only within the repository, or else the folder, that holds the files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from cfcheck.model.paths import resolved
from cfcheck.model.problem import Problem, way_out

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["enclosing", "leads_out", "stray_link"]

_CODE: Final = "stray-link"
_MESSAGE: Final = "the link leads out of the repository, or of the folder of rules"
_REPOSITORY: Final = ".git"


def enclosing(folder: Path) -> Path:
    """The top of the working tree that the folder lies in; the folder itself where it lies in none."""
    real = resolved(folder)
    return next((level for level in (real, *real.parents) if os.path.lexists(level / _REPOSITORY)), real)


def leads_out(path: Path, home: Path) -> bool:
    """Whether the path, once all links are followed, lies outside of the folder, or among git's own files in it.

    A message about a rule file quotes it. Were links followed everywhere, a pull request could have any file of the
    machine quoted in the log of the job that checks it.
    """
    real = resolved(path)
    return not real.is_relative_to(home) or _REPOSITORY in real.relative_to(home).parts


def stray_link(path: Path) -> Problem:
    """The problem that a link leads out, and is not followed."""
    return Problem(_CODE, str(path), 0, 0, _MESSAGE, hint=way_out(_CODE))
