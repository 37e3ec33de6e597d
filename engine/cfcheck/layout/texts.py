"""How a text on several lines is written: the author's lines, indented anew. Reflows nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfcheck.layout.tree import Scalar

__all__ = ["block_text", "spread_text"]

_HEAD = re.compile(r"[|>](?P<marks>[-+0-9]*)[^\n]*\n?")


def spread_text(scalar: Scalar, pad: str) -> tuple[str, ...]:
    """The lines of a plain or quoted text; the first goes behind its key."""
    first, *rest = scalar.written.split("\n")
    return (_stripped(first), *(pad + _stripped(line) if line.strip() else "" for line in rest))


def block_text(scalar: Scalar, pad: str) -> tuple[str, ...]:
    """The `|` or `>` and the lines below it; nothing if the text is better written on one line, in quotes.

    That is a text of which only line ends are left, or which ends in several; and one that begins with a space,
    which needs a number behind the `|`.
    """
    body = _body(scalar) if scalar.is_block else ()
    if not body or scalar.value.endswith("\n\n") or any(line.isspace() for line in body) or body[0][:1] in ("", " "):
        return ()
    chomping = "" if scalar.value.endswith("\n") else "-"
    return (scalar.style + chomping, *(pad + line if line else "" for line in body))


def _body(scalar: Scalar) -> tuple[str, ...]:
    """The lines below the `|` or `>`, without their indentation."""
    if scalar.style == "|":
        return tuple(scalar.value.rstrip("\n").split("\n")) if scalar.value.strip("\n") else ()
    head = _HEAD.match(scalar.written)
    if head is None or re.search(r"\d", head["marks"]):
        return ()
    lines = scalar.written[head.end() :].rstrip("\n").split("\n")
    filled = next((line for line in lines if line.strip()), "")
    return tuple(line[len(filled) - len(filled.lstrip(" ")) :] for line in lines)


def _stripped(line: str) -> str:
    """The line without the white space around it; a space after a backslash belongs to the text."""
    return re.sub(r"(?<!\\)[ \t]+$", "", line.lstrip(" \t"))
