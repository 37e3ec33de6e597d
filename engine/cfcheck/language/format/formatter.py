"""Formats rule files in the one canonical way: comments stay, the meaning stays, formatting twice changes nothing.

The file is parsed with ruamel.yaml by the rules of YAML 1.2, which editors follow, while the strict reader follows
those of 1.1. A file that the two read differently is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from cfcheck.language.format.comment import comments_of, is_blank_above
from cfcheck.language.format.placing import placed
from cfcheck.language.format.tree import Entry, List, Mapping, Scalar, plain
from cfcheck.language.format.writer import written
from cfcheck.language.schema.order import key_orders
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import START
from cfcheck.model.problem import InvalidRules

if TYPE_CHECKING:
    from cfcheck.language.format.comment import Comment
    from cfcheck.language.format.tree import Container, Node
    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.language.yaml.source import Document, Path

    RuamelNode = MappingNode | SequenceNode | ScalarNode

__all__ = ["formatted"]

_DASH = re.compile(r"(?:\s|#[^\n]*\n)*-")


def formatted(document: Document, kind: SchemaName) -> str:
    """The text of the sound document in canonical layout. Raises InvalidRules where it cannot be given one safely."""
    text = re.sub("\r\n?", "\n", document.source.text)
    root = _tree(text, document)
    comments = comments_of(text, root)
    notes = placed(root, comments)
    gap = bool(notes.head) and root.entries[0].blank
    result = written(_arranged(root, document, kind), notes, gap=gap)
    if result != document.source.text:
        _expect_nothing_lost(document, comments, result)
    return result


def _tree(text: str, document: Document) -> Container:
    """The file as ruamel.yaml parses it, which has to say the same as the document."""
    try:
        root = _node(YAML(typ="safe", pure=True).compose(text), text)
    except (YAMLError, ValueError):
        root = None
    if root is None or isinstance(root, Scalar) or plain(root) != document.content:
        message = "a parser of YAML 1.2 reads this file otherwise than one of 1.1"
        hint = "put texts with signs that YAML uses into quotes"
        raise InvalidRules([document.source.problem("ambiguous-yaml", message, START, hint)])
    return root


def _node(node: RuamelNode, text: str) -> Node:
    start, stop = node.start_mark.index, node.end_mark.index
    if isinstance(node, ScalarNode):
        return Scalar(node.value, text[start:stop], node.style or "", start, stop)
    if isinstance(node, MappingNode):
        pairs = tuple(_pair(key, value, text) for key, value in node.value)
        return Mapping(pairs, bool(node.flow_style), start, stop)
    entries: list[Entry] = []
    at = start
    for inner in node.value:
        value = _node(inner, text)
        dash = None if node.flow_style else _DASH.match(text, at)
        entries.append(_entry(None, value, dash.end() - 1 if dash else value.start, text))
        at = value.stop
    return List(tuple(entries), bool(node.flow_style), start, stop)


def _pair(key: RuamelNode, value: RuamelNode, text: str) -> Entry:
    name = _node(key, text)
    if not isinstance(name, Scalar):
        raise TypeError("the strict reader refuses keys that are no texts")
    return _entry(name, _node(value, text), name.start, text)


def _entry(key: Scalar | None, value: Node, start: int, text: str) -> Entry:
    line_start = text.rfind("\n", 0, start) + 1
    line = text.count("\n", 0, start)
    return Entry(key, value, start, line, start - line_start, is_blank_above(text, start))


def _arranged(root: Container, document: Document, kind: SchemaName) -> Container:
    """The tree with the keys of each mapping in their order. What parts the head from the first entry stays there."""
    orders = key_orders(kind, document.content or {})
    first, *rest = root.entries
    return _ordered(replace(root, entries=(replace(first, blank=False), *rest)), (), orders)


def _ordered(node: Container, path: Path, orders: dict[Path, tuple[str, ...]]) -> Container:
    entries = []
    for index, entry in enumerate(node.entries):
        value = entry.value
        if not isinstance(value, Scalar):
            value = _ordered(value, (*path, entry.key.value if entry.key else index), orders)
        entries.append(replace(entry, value=value))
    order = orders.get(path, ()) if isinstance(node, Mapping) else ()
    ranks = {key: rank for rank, key in enumerate(order)}
    entries.sort(key=lambda entry: ranks.get(entry.key.value, len(ranks)) if entry.key else 0)
    return replace(node, entries=tuple(entries))


def _expect_nothing_lost(document: Document, comments: tuple[Comment, ...], result: str) -> None:
    """The promise of this module, kept at each use: the same meaning, the same comments."""
    after = read_document(result.encode(), document.source.file)
    if not after.problems and after.content == document.content:
        text = sorted(comment.text for comment in comments_of(result, _tree(result, after)))
        if text == sorted(comment.text for comment in comments):
            return
    message = "this file cannot be laid out anew without a change of what it says"
    hint = "this is a fault of cfcheck: please report it with the file"
    raise InvalidRules([document.source.problem("cannot-format", message, START, hint)])
