"""Text in Markdown (GitHub's, with tables) that stays text, whatever it is made of. Knows no layout.

A backslash keeps a sign from what Markdown itself would make of it. But hosts look for mentions, references and
addresses in the text that comes of it, where no backslash is left; they leave code alone, so such words stand in code.
"""

from __future__ import annotations

import re
from typing import Final

from cfcheck.model.visible import visible

__all__ = ["as_code", "as_text"]

# What could begin an emphasis, a link, a tag, an entity, a formula, code, or another cell.
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~&$]")

# What hosts make a link, a notice or a picture of. Times and numbers are none of it.
_MADE_MORE_OF: Final = {
    "a mention, or an address of mail: @name, @org/team, name@example.org": r"@\w",
    "an issue: #1, org/repository#1, GH-1": r"#\w|(?i:gh-)\d",
    'what GitLab has besides: !1, $1, &1, ~label, ~"a label", %milestone, ^alert#1': r'[!$&]\d|[~%^]\w|(?<!\w)[~%]"',
    "what GitLab writes with a word: [vulnerability:1], *iteration:1": r"[\[*]\w+:",
    "an address: https://example.org, //example.org, www.example.org, mailto:name": r"//|(?i:www\.|mailto:|xmpp:)",
    "a picture: :warning:, :+1:, :100:": r":(?=[\w+-]*[A-Za-z]|[+-]1:|100:|1234:)[\w+-]++:",
    # Not where three dots say that it is cut, as we cut hashes.
    "a commit: 8fca0da": r"(?<![0-9A-Za-z])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![0-9A-Za-z]|\.\.\.)",
}
# The signs with which they begin stand before them all, which halves the time of looking in vain.
_LIVE: Final = re.compile(rf"(?=[@#!$&~%^*/:\[0-9a-fGgMmWwXx])(?:{'|'.join(_MADE_MORE_OF.values())})")
_WORD: Final = re.compile(r"\S+")
_BACKTICKS: Final = re.compile("`+")
_LONGEST_FENCE: Final = 80
"""The parser of GitHub takes no longer one."""
_BAR: Final = "&#124;"
_SIGN: Final = "\N{REPLACEMENT CHARACTER}"


def as_text(text: str) -> str:
    """The text as it is, but for words that a host would make more of, which stand in code."""
    shown = visible(text)
    if not _LIVE.search(shown):
        return _escaped(shown)
    return _WORD.sub(lambda found: (_span if _LIVE.search(found[0]) else _escaped)(found[0]), shown)


def as_code(text: str) -> str:
    """The text as code. The tag reads as well in a table, but what is an address remains one in it."""
    shown = visible(text)
    return _span(shown) if _LIVE.search(shown) else f"<code>{_escaped(shown)}</code>"


def _escaped(text: str) -> str:
    return _ACTIVE.sub(r"\\\g<0>", text)


def _span(text: str) -> str:
    """Code spans, with bars between that part no cells: in code they cannot be escaped behind a backslash."""
    return _BAR.join(_fenced(part) if part.strip() else part for part in text.split("|"))


def _fenced(text: str) -> str:
    """One code span: its fence is of a length that none in it has, and apart from it; spaces around it stay."""
    taken = set(map(len, _BACKTICKS.findall(text)))
    length = next((one for one in range(1, _LONGEST_FENCE + 1) if one not in taken), 0)
    if not length:
        return _fenced(text.replace("`", _SIGN))
    apart = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{'`' * length}{apart}{text}{apart}{'`' * length}"
