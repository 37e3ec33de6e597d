"""Strategies: YAML files that say something and are laid out in every way that an author could think of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    Content = str | list["Content"] | dict[str, "Content"]
    Drawn = TypeVar("Drawn")

    class Draw(Protocol):
        def __call__(self, strategy: st.SearchStrategy[Drawn], /) -> Drawn: ...


__all__ = ["MARK", "files"]

WORDS = (
    "a text", "1", "1.0", "true", "no", "2016-02-27", "2016-02-27 00:00", "north-attacks", "a: b", "a #b", "- a",
    "x, y", "'quoted'", 'say "so"', "back\\slash", "{column}", "[list", "ends:", " leading", "trailing ", "two  spaces",
    "~x", "قوات الدفاع", "Свободная армия", "two\nlines", "one line and its end\n",
    "paragraphs\n\n  indented\n\nlast\n",
    "#", "?", "…", "https://example.org/a#b", "a word " * 30, "ends\n\n", " begins with a space\nand goes on", "%",
    "@at", "!", "&a", "*b", ";", ":", "tab\there", "a\n\n\nb", "<<", "=", "Y", "1_000", "0x1F", "12:30:45", "''", '""',
)  # fmt: skip
KEYS = (
    "title",
    "cite",
    "from",
    "date",
    "note",
    "a key",
    "13th",
    "key: odd",
    "yes",
    "#",
    "المفتاح",
    "2016-01-01",
    "a,b",
)
COMMENTS = (
    "# a comment",
    "#",
    "#no space",
    "# 'quote",
    "# key: value",
    "# - entry",
    '# "',
    "## --- section ---",
    "# [",
)
MARK = re.compile(r"~\d+~")

texts = st.sampled_from(WORDS)
contents = st.dictionaries(
    st.sampled_from(KEYS),
    st.recursive(
        texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def files(draw: Draw, contents: st.SearchStrategy[Any] = contents) -> str:
    """The text of a file whose content is one of these, with comments wherever there can be some."""
    author = _Author(draw)
    head = author.comment_lines(0) if draw(st.booleans()) else []
    start = draw(st.sampled_from(["", "", "---\n", "--- # start\n"]))
    end = draw(st.sampled_from(["\n", "\n\n\n", "", "\n# end ~0~", "\n...\n"]))
    body = "\n".join([*head, *author.block(draw(contents), 0)])
    text = start + body + end
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text


class _Author:
    """Writes content down, choosing style, indentation and comments as drawn."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._comments = 0

    def comment(self) -> str:
        """A comment that no other one is the same as."""
        self._comments += 1
        return f"{self._draw(st.sampled_from(COMMENTS))} ~{self._comments}~"

    def comment_lines(self, indent: int) -> list[str]:
        """Nothing most of the time; else empty lines and comments at some indentation."""
        lines = []
        for _ in range(self._draw(st.sampled_from([0, 0, 0, 0, 1, 2, 3]))):
            shift = self._draw(st.sampled_from([0, 0, 0, 2, -2, 1]))
            comment = " " * max(0, indent + shift) + self.comment()
            lines.append(self._draw(st.sampled_from(["", comment, comment])))
        return lines

    def remark(self) -> str:
        """A comment beside something, now and then."""
        spaces = " " * self._draw(st.integers(1, 3))
        return self._draw(st.sampled_from(["", "", "", "", spaces + self.comment()]))

    def block(self, content: Content, indent: int) -> list[str]:
        """The lines of a list or mapping that is not empty."""
        lines: list[str] = []
        pairs = content.items() if isinstance(content, dict) else ((None, part) for part in content)
        for key, part in pairs:
            lines += self.comment_lines(indent)
            head = "-" if key is None else self.word(key) + ":"
            lines += self.entry(" " * indent + head, part, indent, is_key=key is not None)
        return [*lines, *self.comment_lines(indent)]

    def entry(self, head: str, part: Content, indent: int, *, is_key: bool) -> list[str]:
        """The lines of an entry, from its key or dash on."""
        if isinstance(part, str):
            return self.text(head, part, indent)
        if not part or self._draw(st.booleans()):
            first, *rest = self.brackets(part, indent + 1).split("\n")
            return [f"{head} {first}", *rest[:-1], *(line + self.remark() for line in rest[-1:])]
        deeper = indent + self._draw(st.integers(1, 4))
        if is_key and isinstance(part, list) and self._draw(st.booleans()):
            deeper = indent
        elif not is_key and self._draw(st.booleans()):
            lines = self.block(part, indent + 2)
            if lines[0].startswith(" " * (indent + 2)) and not lines[0].lstrip().startswith("#"):
                return [head + " " + lines[0][indent + 2 :], *lines[1:]]
        return [head + self.remark(), *self.block(part, deeper)]

    def text(self, head: str, text: str, indent: int) -> list[str]:
        """The lines of a text: a word on the line, or a block below it."""
        is_block = text.strip() == text.rstrip("\n") and "\n" in text and "\t" not in text
        if is_block and self._draw(st.booleans()):
            style = self._draw(st.sampled_from(["|", ">"])) if text.count("\n") < 2 else "|"
            chomping = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") else ""
            lines = text.removesuffix("\n").split("\n")
            if style == ">":
                lines = [part for line in lines for part in (line, "")][:-1]
            pad = " " * (indent + self._draw(st.integers(1, 4)))
            return [f"{head} {style}{chomping}{self.remark()}", *(pad + line if line else "" for line in lines)]
        if self._draw(st.integers(0, 5)) == 0:
            return [head + self.remark(), *self.comment_lines(indent + 1), " " * (indent + 1) + self.word(text)]
        if self._draw(st.integers(0, 5)) == 0 and " " in text.strip() and "  " not in text and text.isprintable():
            first, _, rest = json.dumps(text, ensure_ascii=False).partition(" ")
            if first != '"' and rest != '"':
                return [f"{head} {first}", " " * (indent + 3) + rest + self.remark()]
        return [f"{head} {self.word(text)}{self.remark()}"]

    def word(self, text: str, *, brackets: bool = False) -> str:
        """The text on one line, plain where that is certainly possible, or in quotes of either kind."""
        bare = text.replace(" ", "").replace("-", "")
        if (
            bare.isalnum()
            and text.strip() == text
            and "\n" not in text
            and self._draw(st.booleans())
            and text[0] != "-"
        ):
            return text
        if "\n" not in text and "\t" not in text and self._draw(st.booleans()):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=brackets)

    def brackets(self, part: Content, indent: int) -> str:
        """The list, mapping or text between brackets, over several lines and with comments now and then."""
        if isinstance(part, str):
            return self.word(part, brackets=True)
        if isinstance(part, list):
            left, right, entries = "[", "]", [self.brackets(inner, indent) for inner in part]
        else:
            pairs = ((self.word(key, brackets=True), self.brackets(inner, indent)) for key, inner in part.items())
            left, right, entries = "{", "}", [f"{key}: {inner}" for key, inner in pairs]
        gaps = [self.gap(indent) for _ in range(len(entries) + 1)]
        commas = ["," if index < len(entries) - 1 else "" for index in range(len(entries))]
        body = "".join(gap + entry + comma for gap, entry, comma in zip(gaps, entries, commas, strict=False))
        return left + body + gaps[-1] + right

    def gap(self, indent: int) -> str:
        """What stands between two entries in brackets: a space, or a new line after a comment."""
        if self._draw(st.integers(0, 5)):
            return " "
        lines = [self.remark(), *self.comment_lines(indent + 2)]
        return "\n".join([*lines, " " * (indent + 2)])
