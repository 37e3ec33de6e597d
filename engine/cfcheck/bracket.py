"""Where a JSON value ends, by its quotes and brackets alone. Knows nothing of what it says, nor whether it is sound."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CLOSES", "OPENS", "QUOTES", "TEXT", "TOKEN", "ValueEnd"]

TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
# A whole text; or else, as the group's number says: an opening bracket, a closing one, a quote that begins a text.
TOKEN: Final = re.compile(TEXT.pattern + rb'|([{\[])|([}\]])|(")', re.DOTALL)
# As far as the next bracket, all that is no bracket passed, whole texts as well; groups as above, and none at the end.
_UP_TO_BRACKET: Final = re.compile(rb"(?:[^][{}\"]++|" + TEXT.pattern + rb')*+(?:([{\[])|([}\]])|("))?', re.DOTALL)
OPENS, CLOSES, QUOTES = 1, 2, 3
_REST_OF_TEXT: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_REST_OF_WORD: Final = re.compile(rb'[^][{}",:\s]*+')


class ValueEnd:
    """Finds the end of one value that comes in piece by piece, and looks at none of it twice."""

    def __init__(self) -> None:
        self._seen = 0
        self._depth = 0
        self._inside: re.Pattern[bytes] | None = None  # what the text or word goes on with in which it stopped

    def find(self, pending: bytes, start: int) -> int:
        """Where the value that begins at `start` ends; -1 if not in what there is of it."""
        at = start + self._seen
        if not (self._seen or self._depth or self._inside is not None):
            first = pending[start : start + 1]
            if first == b'"':
                self._inside, at = _REST_OF_TEXT, at + 1
            elif first not in (b"{", b"["):
                self._inside = _REST_OF_WORD
        if self._inside is not None:
            at, is_over = _rest(self._inside, pending, at)
            self._seen = at - start
            if not is_over:
                return -1
            self._inside = None
            if not self._depth:
                return at
        return self._bracket(pending, at, start)

    def forget(self) -> int:
        """How much of the value has been looked at, and need not be kept for this."""
        seen, self._seen = self._seen, 0
        return seen

    def _bracket(self, pending: bytes, at: int, start: int) -> int:
        """Behind the bracket that closes the value, looked for from `at`."""
        while found := _UP_TO_BRACKET.match(pending, at):
            at, kind = found.end(), found.lastindex
            if kind == OPENS:
                self._depth += 1
            elif kind == CLOSES:
                self._depth -= 1
                if not self._depth:
                    return at
            else:
                if kind == QUOTES:
                    self._inside = _REST_OF_TEXT
                    at, _ = _rest(_REST_OF_TEXT, pending, at)
                break
        self._seen = at - start
        return -1


def _rest(inside: re.Pattern[bytes], pending: bytes, at: int) -> tuple[int, bool]:
    """Behind the text or word that `at` is in; or how far it goes here, and False."""
    rest = inside.match(pending, at)
    at = rest.end() if rest else at
    follows = pending[at : at + 1]
    if inside is _REST_OF_WORD:
        return at, bool(follows)
    return (at + 1, True) if follows == b'"' else (at, False)
