"""The table of commands, and the options of the program as a whole: its version and its verbosity."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COMMANDS", "PLAIN_COMMANDS", "TRACEBACK_VARIABLE", "version_line"]

PLAIN_COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "check": ("cfcheck.cli.check", "check"),
    "convert": ("cfcheck.cli.convert", "convert"),
    "diff": ("cfcheck.cli.diff", "diff"),
    "evaluate": ("cfcheck.cli.evaluate", "evaluate"),
    "explain": ("cfcheck.cli.explain", "explain"),
    "fmt": ("cfcheck.cli.fmt", "fmt"),
    "schema": ("cfcheck.cli.schema", "schema"),
    "test": ("cfcheck.cli.test", "run_tests"),
}
"""The commands that can be called without typer, with the module and the function of each."""

COMMANDS: Final = frozenset({*PLAIN_COMMANDS, "new", "rules"})
"""All commands."""

TRACEBACK_VARIABLE: Final = "CFCHECK_TRACEBACK"
"""The environment variable that makes faults show their traceback, which may contain input data."""


def version_line() -> str:
    """The version, and the versions of what else results depend on."""
    from cfcheck.evaluation.evaluator import active_inference
    from cfcheck.model.zone import tz_version
    from cfcheck.version import VERSION

    python = ".".join(map(str, sys.version_info[:3]))
    return f"cfcheck {VERSION} (inference {active_inference()}, tz database {tz_version()}, Python {python})"
