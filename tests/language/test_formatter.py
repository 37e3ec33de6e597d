"""Where things go in the canonical layout: an example for each rule of it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from cfcheck.language.format.formatter import formatted
from cfcheck.language.yaml.reader import read_document
from cfcheck.model.problem import InvalidRules

if TYPE_CHECKING:
    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.language.yaml.source import Plain


def expect(before: str, after: str, kind: SchemaName = "rule") -> None:
    document = read_document(dedent(before).encode(), "file.yaml")
    assert not document.problems
    assert formatted(document, kind) == dedent(after)


def test_keys_come_in_the_order_of_the_documentation_with_the_comments_that_are_theirs() -> None:
    expect(
        """\
        # About the file.

        severity: minor   # of the breach
        # Where it says so.
        cite: {verified: true, provision: "3", source: accord}
        act: shelling
        # Whom it binds.
        bearers: [north]
        modality: prohibition
        title: The north does not shell
        """,
        """\
        # About the file.

        title: The north does not shell
        modality: prohibition
        # Whom it binds.
        bearers: [north]
        act: shelling
        severity: minor  # of the breach
        # Where it says so.
        cite: {source: accord, provision: "3", verified: true}
        """,
    )


def test_ids_keep_the_order_of_their_author() -> None:
    expect(
        """\
        cfcheck: 1
        acts:
          shelling: {is: attack, title: Shelling}
          attack: {title: Attack}
        """,
        """\
        cfcheck: 1
        acts:
          shelling: {title: Shelling, is: attack}
          attack: {title: Attack}
        """,
        "registry",
    )


def test_indentation_is_two_spaces_and_lists_lie_below_their_key() -> None:
    expect(
        """\
        cases:
        -   name: a
            incident:
                 sources:
                 - name: monitor

        -   name: b
            incident: {}
        """,
        """\
        cases:
          - name: a
            incident:
              sources:
                - name: monitor

          - name: b
            incident: {}
        """,
        "cases",
    )


def test_texts_are_quoted_only_where_a_reader_could_take_them_for_something_else() -> None:
    expect(
        """\
        title: 'a text'
        note: 'say "so"'
        from: 2016-02-27
        date: "2016-02-27"
        number: "1"
        count: 1
        word: "no"
        colon: "a: b"
        'hash': "a #b"
        list: ["x, y", "plain", 'it''s']
        signs: ";"
        """,
        """\
        title: a text
        note: say "so"
        from: "2016-02-27"
        date: 2016-02-27
        number: "1"
        count: 1
        word: "no"
        colon: "a: b"
        hash: "a #b"
        list: ["x, y", plain, it's]
        signs: ";"
        """,
    )


def test_the_lines_of_a_text_stay_and_are_indented_anew() -> None:
    expect(
        """\
        note: >-
              It goes on
              here.

              And here.
        title: a text
            on two lines
        exact: |
           one
             two
        """,
        """\
        note: >-
          It goes on
          here.

          And here.
        title: a text
          on two lines
        exact: |
          one
            two
        """,
    )


def test_empty_lines_are_kept_one_at_a_time() -> None:
    expect("\n\ntitle: a\n\n\n\nnote: b\n\n\n", "title: a\n\nnote: b\n")


def test_a_comment_goes_with_what_it_is_indented_like() -> None:
    expect(
        """\
        title: a
        when:
          all:
            - act: shelling
              # of the shelling
            # of the list
          # of the condition
        # of the note
        note: b
        # of the file
        """,
        """\
        title: a
        when:
          all:
            - act: shelling
              # of the shelling
            # of the list
          # of the condition
        # of the note
        note: b
        # of the file
        """,
    )


def test_brackets_with_comments_in_them_are_opened_up() -> None:
    expect(
        """\
        bearers: [north, # one side
          # and the other
          south]
        """,
        """\
        bearers:
          - north  # one side
          # and the other
          - south
        """,
    )


def test_a_comment_before_the_first_key_of_an_entry_goes_above_the_entry() -> None:
    expect(
        """\
        cases:
          - # about the case
            name: a
        """,
        """\
        cases:
          # about the case
          - name: a
        """,
        "cases",
    )


def test_a_mapping_that_is_too_wide_becomes_a_block_and_a_list_goes_on_below() -> None:
    words = ", ".join(["a-long-word"] * 15)
    expect(
        f"note: {{title: {'w' * 70}, by: {'w' * 70}}}\nbearers: [{words}]\n",
        f"""\
        bearers: [{", ".join(["a-long-word"] * 10)},
                  {", ".join(["a-long-word"] * 5)}]
        note:
          title: {"w" * 70}
          by: {"w" * 70}
        """,
    )


def test_the_lines_of_a_list_and_of_a_code_list_stay() -> None:
    text = """\
        aliases: [A, B,
                  C]
        codes:
          {"1": a, "2": b,
           "3": c}
        """
    expect(text, text)


def test_line_ends_are_those_of_unix_and_the_signs_of_a_document_go() -> None:
    expect("--- # begins\r\ntitle: a\r\n...\r\n", "# begins\ntitle: a\n")


def test_what_the_versions_of_yaml_read_differently_is_refused() -> None:
    document = read_document(b'title: "a\\/b"\n', "file.yaml")
    content: dict[str, Plain] = {"title": "otherwise"}
    changed = type(document)(document.source, content, document.keys, document.values)
    with pytest.raises(InvalidRules, match="reads this file otherwise"):
        formatted(changed, "rule")
