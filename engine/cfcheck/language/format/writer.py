"""Writes a YAML tree in the canonical layout, with its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.language.format.brackets import in_brackets
from cfcheck.language.format.tree import List, Scalar
from cfcheck.language.format.words import block_text, spread_text, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.language.format.comment import Comment
    from cfcheck.language.format.placing import Notes
    from cfcheck.language.format.tree import Container, Entry

__all__ = ["written"]

STEP = 2


def written(root: Container, notes: Notes, *, gap: bool) -> str:
    """The text of the file; `gap`: an empty line follows the comments at its head."""
    lines = list(_lines(notes.head, "", first=True))
    if gap and lines:
        lines.append("")
    lines += _Writer(notes).container(root, 0, 0)
    return "\n".join(lines) + "\n"


def _lines(comments: Iterable[Comment], pad: str, *, first: bool = False) -> Iterator[str]:
    """The comments, each on its line; `first`: nothing stands above them that an empty line would part them from."""
    for comment in comments:
        if comment.blank and not first:
            yield ""
        first = False
        yield pad + comment.text


class _Writer:
    """Walks the tree and yields lines. `depth` counts containers, `indent` spaces."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def container(self, node: Container, indent: int, depth: int, *, begun: bool = False) -> Iterator[str]:
        """The lines of a list or mapping as a block; `begun`: its first line stands after a `-`."""
        for index, entry in enumerate(node.entries):
            if index or not begun:
                above = list(self._above(entry, indent, depth))
                yield from _lines(above, " " * indent, first=not index)
                if entry.blank and (index or above):
                    yield ""
            yield from self._entry(entry, indent, depth)
        yield from _lines(self._notes.end.get((node.start, depth), ()), " " * indent)

    def _above(self, entry: Entry, indent: int, depth: int) -> Iterator[Comment]:
        """The comments above the entry; above a `-` also those of what begins on its line."""
        place = (entry.start, depth)
        yield from self._notes.above.get(place, ())
        block = self._block(entry, indent, depth)
        if entry.key is None and block:
            if place in self._notes.beside:
                yield self._notes.beside[place]
            yield from self._above(block.entries[0], indent + STEP, depth + 1)

    def _entry(self, entry: Entry, indent: int, depth: int) -> Iterator[str]:
        beside = self._notes.beside.get((entry.start, depth))
        remark = f"  {beside.text}" if beside else ""
        block = self._block(entry, indent, depth)
        head = _head(entry, indent)
        if block and entry.key is None:
            first, *rest = self.container(block, indent + STEP, depth + 1, begun=True)
            yield from (f"{head} {first.lstrip(' ')}", *rest)
        elif block:
            yield head + remark
            yield from self.container(block, indent + STEP, depth + 1)
        else:
            yield from _inline(entry, head, indent, remark)

    def _block(self, entry: Entry, indent: int, depth: int) -> Container | None:
        """The entry's value, if it is a list or mapping that is written as a block."""
        value = entry.value
        if isinstance(value, Scalar):
            return None
        if not value.flow or (value.start, depth + 1) in self._notes.opened:
            return value
        return None if in_brackets(value, len(_head(entry, indent)) + 1) else value


def _head(entry: Entry, indent: int) -> str:
    return " " * indent + ("-" if entry.key is None else f"{word(entry.key)}:")


def _inline(entry: Entry, head: str, indent: int, remark: str) -> Iterator[str]:
    """The lines of a value that is no block: on the line of its key or `-`, or from there on."""
    value, key, pad = entry.value, entry.key.value if entry.key else "", " " * (indent + STEP)
    if isinstance(value, Scalar):
        lines, last = _text_lines(value, key, pad)
    else:
        lines, last = _bracket_lines(value, key, len(head) + 1, pad)
    for index, line in enumerate(lines):
        yield (line if index else f"{head} {line}".rstrip()) + (remark if index == last else "")


def _text_lines(value: Scalar, key: str, pad: str) -> tuple[tuple[str, ...], int]:
    """The lines of a text, and on which of them a comment can stand."""
    if body := block_text(value, pad):
        return body, 0
    if value.spreads:
        lines = spread_text(value, pad)
        return lines, len(lines) - 1
    return (word(value, key),), 0


def _bracket_lines(value: Container, key: str, column: int, pad: str) -> tuple[tuple[str, ...], int]:
    """The lines of what is in brackets, and on which of them a comment can stand.

    A list goes on beside its key, a mapping on several lines begins below it.
    """
    lines = in_brackets(value, column)
    if len(lines) == 1 or not key or isinstance(value, List):
        return lines, len(lines) - 1
    first, *rest = in_brackets(value, len(pad))
    return ("", pad + first, *rest), 0
