"""Finds the comments of a rule file, which its reader drops, by the places of the texts that it keeps.

A `#` begins a comment unless it stands within a text or has no space before it. The reader says where each text
begins; where a quoted text or a block of text ends is looked up here, and in any other text ` #` ends it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.document import Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.document import Document

__all__ = ["Comment", "comments_in"]

# What follows the opening quote on a line, up to the closing one.
_ENDS: Final = {'"': re.compile(r'(?:[^"\\]|\\.|\\$)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_BLOCKS: Final = ("|", ">")
_SIGN: Final = re.compile(r"(?:^|(?<=[ \t]))#")


class Comment(NamedTuple):
    """A comment from its `#`, and the line that it is about: its own, or the next that holds something."""

    position: Position
    text: str
    concerns: int


def comments_in(document: Document) -> Iterator[Comment]:
    """The comments of a file that could be read, in order."""
    lines = document.source.lines
    if not any("#" in line for line in lines):
        return
    texts = _texts(document)
    for number, line in enumerate(lines, start=1):
        for sign in _SIGN.finditer(line):
            if not any(start <= (number, sign.start() + 1) < end for start, end in texts):
                at = Position(number, sign.start() + 1, len(line) - sign.start())
                alone = not line[: sign.start()].strip()
                yield Comment(at, line[sign.start() :].rstrip(), _next(lines, number) if alone else number)
                break


def _next(lines: Sequence[str], number: int) -> int:
    """The next line after this one that is neither blank nor a comment; 0 if there is none."""
    for later, line in enumerate(lines[number:], start=number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return later
    return 0


Place = tuple[int, int]


def _texts(document: Document) -> list[tuple[Place, Place]]:
    """From where to where the texts reach that may hold a `#`: those in quotes, and blocks."""
    lines = document.source.lines
    starts = sorted({*document.keys.values(), *document.values.values()})
    reach = []
    for line, column, width in starts:
        sign = lines[line - 1][column - 1 : column] if line <= len(lines) else ""
        if sign in _ENDS:
            # A quoted text on one line has the width of both its quotes, at least; of others, none is told.
            end = (line, column + width) if width > 1 else _closing(lines, line, column, _ENDS[sign])
            reach.append(((line, column), end))
        elif sign in _BLOCKS:
            reach.append(((line + 1, 1), (_block_end(lines, line), 1)))
    return reach


def _closing(lines: Sequence[str], line: int, column: int, closing: re.Pattern[str]) -> Place:
    """Just after the quote that closes the text."""
    for number in range(line, len(lines) + 1):
        begin = column if number == line else 0
        found = closing.match(lines[number - 1], begin)
        if found:
            return number, found.end() + 1
    return len(lines) + 1, 1


def _block_end(lines: Sequence[str], line: int) -> int:
    """The first line below the block's head that is not of it: not blank, and indented less than its first."""
    margin = 0
    for number, below in enumerate(lines[line:], start=line + 1):
        if not below.strip():
            continue
        indent = len(below) - len(below.lstrip(" "))
        margin = margin or indent
        if indent < margin or not indent:
            return number
    return len(lines) + 1
