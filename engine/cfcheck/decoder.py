"""Turns the bytes of a file into text that shows what it says: UTF-8, bounded, free of hidden characters.

Knows nothing of YAML.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cfcheck.document import START, Position, SourceText
from cfcheck.file_bytes import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.problem import Problem

__all__ = ["character_name", "decode", "hidden_characters"]

MOST_CHARACTERS_SHOWN = 10

_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00\xfe\xff": "UTF-32"}

# Everything that a reader of the file cannot see, or that shows the rest in another order than it is stored. Not in
# the set: tab and line ends; ZWNJ and ZWJ (U+200C, U+200D), which spell words in Persian, Kurdish and Indic scripts.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Python's Unicode tables know no names for control characters; these are the ones that turn up.
_CONTROL_NAMES = {
    "\x00": "NULL", "\x07": "BELL", "\x08": "BACKSPACE", "\x0b": "LINE TABULATION", "\x0c": "FORM FEED",
    "\x1b": "ESCAPE", "\x7f": "DELETE", "\x85": "NEXT LINE",
}  # fmt: skip


def decode(raw: bytes, file: str) -> tuple[SourceText, tuple[Problem, ...]]:
    """The text of the file, and what stands against reading it; the text is to be used only if nothing does."""
    empty = SourceText(file)
    if len(raw) > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE // 1024} KiB"
        return empty, (empty.problem("file-too-large", message, START, "split it into several files"),)
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return empty, (_encoding_problem(raw, error.start, file),)
    source = SourceText(file, text, tuple(re.split("\r\n|\r|\n", text)))
    return source, tuple(_character_problems(source))


def hidden_characters(text: str) -> Iterator[re.Match[str]]:
    """Each character of the text that a reader would not see or would be misled by."""
    return _HIDDEN.finditer(text)


def character_name(character: str) -> str:
    """Code point and Unicode name, such as U+202E RIGHT-TO-LEFT OVERRIDE."""
    name = _CONTROL_NAMES.get(character) or unicodedata.name(character, "(a control character)")
    return f"U+{ord(character):04X} {name}"


def _encoding_problem(raw: bytes, offset: int, file: str) -> Problem:
    before = raw[:offset].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    hint = "save the file as UTF-8"
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            hint = f"the file begins like {encoding}; {hint}"
            break
    message = f"byte 0x{raw[offset]:02x} at offset {offset} is not UTF-8"
    return SourceText(file).problem("not-utf8", message, Position(line, column), hint)


def _character_problems(source: SourceText) -> Iterator[Problem]:
    shown = 0
    for number, line in enumerate(source.lines, start=1):
        for match in hidden_characters(line):
            message = f"the character {character_name(match.group())} is not allowed"
            yield source.problem("hidden-character", message, Position(number, match.start() + 1), "delete it")
            shown += 1
            if shown == MOST_CHARACTERS_SHOWN:
                return
