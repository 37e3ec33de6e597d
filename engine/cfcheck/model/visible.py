"""Makes text harmless to whatever shows it: a terminal, the log of a job, an annotation.

Text from outside (a path, a file, a record, an argument) may hold characters that move a cursor, reorder a line or hide
in one, and words that a log takes for a command. Each of them is replaced by one REPLACEMENT CHARACTER, so that columns
keep their place and a reader sees that something was there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

__all__ = ["HARMFUL", "JsonText", "Lines", "Span", "visible", "visible_line", "writable"]

_SIGN: Final = "\N{REPLACEMENT CHARACTER}"


class Span(NamedTuple):
    """Characters from the first to the last one, and what the Unicode Standard calls them."""

    first: int
    last: int
    name: str


HARMFUL: Final = (
    # General category Cc (Unicode Standard, 23.1): a terminal obeys them. A tab becomes a space before.
    Span(0x0000, 0x001F, "C0 controls"),
    Span(0x007F, 0x009F, "DELETE and C1 controls"),
    # Bidirectional format characters (Unicode Standard Annex 9, table 4): they reorder what follows.
    Span(0x061C, 0x061C, "ARABIC LETTER MARK"),
    Span(0x200E, 0x200F, "LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK"),
    Span(0x202A, 0x202E, "bidirectional embeddings and overrides"),
    Span(0x2066, 0x2069, "bidirectional isolates"),
    # General categories Zl and Zp: they end a line for some programs and not for others.
    Span(0x2028, 0x2029, "LINE SEPARATOR, PARAGRAPH SEPARATOR"),
    # Default_Ignorable_Code_Point (DerivedCoreProperties.txt): shown as nothing, they hide in what two texts differ.
    # Not U+200C and U+200D, the joiners, without which words of several scripts are misspelled.
    Span(0x00AD, 0x00AD, "SOFT HYPHEN"),
    Span(0x034F, 0x034F, "COMBINING GRAPHEME JOINER"),
    Span(0x115F, 0x1160, "Hangul fillers"),
    Span(0x17B4, 0x17B5, "Khmer inherent vowels"),
    Span(0x180B, 0x180F, "Mongolian variation selectors and vowel separator"),
    Span(0x200B, 0x200B, "ZERO WIDTH SPACE"),
    Span(0x2060, 0x2065, "invisible operators, and a place kept for one"),
    Span(0x206A, 0x206F, "deprecated format characters"),
    Span(0x3164, 0x3164, "HANGUL FILLER"),
    Span(0xFE00, 0xFE0F, "variation selectors"),
    Span(0xFEFF, 0xFEFF, "ZERO WIDTH NO-BREAK SPACE, the byte order mark"),
    Span(0xFFA0, 0xFFA0, "HALFWIDTH HANGUL FILLER"),
    Span(0x1BCA0, 0x1BCA3, "shorthand format controls"),
    Span(0x1D173, 0x1D17A, "musical format controls"),
    Span(0xE0000, 0xE0FFF, "tags, and supplementary variation selectors"),
    # No text at all (Unicode Standard, 23.6 to 23.8).
    Span(0xD800, 0xDFFF, "surrogates: what of a name is not UTF-8"),
    Span(0xFDD0, 0xFDEF, "noncharacters"),
    Span(0xFFF0, 0xFFFB, "places kept for format characters, and interlinear annotation"),
    *(Span(plane + 0xFFFE, plane + 0xFFFF, "noncharacters") for plane in range(0, 0x110000, 0x10000)),
)
"""Everything that is not shown as it is."""

_LINE_END: Final = "\n"
_DELETE: Final = "\x7f"
_LAST_OF_TWO_BYTES: Final = 0xFFFF
_SETS: Final = [f"{chr(span.first)}-{chr(span.last)}" for span in HARMFUL]
# What lies beyond two bytes has a set of its own, which is seldom looked through: a set of both is many times as slow.
_HARMFUL: Final = re.compile(f"[{''.join(one for one in _SETS if ord(one[-1]) <= _LAST_OF_TWO_BYTES)}]")
_HARMFUL_BEYOND: Final = re.compile(f"[{''.join(one for one in _SETS if ord(one[-1]) > _LAST_OF_TWO_BYTES)}]")
_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")
_HARMFUL_IN_JSON: Final = re.compile(f"(?!{_LINE_END})[{''.join(_SETS)}]")
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")

# What the reader of a log takes for a command. GitHub and its like: `::name::` where a line begins, also behind white
# space, and `##[name]` anywhere. Azure Pipelines: `##vso[name]` anywhere; TeamCity: `##teamcity[name]`. To a comparison
# that goes by a language, joiners are nothing.
_JOINERS: Final = "[\u200c\u200d]*"
_COMMAND_ANYWHERE: Final = re.compile(rf"#(?={_JOINERS}#[-\w.\u200c\u200d]*\[)")
_COMMAND_AT_THE_BEGINNING: Final = re.compile(rf"([\s\u200c\u200d]*):(?={_JOINERS}:)")


def visible(text: str) -> str:
    """The text on one line, with every character that is not shown as it is replaced, one for one."""
    if text.isascii() and text.isprintable():  # so is nearly all of it, and to search it takes many times as long
        return text
    shown = _HARMFUL.sub(_SIGN, text.replace("\t", " "))
    return _HARMFUL_BEYOND.sub(_SIGN, shown) if _BEYOND.search(shown) else shown


def visible_line(line: str) -> str:
    """A whole line that goes to a terminal or a log: visible, and with no command in it, one for one."""
    shown = visible(line)
    if "#" in shown:
        shown = _COMMAND_ANYWHERE.sub(_SIGN, shown)
    command = _COMMAND_AT_THE_BEGINNING.match(shown) if ":" in shown else None
    return f"{command[1]}{_SIGN}{shown[command.end() :]}" if command else shown


def writable(name: str) -> str:
    """The name of a file as text that UTF-8 can write, with a sign for each byte that is none. The rest stays."""
    return _NO_TEXT.sub(_SIGN, name)


class Lines:
    """Writes lines that people read. Whatever a line is made of, it stays one line, and nothing in it is alive."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def line(self, line: str = "") -> None:
        """Write a line, which is given without its end."""
        self._out.write(f"{visible_line(line)}{_LINE_END}")

    def lines(self, lines: Iterable[str]) -> None:
        """Write several."""
        self._out.writelines(f"{visible_line(line)}{_LINE_END}" for line in lines)


class JsonText:
    """Writes JSON as it is, but to a terminal what is harmful as escapes, which mean the same in JSON.

    What is no text, as in the name of a file that is not UTF-8, is an escape everywhere: UTF-8 cannot write it.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._escaped = _HARMFUL_IN_JSON if out.isatty() else _NO_TEXT

    def write(self, text: str) -> None:
        """Write a part of a JSON text."""
        self._out.write(text if text.isascii() and _DELETE not in text else self._escaped.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
