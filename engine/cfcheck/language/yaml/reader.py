"""Reads a rule file as strict YAML: texts, lists and mappings, each with its position.

Of PyYAML only the event parser is used, so nothing is ever constructed. Refused are tags, anchors, aliases, merge keys,
duplicate and complex keys, empty values, several documents, deep nesting, large files and hidden characters. Faults
after which parsing can continue are gathered; any other ends it. The two parsers of PyYAML word their errors
differently from release to release, so a syntax error is described by what stands where the parser stopped and what
encloses it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from cfcheck.language.yaml.source import (
    MOST_PROBLEMS,
    START,
    Document,
    Path,
    Plain,
    Position,
    SourceText,
    character_name,
    decode,
    hidden_characters,
)
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.model.problem import Problem

__all__ = ["Stop", "read_document", "syntax_message"]


class Stop(NamedTuple):
    """Where a parser stopped.

    `begun` is the text from where that begins which it was reading, up to where it stopped; None where it was reading
    nothing in particular. `rest` is the text from there on. `is_scanning`: it could make no token of that, and not no
    sense of the token. `inside` is the innermost list (`[`, `-`) or mapping (`{`, `:`) that it was in, if any.
    """

    begun: str | None
    rest: str
    is_scanning: bool
    inside: str

    @property
    def shift(self) -> int:
        """How far from where the parser stopped that is which is wrong: a quote that is not closed, or an escape."""
        begun = self.begun or ""
        if not self.is_scanning or not _is_open_quote(begun):
            return 0
        return -len(begun) if _END_OF_DOCUMENT.match(self.rest) else _escape_at(begun, self.rest)


_END_OF_DOCUMENT: Final = re.compile(r"\Z|(?:---|\.\.\.)(?!\S)")
_QUOTED: Final = re.compile(r"""'(?:[^']++|'')*+'|"(?:[^"\\]++|\\.)*+\"""", re.DOTALL)
_SPACE: Final = re.compile(r"\s")
_NUMBERED: Final = re.compile(r"\\[xuU]")

_TAB: Final = "a tab cannot indent; use spaces"
_NO_COLON: Final = "a key without `:`, or a line that is indented too little; check both"
_VALUE: Final = "a value is expected here; write one, or remove what stands before it"
_ANCHOR: Final = "`&` and `*` begin anchors and aliases, which rule files do not have; put the text in quotes"
_TAG: Final = "`!` begins a tag, which rule files do not have; put the text in quotes"
_DIRECTIVE: Final = "a `%` directive is not expected here; remove it"
_UNCLOSED: Final = "a quoted text is not closed; add the quote that ends it"
_BEHIND_END: Final = "nothing may follow the end of the document; remove it"

# What the text begins with that no token could be made of.
_TOKENS: Final = {
    "|": "`|` or `>` is followed by something it does not know; begin a new line",
    ">": "`|` or `>` is followed by something it does not know; begin a new line",
    "&": _ANCHOR,
    "*": _ANCHOR,
    "!": _TAG,
    "%": _DIRECTIVE,
}
# Tokens that are none where they stand.
_OUT_OF_PLACE: Final = {
    ":": "a `:` is not expected here; a text that contains `: ` must be in quotes",
    "?": "a `:` is not expected here; a text that contains `: ` must be in quotes",
    "-": "a list entry `- ` is not expected here; begin the list on a line of its own",
}
# What an innermost list or mapping does not go on with.
_CONTINUATIONS: Final = {
    "[": "a list in `[` has no `,` or `]` here; add the one that is meant",
    "{": "a mapping in `{` has no `,` or `}` here; add the one that is meant",
    "-": "this line does not continue the list above it; check the indentation",
    ":": "this line does not continue the mapping above it; check the indentation",
    "": _BEHIND_END,
}


def syntax_message(stop: Stop) -> str:
    """What is wrong there, and the way out."""
    if stop.rest.startswith("\t"):
        return _TAB
    return _no_token(stop) if stop.is_scanning else _no_sense(stop)


def _no_token(stop: Stop) -> str:
    begun = stop.begun or ""
    if _is_open_quote(begun):
        return _UNCLOSED if _END_OF_DOCUMENT.match(stop.rest) else _no_escape(begun, stop.rest)
    if not begun:
        return _OUT_OF_PLACE.get(stop.rest[:1]) or f"a text cannot begin with {quoted(stop.rest[:1])}; put it in quotes"
    is_over = _SPACE.search(begun)
    if begun[0] in _TOKENS and not (is_over and begun[0] in "&*!"):
        return _TOKENS[begun[0]]
    # What ended before the place is sound, and turned out to be no key.
    return _NO_COLON if is_over else _OUT_OF_PLACE.get(stop.rest[:1], _NO_COLON)


