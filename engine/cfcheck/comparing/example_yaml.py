"""Writes an example incident as YAML that reads back as the same, in rule files' cases and elsewhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.analysis.example import Example

__all__ = ["yaml_lines"]

# Letters, with spaces, hyphens and underscores between: whatever else might mean something to YAML stands in quotes.
_PLAIN: Final = re.compile(r"[^\W\d_]+(?:[ _-][^\W_]+)*")
# What YAML 1.1 or 1.2 takes for a truth value or for nothing.
_NO_TEXT: Final = re.compile(r"y|n|yes|no|on|off|true|false|null|none", re.IGNORECASE)


def yaml_lines(example: Example, indent: str = "") -> Iterator[str]:
    """The lines of a block, a key each; lists stand in brackets."""
    for key, value in example.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from yaml_lines(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_value(value)}"


def _value(value: Any) -> str:  # noqa: ANN401  # any JSON
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _NO_TEXT.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
