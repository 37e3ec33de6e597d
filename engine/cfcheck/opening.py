"""The first lines of a file, as many as it takes to see its form. Knows what forms there are, nothing of records."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.record_splitter import LONGEST_RECORD

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["EXPECTED", "Opening", "opening_of"]

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_NOT_TEXT: Final = {
    b"\xff\xfe": "is UTF-16, not UTF-8; save it as UTF-8",
    b"\xfe\xff": "is UTF-16, not UTF-8; save it as UTF-8",
    b"\x1f\x8b": "is compressed with gzip; unpack it first: `gzip -dc FILE | cfcheck evaluate -`",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd; unpack it first: `zstd -dc FILE | cfcheck evaluate -`",
    b"PK\x03\x04": "is a ZIP archive or a spreadsheet; export its records as JSON",
}
EXPECTED: Final = "expected a JSON list of incidents, one incident, or one a line (NDJSON)"
_LIST: Final = re.compile(rb'\s*(?:\[|\{\s*"incidents"\s*:\s*\[)')
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


class Opening(NamedTuple):
    """The first lines of a file, as many as it takes to see its form, and the length of the mark before them."""

    lines: tuple[bytes, ...]
    mark: int

    @property
    def text(self) -> bytes:
        """All of them, the mark left out."""
        return b"".join(self.lines)

    @property
    def first(self) -> bytes:
        """What the file begins with, white space left out."""
        return self.text.lstrip()

    @property
    def why_not(self) -> str:
        """Why nothing can be read; empty if something can."""
        if not self.first:
            return f"is empty; {EXPECTED}"
        text = self.text
        return next((problem for magic, problem in _NOT_TEXT.items() if text.startswith(magic)), "")

    @property
    def list_start(self) -> int:
        """Where the records of a list begin; 0 if this is none."""
        found = _LIST.match(self.text)
        return found.end() if found else 0

    @property
    def has_lines(self) -> bool:
        """Whether each line is a record: the first is whole, or the second cannot be what the first goes on with."""
        first, *others = [line.strip() for line in self.lines if line.strip()]
        if _is_whole(first) or len(first) == LONGEST_RECORD:
            return True
        goes_on = first.endswith((b"[", b":")) or (first.endswith(b",") and first.count(b"[") > first.count(b"]"))
        return bool(others) and others[0].startswith(b"{") and not goes_on


def opening_of(stream: BinaryIO) -> Opening:
    """What the stream begins with, read from it."""
    lines = _up_to_text(stream)
    mark = len(_BYTE_ORDER_MARK) if lines and lines[0].startswith(_BYTE_ORDER_MARK) else 0
    if mark:
        lines = [lines[0][mark:], *lines[1:]]
        lines += [] if lines[-1].strip() else _up_to_text(stream)
    first = lines[-1].strip() if lines else b"["
    if not first.startswith(b"[") and not _is_whole(first) and len(first) < LONGEST_RECORD:
        lines += _up_to_text(stream)
    return Opening(tuple(lines), mark)


def _up_to_text(stream: BinaryIO) -> list[bytes]:
    """The next line that is not blank, and the blank ones before it."""
    lines = []
    for line in iter(partial(stream.readline, LONGEST_RECORD), b""):
        lines.append(line)
        if line.strip():
            break
    return lines


def _is_whole(line: bytes) -> bool:
    """Whether the line begins an object and ends it, by its brackets."""
    bare = _TEXT.sub(b"", line)
    return line.startswith(b"{") and bare.count(b"{") + bare.count(b"[") == bare.count(b"}") + bare.count(b"]")
