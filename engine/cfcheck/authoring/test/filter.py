"""Parses expressions that select names: words with `and`, `or`, `not` and parentheses.

A word, or a text in quotes, matches a name that contains it, whatever its case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cfcheck.model.problem import CfcheckError
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    Chosen = Callable[[str], bool]

__all__ = ["InvalidFilter", "name_filter"]

_TOKEN: Final = re.compile(r"""\s*(?:(?P<sign>[()])|"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<word>[^\s()"']+))""")
_MOST_TOKENS: Final = 200
_WORDS: Final = ("and", "or", "not")


class InvalidFilter(CfcheckError, ValueError):  # reads as a fact, like the rest of the tree
    """Raised for an expression that cannot be read: it says what was expected, and where."""


def name_filter(expression: str) -> Chosen:
    """Whether a name is chosen. Raises InvalidFilter."""
    tokens = _tokens(expression)
    if not tokens or len(tokens) > _MOST_TOKENS:
        raise InvalidFilter(f"expected from 1 to {_MOST_TOKENS} words, found {len(tokens)}")
    parser = _Parser(tokens)
    chosen = parser.either()
    parser.end()
    return lambda name: chosen(name.casefold())


def _tokens(expression: str) -> list[tuple[str, bool]]:
    """Every sign, word or text; with each, whether it may be an operator."""
    found: list[tuple[str, bool]] = []
    place, text = 0, expression.rstrip()
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise InvalidFilter(f"a quote in {quoted(expression)} is not closed, or holds nothing")
        word = token["double"] or token["single"]
        found.append((word, False) if word else (token["sign"] or token["word"], True))
        place = token.end()
    return found


class _Parser:
    """Descends through one expression."""

    def __init__(self, tokens: list[tuple[str, bool]]) -> None:
        self._tokens = tokens
        self._place = 0

    def either(self) -> Chosen:
        """`one or other`."""
        chosen = self._both()
        while self._take("or"):
            chosen = _or(chosen, self._both())
        return chosen

    def end(self) -> None:
        """Nothing is left."""
        if self._place < len(self._tokens):
            raise self._unexpected("`and` or `or`")

    def _both(self) -> Chosen:
        chosen = self._one()
        while self._take("and"):
            chosen = _and(chosen, self._one())
        return chosen

    def _one(self) -> Chosen:
        if self._take("not"):
            denied = self._one()
            return lambda name: not denied(name)
        if self._take("("):
            chosen = self.either()
            if not self._take(")"):
                raise self._unexpected("`)`")
            return chosen
        return self._word()

    def _word(self) -> Chosen:
        if self._place == len(self._tokens):
            raise self._unexpected("a word")
        word, operates = self._tokens[self._place]
        if operates and (word in _WORDS or word == ")"):
            raise self._unexpected("a word")
        self._place += 1
        part = word.casefold()
        return lambda name: part in name

    def _take(self, sign: str) -> bool:
        taken = self._place < len(self._tokens) and self._tokens[self._place] == (sign, True)
        self._place += taken
        return taken

    def _unexpected(self, expected: str) -> InvalidFilter:
        if self._place == len(self._tokens):
            return InvalidFilter(f"expected {expected} at the end")
        word = self._tokens[self._place][0]
        return InvalidFilter(f"expected {expected}, found {quoted(word)}; put a name of several words in quotes")


def _and(one: Chosen, other: Chosen) -> Chosen:
    return lambda name: one(name) and other(name)


def _or(one: Chosen, other: Chosen) -> Chosen:
    return lambda name: one(name) or other(name)
