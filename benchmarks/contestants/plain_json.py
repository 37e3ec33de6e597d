"""Python `if`s after `json.loads` of each line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.contestants.plain import find_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["find"]


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    with source.open("rb") as lines:
        yield from find_in(map(json.loads, lines))
