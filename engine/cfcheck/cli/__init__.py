"""The command line. Its commands only turn options into calls and outcomes into exit codes.

Nothing that takes time to load is imported before a command needs it; `app`, made of typer, is such a thing.
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
