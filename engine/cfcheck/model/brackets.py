"""Finds where a JSON value ends, by quotes and brackets alone, whether or not the value is valid."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "PIECE",
    "SPACE",
    "Inside",
    "ValueEnd",
    "behind_space",
    "ends_in_text",
    "outside_all_texts",
    "outside_texts",
    "steps_of",
]

_TEXT: Final = rb'"(?:[^"\\]++|\\.)*+"'
# As far as the next bracket, all that is no bracket passed, whole texts as well. As the group's number says: an opening
# bracket, a closing one, a quote that begins a text; none at the end.
# A backslash takes a quote or a backslash behind it along, as in a text; where it is the last byte, it waits for more.
_UP_TO_BRACKET: Final = re.compile(
    rb"(?:[^][{}\"\\]++|\\[\"\\]|\\(?=[^\"\\])|" + _TEXT + rb')*+(?:([{\[])|([}\]])|("))?', re.DOTALL
)
_OPENS, _CLOSES, _QUOTES = 1, 2, 3
_REST_OF_TEXT: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_REST_OF_WORD: Final = re.compile(rb'[^][{}",:\s]*+')

SPACE: Final = rb"[ \t\r\n]*+"
"""As a pattern: the white space of JSON, as much as there is."""
_WHITE_SPACE: Final = re.compile(SPACE)

PIECE: Final = 64 * 1024
"""The number of bytes that are scanned in one step."""
_FIRST_PIECE: Final = 512
"""The number of bytes in the first step: most values end soon, and scanning further would be in vain."""
_NO_NUMBER: Final = re.compile(rb"[^0-9.eE+-]")
_BRACKETS: Final = b"[{]}"
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in _BRACKETS)
# As signed bytes: one level more, and one less.
_STEPS: Final = bytes.maketrans(_BRACKETS, bytes((1, 1, 255, 255)))


def behind_space(text: bytes, at: int) -> int:
    """The index behind the white space that begins at `at`; `at` itself if there is none."""
    space = _WHITE_SPACE.match(text, at)
    return space.end() if space else at


def outside_texts(piece: bytes, *, is_text: bool = False) -> tuple[bytes, bool]:
    """What of a piece stands outside of texts, and whether it ends inside of one. `is_text` says whether it begins so.

    It must not end between a backslash and what that escapes.
    """
    parts = _unescaped(piece).split(b'"')
    return b"".join(parts[is_text::2]), bool((is_text + len(parts) - 1) % 2)


def outside_all_texts(document: bytes) -> Iterator[bytes]:
    """The parts of a document outside of texts, in pieces, none of which ends inside of a number."""
    plain = _unescaped(document)  # so that no piece ends inside of an escape
    begin, is_text = 0, False
    while begin < len(plain):
        no_number = _NO_NUMBER.search(plain, begin + PIECE)
        end = no_number.end() if no_number else len(plain)
        outside, is_text = outside_texts(plain[begin:end], is_text=is_text)
        yield outside
        begin = end


def ends_in_text(document: bytes) -> bool:
    """Whether a text begins in the piece and does not end in it."""
    return bool(_unescaped(document).count(b'"') % 2)


def _unescaped(piece: bytes) -> bytes:
    """The piece without escaped quotes and backslashes, so that each quote begins or ends a text."""
    return piece.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in piece else piece


def steps_of(outside: bytes) -> memoryview:
    """The change of level for each bracket outside of texts: 1 or -1."""
    return memoryview(outside.translate(_STEPS, _OTHERS)).cast("b")


class Inside:
    """Goes through a list or an object from behind its first bracket on. `level` is how many brackets are open."""

    def __init__(self) -> None:
        self.level = 1
        self.is_text = False
        """Whether the scan is inside of a text."""
        self._piece = _FIRST_PIECE

    def passes(self, piece: bytes) -> bool:
        """Go past a piece, as `outside_texts` takes it, if the list or object does not end there; whether it went."""
        outside, is_text = outside_texts(piece, is_text=self.is_text)
        closing = outside.count(b"]") + outside.count(b"}")
        if closing >= self.level and min(accumulate(steps_of(outside), initial=self.level)) <= 0:
            return False
        self.level += outside.count(b"[") + outside.count(b"{") - closing
        self.is_text = is_text
        return True

    def far(self, text: bytes, at: int, end: int) -> int:
        """Go on from `at` by whole pieces that end before `end`, as long as it passes them. How far that is.

        Each is twice as long as the one before, up to PIECE.
        """
        while end - at > self._piece:
            piece = text[at : at + self._piece]
            if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
                piece = piece[:-1]
            if not self.passes(piece):
                break
            at += len(piece)
            self._piece = min(2 * self._piece, PIECE)
        return at


class ValueEnd:
    """Finds the end of one value that comes in piece by piece, and looks at none of it twice."""

    def __init__(self) -> None:
        self._seen = 0
        self._inside: Inside | None = None
        self._rest: re.Pattern[bytes] | None = None  # what the text or word goes on with in which it stopped

    def find(self, pending: bytes, start: int) -> int:
        """Where the value that begins at `start` ends; -1 if not in what there is of it."""
        at = start + self._seen
        if not (self._seen or self._inside or self._rest):
            at = self._begin(pending[start : start + 1], at)
        if self._inside is not None and self._rest is None:
            at = self._inside.far(pending, at, len(pending))
            self._rest = _REST_OF_TEXT if self._inside.is_text else None
        if self._rest is not None:
            at, is_over = _rest(self._rest, pending, at)
            self._seen = at - start
            if not is_over:
                return -1
            self._rest = None
        return at if self._inside is None else self._bracket(self._inside, pending, at, start)

    def forget(self) -> int:
        """How much of the value has been scanned, and need not be kept."""
        seen, self._seen = self._seen, 0
        return seen

    def _begin(self, first: bytes, at: int) -> int:
        if first in (b"{", b"["):
            self._inside = Inside()
        elif first == b'"':
            self._rest = _REST_OF_TEXT
        else:
            self._rest = _REST_OF_WORD
            return at
        return at + 1

    def _bracket(self, inside: Inside, pending: bytes, at: int, start: int) -> int:
        """Behind the bracket that closes the value, looked for from `at`."""
        inside.is_text = False
        while found := _UP_TO_BRACKET.match(pending, at):
            at, kind = found.end(), found.lastindex
            if kind == _OPENS:
                inside.level += 1
            elif kind == _CLOSES:
                inside.level -= 1
                if not inside.level:
                    return at
            else:
                if kind == _QUOTES:
                    self._rest = _REST_OF_TEXT
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
