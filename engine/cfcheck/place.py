"""Named places of the registry and the levels at which a report can state one."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from cfcheck.citation import Citation
from cfcheck.noun import Noun

__all__ = ["Place", "PlaceId", "PlaceLevel"]

PlaceId = NewType("PlaceId", str)


class PlaceLevel(StrEnum):
    """A key of a report's `location`."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    PLACE = "place"


class Place(Noun, frozen=True):
    """A governorate, district or settlement; `names` holds the title and every spelling known."""

    id: PlaceId
    title: str
    level: PlaceLevel
    country: str
    within: PlaceId | None = None
    names: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str = ""
