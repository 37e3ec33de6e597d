"""How messages quote what a user wrote and suggest what may have been meant.

Knows text only, nothing of files or rules.
"""

from collections.abc import Iterable
from functools import lru_cache

from cfcheck.likeness import KnownWords
from cfcheck.visible import visible

__all__ = ["listed", "nearest", "quoted", "suggestion"]

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
