"""Workflow commands, which GitHub shows beside the lines of a pull request. Knows their form, nothing of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cfcheck.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Level", "Spot", "workflow_command"]

Level = Literal["error", "warning", "notice"]

# The per cent sign first, since the others bring it in.
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


class Spot(NamedTuple):
    """A place in a file; lines and columns count from 1, and 0 stands for none."""

    file: str
    line: int = 0
    column: int = 0
    width: int = 1


def workflow_command(level: Level, spot: Spot, title: str, text: str) -> str:
    """The command that shows the text at the spot, on one line, which is not ended."""
    properties = {"file": visible(spot.file)}
    if spot.line:
        properties["line"] = str(spot.line)
    if spot.line and spot.column:
        properties |= {"col": str(spot.column), "endColumn": str(spot.column + spot.width)}
    properties["title"] = title
    said = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in properties.items())
    lines = "\n".join(map(visible, text.split("\n")))
    return f"::{level} {said}::{_escaped(lines, _IN_MESSAGE)}"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    for sign, escape in escapes.items():
        text = text.replace(sign, escape)
    return text
