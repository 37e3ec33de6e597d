"""Keeps text that is written behind all else, packed: what is written of records set aside is much alike."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KeptText"]

_BLOCK: Final = 64 * 1024
_QUICKEST: Final = 1
# A name of a file may hold bytes that are no text, which Python keeps as lone surrogates.
_ERRORS: Final = "surrogatepass"


class KeptText:
    """Pieces of text in the order in which they were added."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._pieces: list[str] = []
        self._size = 0

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._packed or self._pieces)

    def add(self, piece: str) -> None:
        """Keep one more piece."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= _BLOCK:
            self._packed.append(zlib.compress("".join(self._pieces).encode(errors=_ERRORS), _QUICKEST))
            self._pieces, self._size = [], 0

    def text(self) -> Iterator[str]:
        """All of the text, in parts of some 64 KiB, each of which ends where a piece does."""
        for packed in self._packed:
            yield zlib.decompress(packed).decode(errors=_ERRORS)
        if self._pieces:
            yield "".join(self._pieces)
