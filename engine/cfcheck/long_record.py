"""How long a record may be, and what stands for one that is longer: memory is bounded whatever a file holds."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["KEPT_OF_LONG", "LONGEST_RECORD", "TooLong"]

LONGEST_RECORD: Final = 16 * 1024 * 1024
KEPT_OF_LONG: Final = 64 * 1024


class TooLong(NamedTuple):
    """In place of a record that is longer than is read: its beginning, in which its id may be seen."""

    head: bytes
