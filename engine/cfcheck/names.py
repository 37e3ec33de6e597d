"""Names as reports write them, made comparable. Never decides by likeness."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NewType

from cfcheck.bounded import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NormalName", "normalise"]

NormalName = NewType("NormalName", str)
"""A name that has passed `normalise`."""

_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02be\u02bf\u0060\u00b4\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)


_MOST_NAMES: Final = 65_536
_MOST_BYTES: Final = 8 * 1024 * 1024


def _normalised(name: str) -> NormalName:
    if name.isascii():  # the same, in a tenth of the time
        return NormalName(" ".join(name.replace("`", "'").casefold().split()))
    unified = unicodedata.normalize("NFKC", name).translate(_LOOKALIKES)
    return NormalName(" ".join(unicodedata.normalize("NFKC", unified.casefold()).split()))


normalise: Final[Callable[[str], NormalName]] = Remembered(_normalised, _MOST_NAMES, _MOST_BYTES).__getitem__
"""The name with compatible characters unified, case folded, white space collapsed, quotes and dashes plain.

Letters, diacritics and words stay: two names that differ in them are two names.
"""
