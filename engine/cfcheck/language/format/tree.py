"""A YAML file as its author wrote it: texts, lists and mappings with their styles and positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.language.yaml.source import Plain

__all__ = ["Container", "Entry", "List", "Mapping", "Node", "Scalar", "plain", "scalars"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text: what it says, how it is written, and from where to where. `style` is empty, `'`, `"`, `|` or `>`."""

    value: str
    written: str
    style: str
    start: int
    stop: int

    @property
    def is_block(self) -> bool:
        """Whether it is written below its key, after `|` or `>`."""
        return self.style in ("|", ">")

    @property
    def spreads(self) -> bool:
        """Whether it is a plain or quoted text on several lines."""
        return not self.is_block and "\n" in self.written


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, or a value of a list. It starts at its key, or at its `-`.

    `blank`: it begins its line, and the line above is empty.
    """

    key: Scalar | None
    value: Node
    start: int
    line: int
    column: int
    blank: bool


@dataclass(frozen=True, slots=True)
class List:
    """A list; `flow` if it is written in brackets."""

    entries: tuple[Entry, ...]
    flow: bool
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; `flow` if it is written in braces."""

    entries: tuple[Entry, ...]
    flow: bool
    start: int
    stop: int


Container: TypeAlias = List | Mapping
Node: TypeAlias = Scalar | List | Mapping


def plain(node: Node) -> Plain:
    """What the tree says, without how it is written."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, List):
        return [plain(entry.value) for entry in node.entries]
    return {entry.key.value: plain(entry.value) for entry in node.entries if entry.key is not None}


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text of the tree, keys too, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
        return
    for entry in node.entries:
        if entry.key is not None:
            yield entry.key
        yield from scalars(entry.value)
