"""Names made comparable. Docs: semantics.md, S14."""

from __future__ import annotations

import pytest

from cfcheck.model.text import normalise

SAME = [
    ("Jabhat al-Nusra", "JABHAT AL-NUSRA", "case"),
    ("Free Syrian Army", "  Free\tSyrian\n Army ", "white space"),
    ("Free Syrian Army", "Free\u00a0Syrian Army", "a space that does not break"),
    ("Da'esh", "Da\u2019esh", "a typographic apostrophe"),
    ("Da'esh", "Daʿesh", "a letter apostrophe"),
    ('"QSD"', "“QSD”", "typographic quotes"),
    ("al-Nusra", "al\u2013Nusra", "a dash"),
    ("al-Nusra", "al\u2011Nusra", "a hyphen that does not break"),
    ("Division 13", "Division \uff11\uff13", "wide digits"),
    ("file", "ﬁle", "a ligature"),
    ("Türkiye", "Tu\u0308rkiye", "a letter and its mark apart"),
    ("STRASSE", "straße", "folding that lengthens"),
    ("ИГИЛ", "игил", "case in another script"),
]
DIFFERENT = [
    ("Levant Front", "Conquest of the Levant Front", "one contains the other"),
    ("Jabhat al-Nusra", "Jabhat an-Nusra", "another article"),
    ("al-Nusra", "al Nusra", "a space for a hyphen"),
    ("Türkiye", "Turkiye", "a diacritic"),
    ("Daesh", "Da'esh", "an apostrophe"),
    ("Jaysh al-Mujahideen", "Jaysh al-Muhajirin", "likeness"),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*s[:2], id=f"S14 {s[2]}") for s in SAME])
def test_names_are_the_same_whatever_their(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [pytest.param(*d[:2], id=f"S14 {d[2]}") for d in DIFFERENT])
def test_names_are_two_whatever_their_likeness(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("name", [name for pair in (*SAME, *DIFFERENT) for name in pair[:2]])
def test_normalising_again_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)
