"""The table of output formats for comparisons.

Formats for programs are made from the plain form in `output`, formats for people from `words`, so that formats cannot
disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.authoring.diff.markdown import MarkdownRenderer
from cfcheck.authoring.diff.output import HumanRenderer, JsonRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import ClassVar, TextIO

    from cfcheck.authoring.diff.comparison import Comparison, IncidentChange, Matrix

__all__ = ["RENDERERS", "Renderer"]


class Renderer(Protocol):
    """Writes what differs as it becomes known. What is written is complete once `finish` returns; nothing is closed.

    Where `shows_set_aside` is false, the caller has to show the records set aside on both sides.
    """

    shows_set_aside: ClassVar[bool]

    def begin(self, comparisons: Sequence[Comparison]) -> None:
        """What differs between the agreements."""

    def add(self, change: IncidentChange) -> None:
        """One more incident that changes, or that is set aside on both sides, in input order."""

    def finish(self, matrix: Matrix | None) -> None:
        """How many incidents there are; None where none were given."""


RENDERERS: Final[Mapping[str, Callable[[TextIO], Renderer]]] = {
    "human": HumanRenderer,
    "json": JsonRenderer,
    "markdown": MarkdownRenderer,
}
