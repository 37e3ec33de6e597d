"""Says in our words why a text is no YAML.

Knows what the parsers say of a syntax error (libyaml and PyYAML's own say it differently) and nothing else of them.
"""

from __future__ import annotations

import re

from cfcheck.wording import quoted

__all__ = ["syntax_message"]

# Fragments of what either parser says, in the order they are tried, and how we say it.
_MESSAGES = (
    ("mapping (values|keys) are not", "a `:` is not expected here; a text that contains `: ` must be in quotes"),
    ("sequence entries are not", "a list entry `- ` is not expected here; begin the list on a line of its own"),
    (
        "could not find expected ':'",
        "a key without `:`, or a line that is indented too little; check both",
    ),
    (
        "expected key|block mapping|expected <block end>",
        "this line does not continue the mapping above it; check the indentation",
    ),
    ("expected '-' indicator", "this line does not continue the list above it; check the indentation"),
    (r"',' or '\]'", "a list in `[` has no `,` or `]` here; add the one that is meant"),
    (r"',' or '\}'", "a mapping in `{` has no `,` or `}` here; add the one that is meant"),
    (
        "unexpected end of stream|unexpected document sep",
        "a quoted text is not closed; add the quote that ends it",
    ),
    ("unknown escape", r"an escape after `\` that does not exist; in single quotes a `\` stands for itself"),
    (
        "hexadecimal|Unicode character escape",
        r"an escape after `\` that stands for no character; correct its number",
    ),
    (
        "indentation indicator|chomping|comment or",
        "`|` or `>` is followed by something it does not know; begin a new line",
    ),
    ("document start", "nothing may follow the end of the document; remove it"),
    ("node content", "a value is expected here; write one, or remove what stands before it"),
    ("[aA]nchor|alias", "`&` and `*` begin anchors and aliases, which rule files do not have; put the text in quotes"),
    ("tag", "`!` begins a tag, which rule files do not have; put the text in quotes"),
    ("directive|YAML document", "a `%` directive is not expected here; remove it"),
)


def syntax_message(said: str, character: str) -> str:
    """What is wrong, from what the parser said and the character it stopped at."""
    if character == "\t":
        return "a tab cannot indent; use spaces"
    if "cannot start any token" in said:
        return f"a text cannot begin with {quoted(character)}; put it in quotes"
    for fragment, message in _MESSAGES:
        if re.search(fragment, said):
            return message
    return "this cannot be read as YAML; put texts with signs that YAML uses into quotes"
