"""Python `if`s after `orjson.loads` of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from benchmarks.contestants.plain import find_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["find"]


def find(source: Path) -> Iterator[tuple[str, list[str]]]:
    """The incidents that breach a rule, each with the rules."""
    with source.open("rb") as lines:
        yield from find_in(map(orjson.loads, lines))
