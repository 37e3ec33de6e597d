"""Results as GeoJSON (RFC 7946), written as they come: a feature for each incident, a point where the report has one.

An incident without a point has a null geometry: a name of a place is no point. What is not about one incident are
foreign members of the collection, which maps do not show and programs can read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.model.incident_json import encode_json, point_of
from cfcheck.model.result_json import (
    FORMAT,
    outlook_of,
    parts_of,
    plain_provenance,
    plain_set_aside,
    plain_summary,
    tail_text,
)
from cfcheck.model.visible import JsonText
from cfcheck.report.kept import KeptText
from cfcheck.report.words import NOT_A_FINDING, VERDICT_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["GeoJsonRenderer"]


class GeoJsonRenderer:
    """Keeps nothing but the records set aside."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = JsonText(out)
        self._provenance = provenance
        self._lead = "\n"
        self._aside_lead = ""
        self._set_aside = KeptText()
        self._tail = tail_text(provenance)
        self._labels = {verdict: encode_json(words) for verdict, words in VERDICT_WORDS.items()}
        self._out.write('{"type":"FeatureCollection","features":[')

    def add(self, lines: bytes | memoryview, records: Callable[[], Iterable[bytes]]) -> None:
        """Write a feature for each line, with the point of its record."""
        features = map(self._feature, bytes(lines).split(b"\n")[:-1], records())
        self._out.write(self._lead)
        self._out.write(b",\n".join(features).decode())
        self._lead = ",\n"

    def _feature(self, line: bytes, record: bytes) -> bytes:
        point = point_of(record)
        geometry = b"null" if point is None else b'{"type":"Point","coordinates":%b}' % encode_json(point)
        label = self._labels[outlook_of(line)[0]]
        assessment = line[len(b"{") : 1 - len(self._tail)]
        return b'{"type":"Feature","id":%b,"geometry":%b,"properties":{"label":%b,%b"}}' % (
            parts_of(line).incident,
            geometry,
            label,
            assessment,
        )

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Keep them."""
        for aside in asides:
            self._set_aside.add(self._aside_lead + _json(plain_set_aside(aside)))
            self._aside_lead = ","

    def finish(self, summary: Summary) -> None:
        """Write what was set aside, the counts, and what it was all computed from."""
        end = "" if self._lead == "\n" else "\n"
        self._out.write(f'{end}],\n"note":{_json(NOT_A_FINDING)},\n"format":{FORMAT},\n')
        self._out.write(f'"provenance":{_json(plain_provenance(self._provenance))},\n"set_aside":[')
        for text in self._set_aside.text():
            self._out.write(text)
        self._out.write(f'],\n"summary":{_json(plain_summary(summary))}}}\n')


def _json(value: object) -> str:
    return encode_json(value).decode()
