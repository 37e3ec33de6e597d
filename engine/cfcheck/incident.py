"""What was reported: the incident format as types, decoded and encoded. A door to `msgspec`.

Knows the form of a report, nothing of any agreement. Only `id` is required; null is the same as missing: unknown.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from cfcheck.errors import CfcheckError
from cfcheck.plain_value import is_plain

if TYPE_CHECKING:
    from cfcheck.fault_memory import FaultMemory
    from cfcheck.faulty_part import Fault

__all__ = [
    "AnyOfActors", "AnyOfKinds", "Casualties", "ConfidenceWord", "Count", "Incident", "InvalidIncident", "Location",
    "Occurred", "Range", "ReportSource", "WrittenExtra", "decode_incident", "encode_json", "incident_from",
    "incident_from_texts", "incident_json_schema", "split_records",
]  # fmt: skip

Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(min_length=1, max_length=1000)]
"""Of an actor or a place. To compare a longer one, with marks above and below its letters, would take too long."""
# Patterns are for editors only: the decoder would spend as long on them as on all the rest, and the taxonomies and
# `facts` refuse every other text.
_KIND = {"pattern": "^[a-z][a-z0-9_]*$"}
KindText = Annotated[str, Meta(extra_json_schema=_KIND)]
_KIND_KEYS = Meta(extra_json_schema={"propertyNames": _KIND})
CountryCode = Annotated[str, Meta(description="ISO 3166-1 alpha-3", extra_json_schema={"pattern": "^[A-Z]{3}$"})]
Number = Annotated[int, Meta(ge=0)]
ConfidenceWord = Literal["confirmed", "probable", "possible", "doubtful"]
Group = Name | Annotated[tuple[Name, ...], Meta(min_length=1)]

_MOST_DIGITS_SHOWN: Final = 60


class InvalidIncident(CfcheckError, ValueError):  # reads as a fact, like the rest of the tree
    """Raised for a record that cannot be judged: `path` says where in the record, `problem` what is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}" if path else problem)


class _Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of a record. Its values are acyclic, so the cycle collector need not look at them."""


class AnyOfActors(_Part, frozen=True):
    """One of these, the report does not say which; each a name, or a list of names that acted together."""

    any_of: Annotated[tuple[Group, ...], Meta(min_length=1)]
    confidence: ConfidenceWord | None = None


class AnyOfKinds(_Part, frozen=True):
    """Reports conflict: one of these."""

    any_of: Annotated[tuple[KindText, ...], Meta(min_length=1)]


class Occurred(_Part, frozen=True, rename={"start": "from", "end": "to"}):
    """A range, inclusive of what each end names; or `any_of` several times (or ranges) on which reports conflict."""

    start: Text | None = None
    end: Text | None = None
    any_of: Annotated[tuple[Text | Occurred, ...], Meta(min_length=1)] | None = None


class Range(_Part, frozen=True, rename={"low": "min", "high": "max"}):
    """A count known to lie from `min` to `max`, both included; an end left out is open."""

    low: Number | None = None
    high: Number | None = None

    def __post_init__(self) -> None:
        """Raise ValueError (InvalidIncident while decoding) for a range that ends before it begins."""
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"`min` {_shown(self.low)} is greater than `max` {_shown(self.high)}"
            raise ValueError(message)


def _shown(number: int) -> str:
    """The number, cut where nobody would read on."""
    digits = str(number)
    return digits if len(digits) <= _MOST_DIGITS_SHOWN else f"{digits[:_MOST_DIGITS_SHOWN]}…"


Count = Number | Range


class Casualties(_Part, frozen=True):
    """People reported killed or injured."""

    killed: Count | None = None
    injured: Count | None = None
    civilians_killed: Count | None = None
    civilians_injured: Count | None = None
    women_killed: Count | None = None
    children_killed: Count | None = None


class Location(_Part, frozen=True):
    """Where it happened. `radius_km` is how far the point can be off."""

    country: CountryCode | None = None
    admin1: Name | None = None
    admin2: Name | None = None
    place: Name | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, Meta(ge=0)] | None = None
    controlled_by: Name | AnyOfActors | None = None


class ReportSource(_Part, frozen=True):
    """Who reports it. Reliability and credibility are independent axes on which F and 6 mean unknown, not worst.

    https://en.wikipedia.org/wiki/Admiralty_code
    """

    name: Text | None = None
    url: Text | None = None
    date: Text | None = None
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    credibility: Annotated[int, Meta(ge=1, le=6)] | None = None
    note: str | None = None


State = Literal[
    "alleged", "under_investigation", "suspended", "assessed", "verified", "substantiated", "not_substantiated",
    "not_confirmed",
]  # fmt: skip

Claims = Annotated[dict[KindText, bool | Annotated[dict[KindText, bool | None], _KIND_KEYS] | None], _KIND_KEYS]


class Incident(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One report of something that happened, as given.

    `perpetrator` and `target` lists acted, or were struck, together. `participants` are the sides of a clash when
    nobody says who began. `claims` maps a claim to whether the report raises it, or to the tests it speaks to.
    """

    id: Annotated[str, Meta(min_length=1, max_length=512)]
    occurred: Text | Occurred | None = None
    act: KindText | AnyOfKinds | None = None
    weapon: KindText | AnyOfKinds | None = None
    perpetrator: Group | AnyOfActors | None = None
    target: Group | AnyOfActors | None = None
    participants: Annotated[tuple[Group, ...], Meta(min_length=2)] | None = None
    location: Location | None = None
    casualties: Casualties | None = None
    claims: Claims | None = None
    sources: Annotated[tuple[ReportSource, ...], Meta(max_length=1000)] | None = None
    state: State | None = None
    description: str | None = None
    extra: dict[str, Any] | None = None


