"""The text of a rule file (UTF-8, bounded, without hidden characters), and its values with their positions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cfcheck.language.file_bytes import LARGEST_FILE
from cfcheck.model.problem import Problem, way_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "MOST_PROBLEMS",
    "START",
    "Document",
    "Path",
    "Plain",
    "Position",
    "SourceText",
    "character_name",
    "decode",
    "hidden_characters",
]

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]


class Position(NamedTuple):
    """A place in a file: line and column from 1, and how many characters it spans."""

    line: int
    column: int
    width: int = 1


START = Position(1, 1)
MOST_PROBLEMS = 100
"""How many problems of one file are reported: more are no help, and a hostile file could have a million."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, under the name its user gave it."""

    file: str
    text: str = ""
    lines: tuple[str, ...] = ()

    def problem(self, code: str, message: str, position: Position, hint: str = "") -> Problem:
        """A problem at the position, with the line it is on."""
        line, column, width = position
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Problem(code, self.file, line, column, message, excerpt, width, way_out(code, hint))

    def further_problems(self) -> Problem:
        """The problem at the end of the file that stands for those not reported."""
        message = f"the file has more than {MOST_PROBLEMS} problems; the rest is told when these are mended"
        code = "further-problems"
        return Problem(code, self.file, len(self.lines), 0, message, hint=way_out(code))


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What a rule file says, before anybody asks whether it makes sense. It is equal to itself alone.

    `content` is None where the file could not be read to its end. A path is `faulty` where its value was refused
    and an empty text stands in for it, so that it causes no further problems.
    """

    source: SourceText
    content: Plain | None
    keys: Mapping[Path, Position] = field(default_factory=dict)
    values: Mapping[Path, Position] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[Path] = frozenset()

    def key_position(self, path: Path) -> Position:
        """Where the key at the end of the path is written; for an entry of a list, the entry."""
        while path:
            found = self.keys.get(path) or self.values.get(path)
            if found:
                return found
            path = path[:-1]
        return self.values.get((), START)

    def value_position(self, path: Path) -> Position:
        """Where the value at the path is written."""
        return self.values.get(path) or self.key_position(path)

    def problem_at_key(self, path: Path, code: str, message: str, hint: str = "") -> Problem:
        """A problem with a key, or with what a mapping lacks."""
        return self.source.problem(code, message, self.key_position(path), hint)

    def problem_at_value(self, path: Path, code: str, message: str, hint: str = "") -> Problem:
        """A problem with a value."""
        return self.source.problem(code, message, self.value_position(path), hint)

    def is_faulty(self, path: Path) -> bool:
        """Whether the path lies at or below a value that was refused."""
        return any(path[:length] in self.faulty for length in range(len(path) + 1))


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
