"""Reads the bytes of a file that a user wrote, up to a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathlib

__all__ = ["LARGEST_FILE", "read_bytes"]

LARGEST_FILE = 1024 * 1024


def read_bytes(path: pathlib.Path) -> bytes:
    """The bytes of a file, no more than it takes to see that it is too large."""
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)
