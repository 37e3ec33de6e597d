"""A fault in a file a user wrote: where it is, what it is, and the way out.

Knows how a problem is shown as text. Must not know how files are read, nor what makes them right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.errors import CfcheckError
from cfcheck.noun import Noun
from cfcheck.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["InvalidRules", "Problem"]

WIDEST_EXCERPT = 100
LEAD_IN = 40


class Problem(Noun, frozen=True):
    """One fault, with the place that shows it; lines and columns count from 1, and 0 stands for none."""

    code: str
    file: str
    line: int
    column: int
    message: str
    excerpt: str = ""
    width: int = 1
    hint: str = ""

    @property
    def place(self) -> str:
        """The place as editors and terminals understand it: file:line:column."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        return visible(":".join([self.file, *numbers]))

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then by kind and message, so that the order never depends on discovery."""
        return (self.file, self.line, self.column, self.code, self.message)

    def __str__(self) -> str:
        return f"{self.place}: {visible(self.message)}"

    def render(self) -> str:
        """The problem with the source line, a caret under the fault, and the hint."""
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """The same as lines, of which none can disturb a terminal."""
        drawing = self._drawing() if self.excerpt and self.line else []
        return [str(self), *drawing, *([f"  help: {visible(self.hint)}"] if self.hint else [])]

    def _drawing(self) -> list[str]:
        gutter = str(self.line)
        source, start = _window(self.excerpt, self.column)
        drawn = [f"  {gutter} | {visible(source)}"]
        if self.column:
            width = max(1, min(self.width, len(source) - start))
            drawn.append(f"  {' ' * len(gutter)} | {' ' * start}{'^' * width}")
        return drawn


def _window(source: str, column: int) -> tuple[str, int]:
    """The part of a long line around the column, and where the column is in it."""
    at = max(0, column - 1)
    if len(source) <= WIDEST_EXCERPT:
        return source, min(at, len(source))
    first = max(0, min(at, len(source)) - LEAD_IN)
    shown = source[first : first + WIDEST_EXCERPT]
    before = "…" if first else ""
    after = "…" if first + WIDEST_EXCERPT < len(source) else ""
    return before + shown + after, min(at, len(source)) - first + len(before)


class InvalidRules(CfcheckError, ValueError):
    """Raised when rule files cannot be loaded; carries every problem found in them, sorted by place."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: problem.sort_key))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InvalidRules], tuple[tuple[Problem, ...]]]:
        """Survives the way back from another process."""
        return type(self), (self.problems,)
