"""Workflow commands, which GitHub shows beside the lines of a pull request. Knows their form, nothing of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cfcheck.model.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["LONGEST_MESSAGE", "LONGEST_TITLE", "Level", "Spot", "workflow_command"]

Level = Literal["error", "warning", "notice"]

LONGEST_TITLE: Final = 255
LONGEST_MESSAGE: Final = 16_000
"""How many characters GitHub takes: 255 of a title; of a message 64 KiB, which are 16,384 of the widest characters."""

# The per cent sign first, since the others bring it in.
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


class Spot(NamedTuple):
    """A place in a file; lines and columns count from 1, and 0 stands for none."""

    file: str
    line: int = 0
    column: int = 0
    width: int = 1


def workflow_command(level: Level, spot: Spot, title: str, lines: Iterable[str]) -> str:
    """The command that shows the lines at the spot. It is on one line, which is not ended; what is too long is cut."""
    properties = {"file": visible_line(spot.file)}
    if spot.line:
        properties["line"] = str(spot.line)
    if spot.line and spot.column:
        properties |= {"col": str(spot.column), "endColumn": str(spot.column + spot.width)}
    properties["title"] = _cut(visible_line(title), LONGEST_TITLE)
    said = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in properties.items())
    text = _cut("\n".join(map(visible_line, lines)), LONGEST_MESSAGE)
    return f"::{level} {said}::{_escaped(text, _IN_MESSAGE)}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    for sign, escape in escapes.items():
        text = text.replace(sign, escape)
    return text
