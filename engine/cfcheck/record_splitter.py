"""Finds the records of a JSON list piece by piece, and as many of them as there are before a fault.

Knows brackets and quotes, not what a record says. Holds no more of the list than a block and the record it ends in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfcheck.incident import InvalidIncident, split_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["LONGEST_RECORD", "BrokenList", "RecordSplitter"]

LONGEST_RECORD: Final = 16 * 1024 * 1024
_BLOCK: Final = 256 * 1024
_MOST_GUESSES: Final = 8

# Where one record may end and the next begin. It may be inside a record as well: a guess, which a decoder confirms.
_SEAM: Final = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")
_SPACE: Final = re.compile(rb"[ \t\r\n]*")
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_WORD: Final = re.compile(rb'[^][{}",:\s]+')
_TEXT_OR_BRACKET: Final = re.compile(_TEXT.pattern + rb'|[][{}"]', re.DOTALL)


class BrokenList(ValueError):
    """Raised where the list cannot be followed any further; `rest` is the beginning of what was not taken."""

    def __init__(self, problem: str, rest: bytes) -> None:
        super().__init__(problem)
        self.problem = problem
        self.rest = rest


class RecordSplitter:
    """Yields the bytes of a list's records, some at a time; its `[` has been read: `lead`, then the stream, follows.

    `offset` and `line` say where in the file `lead` begins. After the last record, `tail` is what follows the `]`
    as far as it has been read.
    """

    def __init__(self, stream: BinaryIO, lead: bytes, offset: int, line: int) -> None:
        self._stream = stream
        self._pending = lead
        self._offset = offset
        self._line = line
        self._ended = False
        self._closed = False

    def __iter__(self) -> Iterator[list[bytes]]:
        """The records, in order, in batches. Raises BrokenList at the first fault."""
        self._fill()
        self._skip_space()
        if self._pending[:1] == b"]":
            self._close()
        while not self._closed:
            guessed = self._guess()
            if guessed:
                yield guessed
            if not guessed or self._ended:
                yield from ([record] for record in self._one_by_one())
            if not self._closed:
                self._fill()

    @property
    def place(self) -> str:
        """Where what has not been taken begins."""
        return f"line {self._line} (byte {self._offset + 1})"

    @property
    def tail(self) -> bytes:
        """What has been read and not been taken."""
        return self._pending

    def _take(self, length: int) -> bytes:
        taken, self._pending = self._pending[:length], self._pending[length:]
        self._offset += length
        self._line += taken.count(b"\n")
        return taken

    def _skip_space(self) -> None:
        space = _SPACE.match(self._pending)
        if space and space.end():
            self._take(space.end())

    def _close(self) -> None:
        self._take(1)
        self._closed = True

    def _fill(self) -> None:
        """Read as much again as is waiting, so that a long record is not looked through too often."""
        if len(self._pending) > LONGEST_RECORD:
            largest = LONGEST_RECORD // 1024 // 1024
            raise self._broken(f"the record that begins on {self.place} does not end within {largest} MiB")
        block = self._stream.read(max(_BLOCK, len(self._pending)))
        self._ended = not block
        self._pending += block

    def _guess(self) -> list[bytes]:
        """The records up to the last seam of what is waiting, or to its end, if a decoder agrees that it is one."""
        end = self._pending.rfind(b"]")
        if not self._pending[end + 1 :].strip(b" \t\r\n}") and (records := _decoded(self._pending[:end])):
            self._take(end)
            self._close()
            return records
        seams = list(_SEAM.finditer(self._pending, max(0, len(self._pending) - _BLOCK // 4)))
        for seam in reversed(seams[-_MOST_GUESSES:]):
            records = _decoded(self._pending[: seam.start() + 1])
            if records:
                self._take(seam.end())
                return records
        return []

    def _one_by_one(self) -> Iterator[bytes]:
        """The records that end in what is waiting, found by their quotes and brackets."""
        while not self._closed:
            self._skip_space()
            if self._pending[:1] in (b"]", b"}", b",", b":"):
                raise self._broken(f"expected a record on {self.place}")
            end = _end_of_value(self._pending)
            after = self._pending[end:].lstrip(b" \t\r\n")[:1]
            if not (end and after):
                break
            yield self._take(end)
            self._skip_space()
            if after not in (b",", b"]"):
                raise self._broken(f"expected `,` or `]` on {self.place}")
            if after == b"]":
                self._close()
            else:
                self._take(1)
        if self._ended and not self._closed:
            yield from self._the_last()

    def _the_last(self) -> Iterator[bytes]:
        """What there is of a record where the file ends before the list does."""
        end = _end_of_value(self._pending)
        if self._pending and not end:
            raise self._broken(f"the file ends inside the record that begins on {self.place}")
        if end:
            yield self._take(end)
            self._skip_space()
        raise self._broken(f"the file ends on {self.place}, before the list does")

    def _broken(self, problem: str) -> BrokenList:
        return BrokenList(problem, self._pending)


def _decoded(elements: bytes) -> list[bytes] | None:
    try:
        return split_records(b"[" + elements + b"]")
    except InvalidIncident:
        return None


def _end_of_value(pending: bytes) -> int:
    """Where the value at the beginning ends, by its quotes and brackets alone; 0 where that is not to be seen."""
    if pending[:1] not in (b"{", b"["):
        found = (_TEXT if pending[:1] == b'"' else _WORD).match(pending)
        return found.end() if found else 0
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(pending):
        mark = found[0]
        if mark == b'"':  # a text that does not end
            return 0
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                return found.end()
    return 0
