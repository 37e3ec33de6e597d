"""Finds a key that a JSON object has twice, of which a decoder would silently keep the last. Knows no formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cfcheck.incident import encode_json

if TYPE_CHECKING:
    from cfcheck.incident import Incident

__all__ = ["first_repeated_key", "repeated_key"]

# The one other way to write a colon in JSON, as far as both spellings of it go.
_ESCAPED_COLON: Final = b"\\u003"


def repeated_key(record: bytes, incident: Incident) -> str | None:
    """The first key that some object of the record has twice; `incident` is what was decoded from it.

    Sound records, nearly all, are told by a count: a key that was dropped, was dropped with its colon.
    """
    same = record.count(b":") == encode_json(incident).count(b":")
    if same and not (b"\\" in record and _ESCAPED_COLON in record):
        return None
    return first_repeated_key(record)


class _RepeatedError(Exception):
    """Carries the key out of the decoder; never leaves this module."""


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise _RepeatedError(key)
        mapping[key] = value
    return mapping


def first_repeated_key(document: bytes) -> str | None:
    """The first key that some object of a JSON document has twice."""
    try:
        json.loads(document, object_pairs_hook=_refuse_repeated)
    except _RepeatedError as found:
        return str(found.args[0])
    except (ValueError, RecursionError):
        return None  # the incident's decoder has accepted it, so there is nothing to say
    return None
