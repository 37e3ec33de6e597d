"""What is not shown as it is, one character for one, and what no reader of a log may take for a command."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from typing import Final

import pytest

from cfcheck.model.visible import HARMFUL, JsonText, Lines, visible, visible_line, writable

SIGN: Final = "\N{REPLACEMENT CHARACTER}"
CHARACTERS: Final = [chr(number) for number in range(sys.maxunicode + 1)]
REORDERING: Final = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_everything_that_the_tables_of_python_call_harmful_is_replaced() -> None:
    harmful = [
        one
        for one in CHARACTERS
        if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(one) in REORDERING
        or ord(one) & 0xFFFE == 0xFFFE
    ]
    assert [visible(one) for one in harmful] == [" " if one == "\t" else SIGN for one in harmful]


def test_format_characters_are_replaced_unless_they_spell_a_word_or_can_be_seen() -> None:
    kept = [one for one in CHARACTERS if unicodedata.category(one) == "Cf" and visible(one) == one]
    names = {unicodedata.name(one) for one in kept}
    assert {one for one in names if one.startswith("ZERO WIDTH")} == {"ZERO WIDTH JOINER", "ZERO WIDTH NON-JOINER"}
    assert {one.split()[0] for one in names} <= {"ZERO", "ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}


def test_the_table_names_each_character_once() -> None:
    numbers = [number for span in HARMFUL for number in range(span.first, span.last + 1)]
    assert len(numbers) == len(set(numbers))
    assert all(span.first <= span.last and span.name for span in HARMFUL)


# A word, and what is shown of it.
SHOWN: Final = {
    "plain": ("Saraqib", "Saraqib"),
    "Arabic": ("سراقب ١٢", "سراقب ١٢"),
    "Persian, spelled with a non-joiner": ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001  # meant
    "a tab": ("a\tb", "a b"),
    "a line end": ("a\nb", f"a{SIGN}b"),
    "colour": ("\x1b[31mred", f"{SIGN}[31mred"),
    "the same in one character": ("\x9b31mred", f"{SIGN}31mred"),
    "an override": ("a\u202egnp.exe", f"a{SIGN}gnp.exe"),
    "a tag": ("a\U000e0061", f"a{SIGN}"),
    "an invisible byte": ("a\ufe0f\U000e0101", f"a{SIGN}{SIGN}"),
    "what is no UTF-8": ("a\udcff", f"a{SIGN}"),
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.values(), ids=SHOWN)
def test_text_is_shown_one_for_one(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible_line(text) == shown
    assert len(text) == len(shown)


# A line, and what goes to a log.
COMMANDS: Final = {
    "GitHub": ("::error file=a::b", f"{SIGN}:error file=a::b"),
    "indented": (" \u00a0\u3000\u200d::stop-commands::x", f" \u00a0\u3000\u200d{SIGN}:stop-commands::x"),
    "behind a tab": ("\t::error::x", f" {SIGN}:error::x"),
    "joined": (":\u200d:error::x", f"{SIGN}\u200d:error::x"),
    "GitHub, as it was": ("see ##[add-mask]a", f"see {SIGN}#[add-mask]a"),
    "Azure Pipelines": ("a: ##vso[task.setvariable variable=x]y", f"a: {SIGN}#vso[task.setvariable variable=x]y"),
    "TeamCity": ("##teamcity[message text='x']", f"{SIGN}#teamcity[message text='x']"),
    "more signs": ("###[a]####vso[b]", f"#{SIGN}#[a]##{SIGN}#vso[b]"),
    "signs with a joiner": ("#\u200d#\u200c[a]", f"{SIGN}\u200d#\u200c[a]"),
    "a name in C++": ("std::vector", "std::vector"),
    "one colon": (": x", ": x"),
    "a heading": ("## Terms [1]", "## Terms [1]"),
    "a section of GitLab": ("section_start:1:a\r\x1b[0Kb", f"section_start:1:a{SIGN}{SIGN}[0Kb"),
}


@pytest.mark.parametrize(("line", "shown"), COMMANDS.values(), ids=COMMANDS)
def test_a_line_holds_no_command(line: str, shown: str) -> None:
    assert visible_line(line) == shown
    assert visible_line(shown) == shown


def test_a_line_stays_one_line() -> None:
    out = io.StringIO()
    lines = Lines(out)
    lines.line("a\n::error::b\x85c\u2028d")
    lines.lines(["::error::e", ""])
    lines.line()
    assert out.getvalue() == f"a{SIGN}::error::b{SIGN}c{SIGN}d\n{SIGN}:error::e\n\n\n"


HARMFUL_IN_JSON: Final = "\x7f\x9b31m\u202e\u2028\ufeff\U000e0061"


def test_json_on_a_terminal_means_the_same_in_other_signs() -> None:
    out = Terminal()
    text = json.dumps({"id": HARMFUL_IN_JSON, "name": "حلب"}, ensure_ascii=False, indent=2)
    JsonText(out).write(text)
    assert json.loads(out.getvalue()) == json.loads(text)
    assert r'"id": "\u007f\u009b31m\u202e\u2028\ufeff\udb40\udc61",' in out.getvalue()
    assert '"name": "حلب"' in out.getvalue()
    assert out.getvalue().count("\n") == text.count("\n")


def test_json_elsewhere_keeps_its_bytes_but_for_what_is_none() -> None:
    out = io.StringIO()
    JsonText(out).write(f'["{HARMFUL_IN_JSON}","a\udcff"]')
    assert out.getvalue() == f'["{HARMFUL_IN_JSON}","a\\udcff"]'


def test_names_of_files_can_be_written_and_are_otherwise_as_they_are() -> None:
    assert writable("a\udcff\udc80\x1b[31m\u202e حلب") == f"a{SIGN}{SIGN}\x1b[31m\u202e حلب"
