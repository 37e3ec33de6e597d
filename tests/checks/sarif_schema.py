"""The part of SARIF 2.1.0 that `cfcheck check --format sarif` writes, as a JSON Schema of our own.

Narrower than the schema of the standard: what we do not write is refused, so that nothing is written by mistake.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = ["SARIF"]


def _object(properties: dict[str, Any], *needed: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def _list(of: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": least}


_TEXT: Final = {"type": "string", "minLength": 1}
_COUNT: Final = {"type": "integer", "minimum": 1}
_LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}
_MESSAGE: Final = _object({"text": _TEXT}, "text")
_RULE: Final = _object(
    {
        "id": _TEXT,
        "shortDescription": _MESSAGE,
        "defaultConfiguration": _object({"level": _LEVEL}, "level"),
        "properties": _object({"tags": {**_list(_TEXT, 1), "uniqueItems": True}}, "tags"),
    },
    "id",
)
_REGION: Final = _object(
    {"startLine": _COUNT, "startColumn": _COUNT, "endColumn": _COUNT, "snippet": _object({"text": _TEXT}, "text")},
    "startLine",
)
_PLACE: Final = _object(
    # A reference by RFC 3986: no spaces, no back slashes, nothing beyond ASCII.
    {
        "artifactLocation": _object({"uri": {"type": "string", "pattern": r"^[!#-;=?-\[\]_a-z~]+$"}}, "uri"),
        "region": _REGION,
    },
    "artifactLocation",
)
_SUPPRESSION: Final = _object(
    {
        "kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]},
        "justification": _TEXT,
    },
    "kind",
)
_RESULT: Final = _object(
    {
        "ruleId": _TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": _list(_object({"physicalLocation": _PLACE}, "physicalLocation"), 1),
        "partialFingerprints": {"type": "object", "additionalProperties": _TEXT},
        "suppressions": {**_list(_SUPPRESSION, 1), "uniqueItems": True},
    },
    "message",
)
_DRIVER: Final = _object({"name": _TEXT, "version": _TEXT, "rules": {**_list(_RULE), "uniqueItems": True}}, "name")
_RUN: Final = _object(
    {
        "tool": _object({"driver": _DRIVER}, "driver"),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": _list(_RESULT),
    },
    "tool",
)
SARIF: Final = _object(
    {"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"}, "runs": _list(_RUN)},
    "version",
    "runs",
)
