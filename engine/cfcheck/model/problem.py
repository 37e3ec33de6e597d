"""Problems (faults in files that users write), the way out of each kind, and the exceptions of cfcheck.

CfcheckError
├── InvalidRules           (model/problem)                 rule files that cannot be loaded
├── InvalidBoundaries      (evaluation/boundaries/layer)   boundary files that cannot be used
├── BoundariesUnavailable  (evaluation/boundaries/layer)   boundaries asked for where shapely is not installed
├── InvalidIncident        (model/incident)                a record that cannot be judged
├── InvalidTime            (model/written_time)            a text that names no time
├── InferenceUnavailable   (evaluation/evaluator)          durable-rules asked for where it cannot be loaded
└── InferenceFailed        (evaluation/rete)               durable-rules gave impossible answers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.model.struct import Noun
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["WAYS_OUT", "CfcheckError", "InvalidRules", "Problem", "way_out"]

WAYS_OUT: Final[Mapping[str, str]] = {
    "hidden-character": "delete it; if the text needs it, say in words what it stands for",
    "empty-file": "write what belongs in it, or remove it",
    "several-documents": "put it into a file of its own",
    "yaml-anchor": "write the value out where it is needed",
    "yaml-tag": "remove it",
    "key-not-text": "write a text before the `:`",
    "duplicate-key": "keep one of the two",
    "nested-too-deeply": "say it with fewer levels",
    "unknown-field": "leave it out, or ask for a fact",
    "backward-period": "correct one of the two times",
    "unknown-actor": "declare it under `actors` of a registry file, or name one that is there",
    "unknown-list": "declare it under `lists` of a registry file, or name one that is there",
    "unknown-act": "declare it under `acts` of a registry file, or name one that is there",
    "unknown-weapon": "declare it under `weapons` of a registry file, or name one that is there",
    "unknown-place": "declare it under `places` of a registry file, or name one that is there",
    "unknown-party": "declare it under `parties` of agreement.yaml, or name one that is there",
    "unknown-party-or-actor": "name a party of agreement.yaml or an actor of a registry file",
    "unknown-source": "declare it under `sources`: for a rule those of agreement.yaml, in a registry file its own",
    "unknown-claim": "name the `claim` of a permission of this agreement",
    "unknown-test": "name one of the `tests` of the permission",
    "unknown-rule": "name a rule of this agreement, or write it",
    "not-a-permission": "name a permission of this agreement, or leave it out",
    "not-an-umbrella": "remove the key, or say `kind: umbrella`",
    "not-an-act": "remove the key",
    "wrong-level": "ask for it under the key of its own level",
    "protected-actor": "remove it; a norm says under `against` whom it protects",
    "duplicate-id": "give one of the two another id, or remove it",
    "cycle": "take one of these steps out",
    "invalid-incident": "see docs/incident-format.md for what an incident may say",
    "unknown-column": "declare it under `columns`, or name one that is there",
    "duplicate-header": "keep one of the two",
    "unknown-norm": "name a limit, rule or exemption of this agreement",
    "missing-file": "write it; `cfcheck new agreement` drafts one",
    "stray-link": "put what it leads to in its place",
    "no-such-folder": "check the path",
    "unreadable-file": "make it readable, or remove it",
    "unknown-agreement": "`cfcheck rules list` names those that come with cfcheck",
    "further-problems": "mend those first",
}


def way_out(code: str, hint: str = "") -> str:
    """The hint, or else the way out of this kind of fault."""
    return hint or WAYS_OUT.get(code, "")


class CfcheckError(Exception):
    """The base of all exceptions that cfcheck raises on purpose."""


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
        """Makes the exception picklable, so that another process can return it."""
        return type(self), (self.problems,)
