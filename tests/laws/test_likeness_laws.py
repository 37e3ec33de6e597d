"""The nearest word is the one that `difflib` finds by comparing each, whatever the words are."""

from __future__ import annotations

import difflib

from hypothesis import example, given
from hypothesis import strategies as st

from cfcheck.model.likeness import KnownWords, common_characters

# Few letters, so that words come near to one another.
WORDS = st.text(st.sampled_from("abc _é"), max_size=14) | st.text(max_size=70)


@given(WORDS, WORDS)
@example("a" * 70, "a" * 64)
@example("abab", "baba")
def test_common_characters_are_those_of_the_matching_blocks(one: str, other: str) -> None:
    matcher = difflib.SequenceMatcher(None, one, other[:64])
    assert common_characters(one, other[:64]) == sum(block.size for block in matcher.get_matching_blocks())


@given(WORDS, st.lists(WORDS, max_size=12))
@example("", [""])
@example("", [])
@example("a" * 64, ["a" * 119, "a" * 118])
@example("abcx", ["abca", "abcb", "abca"])
def test_the_nearest_word_is_the_closest_match(word: str, known: list[str]) -> None:
    closest = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7) if len(word) <= 64 else []
    assert KnownWords(known).nearest(word) == (closest[0] if closest else None)
