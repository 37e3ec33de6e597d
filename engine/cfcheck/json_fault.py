"""Says of a record that is no JSON what its author did, where the decoder only says where it stopped.

Knows common mistakes, nothing of incidents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["why_no_json"]

_PLACE: Final = re.compile(r"is not JSON: .* at byte (\d+)", re.DOTALL)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_HALF: Final = re.compile(rb"(?:[^\\]|^)(?:\\\\)*(\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|[c-fC-F]..))", re.DOTALL)
_NO_LINE: Final = "each record needs a line of its own, ended by LF or CRLF"

# What stands where the decoder stopped, and what that means.
_MISTAKES: Final[tuple[tuple[re.Pattern[bytes], Callable[[bytes, int], str]], ...]] = (
    (re.compile(_BYTE_ORDER_MARK), lambda *_: "has a byte order mark in the middle of the file, as if two were joined"),
    (re.compile(rb"NaN|-?Infinity"), lambda word, _: f"has the word `{word.decode()}`, which is no JSON"),
    (re.compile(rb"//|/\*|#"), lambda _, at: f"has a comment at byte {at}, and JSON has none"),
    (re.compile(rb"[\x00-\x1f]"), lambda one, at: f"has the control character U+{one[0]:04X} at byte {at}"),
)
_AFTER_RECORD: Final[tuple[tuple[re.Pattern[bytes], Callable[[bytes, int], str]], ...]] = (
    (re.compile(rb"\s*,\s*$"), lambda *_: "has a comma behind it, which only a list in `[` and `]` has"),
    (re.compile(rb"\s*,?\s*\{"), lambda _, at: f"has another record behind it at byte {at}; {_NO_LINE}"),
)


def why_no_json(record: bytes, problem: str) -> str:
    """A better word on the decoder's problem; or that one."""
    try:
        record.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8: it has the byte 0x{record[error.start]:02X} at byte {error.start + 1}; save it as UTF-8"
    half = _HALF.search(record)
    if half and ("surrogate" in problem or "middle" in problem):
        return f"is not JSON: it has half a character, `{half[1].decode()}`"
    place = _PLACE.fullmatch(problem)
    at = int(place[1]) if place else 0
    if not at:
        return problem
    table = _AFTER_RECORD if "trailing characters" in problem else _MISTAKES
    at -= 1
    at -= record.startswith(b"-Infinity", at - 1) if at else 0
    for pattern, say in table:
        found = pattern.match(record, at)
        if found:
            return f"is not JSON: it {say(found[0], at + 1)}"
    return problem
