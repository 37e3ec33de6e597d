"""How results look: a renderer for each format. Knows assessments, nothing of how they came about.

JSON is made from `plain`, CSV too; what people read (table, Markdown) from `row`. So the formats cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.model.result_json import JsonLinesRenderer
from cfcheck.report.csv_lines import CsvRenderer
from cfcheck.report.geojson import GeoJsonRenderer
from cfcheck.report.json_document import JsonRenderer
from cfcheck.report.markdown import MarkdownRenderer
from cfcheck.report.table import TableRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import ClassVar, TextIO

    from cfcheck.model.assessment import Assessment, Provenance, SetAside, Summary
    from cfcheck.model.record import Record

__all__ = ["RENDERERS", "Renderer", "located", "make_renderer"]


class Renderer(Protocol):
    """Writes results as they come. What is written is complete once `finish` returns; nothing is closed.

    Where `shows_set_aside` is false, the format has no room for records set aside, and the caller has to show them.
    """

    shows_set_aside: ClassVar[bool]

    def add(self, result: Assessment | SetAside) -> None:
        """One more result, in input order."""

    def finish(self, summary: Summary) -> None:
        """What follows the last result."""


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


def located(records: Iterable[Record | SetAside], renderer: Renderer) -> Iterator[Record | SetAside]:
    """The records, whose places are noted in passing by a renderer that shows places: results do not have them."""
    return renderer.noting(records) if isinstance(renderer, GeoJsonRenderer) else iter(records)
