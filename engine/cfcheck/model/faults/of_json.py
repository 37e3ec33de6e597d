"""Finds where bytes stop being JSON, and describes what was expected there.

A decoder's messages change with its version, so the bytes are examined directly. Each pattern matches a whole value;
where none matches, the functions here give the message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfcheck.model.brackets import SPACE, behind_space
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "BOOLEAN", "ELEMENT", "ENDS", "MEMBER", "NULL", "Group", "no_element", "no_end", "no_member", "no_separator",
    "not_utf8",
]  # fmt: skip

# --- what there is in JSON ---------------------------------------------------------------------------------------

_HEX: Final = rb"[0-9a-fA-F]"
_HIGH: Final = rb"\\u[dD][89abAB]" + _HEX + rb"{2}"
_LOW: Final = rb"\\u[dD][c-fC-F]" + _HEX + rb"{2}"
# What stands for a character. Two escapes together stand for one beyond the first 65,536, and each alone for none.
_ESCAPE: Final = rb'\\["\\/bfnrt]|\\u[0-9a-cA-CefEF]' + _HEX + rb"{3}|\\u[dD][0-7]" + _HEX + rb"{2}|" + _HIGH + _LOW
_BEGUN_TEXT: Final = rb'"(?:[^"\\\x00-\x1f]++|' + _ESCAPE + rb")*+"
_TEXT: Final = _BEGUN_TEXT + rb'"'
ENDS: Final = rb"(?![0-9A-Za-z_.+-])"
_FRACTION: Final = rb"(?:\.[0-9]++)?+"
_NUMBER: Final = rb"-?+(?:0|[1-9][0-9]*+)" + _FRACTION + rb"(?:[eE][+-]?+[0-9]++)?+" + ENDS
BOOLEAN: Final = rb"(?:true|false)" + ENDS
NULL: Final = rb"null" + ENDS
_VALUE: Final = rb"|".join(b"(" + one + b")" for one in (_TEXT, _NUMBER, BOOLEAN, NULL, rb"[{\[]"))

# A value with the white space around it; in an object, with its key. Of a list or an object only the bracket.
ELEMENT: Final = re.compile(SPACE + rb"()(?:" + _VALUE + rb")" + SPACE)
MEMBER: Final = re.compile(SPACE + rb"(" + _TEXT + rb")" + SPACE + rb":" + SPACE + rb"(?:" + _VALUE + rb")" + SPACE)


class Group:
    """The groups of both patterns: the key, and of which kind the value is."""

    KEY, TEXT, NUMBER, BOOLEAN, NULL, OPENING = range(1, 7)


# --- what there is instead ---------------------------------------------------------------------------------------

_CUT: Final = "is not JSON: it ends in the middle"
_BEGUN: Final = re.compile(_BEGUN_TEXT)
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]" + _HEX + rb"{2}")
_NO_ESCAPE: Final = re.compile(rb"\\(?:u" + _HEX + rb"{0,4}|[^\x80-\xff]|[\xc0-\xff][\x80-\xbf]*)", re.DOTALL)
_CUT_ESCAPE: Final = re.compile(
    rb"\\(?:u" + _HEX + rb"{0,3})?\Z|" + _HIGH + rb"(?:\\(?:u(?:[dD](?:[c-fC-F]" + _HEX + rb"?)?)?)?)?\Z"
)
_CUT_VALUE: Final = re.compile(
    rb"(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|-?(?:0|[1-9][0-9]*)(?:\.|(?:\.[0-9]+)?[eE][+-]?))\Z"
)
_LIKE_NUMBER: Final = re.compile(rb"(?=[-+.]*[0-9])[-+.0-9A-Za-z_]+|[-+]")
_WORD: Final = re.compile(rb'"[^"]{0,240}"?|[^\s,:{}\[\]"]{1,240}|.', re.DOTALL)
_NO_LINE: Final = "each record needs a line of its own, ended by LF or CRLF"

# What may stand in the wrong place, with the message for it. Bytes are counted from 1.
_Mistakes = tuple[tuple[re.Pattern[bytes], "Callable[[bytes, int], str]"], ...]
_MISTAKES: Final[_Mistakes] = (
    (
        re.compile(rb"\xef\xbb\xbf"),
        lambda *_: "it has a byte order mark in the middle of the file, as if two were joined",
    ),
    (re.compile(rb"NaN|-?Infinity"), lambda word, _: f"it has the word `{word.decode()}`, which is no JSON"),
    (re.compile(rb"//|/\*|#"), lambda _, byte: f"it has a comment at byte {byte}, and JSON has none"),
    (re.compile(rb"[\x00-\x1f]"), lambda one, byte: f"it has the control character U+{one[0]:04X} at byte {byte}"),
)
_NO_VALUE: Final[_Mistakes] = (
    *_MISTAKES,
    (_LIKE_NUMBER, lambda word, byte: f"it has {_shown(word)} at byte {byte}, which is no number in JSON"),
    (_WORD, lambda word, byte: f"expected a value at byte {byte}, found {_shown(word)}"),
)
_NO_END: Final[_Mistakes] = (
    (re.compile(rb",\s*\Z"), lambda *_: "it has a comma behind it, which only a list in `[` and `]` has"),
    (re.compile(rb",?\s*\{"), lambda _, byte: f"it has another record behind it at byte {byte}; {_NO_LINE}"),
    *_MISTAKES,
    (_WORD, lambda word, byte: f"it goes on behind its end with {_shown(word)} at byte {byte}"),
)


def not_utf8(record: bytes) -> str:
    """The position at which the bytes stop being UTF-8, in words; empty if they are."""
    if record.isascii():
        return ""
    try:
        record.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8: it has the byte 0x{record[error.start]:02X} at byte {error.start + 1}; save it as UTF-8"
    return ""


def no_element(record: bytes, at: int, closing: bytes = b"") -> str:
    """Why no value begins at `at` or behind the space there. `closing` is what would end the list it is in."""
    at = behind_space(record, at)
    if closing and record.startswith(closing, at):
        return _comma_too_many(at, closing)
    if record.startswith(b'"', at):
        return _no_text(record, at)
    return _CUT if _CUT_VALUE.match(record, at) else _instead(record, at, _NO_VALUE)


def no_member(record: bytes, at: int) -> str:
    """Why no key of an object, or no value of it, begins at `at` or behind the space there."""
    at = behind_space(record, at)
    key = _BEGUN.match(record, at)
    if record.startswith(b"}", at):
        return _comma_too_many(at, b"}")
    if key is None:
        return _expected("a key in double quotes", record, at)
    if not record.startswith(b'"', key.end()):
        return _no_text(record, at)
    at = behind_space(record, key.end() + 1)
    return no_element(record, at + 1) if record.startswith(b":", at) else _expected("`:` behind a key", record, at)


def no_separator(record: bytes, at: int, closing: bytes) -> str:
    """The fault that at `at` there is neither a comma nor the closing bracket."""
    return _expected(f"`,` or `{closing.decode()}`", record, at)


def no_end(record: bytes, at: int) -> str:
    """The fault that something follows the end of the record at `at`."""
    return _instead(record, at, _NO_END)


def _no_text(record: bytes, at: int) -> str:
    """Why what begins with the quote at `at` is no text."""
    begun = _BEGUN.match(record, at)
    end = begun.end() if begun else at
    if _CUT_ESCAPE.match(record, end):
        return _CUT
    half = _HALF.match(record, end)
    if half:
        return f"is not JSON: it has half a character, `{half[0].decode()}`"
    escape = _NO_ESCAPE.match(record, end)
    if escape:
        return f"is not JSON: it has the escape {_shown(escape[0])} at byte {end + 1}, which JSON does not have"
    return _instead(record, end, _MISTAKES)


def _comma_too_many(at: int, closing: bytes) -> str:
    return f"is not JSON: it has a comma too many, before the `{closing.decode()}` at byte {at + 1}"


def _expected(what: str, record: bytes, at: int) -> str:
    fallback = (_WORD, lambda word, byte: f"expected {what} at byte {byte}, found {_shown(word)}")
    return _instead(record, at, (*_MISTAKES, fallback))


def _instead(record: bytes, at: int, mistakes: _Mistakes) -> str:
    for pattern, say in mistakes:
        found = pattern.match(record, at)
        if found:
            return f"is not JSON: {say(found[0], at + 1)}"
    return _CUT


def _shown(word: bytes) -> str:
    return quoted(word.decode(errors="replace"))
