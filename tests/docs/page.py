"""The format pages and their reference tables, each of which a comment above it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
RULE_FORMAT: Final = (DOCS / "rule-format.md").read_text(encoding="utf-8")
MAPPING_FORMAT: Final = (DOCS / "mapping-format.md").read_text(encoding="utf-8")
CONVERTING: Final = (DOCS / "converting.md").read_text(encoding="utf-8")
INCIDENT_FORMAT: Final = (DOCS / "incident-format.md").read_text(encoding="utf-8")

_TABLE: Final = re.compile(r"<!-- (?:keys: )?(?P<names>[\w:, ]+) -->\n(?P<rows>(?:\|.*\n)+)")


class Keys(NamedTuple):
    """The keys that a table lists or a model has, and those of them that are needed."""

    all: frozenset[str]
    needed: frozenset[str]


def rows_below(page: str, marker: str) -> list[list[str]]:
    """The cells of the table below the comment, without its two head rows."""
    table = next(found["rows"] for found in _TABLE.finditer(page) if found["names"] == marker)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def keys_told(page: str) -> Iterator[tuple[str, Keys]]:
    for found in re.finditer(r"<!-- keys: (?P<names>[\w, ]+) -->", page):
        rows = rows_below(page, found["names"])
        told = Keys(
            frozenset(row[0].strip("`| ") for row in rows),
            frozenset(row[0].strip("`| ") for row in rows if row[1].strip("| ") == "yes"),
        )
        for name in found["names"].split(", "):
            yield name, told


def first_column(page: str, marker: str) -> list[str]:
    """The keys of the table below the comment."""
    return [row[0].strip("`| ") for row in rows_below(page, marker)]


def words_not_on(page: str, words: Iterable[object]) -> set[str]:
    """Those of the words that the page does not have in backticks."""
    return {str(word) for word in words if f"`{word}`" not in page}
