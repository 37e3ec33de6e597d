"""A part of an agreement's terms as people compare them: named, in words, with the place where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.document import Path

__all__ = ["Entry", "Part", "Said", "Where"]


class Where(NamedTuple):
    """A place in the files of an agreement: `file` in its folder, or empty for the registry file that has the path."""

    file: str
    path: Path = ()

    def below(self, *path: str | int) -> Where:
        """The place of something that is written in what is written here."""
        return Where(self.file, (*self.path, *path))


class Entry(NamedTuple):
    """One of several values of a key: its name, what more is said of it, and its number in the list, if known."""

    name: str
    said: str = ""
    number: int | None = None


Said = str | tuple[Entry, ...]
"""What a key says: a text, empty where it says nothing, or several entries."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the terms: `what` it is, its id, and `of` which other part; what its keys say; where it is written."""

    what: str
    id: str
    of: str
    where: Where
    says: Mapping[str, Said]
