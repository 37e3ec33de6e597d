"""Text in Markdown stays text: what a parser makes of it is the same text, and no more than text and code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cfcheck.model.visible import visible
from cfcheck.report.markdown_text import as_code, as_text

if TYPE_CHECKING:
    from markdown_it.token import Token

PARSER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGN: Final = "\N{REPLACEMENT CHARACTER}"

# A text, what stands in a cell, and what stands there as code.
TEXTS: Final = {
    "plain": ("Northern Army, 2016", "Northern Army, 2016", "<code>Northern Army, 2016</code>"),
    "Arabic": ("جيش الشمال", "جيش الشمال", "<code>جيش الشمال</code>"),
    "signs of Markdown": (r"*b* _c_ `d` \ & $e$", r"\*b\* \_c\_ \`d\` \\ \& \$e\$", r"<code>\*b\* \_c\_ \`d\` \\ \& \$e\$</code>"),
    "a link": ("[a b](c)", r"\[a b\](c)", r"<code>\[a b\](c)</code>"),
    "a footnote": ("[^a]", "`[^a]`", "`[^a]`"),
    "a tag": ("<!-- a --> <b>", r"\<!-- a --\> \<b\>", r"<code>\<!-- a --\> \<b\></code>"),
    "a cell": (r"a|b\|c", r"a\|b\\\|c", r"<code>a\|b\\\|c</code>"),
    "a time": ("from 2016-02-27T10:00:00+03:00 to 2016-02-28", "from 2016-02-27T10:00:00+03:00 to 2016-02-28", None),
    "a mention": ("by @all; (@a) b", "by `@all;` `(@a)` b", "`by @all; (@a) b`"),
    "an issue": ("see #1 and GH-2 and a/b#3", "see `#1` and `GH-2` and `a/b#3`", "`see #1 and GH-2 and a/b#3`"),
    "a commit": ("at 8fca0da, deadbeef", "at `8fca0da,` deadbeef", "`at 8fca0da, deadbeef`"),
    "a commit beside signs": ("_8fca0da1 8fca0da1_ é8fca0da1", "`_8fca0da1` `8fca0da1_` `é8fca0da1`", None),
    "no commit": ("x8fca0da1 8fca0da1x", "x8fca0da1 8fca0da1x", None),
    "our own hash": ("rules 0123456789abcdef...", "rules 0123456789abcdef...", "<code>rules 0123456789abcdef...</code>"),
    "an address": ("https://a.b www.a.b a@b.c", "`https://a.b` `www.a.b` `a@b.c`", "`https://a.b www.a.b a@b.c`"),
    "an image": ("![a](//b)", "`![a](//b)`", "`![a](//b)`"),
    "a picture": (":warning: :+1:", "`:warning:` `:+1:`", "`:warning: :+1:`"),
    "what GitLab has": ('!1 ~a ~"b" %c &2', '`!1` `~a` `~"b"` `%c` `&2`', '`!1 ~a ~"b" %c &2`'),
    "backticks around a mention": ("`@a`", "`` `@a` ``", "`` `@a` ``"),
    "backticks of two lengths": ("@a`b``c", "```@a`b``c```", "```@a`b``c```"),
    "bars around a mention": (r"|@a\|b|", r"&#124;`@a\`&#124;`b`&#124;", r"&#124;`@a\`&#124;`b`&#124;"),
    "a mention behind a space": ("\u00a0@a ", "\u00a0`@a` ", "` \u00a0@a  `"),
    "signs of a terminal": ("\x1b[31m@a\u202e\nb", f"`{SIGN}[31m@a{SIGN}{SIGN}b`", f"`{SIGN}[31m@a{SIGN}{SIGN}b`"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cell", "code"), TEXTS.values(), ids=TEXTS)
def test_text_is_written_so(text: str, cell: str, code: str | None) -> None:
    assert as_text(text) == cell
    assert code is None or as_code(text) == code


def test_no_fence_is_longer_than_parsers_take() -> None:
    text = "@a" + "b".join("`" * length for length in range(1, 81))
    assert as_code(text) == f"`{text.replace('`', SIGN)}`"


def test_a_long_word_is_looked_through_once() -> None:
    word = f"{':' * 50_000}{'a' * 200_000}"  # to try each beginning with each end would take hours
    assert as_text(word) == word


# --- what a parser makes of it -----------------------------------------------------------------------------------

PIECES: Final = (
    *"`\\|*_[]()<>~$ \u00a0\né!#@&x1", "``", "@a", "#1", "GH-2", "a@b.co", "http://a.co", "www.a.co", "<b>", "<!--", "![",
    "&amp;", "&#64;", ":x:", "8fca0da1", "~~", "https:", "//", "```",
)  # fmt: skip
LIVE: Final = re.compile(
    r"@\w|#\d|GH-\d|//|www\.|:x:|(?<![0-9A-Za-z])(?=[0-9a-f]{0,32}8fca0da1)[0-9a-f]{8,40}(?![0-9A-Za-z])"
)


def leaves(token: Token) -> list[Token]:
    return [leaf for child in token.children or () for leaf in leaves(child)] or [token]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_parser_finds_the_same_text_and_no_more(text: str) -> None:
    rows = "".join(f"| {write(text)} | end |\n" for write in (as_text, as_code))
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n{rows}")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert [cell.content for cell in cells[1::2]] == ["end", "end"]
    for cell in cells[::2]:
        found = leaves(cell) if cell.content else []
        assert {leaf.type for leaf in found} <= {"text", "text_special", "code_inline", "html_inline"}
        assert {leaf.content for leaf in found if leaf.type == "html_inline"} <= {"<code>", "</code>"}
        shown = "".join(leaf.content for leaf in found if leaf.type != "html_inline")
        assert shown.split() == visible(text).split()
        plain = " ".join("".join("\n" if leaf.type == "code_inline" else leaf.content for leaf in found).split("\n"))
        assert not LIVE.search(plain), plain
