"""Results as GeoJSON (RFC 7946), written as they come: a feature for each incident, a point where the report has one.

An incident without a point has a null geometry: a name of a place is no point. What is not about one incident are
foreign members of the collection, which maps do not show and programs can read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import encode_json
from cfcheck.model.record import Record, Reserved
from cfcheck.model.result_json import FORMAT, plain_assessment, plain_provenance, plain_set_aside, plain_summary
from cfcheck.model.visible import JsonText
from cfcheck.report.words import NOT_A_FINDING, VERDICT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary
    from cfcheck.model.incident import Location

__all__ = ["GeoJsonRenderer"]


class GeoJsonRenderer:
    """Keeps the points of records until their results come, and the records set aside."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = JsonText(out)
        self._provenance = provenance
        self._lead = "\n"
        self._points: dict[str, list[float]] = {}
        self._set_aside: list[SetAside] = []
        self._out.write('{"type":"FeatureCollection","features":[')

    def noting(self, records: Iterable[Record | SetAside]) -> Iterator[Record | SetAside]:
        """The records, of which the points are noted in passing."""
        for record in records:
            told = record.record_if_out_of_scope if isinstance(record, Reserved) else record
            if isinstance(told, Record):
                point = _point(told.incident.location)
                if point is not None:
                    self._points.setdefault(told.incident.id, point)
            yield record

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment, keep a record set aside."""
        if isinstance(result, SetAside):
            self._points.pop(result.id or "", None)
            self._set_aside.append(result)
            return
        point = self._points.pop(result.incident, None)
        geometry = None if point is None else {"type": "Point", "coordinates": point}
        properties = {"label": VERDICT_WORDS[result.verdict], **plain_assessment(result)}
        feature = {"type": "Feature", "id": result.incident, "geometry": geometry, "properties": properties}
        self._out.write(self._lead + _json(feature))
        self._lead = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write what was set aside, the counts, and what it was all computed from."""
        rest = {
            "note": NOT_A_FINDING,
            "format": FORMAT,
            "provenance": plain_provenance(self._provenance),
            "set_aside": [plain_set_aside(aside) for aside in self._set_aside],
            "summary": plain_summary(summary),
        }
        members = ",\n".join(f"{_json(key)}:{_json(value)}" for key, value in rest.items())
        end = "" if self._lead == "\n" else "\n"
        self._out.write(f"{end}],\n{members}}}\n")


def _point(location: Location | None) -> list[float] | None:
    """Longitude and latitude, in this order; half a point is none."""
    if location is None or location.lon is None or location.lat is None:
        return None
    return [location.lon, location.lat]


def _json(value: object) -> str:
    return encode_json(value).decode()
