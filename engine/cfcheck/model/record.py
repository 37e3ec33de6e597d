"""One record of an input: its incident and where it stands, or why it is set aside, such as a key that occurs twice."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

from cfcheck.model.assessment import SetAside
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import LongIncident, decode_incident, encode_json
from cfcheck.model.text import quoted
from cfcheck.model.undecoded import first_repeated_key, is_deeper
from cfcheck.model.verdict import Verdict

__all__ = [
    "NO_MEMORY",
    "Record",
    "Reserved",
    "readable_id",
    "record_from",
    "record_of",
    "repeated_key",
    "set_aside",
    "stays_reserved",
]

# The one other way to write a colon in JSON, as far as both spellings of it go.
_ESCAPED_COLON: Final = b"\\u003"


def repeated_key(record: bytes, incident: Incident) -> str | None:
    """The first key that some object of the record has twice; `incident` is what was decoded from it.

    Nearly all records are cleared by a count of colons: a key that was dropped, was dropped with its colon.
    """
    if isinstance(incident, LongIncident):
        return first_repeated_key(record)
    same = record.count(b":") == encode_json(incident).count(b":")
    if same and not (b"\\" in record and _ESCAPED_COLON in record):
        return None
    return first_repeated_key(record)


DEEPEST_EXTRA: Final = 32
NO_MEMORY: Final = "takes more memory than there is"
"""What is wrong with a record, where nothing else is; those after it may take less."""
_LONGEST_LOOK: Final = 64 * 1024
_ID: Final = re.compile(rb'"id"\s*+:\s*+("(?:[^"\\]|\\.){1,512}+")', re.DOTALL)


class Record(NamedTuple):
    """An incident, the bytes it was decoded from, and its place: file (as the user named it) and number (from 1)."""

    file: str
    number: int
    incident: Incident
    raw: bytes


class Reserved(SetAside, frozen=True):
    """Set aside, unless an agreement certainly reaches no part of what the row tells: then `record` stands.

    Such a row is no single incident, or a coarse one. What is true of every part of it, is true of it all the same.
    """

    record_if_out_of_scope: Record

    @property
    def set_aside(self) -> SetAside:
        """The record set aside, for when it does not stand."""
        return SetAside(self.file, self.record, self.id, self.path, self.problem)


def stays_reserved(verdict: Verdict) -> bool:
    """Whether a reserved record stays set aside: it stands only where it is certain to be out of scope."""
    return verdict is not Verdict.OUT_OF_SCOPE


def set_aside(record: Record, path: str, problem: str) -> SetAside:
    """The record set aside, for the problem at that path in it."""
    return SetAside(record.file, record.number, record.incident.id, path, problem)


def record_from(raw: bytes, file: str, number: int) -> Record | SetAside:
    """The record that the bytes hold, or what is wrong with it. Never raises."""
    try:
        incident = decode_incident(raw)
        key = repeated_key(raw, incident)
        if key is not None:
            return SetAside(file, number, incident.id, "", f"the key {quoted(key)} is there twice in one object")
        return record_of(incident, raw, file, number)
    except InvalidIncident as fault:
        return SetAside(file, number, readable_id(raw), fault.path, fault.problem)
    except MemoryError:
        return SetAside(file, number, readable_id(raw), "", NO_MEMORY)


def record_of(incident: Incident, raw: bytes, file: str, number: int) -> Record | SetAside:
    """The record of an incident, unless its `extra` is nested too deeply to be decoded."""
    if _is_deep(incident):
        return SetAside(file, number, incident.id, "extra", f"is nested more than {DEEPEST_EXTRA} levels deep")
    return Record(file, number, incident, raw)


def readable_id(raw: bytes) -> str | None:
    """The id of a record that cannot be decoded, if it can be read all the same."""
    found = _ID.search(raw, 0, _LONGEST_LOOK)
    if found is None:
        return None
    try:
        identifier = found[1][1:-1].decode()
        if "\\" in identifier or not identifier.isprintable():  # most are plain, and quicker taken as they are
            identifier = str(json.loads(found[1]))
        return identifier if identifier.encode() else None
    except ValueError:
        return None  # no text, or half a character in it


def _is_deep(incident: Incident) -> bool:
    if isinstance(incident, LongIncident):
        return incident.written is not None and is_deeper(incident.written.text, DEEPEST_EXTRA)
    if incident.extra is None:
        return False
    level: list[dict[str, Any] | list[Any]] = [incident.extra]
    for _ in range(DEEPEST_EXTRA):
        level = [value for whole in level for value in _parts(whole)]
    return bool(level)


def _parts(whole: dict[str, Any] | list[Any]) -> list[dict[str, Any] | list[Any]]:
    parts = whole.values() if isinstance(whole, dict) else whole
    return [part for part in parts if isinstance(part, dict | list)]
