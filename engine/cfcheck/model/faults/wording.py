"""Describes what is wrong with a value in the words of the incident format."""

from __future__ import annotations

import math
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cfcheck.model.faults.plain_value import LEAST_TOO_LONG, LONGEST_INTEGER
from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from cfcheck.model.faults.shape import Shape

__all__ = [
    "HALF", "LIST", "NESTED", "OBJECT", "Scalar", "found_kind", "length_problem", "missing_key", "not_in_json",
    "scalar_problem", "unknown_key", "wrong_kind",
]  # fmt: skip

Scalar = str | float | bool | None
BOOLEAN: Final = "true or false"
WHOLE: Final = "a whole number"
NUMBER: Final = "a number"
TEXT: Final = "text"
OBJECT: Final = "an object"
LIST: Final = "a list"
NULL: Final = "null"
NESTED: Final = "is nested too deeply"
HALF: Final = "half a character"

_LARGEST_FLOAT: Final = sys.float_info.max
_KINDS: Final[dict[type, str]] = {
    str: TEXT, int: WHOLE, float: NUMBER, bool: BOOLEAN, type(None): NULL, dict: OBJECT, list: LIST, tuple: LIST
}  # fmt: skip
_LONGEST_GUESS: Final = 64
# Reports of one source tend to have the same fault.
_REMEMBERED: Final = 256


def wrong_kind(shape: Shape, found: str) -> str:
    """What is expected instead of a value of the kind that was found."""
    kinds = {
        BOOLEAN: shape.boolean,
        WHOLE: shape.bounds and shape.whole,
        NUMBER: shape.bounds and not shape.whole,
        TEXT: shape.words or shape.text,
        OBJECT: shape.fields or shape.mapped,
        LIST: shape.element,
    }
    return f"expected {' or '.join(kind for kind, fits in kinds.items() if fits)}, found {found}"


def unknown_key(key: str, known: tuple[str, ...]) -> str:
    """That there is no such key, and which are known."""
    return _unknown_key(key, known) if len(key) <= _LONGEST_GUESS else _no_key(key, known, "")


@lru_cache(_REMEMBERED)
def _unknown_key(key: str, known: tuple[str, ...]) -> str:
    return _no_key(key, known, suggestion(key, known))


def _no_key(key: str, known: tuple[str, ...], meant: str) -> str:
    return f"unknown key {quoted(key)}; {meant or 'known are ' + listed(known, 'and')}"


def missing_key(key: str) -> str:
    """That the key has to be there."""
    return f"the key {quoted(key)} is missing"


def found_kind(value: object) -> str:
    """What kind of value it is; one that JSON does not have by the name of its type."""
    for kind, name in _KINDS.items():
        if type(value) is kind:
            return name
    return f"a value of the type {quoted(type(value).__qualname__)}"


def not_in_json(shape: Shape, value: object) -> str:
    """What is wrong with a value of Python's that JSON does not have."""
    found = f"text with {HALF}" if type(value) is str else found_kind(value)
    return f"is {found}, which JSON does not have" if shape.anything else wrong_kind(shape, found)


def scalar_problem(shape: Shape, value: Scalar) -> str:
    """What is wrong with a text, a number, true, false or null; empty if nothing is.

    Infinity stands for a number that is too large to hold.
    """
    if isinstance(value, str):
        return "" if shape.anything else _text_problem(shape, value)
    if isinstance(value, bool):
        return "" if shape.boolean or shape.anything else wrong_kind(shape, BOOLEAN)
    if value is None:
        return "" if shape.null or shape.anything else wrong_kind(shape, NULL)
    return _number_problem(shape, value)


def _text_problem(shape: Shape, text: str) -> str:
    if shape.words:
        return "" if text in shape.words else _unknown_word(text[: _LONGEST_GUESS + 1], shape.words)
    if shape.text is None:
        return wrong_kind(shape, TEXT)
    least, most = shape.text
    return length_problem(len(text), least, most, TEXT)


@lru_cache(_REMEMBERED)
def _unknown_word(word: str, known: tuple[str, ...]) -> str:
    return f"unknown word {quoted(word)}; {suggestion(word, known) or 'expected ' + listed(known)}"


def _number_problem(shape: Shape, number: float) -> str:
    is_whole = type(number) is int
    if not is_whole and math.isnan(number):
        return "is `nan`, which JSON does not have"
    if shape.anything:
        return _too_large(number, is_whole=is_whole)
    if shape.bounds is None or (shape.whole and not is_whole):
        return wrong_kind(shape, WHOLE if is_whole else NUMBER)
    kind = WHOLE if shape.whole else NUMBER
    least, most = shape.bounds
    if least is not None and number < least:
        return f"expected {kind} of at least {least:g}"
    if most is not None and number > most:
        return f"expected {kind} of at most {most:g}"
    return _too_large(number, is_whole=shape.whole)


def _too_large(number: float, *, is_whole: bool) -> str:
    if is_whole:
        return "" if -LEAST_TOO_LONG < number < LEAST_TOO_LONG else f"has more than {LONGEST_INTEGER:,} digits"
    return "" if -_LARGEST_FLOAT <= number <= _LARGEST_FLOAT else "is too large a number"


def length_problem(length: int, least: int, most: int | None, kind: str) -> str:
    """What is wrong with so many characters or items; empty if nothing is."""
    unit = "characters" if kind == TEXT else "items"
    if most is not None and length > most:
        return f"expected at most {most:,} {unit}, found {length:,}"
    if length >= least:
        return ""
    if not length and least == 1:
        return f"is empty; leave the key out where nothing is known ({kind} expected)"
    return f"expected at least {least} {unit}"
