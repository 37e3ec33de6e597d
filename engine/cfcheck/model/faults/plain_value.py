"""Checks whether a Python value is one that JSON has, so that writing it loses and changes nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

__all__ = ["DEEPEST", "LEAST_TOO_LONG", "LONGEST_INTEGER", "is_plain", "is_scalar"]

DEEPEST: Final = 200
"""How many levels deep a value may be nested. How deep a decoder goes depends on who calls it."""
LONGEST_INTEGER: Final = 4300
"""How many digits a whole number may have: as many as Python reads and writes."""
LEAST_TOO_LONG: Final = 10**LONGEST_INTEGER
_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


def is_plain(value: object) -> bool:
    """Whether it is made of nothing but mappings from texts, lists, texts, numbers, true, false and null.

    A text has no half characters, a number is finite, and nothing is nested more than `DEEPEST` levels deep.
    """
    inside: list[Iterator[object]] = [iter((value,))]
    while inside:
        for one in inside[-1]:
            if isinstance(one, Mapping):
                if not all(type(key) is str and is_scalar(key) for key in one):
                    return False
                inside.append(iter(one.values()))
                break
            if isinstance(one, list | tuple):
                inside.append(iter(one))
                break
            if not is_scalar(one):
                return False
        else:
            inside.pop()
        if len(inside) > DEEPEST + 1:
            return False
    return True


def is_scalar(value: object) -> bool:
    """Whether it is a text, a number, true, false or null, as JSON can write them."""
    if type(value) not in _SCALARS:
        # Any other subclass of these is refused by what writes JSON.
        return isinstance(value, Enum) and isinstance(value, str | int) and is_scalar(value.value)
    if isinstance(value, str):
        return value.isascii() or _is_sound(value)
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -LEAST_TOO_LONG < value < LEAST_TOO_LONG


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
