"""The example accord of docs/checks with other files laid over it, opened or checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.checker import check_folders
from cfcheck.authoring.check.written import open_written
from check_page import lay_over

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cfcheck.authoring.check.check import Issue
    from cfcheck.authoring.check.report import Checked
    from cfcheck.authoring.check.written import Written

__all__ = ["TERMS", "TODAY", "WORLD", "checked", "found", "opened"]

TODAY: Final = date(2026, 1, 31)
TERMS: Final = "accord/agreement.yaml"
WORLD: Final = "registry/world.yaml"


def checked(folder: Path, files: Mapping[str, str]) -> Checked:
    lay_over(files, folder)
    return check_folders([folder / "accord"], TODAY)


def opened(folder: Path, files: Mapping[str, str]) -> Written:
    lay_over(files, folder)
    return open_written(folder / "accord", TODAY)


def found(folder: Path, files: Mapping[str, str], check: str) -> list[Issue]:
    """What the check finds."""
    return [issue for issue in checked(folder, files).issues if issue.check == check]
