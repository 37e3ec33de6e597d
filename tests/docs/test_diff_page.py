"""The page on comparisons has every key that their JSON has, and every word of its closed lists."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from tests.docs.page import DOCS, ROOT, rows_below, words_not_on
from tests.terms import FOLDERS, terms

from cfcheck.authoring.analysis.parts import parts_of
from cfcheck.authoring.analysis.terms import ChangeKind
from cfcheck.authoring.diff.comparison import SET_ASIDE
from cfcheck.authoring.diff.markdown import MOST
from cfcheck.cli.diff import DifferenceWord, DiffFormat

PAGE: Final = (DOCS / "diff.md").read_text(encoding="utf-8")
# What a run of the command writes; tests/cli/test_diff.py holds it against this file.
SHOWN: Final = json.loads((ROOT / "tests" / "data" / "comparing" / "changed.json").read_text(encoding="utf-8"))


def keys_told(name: str) -> list[str]:
    return [key for row in rows_below(PAGE, f"diff: {name}") for key in re.findall(r"`(\w+)`", row[0])]


AGREEMENT: Final = SHOWN["agreements"][0]
PARTS: Final[dict[str, dict[str, Any]]] = {
    "Document": SHOWN,
    "Agreement": AGREEMENT,
    "Side": AGREEMENT["old"],
    "Term": AGREEMENT["terms"][0],
    "Situation": AGREEMENT["situations"][0],
    "Norm": AGREEMENT["situations"][0]["norms"][0],
    "Incident": SHOWN["incidents"][0],
    "Summary": SHOWN["summary"],
}


@pytest.mark.parametrize("name", PARTS)
def test_every_key_is_on_the_page_and_no_other(name: str) -> None:
    assert sorted(keys_told(name)) == sorted(PARTS[name])


def test_every_table_of_keys_is_of_something() -> None:
    assert re.findall(r"<!-- diff: (\w+) -->", PAGE) == list(PARTS)


def test_every_word_is_on_the_page() -> None:
    whats = {part.what for name in FOLDERS for part in parts_of(terms(name))}
    inner = {key for row in (AGREEMENT["terms"][0], SHOWN["incidents"][0]) for key in row["old"]}
    words = [*ChangeKind, *DifferenceWord, *whats, *inner, SET_ASIDE, "path", "problem", "outcome", "severity"]
    assert words_not_on(PAGE, words) == set()
    assert all(f"--format {word}" in PAGE for word in DiffFormat if word is not DiffFormat.HUMAN)
    assert f"shows {MOST} rows of a kind" in PAGE
