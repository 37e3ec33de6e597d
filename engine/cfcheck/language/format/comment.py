"""Finds the comments of a YAML file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.language.format.tree import scalars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.language.format.tree import Node, Scalar

__all__ = ["Comment", "comments_of", "is_blank_above"]

_COMMENT = re.compile(r"#[^\n]*")
_BLOCK_HEAD = re.compile(r"[|>][-+0-9]*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`. `own`: nothing else is on its line; `blank`: and the line above is empty."""

    text: str
    start: int
    column: int
    own: bool
    blank: bool


def comments_of(text: str, root: Node) -> tuple[Comment, ...]:
    """Every comment of the text whose tree this is, in order."""
    return tuple(_comments(text, root))


def is_blank_above(text: str, start: int) -> bool:
    """Whether what starts there is the first on its line, and the line above is empty."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip() or not line:
        return False
    return not text[text.rfind("\n", 0, line - 1) + 1 : line].strip()


def _comments(text: str, root: Node) -> Iterator[Comment]:
    at = 0
    for start, stop in (*(span for scalar in scalars(root) for span in _spans(text, scalar)), (len(text), len(text))):
        for match in _COMMENT.finditer(text, at, start):
            line = text.rfind("\n", 0, match.start()) + 1
            own = not text[line : match.start()].strip()
            blank = is_blank_above(text, match.start())
            yield Comment(match.group().rstrip(), match.start(), match.start() - line, own, blank)
        at = stop


def _spans(text: str, scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Where the scalar's characters are; a comment may stand after the `|` or `>` of a block."""
    if not scalar.is_block:
        yield scalar.start, scalar.stop
        return
    head = _BLOCK_HEAD.match(text, scalar.start)
    yield scalar.start, head.end() if head else scalar.start + 1
    body = text.find("\n", scalar.start)
    if 0 <= body < scalar.stop:
        yield body, scalar.stop
