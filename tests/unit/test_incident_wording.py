"""A decoder's errors in the words of the incident format. Most of them are in test_incident.py, as users meet them."""

from __future__ import annotations

import pytest

from cfcheck.incident_wording import explained

KEYS = {"": ("id", "act"), "casualties": ("killed", "injured")}

# What the decoder says, the path, and what is said of it.
SAID = [
    ("Expected `str`, got `int` - at `$.act`", "act", "expected text, found a whole number"),
    ("Expected `str | null`, got `array` - at `$.act`", "act", "expected text, found a list"),
    ("Expected `date`, got `float`", "", "expected date, found a number"),
    ("Expected `str`, got `int` - at `key in $.claims`", "claims", "expected text, found a whole number"),
    ("Expected `int`, got `str` - at `$.sources[...].credibility`", "sources.*.credibility",
     "expected a whole number, found text"),
    ("Expected `str` of length <= 512 - at `$.id`", "id", "expected at most 512 characters"),
    ("Expected `array` of length <= 1 - at `$.target`", "target", "expected at most 1 items"),
    ("Expected `float` >= -90.0 - at `$.location.lat`", "location.lat", "expected a number of at least -90"),
    ("Object contains unknown field `kiled` - at `$.casualties`", "casualties",
     "unknown key `kiled`; did you mean `killed`?"),
    ("Object contains unknown field `x` - at `$.sources[2]`", "sources[2]", "unknown key `x`"),
    ("Invalid enum value 'maybe' - at `$.state`", "state", "unknown word `maybe`; expected `alleged`"),
    ("Invalid enum value 'maybe' - at `$.mood`", "mood", "unknown word `maybe`"),
    ("Something New - at `$.act`", "act", "something New"),
    ("Something\nNew", "", "something\nNew"),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("error", "path", "problem"), SAID, ids=[error for error, _, _ in SAID])
def test_error_is_explained(error: str, path: str, problem: str) -> None:
    found = explained(ValueError(error), KEYS)
    assert found[0] == path
    assert found[1].startswith(problem)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "is not UTF-8"),
        (RecursionError("deep"), "is nested too deeply"),
    ],
)
def test_error_without_a_path_is_explained(error: Exception, problem: str) -> None:
    assert explained(error, KEYS) == ("", problem)