def _is_open_quote(begun: str) -> bool:
    return begun.startswith(("'", '"')) and not _QUOTED.match(begun)


def _no_escape(begun: str, rest: str) -> str:
    place = len(begun) + _escape_at(begun, rest)
    if _NUMBERED.match((begun + rest[:2])[place:]):
        return r"an escape after `\` that stands for no character; correct its number"
    return r"an escape after `\` that does not exist; in single quotes a `\` stands for itself"


def _escape_at(begun: str, rest: str) -> int:
    """Where an escape begins, seen from the place: a parser may stop there or inside of it."""
    return 0 if rest.startswith("\\") else begun.rfind("\\") - len(begun)


def _no_sense(stop: Stop) -> str:
    if stop.rest.startswith("!"):
        return _TAG
    if stop.begun is None:
        return _DIRECTIVE if stop.rest.startswith("%") else _BEHIND_END
    if not stop.begun or (stop.begun[0] in "&!" and "\n" not in stop.begun):
        return _OUT_OF_PLACE[":"] if stop.inside == ":" and stop.rest.startswith(":") else _VALUE
    return _CONTINUATIONS[stop.inside]


DEEPEST_NESTING = 32
# PyYAML can be built without libyaml; the two parsers agree on what is YAML but not on how to say what is not.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What agreements share is read for each of them, and checks read a file again that the loader has read.
_REMEMBERED = 256
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@lru_cache(_REMEMBERED)
def read_document(raw: bytes, file: str) -> Document:
    """What the bytes say, with every fault found on the way; `file` is the name to use for it. Never raises."""
    source, problems = decode(raw, file)
    if problems:
        return Document(source, None, problems=problems)
    composer = _Composer(source)
    try:
        content = composer.compose_document()
    except _UnreadableError as stop:
        return Document(source, None, problems=(*composer.problems, stop.problem))
    return Document(
        source, content, composer.keys, composer.values, tuple(composer.problems), frozenset(composer.faulty)
    )


