"""The table of output formats for issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.check.output import write_human, write_json
from cfcheck.authoring.check.output_ci import write_github, write_junit
from cfcheck.authoring.check.sarif import write_sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from cfcheck.authoring.check.report import Report

__all__ = ["WRITERS", "write_human"]

WRITERS: Final[Mapping[str, Callable[[Report, TextIO], None]]] = {
    "human": write_human,
    "json": write_json,
    "sarif": write_sarif,
    "github": write_github,
    "junit": write_junit,
}
"""Every format by name. Each writes the whole report to a text stream in UTF-8."""
