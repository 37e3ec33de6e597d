"""The command line: commands turn options into calls, and outcomes into exit codes.

Modules that take long to import are imported when a command needs them; `app`, which needs typer, is loaded lazily too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.cli.start import main

if TYPE_CHECKING:
    from cfcheck.cli.application import app

__all__ = ["app", "main"]


def __getattr__(name: str) -> object:
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    from cfcheck.cli.application import app

    return app
