"""Splits a stream into lines. It holds a block, and only the beginning of a line that is too long."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from cfcheck.ingest.json.cursor import KEPT_OF_LONG, LONGEST_RECORD, TooLong
from cfcheck.model.native import native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

__all__ = ["LineSplitter", "plain_lines"]

_BLOCK: Final = 512 * 1024


class LineSplitter:
    """Yields the lines of `lead` and then of the stream, some at a time, without the white space around them."""

    def __init__(self, stream: BinaryIO, lead: bytes, longest: int = LONGEST_RECORD) -> None:
        self._stream = stream
        self._lead = lead
        self._longest = longest
        self._open: list[bytes] = []  # the pieces of the line that has not ended yet
        self._length = 0

    def __iter__(self) -> Iterator[Sequence[bytes] | TooLong]:
        """The lines, in order, in batches."""
        for block in self._blocks():
            if self._length + len(block) > self._longest:
                yield from self._one_by_one(block)
            elif lines := self._at_once(block):
                yield lines
        if self._length:
            yield self._line()

    def _blocks(self) -> Iterator[bytes]:
        # A pipe gives what it has; waiting for a full block would keep back what is complete.
        read = getattr(self._stream, "read1", self._stream.read)
        block = self._lead or read(_BLOCK)
        while block:
            yield block
            block = read(_BLOCK)

    def _at_once(self, block: bytes) -> Sequence[bytes]:
        """The lines that end in the block, none of which can be too long."""
        end = block.rfind(b"\n") + 1
        if not end:
            self._keep(block)
            return []
        lines = _lines_of(self._taken(), block)
        if end < len(block):
            self._keep(block[end:])
        return lines

    def _one_by_one(self, block: bytes) -> Iterator[Sequence[bytes] | TooLong]:
        *ended, rest = block.split(b"\n")
        for line in ended:
            self._keep(line)
            yield self._line()
        self._keep(rest)

    def _line(self) -> list[bytes] | TooLong:
        is_too_long = self._length > self._longest
        line = self._taken()
        return TooLong(line) if is_too_long else [line.strip()]

    def _keep(self, piece: bytes) -> None:
        self._open.append(piece)
        self._length += len(piece)
        if self._length > self._longest:
            self._open = [b"".join(self._open)[:KEPT_OF_LONG]]

    def _taken(self) -> bytes:
        line = b"".join(self._open)
        self._open, self._length = [], 0
        return line


def plain_lines(lead: bytes, block: bytes) -> list[bytes]:
    """The lines that end in the block, without the white space around them. The first of them begins with `lead`."""
    # Twice as fast as `split`, which looks at every byte.
    return list(map(bytes.strip, BytesIO(lead + block[: block.rfind(b"\n") + 1])))


_lines_of: Final[Callable[[bytes, bytes], Sequence[bytes]]] = plain_lines if native is None else native.Lines
