"""What cfcheck is compared with: a module each, with `find(source)` that yields incident ids and the rules breached.

Knows what each contestant is and what its form of the rules can say. Imports none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["CONTESTANTS", "Contestant", "Kind"]


class Kind(StrEnum):
    """What sort of tool it is."""

    CODE = "code"
    RULE_ENGINE = "rule engine"
    QUERY_ENGINE = "query engine"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A tool, driven in one way. `share` is the part of the incidents it gets, where all would take too long."""

    name: str
    title: str
    kind: Kind
    imports: tuple[str, ...]
    distribution: str
    semantics: str
    share: float = 1.0

    @property
    def is_installed(self) -> bool:
        """Whether all that it imports can be found."""
        return all(find_spec(module) is not None for module in self.imports)

    def find(self, source: Path) -> Iterator[tuple[str, list[str]]]:
        """The incidents of an NDJSON file that breach a rule, each with the rules."""
        found: Iterator[tuple[str, list[str]]] = import_module(f"benchmarks.contestants.{self.name}").find(source)
        return found


_TWO: Final = "two-valued; missing is no"
_HOST_TIME: Final = f"{_TWO}; times made numbers in Python"
_CODED: Final = f"{_TWO}; times and lists decided in Python, the engine sees small numbers"
_NULLS: Final = f"{_TWO} (nulls filled with false); its own times"

CONTESTANTS: Final = (
    Contestant("plain_json", "plain Python, json", Kind.CODE, ("orjson",), "", _TWO),
    Contestant("plain_orjson", "plain Python, orjson", Kind.CODE, ("orjson",), "orjson", _TWO),
    Contestant("durable_c", "durable-rules, C functions", Kind.RULE_ENGINE, ("orjson", "durable_rules_engine"),
               "durable_rules", _CODED),
    Contestant("durable_host", "durable-rules, `durable.engine`", Kind.RULE_ENGINE, ("orjson", "durable"),
               "durable_rules", _CODED, share=0.25),
    Contestant("zen_expression", "zen-engine, one expression", Kind.RULE_ENGINE, ("orjson", "zen"), "zen-engine",
               f"{_TWO}; reads JSON and times itself"),
    Contestant("cel_expression", "CEL (Rust), one expression", Kind.RULE_ENGINE, ("orjson", "cel"),
               "common-expression-language", _HOST_TIME, share=0.25),
    Contestant("clips_rules", "CLIPS", Kind.RULE_ENGINE, ("orjson", "clips"), "clipspy", _HOST_TIME, share=0.25),
    Contestant("cedar_policies", "Cedar (cedarpy)", Kind.RULE_ENGINE, ("orjson", "cedarpy"), "cedarpy", _HOST_TIME,
               share=0.1),
    Contestant("rule_engine_rules", "rule-engine", Kind.RULE_ENGINE, ("orjson", "rule_engine"), "rule-engine",
               _HOST_TIME, share=0.05),
    Contestant("json_logic_rules", "json-logic (maykin)", Kind.RULE_ENGINE, ("orjson", "json_logic"),
               "maykin-json-logic-py", _HOST_TIME, share=0.05),
    Contestant("duckdb_sql", "DuckDB SQL", Kind.QUERY_ENGINE, ("orjson", "duckdb"), "duckdb", _NULLS),
    Contestant("polars_lazy", "Polars, lazy", Kind.QUERY_ENGINE, ("orjson", "polars"), "polars", _NULLS),
)  # fmt: skip
