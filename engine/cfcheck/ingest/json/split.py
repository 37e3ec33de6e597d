"""Splits a JSON list, or a sequence of JSON objects, into the bytes of its records.

It holds a block and the record that the block ends in, and only the beginning of a record that is too long.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.ingest.json.cursor import BLOCK, KEPT_OF_LONG, LONGEST_RECORD, TooLong
from cfcheck.model.brackets import ValueEnd
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import split_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.json.cursor import Cursor, Position

__all__ = ["LIST", "SEQUENCE", "BrokenOff", "RecordLayout", "RecordSplitter"]

_MOST_GUESSES: Final = 8
_KEY: Final = 8

# Where one record may end and the next begin. It may be inside a record as well: a guess, which a decoder confirms.
_SEAM: Final = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")


class RecordLayout(NamedTuple):
    """How records stand: what is between two, what ends them, and what cannot begin one."""

    between: bytes
    end: bytes
    begins_none: re.Pattern[bytes]


LIST: Final = RecordLayout(b",", b"]", re.compile(rb"[\]},:/#]"))
SEQUENCE: Final = RecordLayout(b"", b"", re.compile(rb"[^{]"))


class BrokenOff(ValueError):
    """Raised where the records cannot be followed any further; `rest` is the beginning of what was not taken.

    As much of it as is kept of a long record, if there is so much: messages about it must not depend on how it came.
    """

    def __init__(self, problem: str, rest: bytes) -> None:
        super().__init__(problem)
        self.problem = problem
        self.rest = rest


class RecordSplitter:
    """Yields the bytes of records, some at a time, as the cursor comes to them; a list's `[` is behind it."""

    def __init__(self, cursor: Cursor, layout: RecordLayout, longest: int = LONGEST_RECORD) -> None:
        self._cursor = cursor
        self._layout = layout
        self._longest = longest
        self._seam = b""  # the bytes between the last two records
        self._seam_width = 0
        self._closed = False
        self._is_first = True
        self._is_between = False
        self._begins: Position | None = None  # where the record began that has not ended yet
        self._end = ValueEnd()
        self._head = b""

    def __iter__(self) -> Iterator[list[bytes] | TooLong]:
        """The records, in order, in batches. Raises BrokenOff at the first fault."""
        while not self._closed:
            guessed = self._guess() if self._layout is LIST else []
            if guessed:
                yield guessed
            else:
                yield from self._one_by_one()
            self._read_on(is_all_taken=not guessed)

    def _guess(self) -> list[bytes]:
        """The records up to the last seam of what is waiting, or to its end, if a decoder agrees that it is one."""
        cursor = self._cursor
        if self._head or not self._is_at_record() or len(cursor.text) - cursor.at > self._longest:
            return []
        end = cursor.text.rfind(self._layout.end)
        if not cursor.text[end + 1 :].strip(b" \t\r\n}") and (records := _decoded(cursor, end)):
            cursor.move(end + 1)
            self._leave(is_between=False)
            self._closed = True
            return records
        for end, following in self._seams():
            records = _decoded(cursor, end)
            if records:
                self._seam, self._seam_width = cursor.text[end - 1 : following + _KEY], following - end + 1
                cursor.move(following)
                self._leave(is_between=False)
                return records
        return []

    def _seams(self) -> Iterator[tuple[int, int]]:
        """Where a record may end and where the next begins, likeliest first."""
        text, at = self._cursor.text, self._cursor.at
        seam = text.rfind(self._seam, at) if self._seam else -1
        if seam >= 0:
            yield seam + 1, seam + self._seam_width
        found = list(_SEAM.finditer(text, max(at, len(text) - BLOCK // 2)))
        yield from ((seam.start() + 1, seam.end()) for seam in reversed(found[-_MOST_GUESSES:]))

    def _one_by_one(self) -> Iterator[list[bytes] | TooLong]:
        """The records that end in what is waiting, found by their quotes and brackets."""
        records: list[bytes] = []
        try:
            while (record := self._next()) is not None:
                if isinstance(record, bytes):
                    records.append(record)
                    continue
                if records:
                    yield records
                records = []
                yield record
        except BrokenOff:
            if records:
                yield records
            raise
        if records:
            yield records

    def _next(self) -> bytes | TooLong | None:
        """The next record; None where it does not end in what is waiting, or there is none."""
        if not self._is_at_record():
            return None
        cursor, start = self._cursor, self._cursor.at
        end = self._end.find(cursor.text, start)
        if (end if end >= 0 else len(cursor.text)) - start > self._longest:
            self._head = self._head or cursor.text[start : start + min(KEPT_OF_LONG, self._longest)]
        if end < 0:
            if self._head:
                cursor.move(start + self._end.forget())
            return None
        record = TooLong(self._head) if self._head else cursor.text[start:end]
        cursor.move(end)
        self._leave(is_between=True)
        return record

    def _leave(self, *, is_between: bool) -> None:
        self._is_first, self._is_between = False, is_between
        self._begins, self._head, self._end = None, b"", ValueEnd()

    def _is_at_record(self) -> bool:
        """Whether a record begins here, or goes on, once what stands before it is passed. Raises BrokenOff."""
        if self._begins or self._closed:
            return not self._closed
        cursor, layout = self._cursor, self._layout
        mark = cursor.skip_space()
        if mark == layout.end and (self._is_first or self._is_between):
            if mark:
                cursor.move(cursor.at + 1)
                self._closed = True
            return False
        if mark and self._is_between and layout.between:
            if mark != layout.between:
                raise self._broken("expected `,` or `]` on")
            cursor.move(cursor.at + 1)
            self._is_between = False
            mark = cursor.skip_space()
        if layout.begins_none.match(mark):
            raise self._broken("expected a record on", "; JSON has no comments" if mark in (b"/", b"#") else "")
        self._begins = cursor.here if mark else None
        return bool(mark)

    def _read_on(self, *, is_all_taken: bool) -> None:
        if self._cursor.ended and is_all_taken:
            self._finish()
        elif not (self._closed or self._cursor.ended):
            self._cursor.fill()

    def _finish(self) -> None:
        """Nothing follows."""
        cursor = self._cursor
        if self._begins:
            problem = f"the file ends inside the record that begins on {cursor.describe(self._begins)}"
            raise BrokenOff(problem, self._head or cursor.rest)
        if self._layout.end and not self._closed:
            raise BrokenOff(f"the file ends on {cursor.describe(cursor.here)}, before the list does", b"")
        self._closed = True

    def _broken(self, problem: str, hint: str = "") -> BrokenOff:
        self._cursor.fill_up(KEPT_OF_LONG)
        return BrokenOff(f"{problem} {self._cursor.describe(self._cursor.here)}{hint}", self._cursor.rest)


def _decoded(cursor: Cursor, end: int) -> list[bytes] | None:
    """The records between the cursor and `end`, if that is a list of values."""
    try:
        return split_records(b"".join((b"[", memoryview(cursor.text)[cursor.at : end], b"]")))
    except InvalidIncident:
        return None
