"""The form of citations and times in rule files."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, WithJsonSchema

from cfcheck.language.schema.fields import Date, Entry, Flag, KebabId, Refused, Text, Url, day, found, one_or_several
from cfcheck.model.text import quoted

__all__ = [
    "NEVER", "SHARED", "TIME_SCHEMA", "CiteEntry", "Cites", "DisputedEnd", "DisputedStart", "End", "EndClaim",
    "SourceEntry", "Sources", "Start", "StartClaim", "Time", "Uncertain", "time_text",
]  # fmt: skip

NEVER = "never"
# Validation context of registry files: agreements of several zones read them, and a wall time would mean something
# else in each.
SHARED = "shared"

_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?P<offset>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_ABBREVIATED = re.compile(r"[\d\- T:]*\d:\d\d ?(?P<zone>[A-Za-z]{2,5})", re.ASCII)
_TIME_PATTERN = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$"


class CiteEntry(Entry):
    """Where something comes from."""

    source: KebabId = Field(description="Id of a document under `sources`.")
    provision: Text = Field(description="The place in the document, such as 1(b) or OP8.")
    verified: Flag = Field(
        default=False, description="Whether a person has held the encoding against the original text."
    )
    note: Text = Field("", description="Anything worth knowing about the citation.")


class SourceEntry(Entry):
    """A document that rules and registry entries cite."""

    title: Text = Field(description="The title of the document.")
    date: Date | None = Field(None, description="The day of the document.")
    url: Annotated[tuple[Url, ...], one_or_several(Url)] = Field((), description="Where it can be read.")
    note: Text = Field("", description="Anything worth knowing about the document.")


Cites = Annotated[tuple[CiteEntry, ...], one_or_several(CiteEntry)]
Sources = dict[KebabId, SourceEntry]


def time_text(value: object, *, shared: bool = False) -> str:
    """A time in one of the forms of rule files; whether clocks showed it is for the zone to say."""
    if not isinstance(value, str):
        raise Refused(f"expected a time such as 2016-02-27 00:00, {found(value)}")
    match = _TIME.fullmatch(value)
    if match and shared and len(value) > len("2016-02-27") and not match["offset"]:
        raise Refused(
            f"{quoted(value)} is a wall time, and a registry has no time zone",
            "write a date, or add an offset such as +02:00",
            "invalid-time",
        )
    if match:
        day(match["day"])
        return value
    abbreviated = _ABBREVIATED.fullmatch(value)
    if abbreviated:
        zone = quoted(abbreviated["zone"])
        hint = "write an offset such as +02:00, or Z"
        raise Refused(f"{zone} is a zone abbreviation, which does not say which zone is meant", hint, "invalid-time")
    forms = "`2016-02-27`, `2016-02-27 00:00` or `2016-02-27 00:00+02:00`"
    raise Refused(f"expected a time such as {forms}, {found(value)}", code="invalid-time")


def _time(value: object, context: ValidationInfo) -> str:
    return time_text(value, shared=context.context == SHARED)


def _time_or_never(value: object, context: ValidationInfo) -> str:
    return NEVER if value == NEVER else _time(value, context)


TIME_SCHEMA: dict[str, Any] = {"type": "string", "pattern": _TIME_PATTERN, "examples": ["2016-02-27 00:00"]}
Time = Annotated[str, BeforeValidator(_time), WithJsonSchema(TIME_SCHEMA)]
TimeOrNever = Annotated[
    str, BeforeValidator(_time_or_never), WithJsonSchema({"anyOf": [TIME_SCHEMA, {"const": NEVER}]})
]


class Uncertain(Entry):
    """A boundary that is only known to lie between two times."""

    earliest: Time = Field(description="Not before this.")
    latest: Time = Field(description="Not after this.")


class StartClaim(Entry):
    """What somebody holds the beginning to be."""

    at: Time = Field(description="When it began, as they say.")
    by: Text = Field(description="Who says so.")
    cite: Cites = Field((), description="Where they say so.")


class EndClaim(Entry):
    """What somebody holds the end to be."""

    at: TimeOrNever = Field(description="When it ended, as they say; `never` if it has no end.")
    by: Text = Field(description="Who says so.")
    cite: Cites = Field((), description="Where they say so.")


class DisputedStart(Entry):
    """A beginning that is disputed."""

    disputed: tuple[StartClaim, ...] = Field(description="Each candidate.", min_length=2)


class DisputedEnd(Entry):
    """An end that is disputed."""

    disputed: tuple[EndClaim, ...] = Field(description="Each candidate.", min_length=2)


def _shape(value: object) -> str:
    if not isinstance(value, dict):
        return "<time>"
    return "<disputed>" if "disputed" in value else "<uncertain>"


Start = Annotated[
    Annotated[Time, Tag("<time>")]
    | Annotated[Uncertain, Tag("<uncertain>")]
    | Annotated[DisputedStart, Tag("<disputed>")],
    Discriminator(_shape),
]
End = Annotated[
    Annotated[Time, Tag("<time>")]
    | Annotated[Uncertain, Tag("<uncertain>")]
    | Annotated[DisputedEnd, Tag("<disputed>")],
    Discriminator(_shape),
]
