"""Detects the form of a JSON file from its beginning."""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.ingest.json.cursor import BLOCK, LONGEST_RECORD
from cfcheck.model.brackets import PIECE, Inside, ValueEnd, ends_in_text, outside_all_texts

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["EXPECTED", "RECORDS_KEY", "Form", "Opening", "opening_of"]

EXPECTED: Final = "expected a JSON list of incidents, one incident, or one a line (NDJSON)"
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_NO_TEXT: Final = (
    (re.compile(rb"\xff\xfe|\xfe\xff"), "is UTF-16, not UTF-8; save it as UTF-8"),
    (re.compile(rb".{0,3}\x00", re.DOTALL), "is UTF-16 or UTF-32, or no text at all; save it as UTF-8"),
)
_ENOUGH_FOR_MARKS: Final = 4
_NOT_SPACE: Final = re.compile(rb"[^ \t\r\n]")
RECORDS_KEY: Final = "incidents"
_MOST_KEYS: Final = 10_000
_RECORDS: Final = re.compile(rb'(?<!\\)"%s"[ \t\r\n]*:[ \t\r\n]*\[' % RECORDS_KEY.encode())


class Form(Enum):
    """How a file holds its records."""

    LIST = auto()
    LINES = auto()
    SEQUENCE = auto()  # objects one after another, each over as many lines as it likes; also a single one
    NONE = auto()


class Opening(NamedTuple):
    """The form of a file; its text as far as it was read, a byte order mark of the length `mark` left out.

    `start` is where in the text the records of a list begin, behind its bracket. `problem` says why there are none.
    """

    form: Form
    text: bytes = b""
    mark: int = 0
    start: int = 0
    problem: str = ""


def opening_of(stream: BinaryIO) -> Opening:
    """What the stream begins with, read from it."""
    # A pipe gives what it has; waiting for a full block would keep back what is complete.
    read = getattr(stream, "read1", stream.read)
    blocks: list[bytes] = []
    length, looked_at = 0, 0
    while True:
        block = read(BLOCK)
        blocks.append(block)
        length += len(block)
        is_all = not block or length >= LONGEST_RECORD
        # Not at every block: what is long would be looked through again and again.
        if is_all or length >= 2 * looked_at:
            looked_at = length
            blocks = [b"".join(blocks)]
            found = _look(blocks[0], is_all=is_all)
            if found:
                return found


def _look(text: bytes, *, is_all: bool) -> Opening | None:
    """The opening, if this much of the file shows it."""
    if len(text) < _ENOUGH_FOR_MARKS and not is_all:
        return None
    for pattern, problem in _NO_TEXT:
        if pattern.match(text):
            return Opening(Form.NONE, problem=problem)
    mark = len(_UTF8_MARK) if text.startswith(_UTF8_MARK) else 0
    text = text[mark:] if mark else text
    begin = _NOT_SPACE.search(text)
    if begin is None:
        return _blank(text) if is_all else None
    if begin[0] == b"[":
        return Opening(Form.LIST, text, mark, begin.end())
    form, start = _form(text, begin.start(), is_all=is_all)
    if form is Form.NONE:
        return Opening(form, problem=f"is neither JSON nor NDJSON; {EXPECTED}")
    return Opening(form, text, mark, start) if form else None


def _form(text: bytes, begin: int, *, is_all: bool) -> tuple[Form | None, int]:
    """The form of a file that is no bare list, and where the list in it begins; None if there is too little of it."""
    is_object = text.startswith(b"{", begin)
    end, whole = _end_of_object(text, begin) if is_object else (0, Form.SEQUENCE)
    line_end = text.find(b"\n", begin)
    if end and (end <= line_end or line_end < 0):
        return (whole if whole is Form.LIST else Form.LINES), end
    second = _NOT_SPACE.search(text, line_end) if line_end >= 0 else None
    if not second and not is_all:
        return None, 0
    if second and second[0] == b"{" and not _goes_on(text[begin:line_end]):
        return Form.LINES, 0
    if not second and (is_object or len(text) >= LONGEST_RECORD):
        return Form.LINES, 0
    if not is_object:
        return Form.NONE, 0
    return (whole, end) if end or is_all else (None, 0)


def _end_of_object(text: bytes, start: int) -> tuple[int, Form]:
    """Where the object at `start` ends, or the list of incidents in it begins; 0 if neither is in the text."""
    inside, at = Inside(), start + 1
    # So often the words of the key stand in a text, or further in, only by design.
    for key in islice(_RECORDS.finditer(text, at), _MOST_KEYS):
        end = key.start()
        at = inside.far(text, at, end)
        if end - at > PIECE or not inside.passes(text[at:end]):
            break
        at = end
        if inside.level == 1 and not inside.is_text:
            return key.end(), Form.LIST
    return max(ValueEnd().find(text, start), 0), Form.SEQUENCE


def _goes_on(line: bytes) -> bool:
    """Whether an object may follow the line inside the value that the line begins."""
    last, lists = b"", 0
    for outside in outside_all_texts(line):
        last = outside.rstrip()[-1:] or last
        lists += outside.count(b"[") - outside.count(b"]")
    goes_on = last in (b"[", b":") or (last == b"," and lists > 0)
    return goes_on and not ends_in_text(line)


def _blank(text: bytes) -> Opening:
    if len(text) < LONGEST_RECORD:
        return Opening(Form.NONE, problem=f"is empty; {EXPECTED}")
    return Opening(Form.NONE, problem=f"begins with more than {LONGEST_RECORD // 1024 // 1024} MiB of white space")
