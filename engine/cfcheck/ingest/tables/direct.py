"""Reads tables whose columns are already the fields of an incident, such as `id` or `location.admin1`.

Other columns are kept in `extra` and never judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.ingest.tables.block import (
    Block,
    ColumnName,
    CountField,
    Filled,
    GivenField,
    NumberField,
    SourcesField,
    TextField,
    TimeField,
)
from cfcheck.ingest.tables.mapping import DELIMITERS, ActorNames, CellFormat, Column, Mapping, TableForm
from cfcheck.ingest.tables.times import ISO, layout_of

if TYPE_CHECKING:
    from cfcheck.ingest.tables.block import Field

__all__ = ["DIRECT", "direct_mapping"]

CSV: Final = "csv"
GEOJSON: Final = "geojson"
DIRECT: Final = (CSV, GEOJSON)
"""The forms of such tables."""

_TEXTS: Final = ("id", "state", "description", "location.country", "location.admin1", "location.admin2",
                 "location.place")  # fmt: skip
_NUMBERS: Final = ("location.lat", "location.lon", "location.radius_km")
_GIVEN: Final = ("act", "weapon", "perpetrator", "target", "participants", "location.controlled_by", "claims",
                 "sources", "extra")  # fmt: skip
_COUNTS: Final = tuple(
    f"casualties.{who}"
    for who in ("killed", "injured", "civilians_killed", "civilians_injured", "women_killed", "children_killed")
)
_OF_A_SOURCE: Final = ("name", "url", "date", "reliability", "credibility", "note")
# The point of a GeoJSON feature, as `objects` calls it.
_POINT: Final = {"location.lat": "geometry.lat", "location.lon": "geometry.lon"}


def direct_mapping(form: str) -> Mapping:
    """The mapping of such tables in one of the forms."""
    headers = [
        *_TEXTS, "occurred", "occurred.from", "occurred.to", *_NUMBERS, *_GIVEN, *_COUNTS,
        *(f"{count}.{bound}" for count in _COUNTS for bound in ("min", "max")),
        *(f"sources.{key}" for key in _OF_A_SOURCE),
    ]  # fmt: skip
    return Mapping(
        name=form,
        title="A table with the fields of incidents",
        columns=tuple(_column(header, form) for header in headers),
        form=TableForm((), DELIMITERS, {}, ("features",) if form == GEOJSON else ()),
        reading=CellFormat(frozenset(), ".", (layout_of(ISO),), ""),
        actors=ActorNames(None, frozenset(), {}),
        exclusions=(),
        blocks=(Block(None, tuple(_fields())),),
        kept=None,
        is_direct=True,
        advice="`cfcheck new mapping FILE` drafts a mapping for a table with columns of its own",
    )


def _column(header: str, form: str) -> Column:
    point = _POINT.get(header)
    headers = (header, point) if point is not None and form == GEOJSON else (header,)
    return Column(ColumnName(header), headers, optional=header != "id")


def _fields() -> list[Field]:
    """The fields in the order of the incident format as far as it matters; the first that can makes a value."""
    numbers = (NumberField(_path(header), _cell(header)) for header in _NUMBERS)
    exact = (CountField(_path(header), _cell(header), _cell(header)) for header in _COUNTS)
    ranges = (CountField(_path(header), _cell(f"{header}.min"), _cell(f"{header}.max")) for header in _COUNTS)
    return [
        *(TextField(_path(header), _cell(header)) for header in _TEXTS),
        GivenField(("occurred",), ColumnName("occurred"), only_json=True),
        TimeField(("occurred",), _cell("occurred")),
        TimeField(("occurred",), _cell("occurred.from"), _cell("occurred.to"), is_range=True),
        *(GivenField(_path(header), ColumnName(header)) for header in _GIVEN),
        *numbers,
        *exact,
        *ranges,
        SourcesField(("sources",), (tuple(_of_source(key) for key in _OF_A_SOURCE),)),
    ]


def _of_source(key: str) -> TextField | NumberField:
    return (NumberField if key == "credibility" else TextField)((key,), _cell(f"sources.{key}"))


def _path(header: str) -> tuple[str, ...]:
    return tuple(header.split("."))


def _cell(header: str) -> Filled:
    return Filled((("", ColumnName(header)),))
