"""What the exit code of every command says."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """The exit codes of cfcheck; there are no others."""

    DONE = 0
    """Everything asked for was done."""
    FOUND = 1
    """What `--fail-on` names was found, or a check or a test failed. Results were written all the same."""
    USAGE = 2
    """The command line is wrong, or the output it names cannot be written."""
    INVALID = 3
    """Rules cannot be loaded, a file cannot be read, or a record was set aside. The rest was evaluated."""
    BROKEN_OFF = 70
    """A fault of cfcheck, or the system lacked memory or the like. Nothing follows from it about what was read."""
    HUNG_UP = 129
    """Ended because its terminal was closed, as shells report it (128 + SIGHUP)."""
    INTERRUPTED = 130
    """Ended by Ctrl-C, as shells report it (128 + SIGINT)."""
    BROKEN_PIPE = 141
    """Whoever read the output stopped reading, as shells report it (128 + SIGPIPE)."""
    TERMINATED = 143
    """Ended by a signal to terminate, as shells report it (128 + SIGTERM)."""
