"""The JSON Schemas of `schemas/`: current, sound, and in agreement with the loader about every rule file here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

import write_schemas
from cfcheck.cli.options import SchemaKind
from cfcheck.language.format.files import kind_of

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "fixtures" / "language").rglob("*.yaml")])
SCHEMAS = {kind: json.loads(write_schemas.SCHEMAS.joinpath(f"{kind}.schema.json").read_text()) for kind in SchemaKind}


class CoreSchema(SafeConstructor):
    """YAML 1.2's core schema, as editors read files: it has numbers and truth values, and no dates."""


CoreSchema.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def read_as_editors_do(path: Path) -> Any:
    parser = YAML(typ="safe", pure=True)
    parser.Constructor = CoreSchema
    return parser.load(path.read_text(encoding="utf-8"))


def faults(kind: str, content: object) -> list[tuple[str, str]]:
    """The keyword of each fault and where it is; what is said of it is the validator's own affair."""
    errors = list(Draft202012Validator(SCHEMAS[SchemaKind(kind)]).iter_errors(content))
    for error in errors:  # alternatives have faults of their own
        errors += error.context or []
    return [(str(error.validator), error.json_path) for error in errors]


def test_the_files_are_current() -> None:
    assert write_schemas.stale() == []


@pytest.mark.parametrize("kind", SchemaKind)
def test_a_schema_is_a_schema(kind: SchemaKind) -> None:
    Draft202012Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_rule_files_here_fit_their_schema(path: Path) -> None:
    content = read_as_editors_do(path)
    kind = kind_of(path, content)
    assert kind
    assert faults(kind, content) == []


# What does not fit, and the keyword of the schema that says so, with the place in the content.
UNFIT: list[tuple[str, Any, str, str]] = [
    ("rule", {"titel": "x"}, "additionalProperties", "$"),
    ("registry", {"cfcheck": 1, "actor": {}}, "additionalProperties", "$"),
    ("cases", {"cases": [{"name": "x", "verdict": "violation", "incident": {"ocurred": "2015"}}]},
     "additionalProperties", "$.cases[0].incident"),
    ("mapping", {"cfcheck": 1, "title": "x", "columns": {"a": 3.5}, "incident": []}, "minItems", "$.incident"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content", "keyword", "place"), UNFIT, ids=[kind for kind, *_ in UNFIT])
def test_what_does_not_fit_is_told_by_its_keyword_at_its_place(
    kind: str, content: object, keyword: str, place: str
) -> None:
    assert (keyword, place) in faults(kind, content)
