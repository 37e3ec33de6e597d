"""What a rule file may hold as YAML, and where everything in it is."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.language.file_bytes import LARGEST_FILE, read_bytes
from cfcheck.language.yaml import reader as yamlfile
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import Document, Position
from cfcheck.model.text import listed, quoted, suggestion


def read(text: str) -> Document:
    return read_document(text.encode(), "rule.yaml")


def faults(text: str) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.code}" for problem in read(text).problems]


@pytest.mark.parametrize(
    "scalar",
    ["NO", "yes", "on", "12:30", "2016-02-27", "1e3", "0o17", "0x1F", "1_000", ".inf", "3", "-0", "True"],
)
def test_every_plain_scalar_is_text(scalar: str) -> None:
    assert read(f"key: {scalar}").content == {"key": scalar}


@pytest.mark.parametrize("quoted", ["''", '""', "'null'", '"~"'])
def test_quoted_scalar_is_text_even_where_a_plain_one_would_be_nothing(quoted: str) -> None:
    document = read(f"key: {quoted}")
    assert document.content == {"key": quoted[1:-1]}
    assert not document.problems


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL", "# a comment"])
def test_key_without_value_is_a_problem(nothing: str) -> None:
    assert faults(f"key: {nothing}") == ["1:1 no-value"]


def test_entry_without_value_is_a_problem() -> None:
    document = read("list:\n  - a\n  -\n  - b\n")
    assert [problem.message for problem in document.problems] == ["this entry has no value"]
    assert document.is_faulty(("list", 1))
    assert not document.is_faulty(("list", 0))


def test_positions_are_those_of_keys_and_values() -> None:
    document = read("a: one\nb:\n  - {c: two words}\n  - 'd'\n")
    assert document.keys[("a",)] == Position(1, 1, 1)
    assert document.values[("a",)] == Position(1, 4, 3)
    assert document.keys[("b", 0, "c")] == Position(3, 6, 1)
    assert document.values[("b", 0, "c")] == Position(3, 9, 9)
    assert document.values[("b", 1)] == Position(4, 5, 3)


def test_position_of_what_is_not_there_is_that_of_what_should_hold_it() -> None:
    document = read("a:\n  b: c\n")
    assert document.key_position(("a", "x", "y")) == document.keys[("a",)]
    assert document.value_position(("x",)) == Position(1, 1, 1)


def test_columns_count_characters_and_not_bytes() -> None:
    assert read("ключ: идлиб").values[("ключ",)] == Position(1, 7, 5)


def test_byte_order_mark_is_allowed_at_the_beginning() -> None:
    document = read("\ufeffa: b")
    assert document.content == {"a": "b"}
    assert document.keys[("a",)] == Position(1, 1, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_as_one(ending: str) -> None:
    document = read(f"a: b{ending}c: d{ending}c: e{ending}")
    assert [(problem.line, problem.excerpt) for problem in document.problems] == [(3, "c: e")]


def test_joiners_of_persian_and_indic_scripts_are_allowed() -> None:
    assert read("name: می\u200cشود").content == {"name": "می\u200cشود"}


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000 NULL"),
        ("\x01", "U+0001 (a control character)"),
        ("\x85", "U+0085 NEXT LINE"),
        ("\u2028", "U+2028 LINE SEPARATOR"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_hidden_character_is_refused_by_name(character: str, name: str) -> None:
    (problem,) = read(f"a: b{character}").problems
    assert problem.message == f"the character {name} is not allowed"
    assert (problem.line, problem.column) == (1, 5)


def test_only_the_first_hidden_characters_are_shown() -> None:
    assert len(read("a: " + "\u200b" * 500).problems) == 10


def test_file_at_the_limit_is_read_and_one_byte_more_is_not() -> None:
    largest = b"a: b\n#" + b"x" * (LARGEST_FILE - 6)
    assert not read_document(largest, "rule.yaml").problems
    (problem,) = read_document(largest + b"x", "rule.yaml").problems
    assert str(problem) == "rule.yaml:1:1: the file is larger than 1024 KiB"


def test_no_more_is_read_than_shows_that_a_file_is_too_large(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("large") / "rule.yaml"
    path.write_bytes(b"#" * (LARGEST_FILE + 5000))
    assert len(read_bytes(path)) == LARGEST_FILE + 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "{? ", "[a, ["])
def test_no_nesting_is_too_deep_to_be_refused(opening: str) -> None:
    document = read(opening * 20_000)
    assert document.content is None
    assert [problem.code for problem in document.problems][-1] in {"nested-too-deeply", "yaml-syntax"}


def test_nesting_up_to_the_limit_is_read() -> None:
    assert not read("[" * 32 + "x" + "]" * 32).problems
    assert faults("[" * 33 + "x" + "]" * 33) == ["1:34 nested-too-deeply"]


def test_faults_before_a_syntax_error_are_kept() -> None:
    assert faults("a: 1\na: 2\nb: &c d\ne: 'f\n") == ["2:1 duplicate-key", "3:4 yaml-anchor", "4:4 yaml-syntax"]


def test_values_of_refused_keys_are_read_for_their_faults() -> None:
    text = "a: 1\n? [x, *y]\n: {b: 1, b: 2}\na: {c: 1, c: 2}\n"
    assert faults(text) == [
        "2:7 yaml-alias", "2:3 key-not-text", "3:10 duplicate-key", "4:1 duplicate-key", "4:11 duplicate-key",
    ]  # fmt: skip
    assert read(text).content == {"a": "1"}


def test_key_is_case_sensitive_and_may_repeat_on_another_level() -> None:
    assert not faults("a: {a: 1}\nA: 2\n")


@pytest.mark.parametrize("text", ["%TAG ! tag:example.org,2000:\n---\na: b", "!x\na: b", "a: !!int 3", "a: ! b"])
def test_tags_are_refused(text: str) -> None:
    assert [fault.split()[1] for fault in faults(text)] == ["yaml-tag"]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yamlfile.LOADER])
@pytest.mark.parametrize(
    "text", ['a: "\\UFFFFFFFF"', 'a: "\\x1"', "a: |5x\n", "a: @b", "a: *", "%YAML 9.9\n---\na: b", "a: &\n"]
)
def test_syntax_error_is_said_in_our_words(
    text: str, loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlfile, "LOADER", loader)
    (problem,) = read(text).problems
    assert problem.code == "yaml-syntax"
    assert not any(word in problem.message for word in ("scanning", "parsing", "expected alpha", "found"))


def test_long_line_is_shown_around_the_fault() -> None:
    (problem,) = read(f"{{a: [{'x, ' * 60}], b: 1, b: 2, c: [{'x, ' * 60}]}}").problems
    source, caret = problem.render().splitlines()[1:3]
    assert source.startswith("  1 | …")
    assert source.endswith("…")
    assert source[caret.index("^")] == "b"


def test_no_word_of_great_length_is_quoted_or_guessed_at() -> None:
    assert quoted("x" * 100) == f"`{'x' * 60}…`"
    assert suggestion("x" * 100, ["x" * 99]) == ""
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "`a`, `b` or `c`"


_HOSTILE = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet="ab:-? \n\t[]{},&*!|>'\"%@`#~<.0\\x\u202e\xe9", max_size=80).map(str.encode),
)


@given(_HOSTILE)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    document = read_document(raw, "rule.yaml")
    assert document.content is not None or document.problems
    for problem in document.problems:
        assert problem.render().startswith("rule.yaml:")


@given(_HOSTILE)
def test_both_parsers_of_pyyaml_read_the_same(raw: bytes) -> None:
    fast = read_document(raw, "rule.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlfile, "LOADER", yaml.SafeLoader)
        slow = read_document(raw, "rule.yaml")
    if not any(problem.code == "yaml-syntax" for problem in (*fast.problems, *slow.problems)):
        assert slow.content == fast.content
        assert [problem.code for problem in slow.problems] == [problem.code for problem in fast.problems]
