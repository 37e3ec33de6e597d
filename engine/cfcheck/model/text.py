"""How messages quote and suggest text, and how names in reports are normalised for comparison."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NewType

from cfcheck.model.bounded import Remembered
from cfcheck.model.likeness import KnownWords
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["NormalName", "listed", "nearest", "normalise", "quoted", "suggestion"]

LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """The text in backticks, on one line and cut to a readable length."""
    shown = visible(text[:LONGEST_QUOTE])
    return f"`{shown}…`" if len(text) > LONGEST_QUOTE else f"`{shown}`"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, if one is close. Quick for the same known words again."""
    return _known_words(tuple(known)).nearest(word)


@lru_cache(maxsize=16)
def _known_words(known: tuple[str, ...]) -> KnownWords:
    return KnownWords(known)


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word; empty if none is near."""
    match = nearest(word, known)
    return f"did you mean {quoted(match)}?" if match else ""


def listed(words: Iterable[str], joint: str = "or") -> str:
    """The words in backticks as an enumeration: `a`, `b` or `c`."""
    shown = [quoted(word) for word in words]
    *first, last = shown or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


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