class _UnreadableError(Exception):
    """Reading cannot go on; never leaves this module."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Composer:
    """Builds plain data from the parser's events, and notes places and faults on the way."""

    def __init__(self, source: SourceText) -> None:
        self.keys: dict[Path, Position] = {}
        self.values: dict[Path, Position] = {}
        self.problems: list[Problem] = []
        self.faulty: set[Path] = set()
        self._discards = 0
        self._source = source
        self._next = _events(source).__next__

    def compose_document(self) -> Plain:
        """The one document of the file."""
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise _UnreadableError(self._source.problem("empty-file", "the file is empty", START))
        if getattr(start, "tags", None):
            self._note("yaml-tag", "a %TAG directive is not allowed", _position(start))
        content = self._compose(self._next(), ())
        self._next()
        following = self._next()
        if not isinstance(following, yaml.StreamEndEvent):
            message = "a second document begins here; a rule file has one"
            self._note("several-documents", message, _position(following))
        return content

    def _compose(self, event: yaml.Event, path: Path) -> Plain:
        position = self.values[path] = _position(event)
        if len(path) > DEEPEST_NESTING:
            message = f"nested more than {DEEPEST_NESTING} levels deep"
            raise _UnreadableError(self._source.problem("nested-too-deeply", message, position))
        if _has_properties(event):
            self._refuse_properties(event, position)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        self.faulty.add(path)  # an alias
        return ""

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> str:
        if not event.style and event.value in NULLS:
            self._refuse_empty(event, path)
        hidden = _hidden_in(event)
        if hidden:
            self.faulty.add(path)
            self._note("hidden-character", f"the text contains {hidden}, which is not allowed", self.values[path])
        return str(event.value)

    def _sequence(self, path: Path) -> list[Plain]:
        entries: list[Plain] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            entries.append(self._compose(event, (*path, len(entries))))
        return entries

    def _mapping(self, path: Path) -> dict[str, Plain]:
        entries: dict[str, Plain] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            inner = self._key(event, path)
            if inner is None:
                self._compose(self._next(), self._discarded(path))
            else:
                entries[str(inner[-1])] = self._compose(self._next(), inner)
        return entries

    def _key(self, event: yaml.Event, path: Path) -> Path | None:
        """The path with the key, if it is one; otherwise a fault has been noted and its value is to be dropped."""
        position = _position(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._compose(event, self._discarded(path))
            if not isinstance(event, yaml.AliasEvent):
                self._note("key-not-text", "a key must be a text, not a list or mapping", position)
            return None
        if _has_properties(event):
            self._refuse_properties(event, position)
        inner = (*path, event.value)
        fault = self._key_fault(event, inner)
        if fault:
            self._note(*fault, position)
            return None
        self.keys[inner] = position
        return inner

    def _key_fault(self, event: yaml.ScalarEvent, path: Path) -> tuple[str, str] | None:
        hidden = _hidden_in(event)
        if hidden:
            return "hidden-character", f"the key contains {hidden}, which is not allowed"
        if not event.style and event.value == "<<":
            return "yaml-merge-key", "the merge key `<<` is not allowed; write the keys out"
        if not event.value:
            return "key-not-text", "there is no key before the `:`"
        if path in self.keys:
            return "duplicate-key", f"the key {quoted(event.value)} is already on line {self.keys[path].line}"
        return None

    def _discarded(self, path: Path) -> Path:
        """A path that no key can have, for a value that is read for its faults and then dropped."""
        self._discards += 1
        return (*path, -self._discards)

    def _refuse_properties(self, event: yaml.Event, position: Position) -> None:
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            message = f"the alias {quoted(f'*{anchor}')} is not allowed; write the value out"
            self._note("yaml-alias", message, position)
        elif anchor:
            self._note("yaml-anchor", f"the anchor {quoted(f'&{anchor}')} is not allowed", position)
        if getattr(event, "tag", None):
            self._note("yaml-tag", "a tag is not allowed; every value is read as text", position)

    def _refuse_empty(self, event: yaml.ScalarEvent, path: Path) -> None:
        self.faulty.add(path)
        key = path[-1] if path else 0
        subject, way_out = "this entry", "delete the entry"
        if isinstance(key, str):
            subject, way_out = quoted(key), "leave the key out"
        hint = f"write a value, or {way_out}"
        if event.value:
            hint = f"{hint}; for the word {quoted(event.value)} itself, put it in quotes"
        self._note("no-value", f"{subject} has no value", self.keys.get(path) or _position(event), hint)

    def _note(self, code: str, message: str, position: Position, hint: str = "") -> None:
        if len(self.problems) == MOST_PROBLEMS:
            raise _UnreadableError(self._source.further_problems())
        self.problems.append(self._source.problem(code, message, position, hint))


def _has_properties(event: yaml.Event) -> bool:
    """Whether there is an anchor or a tag to refuse, or it is an alias, which has the name of an anchor."""
    return bool(getattr(event, "anchor", None) or getattr(event, "tag", None))


def _hidden_in(event: yaml.ScalarEvent) -> str:
    """The name of the first hidden character of a text, if there is one.

    In the file itself there are none, so only an escape can stand for one, and only double quotes have escapes.
    """
    hidden = next(hidden_characters(event.value), None) if event.style == '"' else None
    return "" if hidden is None else character_name(hidden.group())


def _position(event: yaml.Event) -> Position:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # only events that a program makes have no place
        return START
    line, column = start.line, start.column
    return Position(line + 1, column + 1, max(1, end.column - column) if end.line == line else 1)


def _events(source: SourceText) -> Iterator[yaml.Event]:
    """The parser's events; a syntax error becomes a problem in our own words, at its place."""
    position, message = START, "the file cannot be read as YAML"
    inside: list[str] = []
    try:
        parser = LOADER(source.text)
        while True:
            event = parser.get_event()
            _follow(inside, event)
            yield event
    except yaml.MarkedYAMLError as error:
        position, stop = _stop(source, error, inside[-1] if inside else "")
        message = syntax_message(stop)
    except (yaml.YAMLError, ValueError, OverflowError):
        pass  # the parser written in Python lets `chr` complain of escapes that stand for no character
    raise _UnreadableError(source.problem("yaml-syntax", message, position))


def _follow(inside: list[str], event: yaml.Event) -> None:
    """Note the list or mapping that begins or ends with the event."""
    if isinstance(event, yaml.SequenceStartEvent):
        inside.append("[" if event.flow_style else "-")
    elif isinstance(event, yaml.MappingStartEvent):
        inside.append("{" if event.flow_style else ":")
    elif isinstance(event, yaml.CollectionEndEvent):
        inside.pop()


def _stop(source: SourceText, error: yaml.MarkedYAMLError, inside: str) -> tuple[Position, Stop]:
    """Where something is wrong, and where the parser stopped for it. Every line end counts as one character."""
    text = "\n".join(source.lines)
    start, place = (_offset(source, mark) for mark in (error.context_mark, error.problem_mark))
    begun = None if start is None else text[start:place]
    stop = Stop(begun, text[place:], isinstance(error, yaml.scanner.ScannerError), inside)
    before = text[: (place or 0) + stop.shift]
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n")), stop


def _offset(source: SourceText, mark: yaml.Mark | None) -> int | None:
    return None if mark is None else sum(len(line) + 1 for line in source.lines[: mark.line]) + mark.column
