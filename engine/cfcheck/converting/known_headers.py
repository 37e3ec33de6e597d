"""Headers whose meaning is known without looking at the cells: what a draft of a mapping proposes from.

A closed list: a header that is not on it is not guessed at, however near it comes. Knows words only.
"""

from __future__ import annotations

from typing import Final

from cfcheck.names import normalise

__all__ = ["FIELDS", "field_of"]

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "event_id", "event id", "incident_id", "incident id", "report_id", "report id", "record_id",
           "record id", "reference_code", "reference code", "reference", "ref"),
    "occurred": ("occurred", "date", "event_date", "event date", "incident_date", "incident date",
                 "date of incident", "date of event", "day"),
    "act": ("act",),
    "weapon": ("weapon",),
    "perpetrator": ("perpetrator", "alleged perpetrator", "alleged_perpetrator"),
    "target": ("target",),
    "location.country": ("location.country", "iso3", "country_code", "country code"),
    "location.admin1": ("location.admin1", "admin1", "adm1", "adm_1", "governorate", "province", "oblast"),
    "location.admin2": ("location.admin2", "admin2", "adm2", "adm_2", "district"),
    "location.place": ("location.place", "place", "town", "village", "settlement", "locality"),
    "location.lat": ("location.lat", "geometry.lat", "lat", "latitude"),
    "location.lon": ("location.lon", "geometry.lon", "lon", "lng", "long", "longitude"),
    "casualties.killed": ("casualties.killed", "killed"),
    "casualties.injured": ("casualties.injured", "injured", "wounded"),
    "casualties.civilians_killed": ("casualties.civilians_killed", "civilians killed", "civilians_killed"),
    "casualties.civilians_injured": ("casualties.civilians_injured", "civilians injured", "civilians_injured"),
    "sources.name": ("sources.name", "source"),
    "sources.url": ("sources.url", "url", "link"),
    "description": ("description", "notes", "summary", "narrative"),
}  # fmt: skip

_BY_HEADER: Final = {normalise(header): field for field, headers in FIELDS.items() for header in headers}


def field_of(header: str) -> str | None:
    """The field of an incident that a column of this header is known to hold."""
    return _BY_HEADER.get(normalise(header))
