"""Reads incidents from JSON and NDJSON, told apart by their content, and sets aside what is none.

Knows the files' form, nothing of agreements. Never raises for what it reads: a fault is a `SetAside`, whose record is
0 where it concerns the file as a whole. In NDJSON a record's number is that of its line.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.assessment import SetAside
from cfcheck.incident import InvalidIncident, split_records
from cfcheck.record import Record, readable_id, record_from
from cfcheck.record_splitter import LONGEST_RECORD, BrokenList, RecordSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

__all__ = ["STDIN", "Record", "read_files", "read_incidents"]

STDIN: Final = "-"

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_NOT_TEXT: Final = {
    b"\xff\xfe": "is UTF-16, not UTF-8; save it as UTF-8",
    b"\xfe\xff": "is UTF-16, not UTF-8; save it as UTF-8",
    b"\x1f\x8b": "is compressed with gzip; unpack it first: `gzip -dc FILE | cfcheck evaluate -`",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd; unpack it first: `zstd -dc FILE | cfcheck evaluate -`",
    b"PK\x03\x04": "is a ZIP archive or a spreadsheet; export its records as JSON",
}
_EXPECTED: Final = "expected a JSON list of incidents, one incident, or one a line (NDJSON)"
_LIST: Final = re.compile(rb'\s*(?:\[|\{\s*"incidents"\s*:\s*\[)')
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


def read_files(
    names: Iterable[str], stdin: Callable[[], BinaryIO], read: Callable[[BinaryIO, str], Iterator[Record | SetAside]]
) -> Iterator[Record | SetAside]:
    """The records of all files in order, as `read` finds them; `-` is what `stdin` gives.

    A file that cannot be read is set aside as a whole.
    """
    for name in names:
        try:
            if name == STDIN:
                yield from read(stdin(), name)
                continue
            with Path(name).open("rb") as stream:
                yield from read(stream, name)
        except OSError as error:
            yield _whole(name, _unreadable(error))


def read_incidents(stream: BinaryIO, file: str) -> Iterator[Record | SetAside]:
    """The records of a JSON list, of `{"incidents": [...]}`, of a single incident, or of one incident a line.

    Lists and lines are streamed: no more of them is held than a block.
    """
    opening = _opening(stream)
    why_not = opening.why_not
    if why_not:
        yield _whole(file, why_not)
    elif opening.list_start:
        yield from _list(stream, opening, file)
    elif opening.has_lines:
        yield from _lines(chain(opening.lines, iter(partial(stream.readline, LONGEST_RECORD), b"")), file)
    elif opening.first.startswith(b"{"):
        yield from _document(opening.text + stream.read(), file)
    else:
        yield _whole(file, f"is neither JSON nor NDJSON; {_EXPECTED}")


class _Opening(NamedTuple):
    """The first lines of a file, as many as it takes to see its form, and the length of the mark before them."""

    lines: tuple[bytes, ...]
    mark: int

    @property
    def text(self) -> bytes:
        return b"".join(self.lines)

    @property
    def first(self) -> bytes:
        """What the file begins with, white space left out."""
        return self.text.lstrip()

    @property
    def why_not(self) -> str:
        """Why nothing can be read; empty if something can."""
        if not self.first:
            return f"is empty; {_EXPECTED}"
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


def _opening(stream: BinaryIO) -> _Opening:
    lines = _up_to_text(stream)
    mark = len(_BYTE_ORDER_MARK) if lines and lines[0].startswith(_BYTE_ORDER_MARK) else 0
    if mark:
        lines = [lines[0][mark:], *lines[1:]]
        lines += [] if lines[-1].strip() else _up_to_text(stream)
    first = lines[-1].strip() if lines else b"["
    if not first.startswith(b"[") and not _is_whole(first) and len(first) < LONGEST_RECORD:
        lines += _up_to_text(stream)
    return _Opening(tuple(lines), mark)


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


def _lines(lines: Iterable[bytes], file: str) -> Iterator[Record | SetAside]:
    number, is_rest = 1, False
    for line in lines:
        is_part = len(line) == LONGEST_RECORD and not line.endswith(b"\n")
        if is_part and not is_rest:
            problem = f"the line is longer than {LONGEST_RECORD // 1024 // 1024} MiB"
            yield SetAside(file, number, readable_id(line), "", problem)
        elif not is_rest and (raw := line.strip()):
            yield record_from(raw, file, number)
        is_rest = is_part
        number += not is_part


def _list(stream: BinaryIO, opening: _Opening, file: str) -> Iterator[Record | SetAside]:
    start, text = opening.list_start, opening.text
    splitter = RecordSplitter(stream, text[start:], opening.mark + start, 1 + text.count(b"\n", 0, start))
    number = 0
    try:
        for raw in splitter:
            number += 1
            yield record_from(raw, file, number)
    except BrokenList as fault:
        seen = readable_id(fault.rest) if fault.rest.startswith(b"{") else None
        problem = f"is not JSON: {fault.problem}; nothing from there on was read"
        yield SetAside(file, number + 1, seen, "", problem)
        return
    # What remains is small, or else the file is not what it seems.
    begins = text[:start] if text[:start].strip() != b"[" else b"["
    place, tail = splitter.place, splitter.tail + stream.read(LONGEST_RECORD)
    try:
        split_records(begins + b"]" + tail)
    except InvalidIncident:
        yield SetAside(file, number + 1, None, "", f"what follows the list is not JSON, on {place}")


def _document(document: bytes, file: str) -> Iterator[Record | SetAside]:
    """The records of an object that spans lines: an incident, or a mapping with other keys before `incidents`."""
    try:
        records = split_records(document)
    except InvalidIncident as fault:
        yield SetAside(file, 1, readable_id(document), fault.path, fault.problem)
        return
    for number, raw in enumerate([document.strip()] if records is None else records, 1):
        yield record_from(raw, file, number)


def _whole(file: str, problem: str) -> SetAside:
    return SetAside(file, 0, None, "", problem)


def _unreadable(error: OSError) -> str:
    told = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "is a folder; name the files in it",
        PermissionError: "may not be read by this user",
    }
    return told.get(type(error)) or f"cannot be read: {(error.strerror or str(error)).lower()}"
