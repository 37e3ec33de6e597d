"""Measures JSON without decoding it: how many values it holds, how deep, and what decoding would lose.

The bytes must be valid JSON and are scanned in pieces. A decoder can take fifty bytes for each byte of input; this
takes none, except for the keys of objects that are open.
"""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Final

from cfcheck.model.brackets import PIECE, SPACE, outside_all_texts, steps_of
from cfcheck.model.faults.plain_value import LONGEST_INTEGER

__all__ = ["first_repeated_key", "has_too_large_number", "is_deeper", "values_in"]


def values_in(document: bytes) -> int:
    """How many values it holds, as commas part them: `[1, [2, 3]]` holds three."""
    return 1 + sum(piece.count(b",") for piece in outside_all_texts(document))


# --- levels ------------------------------------------------------------------------------------------------------


def is_deeper(document: bytes, levels: int) -> bool:
    """Whether lists and objects are nested more levels deep; those that hold no other are one level."""
    if document.count(b"[") + document.count(b"{") <= levels:
        return False
    level = 0
    for piece in outside_all_texts(document):
        steps = steps_of(piece)
        for begin in range(0, len(steps), PIECE):
            reached = tuple(accumulate(steps[begin : begin + PIECE], initial=level))
            if max(reached) > levels:
                return True
            level = reached[-1]
    return False


# --- numbers -----------------------------------------------------------------------------------------------------

_IN_NUMBERS: Final = b"0123456789+-.eE"
SPACED: Final = bytes(byte if byte in _IN_NUMBERS else ord(" ") for byte in range(256))
_LEAST_LONG: Final = len("1e309")  # what is shorter is not too large
_LONG: Final = 200  # what is shorter, is too large only with an exponent


def has_too_large_number(document: bytes) -> bool:
    """Whether it has a number beyond what a float can hold, or a whole one with more digits than are read."""
    return any(
        _is_too_large(number)
        for piece in outside_all_texts(document)
        for number in piece.translate(SPACED).split()
        if len(number) >= _LEAST_LONG and (len(number) > _LONG or b"e" in number or b"E" in number)
    )


def _is_too_large(number: bytes) -> bool:
    is_whole = number.lstrip(b"-").isdigit()
    return len(number) > LONGEST_INTEGER if is_whole else math.isinf(float(number))


# --- keys --------------------------------------------------------------------------------------------------------

_TEXT: Final = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
# As the number of the group says: the first key of an object with its brace, another text, a colon behind that, or the
# end of an object. An empty object has no group.
_KEY: Final = re.compile(
    rb"\{" + SPACE + rb"(?:" + _TEXT + rb"|\})|" + _TEXT + rb"(?:" + SPACE + rb"(:))?+|(\})", re.DOTALL
)
_FIRST, _OTHER, _COLON, _END = 1, 2, 3, 4
_DECODER: Final = json.JSONDecoder()


def first_repeated_key(document: bytes) -> str | None:
    """The first key that an object has twice, however it is written, of the first object to end that has one."""
    plain = _without_escapes if b"\\" in document else list
    around: list[tuple[re.Match[bytes] | None, list[bytes]]] = []
    first: re.Match[bytes] | None = None
    others: list[bytes] = []
    for found in _KEY.finditer(document):
        kind = found.lastindex
        if kind == _FIRST:
            around.append((first, others))
            first, others = found, []
        elif kind == _COLON:
            others.append(found[_OTHER])
        elif kind == _END:
            if others and first is not None:
                others.append(first[_FIRST])
                keys = plain(others)
                if len(set(keys)) < len(keys):
                    return _repeated(keys)
            first, others = around.pop()
    return None


def _repeated(keys: list[bytes]) -> str:
    """The first that is there again; the last of the list is the first of the object."""
    seen, waiting = {keys[-1]}, iter(keys)
    key = next(waiting)
    while key not in seen:
        seen.add(key)
        key = next(waiting)
    return key.decode()


def _without_escapes(keys: list[bytes]) -> list[bytes]:
    return [str(_DECODER.raw_decode(f'"{key.decode()}"')[0]).encode() if b"\\" in key else key for key in keys]
