"""What separates the cells of a CSV file where its first line says so, as spreadsheets write and read it: `sep=;`.

Knows the beginning of a text, nothing of headers and rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.converting.mapping import DELIMITERS
from cfcheck.converting.rows import UnreadableTable
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SAID", "TableStart", "start_of"]

SAID: Final[Mapping[str, str]] = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""The delimiters in words."""

_DECLARATION: Final = re.compile(r'(?P<quote>"?)sep=(?P<sign>[^\r\n])(?P=quote)(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


class TableStart(NamedTuple):
    """What may separate cells, the text from the header on, and how many lines stand above it."""

    delimiters: tuple[str, ...]
    text: str
    lines: int


def start_of(text: str, delimiters: Sequence[str]) -> TableStart:
    """The start of the table, given what separates cells as far as its user has declared that.

    Raises UnreadableTable where the first line declares something else, or nothing follows it.
    """
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return TableStart(tuple(delimiters), text, 0)
    sign, line = declaration["sign"], declaration.group().rstrip("\r\n")
    if sign not in DELIMITERS:
        raise UnreadableTable(f"declares with its first line {quoted(line)} what cannot be read; save it with commas")
    if sign not in delimiters:
        wanted = " or ".join(SAID[other] for other in delimiters)
        raise UnreadableTable(
            f"declares with its first line {quoted(line)} {SAID[sign]} between cells, and not the {wanted} that the "
            "mapping or `--delimiter` does"
        )
    rest = text[declaration.end() :]
    if not rest.strip():
        raise UnreadableTable("is empty")
    return TableStart((sign,), rest, 1)
