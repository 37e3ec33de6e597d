"""The bytes of a stream that were read and not yet consumed, their position, and the bound on the size of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.model.brackets import behind_space

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["BLOCK", "KEPT_OF_LONG", "LONGEST_RECORD", "Cursor", "Position", "TooLong"]

BLOCK: Final = 128 * 1024


class Position(NamedTuple):
    """How many bytes of the file are before it, and how many line ends; None where these have not been counted."""

    offset: int
    line_ends: int | None


class Cursor:
    """Moves through `text`, of which that before `at` has been taken, and takes more from the stream.

    What has been read of the stream is `before` and the text, and a byte order mark of the length `mark` before both.
    """

    def __init__(self, stream: BinaryIO, before: bytes, text: bytes, mark: int) -> None:
        self.text = text
        self.at = 0
        self.ended = False
        self._stream = stream
        self._offset = mark + len(before)
        # To count line ends takes half as long as all the rest, and where there is no fault nobody asks. So that is
        # done on the way only where the stream cannot be gone through again.
        self._line_ends = None if stream.seekable() else before.count(b"\n")

    @property
    def rest(self) -> bytes:
        """What has been read and not been taken."""
        return self.text[self.at :]

    @property
    def mark(self) -> bytes:
        """The next byte; none if it is not there yet."""
        return self.text[self.at : self.at + 1]

    @property
    def here(self) -> Position:
        """The position in the file of the next byte to be taken."""
        return Position(self._offset, self._line_ends)

    def describe(self, position: Position) -> str:
        """The position in words: line and byte, counted from 1."""
        line_ends = self._count_line_ends(position.offset) if position.line_ends is None else position.line_ends
        return f"line {line_ends + 1} (byte {position.offset + 1})"

    def move(self, to: int) -> None:
        """Take what is before `to`."""
        if self._line_ends is not None:
            self._line_ends += self.text.count(b"\n", self.at, to)
        self._offset += to - self.at
        self.at = to

    def skip_space(self) -> bytes:
        """Take white space. What comes after it."""
        end = behind_space(self.text, self.at)
        if end > self.at:
            self.move(end)
        return self.mark

    def fill(self) -> None:
        """Read on: as much again as is waiting where that is a lot, so that it is not copied too often."""
        # A pipe gives what it has; waiting for a full block would keep back what is complete.
        read = getattr(self._stream, "read1", self._stream.read)
        waiting = len(self.text) - self.at
        self._append(read(BLOCK) if waiting < BLOCK else self._stream.read(waiting))

    def fill_up(self, most: int) -> None:
        """Read on, to the end if that is near enough."""
        self._append(self._stream.read(most))

    def _append(self, more: bytes) -> None:
        self.text, self.at, self.ended = self.rest + more, 0, not more

    def _count_line_ends(self, offset: int) -> int:
        """How many there are before the offset. Leaves the stream where it is."""
        back = self._stream.tell()
        self._stream.seek(back - self._offset - len(self.rest))
        count, left = 0, offset
        while left and (block := self._stream.read(min(BLOCK, left))):
            count, left = count + block.count(b"\n"), left - len(block)
        self._stream.seek(back)
        return count


LONGEST_RECORD: Final = 16 * 1024 * 1024
KEPT_OF_LONG: Final = 64 * 1024


class TooLong(NamedTuple):
    """In place of a record that is longer than is read: its beginning, in which its id may be seen."""

    head: bytes
