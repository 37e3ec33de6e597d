"""The laws of the canonical layout: the meaning and every comment stay, and what is laid out stays as it is."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.layouts import MARK, files

from cfcheck.language.format.files import kind_of
from cfcheck.language.format.formatter import formatted
from cfcheck.language.yaml.reader import read_document

if TYPE_CHECKING:
    from cfcheck.language.schema.schema import SchemaName
    from cfcheck.language.yaml.source import Document, Plain

ROOT = Path(__file__).parents[2]
SHIPPED = sorted([*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "fixtures" / "language").rglob("*.yaml")])
SMALL = [path for path in SHIPPED if path.stat().st_size < 4000]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(text: str) -> Document:
    return read_document(text.encode(), "file.yaml")


def kind(path: Path) -> SchemaName:
    found = kind_of(path, read(path.read_text(encoding="utf-8")).content)
    assert found
    return found


def expect_the_laws(text: str, kind: SchemaName) -> str:
    document = read(text)
    assert not document.problems
    result = formatted(document, kind)
    after = read(result)
    assert not after.problems
    assert after.content == document.content
    assert Counter(MARK.findall(result)) == Counter(MARK.findall(text))
    assert formatted(after, kind) == result
    assert result.endswith("\n")
    assert "\r" not in result
    return result


@given(files())
def test_any_file_keeps_its_meaning_and_its_comments_and_is_laid_out_once(text: str) -> None:
    expect_the_laws(text, "registry")


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[str, SchemaName]:
    """A file of the rule language as another author would have written it, keys in any order."""
    path = draw(st.sampled_from(SMALL))

    def in_any_order(content: Plain) -> Plain:
        if isinstance(content, str):
            return content
        if isinstance(content, list):
            return [in_any_order(part) for part in content]
        return {key: in_any_order(content[key]) for key in draw(st.permutations(list(content)))}

    content = read(path.read_text(encoding="utf-8")).content
    assert content
    return draw(files(st.just(in_any_order(content)))), kind(path)


@settings(max_examples=50)
@given(shuffled())
def test_rule_files_written_by_anybody_keep_their_meaning_and_their_comments(file: tuple[str, SchemaName]) -> None:
    expect_the_laws(*file)


@settings(max_examples=25)
@given(st.data())
def test_the_order_of_keys_does_not_depend_on_the_order_in_which_they_were_written(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([path for path in SMALL if kind(path) == "rule"]))
    document = read(path.read_text(encoding="utf-8"))
    assert isinstance(document.content, dict)
    names = data.draw(st.permutations(list(document.content)))
    text = "\n".join(f"{name}: {json.dumps(document.content[name])}" for name in names)
    written, expected = read(expect_the_laws(text, "rule")).content, read(formatted(document, "rule")).content
    assert list(written or ()) == list(expected or ())


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_the_rule_files_here_are_in_canonical_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert expect_the_laws(text, kind(path)) == text
