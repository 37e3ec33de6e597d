"""The form of the blocks of a mapping file: an incident with `{column}` where a cell goes.

Knows the form only: whether a column or code list that is named exists is for the loader of mappings to say.
"""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from cfcheck.rulefile.faults import Refused
from cfcheck.rulefile.fields import Entry, SnakeId, found, one_or_several

__all__ = [
    "BetweenEntry", "BlockEntry", "CasualtiesEntry", "CodedEntry", "Filled", "LocationEntry", "MomentEntry",
    "RangeEntry", "ReportSourceEntry", "RowCondition",
]  # fmt: skip

_FILLED = re.compile(r"(?:[^{}]|\{[^{}]+\})+")


def _filled(value: object) -> str:
    if isinstance(value, str) and _FILLED.fullmatch(value.strip()):
        return value.strip()
    raise Refused(f"expected a text, with `{{column}}` where a cell goes, {found(value)}")


def _condition(value: object) -> object:
    if isinstance(value, dict) and value:
        return value
    raise Refused(f"expected a condition, {found(value)}", "write `column: what its cell says`")


Filled = Annotated[str, BeforeValidator(_filled)]
# What a column is asked depends on the question; the loader reads it, and knows the columns.
RowCondition = Annotated[dict[str, Any], PlainValidator(_condition), WithJsonSchema({"type": "object"})]


class CodedEntry(Entry):
    """What a code list has for a cell."""

    code: Filled = Field(description="The code, as the cell writes it.")
    codes: SnakeId = Field(alias="in", description="Id of a list under `codes`; a code it lacks sets the row aside.")


def _shape(*keys: tuple[str, str]) -> Discriminator:
    def shape(value: object) -> str:
        if isinstance(value, list):
            return "<several>"
        return next(
            (tag for key, tag in keys if isinstance(value, dict) and key in value),
            "<other>" if isinstance(value, dict) else "<text>",
        )

    return Discriminator(shape)


Made = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[CodedEntry, Tag("<other>")],
    _shape(),
]


class BetweenEntry(Entry):
    """A count that lies between two."""

    low: Made | None = Field(None, alias="min", description="Not fewer.")
    high: Made | None = Field(None, alias="max", description="Not more.")


class RangeEntry(Entry):
    """A time that lies between two, both included. One of the two may be left out."""

    start: Filled | None = Field(None, alias="from", description="Not before this.")
    end: Filled | None = Field(None, alias="to", description="Not after this.")


class MomentEntry(Entry):
    """A day that stands for a longer time."""

    at: Filled = Field(description="The day as written.")
    known_to: Made = Field(description="`day`, `month`, `year`, or `3 days`: that many before and after it.")


Count = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[CodedEntry, Tag("<coded>")] | Annotated[BetweenEntry, Tag("<other>")],
    _shape(("code", "<coded>")),
]
Occurred = Annotated[
    Annotated[Filled, Tag("<text>")] | Annotated[MomentEntry, Tag("<moment>")] | Annotated[RangeEntry, Tag("<other>")],
    _shape(("at", "<moment>")),
]
Side = Annotated[tuple[Made, ...], one_or_several(Made)]


class LocationEntry(Entry):
    """Where it happened."""

    country: Made | None = Field(None, description="Country code, ISO 3166-1 alpha-3.")
    admin1: Made | None = Field(None, description="Name of the governorate or province.")
    admin2: Made | None = Field(None, description="Name of the district.")
    place: Made | None = Field(None, description="Name of the place.")
    lat: Made | None = Field(None, description="Latitude of the point.")
    lon: Made | None = Field(None, description="Longitude of the point.")
    radius_km: Made | None = Field(None, description="How far the point can be off.")
    controlled_by: Made | None = Field(None, description="Who holds the ground.")


class CasualtiesEntry(Entry):
    """People reported killed or injured."""

    killed: Count | None = Field(None, description="Everybody killed.")
    injured: Count | None = Field(None, description="Everybody injured.")
    civilians_killed: Count | None = Field(None, description="Civilians killed.")
    civilians_injured: Count | None = Field(None, description="Civilians injured.")
    women_killed: Count | None = Field(None, description="Women killed.")
    children_killed: Count | None = Field(None, description="Children killed.")


class ReportSourceEntry(Entry):
    """Who reports it."""

    name: Made | None = Field(None, description="The source's name.")
    url: Made | None = Field(None, description="Where the report can be read.")
    date: Made | None = Field(None, description="The report's day.")
    reliability: Made | None = Field(None, description="A to F; F means unknown.")
    credibility: Made | None = Field(None, description="1 to 6; 6 means unknown.")
    note: Made | None = Field(None, description="Anything worth knowing about the source.")


class BlockEntry(Entry):
    """A part of the incident. Where several blocks make the same field, the first one that can makes it."""

    when: RowCondition | None = Field(None, description="Which rows it is for; absent if for all.")
    id: Filled | None = Field(None, description="The incident's id.")
    occurred: Occurred | None = Field(None, description="When it occurred.")
    act: Made | None = Field(None, description="Id of an act of the registry.")
    weapon: Made | None = Field(None, description="Id of a weapon of the registry.")
    perpetrator: Side | None = Field(None, description="Who did it; several: together.")
    target: Side | None = Field(None, description="To whom it was done; several: together.")
    participants: tuple[Side, ...] | None = Field(
        None, description="Who fought; not made where a perpetrator or target was made before.", min_length=2
    )
    location: LocationEntry | None = Field(None, description="Where it happened.")
    casualties: CasualtiesEntry | None = Field(None, description="People reported killed or injured.")
    sources: tuple[ReportSourceEntry, ...] | None = Field(None, description="Who reports it.")
    state: Made | None = Field(None, description="The report's own state of verification.")
    description: Made | None = Field(None, description="What the report says.")
    extra: dict[SnakeId, Made] = Field({}, description="Anything more; kept and shown, never judged.")
