"""Reads incidents from JSON, from Python mappings and from texts, and writes them as JSON.

In long records `extra` stays encoded until it is read, since nothing that judges a report looks at it and decoding can
take fifty times its size. See docs/decisions/0053-long-records-keep-extra-as-written.md.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from cfcheck.model.faults.plain_value import is_plain
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.text import quoted
from cfcheck.model.undecoded import first_repeated_key, has_too_large_number, values_in

if TYPE_CHECKING:
    from cfcheck.model.faults.memory import FaultMemory
    from cfcheck.model.faults.part import Fault

__all__ = [
    "LongIncident",
    "WrittenExtra",
    "check_values",
    "decode_incident",
    "decode_long",
    "encode_json",
    "incident_from",
    "incident_from_texts",
    "incident_json_schema",
    "point_of",
    "split_records",
]


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
    """The value to encode in place of one of a type that the encoder does not know."""
    if isinstance(value, WrittenExtra):
        return value.decoded()
    message = f"{type(value).__name__} cannot be written as JSON"
    raise TypeError(message)


_DECODER: Final = msgspec.json.Decoder(Incident)
_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain)
_LONG: Final = 64 * 1024
"""Bytes. What is decoded of a record that is no longer takes 5 MB at most."""
# The reason is found from the refused bytes: the decoder's own message changes with its version.
_REFUSED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _File(Struct):
    """A whole JSON document that holds incidents under a key."""

    incidents: list[msgspec.Raw] | None = None


def decode_incident(record: bytes | msgspec.Raw) -> Incident:
    """The incident of one JSON record. Raises InvalidIncident with the path and what was expected there."""
    written = bytes(record)
    try:
        return _DECODER.decode(written) if len(written) <= _LONG else decode_long(written)
    except _REFUSED as error:
        raise _invalid(_faults().find(written), is_deep=isinstance(error, RecursionError)) from None


@cache
def _faults() -> FaultMemory:
    from cfcheck.model.faults.memory import FaultMemory  # noqa: PLC0415  # sound records have no need of it

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
    from cfcheck.model.faults.of_mapping import fault_of_mapping  # noqa: PLC0415  # sound mappings have no need of it

    raise _invalid(fault_of_mapping(mapping, Incident, of_texts=of_texts), is_deep=is_deep)


def _invalid(fault: Fault | None, *, is_deep: bool) -> InvalidIncident:
    """The fault that was found; if none was, a message with no more than is certain."""
    if fault is None:
        return InvalidIncident("", "is nested too deeply" if is_deep else "is not of the form of an incident")
    return InvalidIncident(fault.path, fault.problem)


def encode_json(value: object) -> bytes:
    """JSON without white space, in UTF-8, keys in the order of definition. The same value gives the same bytes."""
    return _ENCODER.encode(value)


class _Point(Struct):
    lat: float | None = None
    lon: float | None = None


class _Located(Struct):
    location: _Point | None = None


_POINTS: Final = msgspec.json.Decoder(_Located)


def point_of(record: bytes) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees, of a sound record; None where it has not both of them."""
    where = _POINTS.decode(record).location
    return None if where is None or where.lon is None or where.lat is None else (where.lon, where.lat)


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


_MOST_VALUES: Final = 10_000
_FIELDS: Final = Incident.__struct_fields__
_UNBOUNDED: Final = frozenset({"description", "extra"})


class LongIncident(Incident, frozen=True):
    """An incident like any other, and equal to one that has the same fields; its `extra` is decoded at each access."""

    @property  # type: ignore[misc]  # the field, but for when it is decoded
    def extra(self) -> dict[str, Any] | None:
        """Anything more that the record has."""
        written = self.written
        return None if written is None else written.decoded()

    @property
    def written(self) -> WrittenExtra | None:
        """What `extra` is decoded from."""
        kept: WrittenExtra | None = Incident.extra.__get__(self)  # type: ignore[union-attr]  # what holds the field
        return kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Incident) and all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    __hash__ = Incident.__hash__


class _Read(Incident, frozen=True):
    """An incident as it is decoded."""

    extra: msgspec.Raw = msgspec.Raw()  # type: ignore[assignment]  # for the decoder alone


_READER: Final = msgspec.json.Decoder(_Read)
_OUTLINE: Final = msgspec.json.Decoder(
    msgspec.defstruct("_Outline", [(name, msgspec.Raw, msgspec.Raw()) for name in _FIELDS], forbid_unknown_fields=True)
)


def decode_long(record: bytes) -> Incident:
    """The incident of a record. Raises InvalidIncident, or what the decoder raises, which says nothing of why."""
    check_values(record)
    read = _READER.decode(record)
    extra = bytes(read.extra)
    if not extra or extra == b"null":
        written = None
    elif extra.startswith(b"{") and (extra.isascii() or extra.decode()) and not has_too_large_number(extra):
        written = WrittenExtra(extra)
    else:
        raise msgspec.ValidationError
    return LongIncident(**{name: getattr(read, name) for name in _FIELDS} | {"extra": written})


def check_values(record: bytes) -> None:
    """Raises InvalidIncident for a field that holds too many values, before one of them is decoded."""
    if record.count(b",") < _MOST_VALUES:  # whatever of that stands in texts
        return
    outline = _OUTLINE.decode(record)
    counts = {name: values_in(field) for name in _FIELDS if (field := bytes(getattr(outline, name)))}
    # A field that is there again takes the place of the one before, which would be decoded all the same.
    if values_in(record) > sum(counts.values()):
        raise InvalidIncident("", f"the key {quoted(first_repeated_key(record) or '')} is there twice in one object")
    for name, count in counts.items():
        if count > _MOST_VALUES and name not in _UNBOUNDED:
            raise InvalidIncident(name, f"holds {count:,} values; at most {_MOST_VALUES:,} are read")