class WrittenExtra:
    """The `extra` of a long record, as it is written there."""

    __slots__ = ("text",)

    def __init__(self, text: bytes) -> None:
        self.text = text

    def decoded(self) -> dict[str, Any]:
        """What it holds; made at each call."""
        extra: dict[str, Any] = msgspec.json.decode(self.text)
        return extra


def _plain(value: object) -> object:
    """What the encoder is to write for a value that is not of its own types."""
    if isinstance(value, WrittenExtra):
        return value.decoded()
    message = f"{type(value).__name__} cannot be written as JSON"
    raise TypeError(message)


_DECODER: Final = msgspec.json.Decoder(Incident)
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain)
_LONG: Final = 64 * 1024
"""Bytes. What is decoded of a record that is no longer takes 5 MB at most."""
# Why is found by looking at what was refused: what is said of it changes with the decoder's version.
_REFUSED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _File(Struct):
    """A whole JSON document that holds incidents under a key."""

    incidents: list[msgspec.Raw] | None = None


def decode_incident(record: bytes | msgspec.Raw) -> Incident:
    """The incident of one JSON record. Raises InvalidIncident with the path and what was expected there."""
    written = bytes(record)
    try:
        return _DECODER.decode(written) if len(written) <= _LONG else _decode_long(written)
    except _REFUSED as error:
        raise _invalid(_faults().find(written), is_deep=isinstance(error, RecursionError)) from None


def _decode_long(record: bytes) -> Incident:
    from cfcheck.long_incident import decode_long  # noqa: PLC0415  # it holds the types above

    return decode_long(record)


@cache
def _faults() -> FaultMemory:
    from cfcheck.fault_memory import FaultMemory  # noqa: PLC0415  # sound records have no need of it

    return FaultMemory(Incident)


def incident_from(mapping: dict[str, Any]) -> Incident:
    """The incident of a mapping such as `json.loads` returns. Raises InvalidIncident, also for what JSON has not."""
    return _converted(mapping, of_texts=False)


def incident_from_texts(mapping: dict[str, Any]) -> Incident:
    """The incident of a mapping whose every scalar is text, as YAML is read here. Raises InvalidIncident."""
    return _converted(mapping, of_texts=True)


def _converted(mapping: dict[str, Any], *, of_texts: bool) -> Incident:
    is_deep = False
    if is_plain(mapping):  # or else it might be taken, and could not be written again
        try:
            return msgspec.convert(mapping, Incident, strict=not of_texts)
        except _REFUSED as error:
            is_deep = isinstance(error, RecursionError)  # to keep the exception would keep this call, and the record
    from cfcheck.mapping_fault import fault_of_mapping  # noqa: PLC0415  # sound mappings have no need of it

    raise _invalid(fault_of_mapping(mapping, Incident, of_texts=of_texts), is_deep=is_deep)


def _invalid(fault: Fault | None, *, is_deep: bool) -> InvalidIncident:
    """What was found to be wrong; where nothing was, as much as is certain."""
    if fault is None:
        return InvalidIncident("", "is nested too deeply" if is_deep else "is not of the form of an incident")
    return InvalidIncident(fault.path, fault.problem)


def encode_json(value: object) -> bytes:
    """JSON without white space, in UTF-8, keys in the order of definition. The same value gives the same bytes."""
    return _ENCODER.encode(value)


def split_records(document: bytes) -> list[bytes] | None:
    """The bytes of each record of a JSON array, or of `{"incidents": [...]}`; None if it is neither.

    Raises InvalidIncident where the document is not JSON.
    """
    try:
        if document.lstrip()[:1] == b"[":
            return [bytes(record) for record in _RECORDS.decode(document)]
        records = msgspec.json.decode(document, type=_File).incidents
    except _REFUSED:
        raise InvalidIncident("", "is no list of records in JSON") from None
    return None if records is None else [bytes(record) for record in records]


def incident_json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an incident."""
    schema: dict[str, Any] = _as_everywhere(msgspec.json.schema(Incident))
    return schema


def _as_everywhere(schema: Any) -> Any:  # noqa: ANN401  # any JSON
    """The schema as every release of the decoder and of Python gives it: they differ in indents and in order."""
    if isinstance(schema, dict):
        # Last what the format adds to a type, also where the decoder has come to say it by itself.
        names = sorted(schema, key=lambda name: name == "propertyNames")
        return {name: _as_everywhere(schema[name]) for name in names}
    if isinstance(schema, list):
        return [_as_everywhere(part) for part in sorted(schema, key=lambda part: part == {"type": "null"})]
    return "\n".join(line.strip() for line in schema.strip().splitlines()) if isinstance(schema, str) else schema
