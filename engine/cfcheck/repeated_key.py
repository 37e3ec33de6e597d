"""Finds a key that a JSON object has twice, of which a decoder would silently keep the last. Knows no formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.incident import encode_json
from cfcheck.long_incident import LongIncident
from cfcheck.undecoded import first_repeated_key

if TYPE_CHECKING:
    from cfcheck.incident import Incident

__all__ = ["repeated_key"]

# The one other way to write a colon in JSON, as far as both spellings of it go.
_ESCAPED_COLON: Final = b"\\u003"


def repeated_key(record: bytes, incident: Incident) -> str | None:
    """The first key that some object of the record has twice; `incident` is what was decoded from it.

    Sound records, nearly all, are told by a count: a key that was dropped, was dropped with its colon.
    """
    if isinstance(incident, LongIncident):
        return first_repeated_key(record)
    same = record.count(b":") == encode_json(incident).count(b":")
    if same and not (b"\\" in record and _ESCAPED_COLON in record):
        return None
    return first_repeated_key(record)
