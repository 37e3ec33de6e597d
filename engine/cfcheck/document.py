"""A rule file as plain text, lists and mappings, with the place of each.

Knows nothing of YAML, nor of what the file means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cfcheck.problem import Problem
from cfcheck.ways_out import way_out

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MOST_PROBLEMS", "START", "Document", "Path", "Plain", "Position", "SourceText"]

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Path: TypeAlias = tuple[str | int, ...]


class Position(NamedTuple):
    """A place in a file: line and column from 1, and how many characters it spans."""

    line: int
    column: int
    width: int = 1


START = Position(1, 1)
MOST_PROBLEMS = 100
"""How many problems of one file are told at once: more are no help, and a hostile file could have a million."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, under the name its user gave it."""

    file: str
    text: str = ""
    lines: tuple[str, ...] = ()

    def problem(self, code: str, message: str, position: Position, hint: str = "") -> Problem:
        """A problem at the position, with the line it is on."""
        line, column, width = position
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Problem(code, self.file, line, column, message, excerpt, width, way_out(code, hint))

    def further_problems(self) -> Problem:
        """Stands at the end of the file for the problems that are not told."""
        message = f"the file has more than {MOST_PROBLEMS} problems; the rest is told when these are mended"
        code = "further-problems"
        return Problem(code, self.file, len(self.lines), 0, message, hint=way_out(code))


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What a rule file says, before anybody asks whether it makes sense. It is equal to itself alone.

    `content` is None where the file could not be read to its end. A path is `faulty` where its value was refused
    and an empty text stands in for it, so that nothing more need be said of it.
    """

    source: SourceText
    content: Plain | None
    keys: Mapping[Path, Position] = field(default_factory=dict)
    values: Mapping[Path, Position] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[Path] = frozenset()

    def key_position(self, path: Path) -> Position:
        """Where the key at the end of the path is written; for an entry of a list, the entry."""
        while path:
            found = self.keys.get(path) or self.values.get(path)
            if found:
                return found
            path = path[:-1]
        return self.values.get((), START)

    def value_position(self, path: Path) -> Position:
        """Where the value at the path is written."""
        return self.values.get(path) or self.key_position(path)

    def problem_at_key(self, path: Path, code: str, message: str, hint: str = "") -> Problem:
        """A problem with a key, or with what a mapping lacks."""
        return self.source.problem(code, message, self.key_position(path), hint)

    def problem_at_value(self, path: Path, code: str, message: str, hint: str = "") -> Problem:
        """A problem with a value."""
        return self.source.problem(code, message, self.value_position(path), hint)

    def is_faulty(self, path: Path) -> bool:
        """Whether the path lies at or below a value that was refused."""
        return any(path[:length] in self.faulty for length in range(len(path) + 1))
