"""The command line. Its commands only turn options into calls and outcomes into exit codes.

Nothing that takes time to load is imported before a command needs it.
"""

from cfcheck.cli.app import app, main

__all__ = ["app", "main"]
