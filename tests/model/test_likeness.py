"""The nearest known word, and how few of those known are compared with one to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.terms import evaluator

from cfcheck.model import likeness
from cfcheck.model.likeness import KnownWords, common_characters
from cfcheck.model.text import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

ACTS = ("air_strike", "shelling", "ground_assault", "siege", "sniper_fire")


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("air_strikes", ACTS, "air_strike"),
        ("shelling", ACTS, "shelling"),
        ("seige", ACTS, "siege"),
        ("SHELLING", ACTS, None),
        ("protest", ACTS, None),
        ("", ACTS, None),
        ("", ("", "a"), ""),
        ("air_strike", (), None),
        # 7 of 10 characters are enough, 6 of 9 are not.
        ("abcdefgxyz", ("abcdefguvw",), "abcdefguvw"),
        ("abcdefxyz", ("abcdefuvw",), None),
        # Enough characters in common, but in another order.
        ("gnillehs", ACTS, None),
        # Of two that are as near, the last in order.
        ("abcx", ("abca", "abcb"), "abcb"),
        ("abcx", ("abcb", "abca"), "abcb"),
        ("قوات النظام", ("قوات النظام السوري", "قوات سوريا"), "قوات النظام السوري"),
        ("a" * 64, ("a" * 64,), "a" * 64),
        ("a" * 65, ("a" * 65,), None),
        ("a" * 64, ("a" * 300, "a" * 118), "a" * 118),
        ("e" + "a" * 40, ("e" * 40,), None),
    ],
)
def test_the_nearest_word_is_found(word: str, known: tuple[str, ...], found: str | None) -> None:
    assert nearest(word, known) == found
    assert nearest(word, iter(known)) == found


def test_a_suggestion_is_a_question() -> None:
    assert suggestion("air_strikes", ACTS) == "did you mean `air_strike`?"
    assert not suggestion("protest", ACTS)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("abc", "abc", 3),
        ("abc", "", 0),
        ("abcd", "bcde", 3),
        ("abxcd", "abcd", 4),
        # The first of the longest blocks is taken, whatever that leaves for the others.
        ("abab", "ba", 2),
        ("aXbYc", "abc", 3),
    ],
)
def test_characters_in_common_blocks_are_counted(one: str, other: str, common: int) -> None:
    assert common_characters(one, other) == common


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The words that were compared, pair by pair."""
    pairs: list[tuple[str, str]] = []
    compare: Callable[[str, str], int] = likeness.common_characters

    def counted(one: str, other: str) -> int:
        pairs.append((one, other))
        return compare(one, other)

    monkeypatch.setattr(likeness, "common_characters", counted)
    return pairs


def test_few_of_the_names_in_a_registry_are_compared_with_an_unknown_one(compared: list[tuple[str, str]]) -> None:
    names = evaluator("syria").tester.finder.known_names
    known = KnownWords(names)
    unknown = [
        *(f"Group {number}" for number in range(1000)),
        *(f"Brigade {number} of the army" for number in range(1000)),
        *(f"لواء {number}" for number in range(1000)),
    ]
    for name in unknown:
        known.nearest(name)
    assert len(names) > 700
    assert len(compared) < 3 * len(unknown)


def test_the_same_word_is_looked_for_once(compared: list[tuple[str, str]]) -> None:
    known = tuple(f"{act}_remembered" for act in ACTS)
    assert [nearest("shelling_rememberd", known) for _ in range(50)] == ["shelling_remembered"] * 50
    assert compared.count(("shelling_remembered", "shelling_rememberd")) == 1


def test_no_more_words_are_remembered_than_there_is_room_for(
    compared: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "_MOST_REMEMBERED", 1)
    known = KnownWords(ACTS)
    for word in ("seige", "shelling", "seige"):
        known.nearest(word)
    assert compared == [("siege", "seige"), ("shelling", "shelling"), ("siege", "seige")]


def test_a_word_within_the_other_is_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_in: list[str] = []
    longest_block = likeness._longest_block  # noqa: SLF001  # how often it is called is the point

    def counted(one: str, begin: int, end: int, other: str, other_begin: int, other_end: int) -> tuple[int, int]:
        looked_in.append(one[begin:end])
        return longest_block(one, begin, end, other, other_begin, other_end)

    monkeypatch.setattr(likeness, "_longest_block", counted)
    assert common_characters("air_strike", "air_strikes_1") == len("air_strike")
    assert looked_in == ["air_strike"]
