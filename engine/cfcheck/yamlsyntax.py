"""Says why a text is no YAML, by what stands where a parser stopped and by what it was inside of.

What the parsers say themselves differs between the two of PyYAML and from release to release, so it is not looked at.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cfcheck.wording import quoted

__all__ = ["Stop", "syntax_message"]


class Stop(NamedTuple):
    """Where a parser stopped.

    `begun` is the text from where that begins which it was reading, up to where it stopped; None where it was reading
    nothing in particular. `rest` is the text from there on. `is_scanning`: it could make no token of that, and not no
    sense of the token. `inside` is the innermost list (`[`, `-`) or mapping (`{`, `:`) that it was in, if any.
    """

    begun: str | None
    rest: str
    is_scanning: bool
    inside: str

    @property
    def shift(self) -> int:
        """How far from where the parser stopped that is which is wrong: a quote that is not closed, or an escape."""
        begun = self.begun or ""
        if not self.is_scanning or not _is_open_quote(begun):
            return 0
        return -len(begun) if _END_OF_DOCUMENT.match(self.rest) else _escape_at(begun, self.rest)


_END_OF_DOCUMENT: Final = re.compile(r"\Z|(?:---|\.\.\.)(?!\S)")
_QUOTED: Final = re.compile(r"""'(?:[^']++|'')*+'|"(?:[^"\\]++|\\.)*+\"""", re.DOTALL)
_SPACE: Final = re.compile(r"\s")
_NUMBERED: Final = re.compile(r"\\[xuU]")

_TAB: Final = "a tab cannot indent; use spaces"
_NO_COLON: Final = "a key without `:`, or a line that is indented too little; check both"
_VALUE: Final = "a value is expected here; write one, or remove what stands before it"
_ANCHOR: Final = "`&` and `*` begin anchors and aliases, which rule files do not have; put the text in quotes"
_TAG: Final = "`!` begins a tag, which rule files do not have; put the text in quotes"
_DIRECTIVE: Final = "a `%` directive is not expected here; remove it"
_UNCLOSED: Final = "a quoted text is not closed; add the quote that ends it"
_BEHIND_END: Final = "nothing may follow the end of the document; remove it"

# What the text begins with that no token could be made of.
_TOKENS: Final = {
    "|": "`|` or `>` is followed by something it does not know; begin a new line",
    ">": "`|` or `>` is followed by something it does not know; begin a new line",
    "&": _ANCHOR,
    "*": _ANCHOR,
    "!": _TAG,
    "%": _DIRECTIVE,
}
# Tokens that are none where they stand.
_OUT_OF_PLACE: Final = {
    ":": "a `:` is not expected here; a text that contains `: ` must be in quotes",
    "?": "a `:` is not expected here; a text that contains `: ` must be in quotes",
    "-": "a list entry `- ` is not expected here; begin the list on a line of its own",
}
# What an innermost list or mapping does not go on with.
_CONTINUATIONS: Final = {
    "[": "a list in `[` has no `,` or `]` here; add the one that is meant",
    "{": "a mapping in `{` has no `,` or `}` here; add the one that is meant",
    "-": "this line does not continue the list above it; check the indentation",
    ":": "this line does not continue the mapping above it; check the indentation",
    "": _BEHIND_END,
}


def syntax_message(stop: Stop) -> str:
    """What is wrong there, and the way out."""
    if stop.rest.startswith("\t"):
        return _TAB
    return _no_token(stop) if stop.is_scanning else _no_sense(stop)


def _no_token(stop: Stop) -> str:
    begun = stop.begun or ""
    if _is_open_quote(begun):
        return _UNCLOSED if _END_OF_DOCUMENT.match(stop.rest) else _no_escape(begun, stop.rest)
    if not begun:
        return _OUT_OF_PLACE.get(stop.rest[:1]) or f"a text cannot begin with {quoted(stop.rest[:1])}; put it in quotes"
    is_over = _SPACE.search(begun)
    if begun[0] in _TOKENS and not (is_over and begun[0] in "&*!"):
        return _TOKENS[begun[0]]
    # What ended before the place is sound, and turned out to be no key.
    return _NO_COLON if is_over else _OUT_OF_PLACE.get(stop.rest[:1], _NO_COLON)


def _is_open_quote(begun: str) -> bool:
    return begun.startswith(("'", '"')) and not _QUOTED.match(begun)


def _no_escape(begun: str, rest: str) -> str:
    place = len(begun) + _escape_at(begun, rest)
    if _NUMBERED.match((begun + rest[:2])[place:]):
        return r"an escape after `\` that stands for no character; correct its number"
    return r"an escape after `\` that does not exist; in single quotes a `\` stands for itself"


def _escape_at(begun: str, rest: str) -> int:
    """Where an escape begins, seen from the place: a parser may stop there or inside of it."""
    return 0 if rest.startswith("\\") else begun.rfind("\\") - len(begun)


def _no_sense(stop: Stop) -> str:
    if stop.rest.startswith("!"):
        return _TAG
    if stop.begun is None:
        return _DIRECTIVE if stop.rest.startswith("%") else _BEHIND_END
    if not stop.begun or (stop.begun[0] in "&!" and "\n" not in stop.begun):
        return _OUT_OF_PLACE[":"] if stop.inside == ":" and stop.rest.startswith(":") else _VALUE
    return _CONTINUATIONS[stop.inside]
