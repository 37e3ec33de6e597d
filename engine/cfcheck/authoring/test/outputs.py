"""The table of output formats for runs of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.test.output import write_human
from cfcheck.authoring.test.output_ci import write_github, write_json, write_junit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TextIO

    from cfcheck.authoring.test.output import RunDetail
    from cfcheck.authoring.test.session import TestRun

__all__ = ["WRITERS"]

WRITERS: Final[Mapping[str, Callable[[TestRun, RunDetail, TextIO], None]]] = {
    "human": write_human,
    "json": write_json,
    "junit": write_junit,
    "github": write_github,
}
"""Every format by name. Each writes the whole run to a text stream in UTF-8; only `human` has more and less detail."""
