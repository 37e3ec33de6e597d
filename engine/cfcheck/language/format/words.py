"""Writes texts in YAML: plain or in quotes on one line, or on several lines as the author broke them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfcheck.language.format.tree import Scalar

__all__ = ["block_text", "spread_text", "word"]

_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d.*)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# The one key whose value is a day and never a time; it is written without quotes.
_DAY_KEY = "date"
# What parsers of YAML 1.1 or 1.2 take for a number, a truth value, nothing, or a merge; and what is
# easily overlooked: signs without a letter, several spaces.
_NO_TEXT = re.compile(
    r"[-+.]?\d[\d_.,:+\-a-fA-FoOxXtTzZ ]*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|null|none|<<|\W*|.*\s\s.*",
    re.IGNORECASE | re.DOTALL,
)
_NOT_PLAIN = re.compile(r"""[-?:,\[\]{}#&*!|>'"%@`]|\s|.*(?:\s|:)$|.*:\s|.*\s#|.*[\x00-\x1f\x7f]""", re.DOTALL)
_NOT_PLAIN_IN_BRACKETS = re.compile(r".*[,\[\]{}:]", re.DOTALL)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def word(scalar: Scalar, key: str = "", *, flow: bool = False) -> str:
    """The text on one line, as the value of the key; `flow`: between brackets.

    A text that is plain stays plain, so that no number becomes a text to other readers, nor a text a number.
    """
    value = scalar.value
    if key == _DAY_KEY and _DAY.fullmatch(value):
        return value
    if _TIME.fullmatch(value):
        return _quoted(value)
    if not scalar.style and not scalar.spreads:
        return scalar.written
    doubtful = _NO_TEXT.fullmatch(value) if scalar.style else None
    if doubtful or _NOT_PLAIN.match(value) or (flow and _NOT_PLAIN_IN_BRACKETS.match(value)):
        return _quoted(value)
    return value


def _quoted(value: str) -> str:
    if ('"' in value or "\\" in value) and not re.search(r"[\x00-\x1f\x7f]", value):
        return "'" + value.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in value)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\x{ord(match.group()):02x}", escaped) + '"'


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
