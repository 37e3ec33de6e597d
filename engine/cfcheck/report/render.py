"""How results look: a renderer for each format. All are made from the lines of JSON, so that formats cannot disagree.

Decisions are few and lines are many, so what a renderer makes of a decision is kept by the bytes of it in the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.report.csv_lines import CsvRenderer
from cfcheck.report.geojson import GeoJsonRenderer
from cfcheck.report.json_document import JsonRenderer
from cfcheck.report.json_lines import JsonLinesRenderer
from cfcheck.report.markdown import MarkdownRenderer
from cfcheck.report.table import TableRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import ClassVar, TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["RENDERERS", "Renderer", "make_renderer"]


class Renderer(Protocol):
    """Writes results as they come. What is written is complete once `finish` returns; nothing is closed.

    Where `shows_set_aside` is false, the format has no room for records set aside, and the caller has to show them.
    """

    shows_set_aside: ClassVar[bool]

    def add(self, lines: bytes | memoryview, records: Callable[[], Iterable[bytes]], /) -> None:
        """Write some more assessments: one or more lines of JSON in UTF-8, in input order, each with its end.

        `records` gives the records of the lines, in the same order.
        """

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Write some more records that were set aside, or keep them until the end."""

    def finish(self, summary: Summary) -> None:
        """Write what follows the last result."""


RENDERERS: Final[Mapping[str, Callable[[TextIO, Provenance], Renderer]]] = {
    "table": TableRenderer,
    "json": JsonRenderer,
    "jsonl": JsonLinesRenderer,
    "csv": CsvRenderer,
    "geojson": GeoJsonRenderer,
    "markdown": MarkdownRenderer,
}


def make_renderer(name: str, out: TextIO, provenance: Provenance) -> Renderer:
    """A renderer of the format, which writes to `out` (text in UTF-8, line ends left as they are written)."""
    return RENDERERS[name](out, provenance)
