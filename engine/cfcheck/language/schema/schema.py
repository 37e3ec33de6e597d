"""JSON Schema of each kind of rule file, for editors: YAML types as people write them, not the texts that are read."""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias

from pydantic import TypeAdapter

from cfcheck.language.schema.citing import TIME_SCHEMA
from cfcheck.language.schema.condition import ACTORS, COUNTRY, COUNTS, KINDS, OCCURRED, PLACES
from cfcheck.language.schema.condition_reader import COMPARISONS
from cfcheck.language.schema.fields import KEBAB, SNAKE
from cfcheck.language.schema.incident_form import incident_definitions
from cfcheck.language.schema.kinds import KINDS as FILE_KINDS
from cfcheck.language.schema.kinds import KindName
from cfcheck.language.schema.mapping import MappingFile
from cfcheck.language.schema.rule import CONDITION_MARK

__all__ = ["SchemaName", "json_schema"]

SchemaName: TypeAlias = KindName | Literal["mapping"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONDITION = {"$ref": "#/$defs/Condition"}
_NUMBER = {"type": "integer", "minimum": 0}
# What pydantic writes where a key may be absent; in a rule file it is then not written at all.
_ABSENT: tuple[Any, ...] = (None, "", [], {})


def json_schema(kind: SchemaName) -> dict[str, Any]:
    """The JSON Schema of a kind of file, with a description of each key."""
    form = MappingFile if kind == "mapping" else FILE_KINDS[kind].form
    schema = _tidied(TypeAdapter(form).json_schema(by_alias=True))
    if kind == "rule":
        schema["$defs"] = {**schema["$defs"], "Condition": _condition()}
    if kind == "cases":
        schema["$defs"] = _with_incident(schema["$defs"])
    return {"$schema": DIALECT, **schema, "title": f"cfcheck {kind} file"}


def _with_incident(definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions with those of incidents, so that editors complete the incidents of cases too."""
    parts = {name: _tidied(form) for name, form in incident_definitions().items()}
    incident = parts.pop("Incident")
    # A line stands for a mapping. In one form, since editors explain alternatives badly.
    in_case = {**incident, "type": ["object", "string"]}
    in_row = {**incident, "patternProperties": {r"^(location|casualties|claims)\.": {}}}
    stated = {"CaseEntry": in_case, "RowEntry": in_row}
    entries = {name: _stating(definitions[name], form) for name, form in stated.items()}
    return {**parts, **definitions, **entries}


def _stating(entry: dict[str, Any], incident: dict[str, Any]) -> dict[str, Any]:
    """The form of a case or row with that of its incident."""
    properties = entry["properties"]
    described = {**incident, "description": properties["incident"]["description"]}
    return {**entry, "properties": {**properties, "incident": described}}


def _tidied(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("title") == CONDITION_MARK:
        return {**_CONDITION, "description": schema.get("description", "")}
    tidied = {key: _inside(key, part) for key, part in schema.items()}
    if tidied.get("default", 0) in _ABSENT:
        del tidied["default"]
    if "title" in schema:
        tidied["title"] = _title(schema["title"])
    return _without_null(tidied)


def _inside(key: str, part: object) -> object:
    if key in ("properties", "$defs") and isinstance(part, dict):
        return {name: _tidied(inner) for name, inner in part.items()}
    if isinstance(part, dict) and key != "default":
        return _tidied(part)
    if isinstance(part, list):
        return [_inside("", inner) for inner in part]
    return part


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    members = schema.get("anyOf")
    if not isinstance(members, list) or {"type": "null"} not in members:
        return schema
    rest = [member for member in members if member != {"type": "null"}]
    outer = {key: part for key, part in schema.items() if key != "anyOf"}
    return {**outer, **rest[0], **outer} if len(rest) == 1 else {**outer, "anyOf": rest}


def _title(name: str) -> str:
    """`InForceEntry` as `In force`."""
    words = re.sub("(File|Entry)$", "", name)
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", words).capitalize()


def _several(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _mapping(properties: dict[str, Any], **rest: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1, **rest}


def _condition() -> dict[str, Any]:
    """A condition: a mapping of fields, which must all hold, or one of `all`, `any`, `not`."""
    snake = _several({"type": "string", "pattern": f"^{SNAKE}$"})
    kebab = _several({"type": "string", "pattern": f"^{KEBAB}$"})
    count = {"anyOf": [*_several(_NUMBER)["anyOf"], _mapping(dict.fromkeys(COMPARISONS, _NUMBER))]}
    conditions = {"type": "array", "items": _CONDITION, "minItems": 1}
    fields = {
        "all": conditions,
        "any": conditions,
        "not": _CONDITION,
        **dict.fromkeys(KINDS, snake),
        **dict.fromkeys((*ACTORS, *PLACES), kebab),
        **dict.fromkeys(COUNTS, count),
        COUNTRY: _several({"type": "string", "pattern": "^[A-Z]{3}$"}),
        OCCURRED: _mapping({"from": TIME_SCHEMA, "before": TIME_SCHEMA}),
    }
    claims = {rf"^claims\.{SNAKE}(\.{SNAKE})?$": {"type": "boolean"}}
    return _mapping(fields, title="Condition", description=_condition.__doc__, patternProperties=claims)
