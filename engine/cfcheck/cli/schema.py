"""`cfcheck schema`: prints the JSON Schema of rule files and incidents, for editors and authors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

from cfcheck.cli.options import Argument, SchemaKind
from cfcheck.cli.output import writing_to

if TYPE_CHECKING:
    from cfcheck.language.schema.schema import SchemaName

__all__ = ["EXAMPLES", "schema", "schema_text"]

EXAMPLES: Final = """\b
Examples:
  cfcheck schema incident > incident.schema.json
  cfcheck schema rule

\b
Exit codes:
  0   done
  2   wrong usage
  70  broke off: a fault of cfcheck, or the system lacked memory or the like"""


_RULE_FILES: Final[dict[SchemaKind, SchemaName]] = {
    SchemaKind.AGREEMENT: "agreement",
    SchemaKind.RULE: "rule",
    SchemaKind.REGISTRY: "registry",
    SchemaKind.CASES: "cases",
    SchemaKind.MAPPING: "mapping",
}


def schema(
    kind: Annotated[SchemaKind, Argument(help="What to describe.", show_default=False)],
) -> None:
    """Print the JSON Schema (draft 2020-12) of incidents, or of one kind of rule file."""
    with writing_to(None) as out:
        out.write(schema_text(kind))


def schema_text(kind: SchemaKind) -> str:
    """The schema as it is printed, and as it is kept in `schemas/`."""
    return json.dumps(_schema_of(kind), indent=2, ensure_ascii=False) + "\n"


def _schema_of(kind: SchemaKind) -> dict[str, object]:
    if kind is SchemaKind.INCIDENT:
        from cfcheck.model.incident_json import incident_json_schema

        return incident_json_schema()
    from cfcheck.language.schema import json_schema

    return json_schema(_RULE_FILES[kind])
