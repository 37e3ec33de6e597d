"""Patterns for bytes that certainly have a shape, so that the search for a fault skips many values in one step.

They match only simple cases: most escapes, numbers with other bounds than 0, and values that are checked together with
others are left to the slower search.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cfcheck.model.brackets import SPACE
from cfcheck.model.faults.of_json import BOOLEAN, ENDS, NULL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.model.faults.shape import Shape

__all__ = ["sound_elements", "sound_members"]

_DEEPEST: Final = 5  # how far a pattern follows what is inside of what; each level makes it longer
_TEXT: Final = rb'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt])*+"'
_SHORT_TEXT: Final = rb'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]){0,%d}+"'
_MOST_INSIDE: Final = 1000
"""So many entries of a list or an object are passed in one step with what it is in. One that has more is gone through
by itself: or else a fault in it would have all before it looked at again on each level."""
_LONGEST: Final = 2  # of a text that has to be there, in place of one that may not be
_COUNT: Final = rb"(?:0|[1-9][0-9]{0,17}+)" + ENDS
# So small that every decoder can hold it.
_NUMBER: Final = rb"-?+(?:0|[1-9][0-9]{0,199}+)(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]{1,2}+)?+" + ENDS
_NONE: Final = b""  # a pattern that is left out


@cache
def sound_members(shape: Shape) -> re.Pattern[bytes] | None:
    """As many members of an object as come one after another, each with its comma if it has one; None for none."""
    member = _member(shape, 0)
    return _run(member, rb"\}") if member else None


@cache
def sound_elements(shape: Shape) -> re.Pattern[bytes] | None:
    """One element of a list, with its comma if it has one, since they are counted; of anything as many as come."""
    if shape.anything:
        return _run(_anything(), rb"\]")
    element = _value(shape.element, 0) if shape.element else _NONE
    return re.compile(SPACE + element + _behind(rb"\]")) if element else None


def _run(entry: bytes, closing: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:" + SPACE + entry + _behind(closing) + rb")*+")


def _behind(closing: bytes) -> bytes:
    """What follows an entry: a comma and another one, or the bracket, which is left."""
    return SPACE + rb"(?:," + SPACE + rb"(?!" + closing + rb")|(?=" + closing + rb"))"


def _member(shape: Shape, depth: int) -> bytes:
    """A key with its value, where it need not be noted that it is there."""
    if shape.anything or shape.mapped:
        value = _value(shape.mapped or shape, depth + 1)
        return value and _TEXT + SPACE + b":" + SPACE + value
    names = () if shape.checked else (name for name in shape.fields if name not in shape.required)
    return _named(shape, names, depth)


def _named(shape: Shape, names: Iterable[str], depth: int) -> bytes:
    values = {name: _value(shape.fields[name], depth + 1) for name in names}
    return _either(
        b'"' + re.escape(name).encode() + b'"' + SPACE + b":" + SPACE + value for name, value in values.items() if value
    )


def _value(shape: Shape, depth: int) -> bytes:
    if depth > _DEEPEST:
        return _NONE
    if shape.anything:
        return _anything()
    least, most = shape.bounds or (None, None)
    return _either(
        (
            NULL if shape.null else _NONE,
            BOOLEAN if shape.boolean else _NONE,
            _COUNT if shape.whole and least == 0 and most is None else _NONE,
            _text(shape),
            _list(shape, depth),
            _object(shape, depth),
        )
    )


def _anything() -> bytes:
    plain = _either((_TEXT, _NUMBER, BOOLEAN, NULL))
    return _either((plain, _enclosed(rb"\[", _NONE, plain, rb"\]")))


def _text(shape: Shape) -> bytes:
    if shape.words:
        return b'"' + _either(re.escape(word).encode() for word in shape.words) + b'"'
    least, most = shape.text or (_LONGEST, None)
    if least > 1:
        return _NONE
    # Counted in bytes, of which no text has fewer than characters.
    text = _TEXT if most is None else _SHORT_TEXT % most
    return (b'(?!"")' if least else b"") + text


def _list(shape: Shape, depth: int) -> bytes:
    element = _value(shape.element, depth + 1) if shape.element else _NONE
    if not element or shape.least_elements > 1 or shape.most_elements is not None:
        return _NONE
    return _enclosed(rb"\[", element if shape.least_elements else _NONE, element, rb"\]")


def _object(shape: Shape, depth: int) -> bytes:
    """An object; one that has to have a member only if that comes first."""
    first = _named(shape, shape.required, depth)
    member = _member(shape, depth)
    is_certain = bool(first if shape.required else member) and len(shape.required) <= 1
    return _enclosed(rb"\{", first, member, rb"\}") if is_certain else _NONE


def _enclosed(opening: bytes, first: bytes, other: bytes, closing: bytes) -> bytes:
    """Brackets with the entries between them: `first`, if there is one, and then as many others as there are."""
    others = rb"(?:" + other + _behind(closing) + rb"){0,%d}+" % _MOST_INSIDE if other else b""
    return opening + SPACE + (first + _behind(closing) if first else b"") + others + closing


def _either(forms: Iterable[bytes]) -> bytes:
    alternatives = b"|".join(form for form in forms if form)
    return b"(?:" + alternatives + b")" if alternatives else _NONE
