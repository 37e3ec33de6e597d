"""Why a text is no YAML, in our own words and at its place, whichever of PyYAML's two parsers has stopped there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from cfcheck.language.yaml import reader as yamlfile
from cfcheck.language.yaml.reader import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

TAB = "a tab cannot indent; use spaces"
COLON = "a `:` is not expected here; a text that contains `: ` must be in quotes"
ENTRY = "a list entry `- ` is not expected here; begin the list on a line of its own"
NO_COLON = "a key without `:`, or a line that is indented too little; check both"
IN_MAPPING = "this line does not continue the mapping above it; check the indentation"
IN_LIST = "this line does not continue the list above it; check the indentation"
NO_BRACKET = "a list in `[` has no `,` or `]` here; add the one that is meant"
NO_BRACE = "a mapping in `{` has no `,` or `}` here; add the one that is meant"
UNCLOSED = "a quoted text is not closed; add the quote that ends it"
NO_ESCAPE = "an escape after `\\` that does not exist; in single quotes a `\\` stands for itself"
NO_CHARACTER = "an escape after `\\` that stands for no character; correct its number"
BLOCK = "`|` or `>` is followed by something it does not know; begin a new line"
BEHIND_END = "nothing may follow the end of the document; remove it"
VALUE = "a value is expected here; write one, or remove what stands before it"
ANCHOR = "`&` and `*` begin anchors and aliases, which rule files do not have; put the text in quotes"
TAG = "`!` begins a tag, which rule files do not have; put the text in quotes"
DIRECTIVE = "a `%` directive is not expected here; remove it"

SYNTAX = {
    # Quoted texts
    'a: "b\n': (1, 4, UNCLOSED),
    "a: 'b\nc: d\n": (1, 4, UNCLOSED),
    "a: 'it''s\n": (1, 4, UNCLOSED),
    'a: "b\n---\n': (1, 4, UNCLOSED),
    "- 'b\n...\n": (1, 3, UNCLOSED),
    'a: "b \\q"\n': (1, 7, NO_ESCAPE),
    'a: "b \\\\ \\d"\n': (1, 10, NO_ESCAPE),
    'a: "\\x1"\n': (1, 5, NO_CHARACTER),
    'a: "b\n  \\u12 c"\n': (2, 3, NO_CHARACTER),
    # Indentation
    "a:\n\tb: c\n": (2, 1, TAB),
    "\ta: b\n": (1, 1, TAB),
    "a: b\n c: d\n": (2, 3, COLON),
    "a:\n  b: c\n d: e\n": (3, 2, IN_MAPPING),
    "a: b\n- c\n": (2, 1, IN_MAPPING),
    "a:\n  - b\n  c: d\n": (3, 3, IN_LIST),
    "- a\nb: c\n": (2, 1, IN_LIST),
    "a: b\nc\nd: e\n": (3, 1, NO_COLON),
    "a: b\nc\n": (3, 1, NO_COLON),
    'a: b\n"c"\n': (3, 1, NO_COLON),
    # Signs out of place
    "a: b: c\n": (1, 5, COLON),
    "a: 'b': c\n": (1, 7, COLON),
    ": b\n": (1, 1, COLON),
    "a: - b\n": (1, 4, ENTRY),
    "a: @b\n": (1, 4, "a text cannot begin with `@`; put it in quotes"),
    "- `b`\n": (1, 3, "a text cannot begin with ```; put it in quotes"),
    "a: %b\n": (1, 4, "a text cannot begin with `%`; put it in quotes"),
    "a: |5x\n": (1, 6, BLOCK),
    "a: > b\n  c\n": (1, 6, BLOCK),
    "a: &\n": (1, 5, ANCHOR),
    "a: *\n": (1, 5, ANCHOR),
    "a: *b*\n": (1, 6, ANCHOR),
    "a: !<b\n": (1, 7, TAG),
    "a: !b!c d\n": (1, 4, TAG),
    # Brackets
    "a: [b\n": (2, 1, NO_BRACKET),
    "a: [b, {c: d]\n": (1, 13, NO_BRACE),
    "a: {b: c\nd: e\n": (2, 2, NO_BRACE),
    'a: ["b" "c"]\n': (1, 9, NO_BRACKET),
    "a: [b}\n": (1, 6, NO_BRACKET),
    "a: b]\nc: ]\n": (2, 4, VALUE),
    "a: [b, ,]\n": (1, 8, VALUE),
    "a: ,\n": (1, 4, VALUE),
    "a: [b]\n  c\n": (2, 3, IN_MAPPING),
    # Documents
    "c: [\n---\n": (2, 1, VALUE),
    "[a]\nb\n": (2, 1, BEHIND_END),
    "'a' 'b'\n": (1, 5, BEHIND_END),
    "%YAML 9.9\n---\na: b\n": (1, 1, DIRECTIVE),
    "%YAML 1.1\n%YAML 1.1\n---\na: b\n": (2, 1, DIRECTIVE),
    "%YAML x\n---\na: b\n": (1, 7, DIRECTIVE),
    "%YAML 1.1\na: b\n": (2, 1, BEHIND_END),
}


@pytest.fixture(params=[yaml.SafeLoader, yaml.CSafeLoader], ids=["in Python", "in C"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(yamlfile, "LOADER", request.param)
    read_document.cache_clear()
    yield
    read_document.cache_clear()


@pytest.mark.parametrize("text", SYNTAX, ids=repr)
@pytest.mark.usefixtures("parser")
def test_what_is_no_yaml_is_told_at_its_place(text: str) -> None:
    problem = read_document(text.encode(), "rule.yaml").problems[-1]
    assert (problem.code, problem.line, problem.column, problem.message) == ("yaml-syntax", *SYNTAX[text])


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=repr)
@pytest.mark.usefixtures("parser")
def test_line_ends_of_other_systems_change_nothing(end: str) -> None:
    text = 'é: "ok"\na: b\nc: "it is \\q"\n'.replace("\n", end)
    problem = read_document(text.encode(), "rule.yaml").problems[-1]
    assert (problem.line, problem.column, problem.message) == (3, 11, NO_ESCAPE)
