"""The words that options accept. Copies, so that `--help` need not load what they choose; a test compares them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ConfidenceWord", "ExplanationFormat", "FailOn", "InferenceWord", "OutputFormat", "SchemaKind"]


class OutputFormat(StrEnum):
    """The formats of results."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    GEOJSON = "geojson"
    MARKDOWN = "markdown"


class ExplanationFormat(StrEnum):
    """The formats of explanations."""

    TEXT = "text"
    JSON = "json"


class ConfidenceWord(StrEnum):
    """Attribution confidences, strongest first."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    DOUBTFUL = "doubtful"


class InferenceWord(StrEnum):
    """Ways to decide signatures."""

    AUTO = "auto"
    NATIVE = "native"
    RETE = "rete"
    REFERENCE = "reference"


class FailOn(StrEnum):
    """What can make `evaluate` exit with 1."""

    VIOLATION = "violation"
    INDETERMINATE = "indeterminate"
    OUT_OF_SCOPE = "out_of_scope"
    NO_VIOLATION = "no_violation"
    SET_ASIDE = "set-aside"


class SchemaKind(StrEnum):
    """What has a JSON Schema."""

    INCIDENT = "incident"
    AGREEMENT = "agreement"
    RULE = "rule"
    REGISTRY = "registry"
    CASES = "cases"
    MAPPING = "mapping"
