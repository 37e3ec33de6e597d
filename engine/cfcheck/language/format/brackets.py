"""Writes lists and mappings in brackets: on one line, or a list of texts on several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.language.format.tree import List, Mapping, Scalar
from cfcheck.language.format.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.language.format.tree import Container, Entry, Node

__all__ = ["WIDEST", "in_brackets"]

WIDEST = 150
"""The widest line. What is wider is put on several lines where that is possible; texts are never broken."""


def in_brackets(node: Container, column: int) -> tuple[str, ...]:
    """The lines of the list or mapping from the column on; none if it is too wide and has to become a block.

    Where all its values are texts, the author's lines are kept if they fit, so that a long list need not change as a
    whole.
    """
    if not all(isinstance(entry.value, Scalar) for entry in node.entries):
        line = _line(node)
        return (line,) if column + len(line) <= WIDEST else ()
    rows = _rows_as_written(node)
    if isinstance(node, Mapping) and not _fit(rows, column):
        return ()
    if not _fit(rows, column):
        rows = _filled([text for row in rows for text in row], column)
    left, right = _signs(node)
    pad, lines = " " * (column + 1), [", ".join(row) for row in rows]
    return tuple(
        (pad if index else left) + line + ("," if index < len(lines) - 1 else right) for index, line in enumerate(lines)
    )


def _signs(node: Container) -> tuple[str, str]:
    return ("[", "]") if isinstance(node, List) else ("{", "}")


def _line(node: Node, key: str = "") -> str:
    """The value on one line."""
    if isinstance(node, Scalar):
        return word(node, key, flow=True)
    left, right = _signs(node)
    return left + ", ".join(_entry(entry) for entry in node.entries) + right


def _entry(entry: Entry) -> str:
    if entry.key is None:
        return _line(entry.value)
    return f"{word(entry.key, flow=True)}: {_line(entry.value, entry.key.value)}"


def _rows_as_written(node: Container) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for index, entry in enumerate(node.entries):
        if index and entry.line > node.entries[index - 1].line:
            rows.append([])
        rows[-1].append(_entry(entry))
    return rows


def _fit(rows: Iterable[list[str]], column: int) -> bool:
    return all(column + len(", ".join(row)) + 2 <= WIDEST for row in rows)


def _filled(texts: list[str], column: int) -> list[list[str]]:
    """The texts, as many to a row as fit."""
    rows: list[list[str]] = [[]]
    for text in texts:
        if rows[-1] and not _fit([[*rows[-1], text]], column):
            rows.append([])
        rows[-1].append(text)
    return rows
