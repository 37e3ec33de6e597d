"""Sound records, and changes of them that are often none the worse for it: what the search for faults is tried on."""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import json
from typing import Any

from hypothesis import strategies as st

__all__ = ["changed_bytes", "changed_mappings", "changed_texts"]

# Says everything that an incident can say, in every way.
FULL: dict[str, Any] = {
    "id": "x",
    "occurred": {"any_of": ["2016", {"from": "2016-01", "to": "2016-02"}, {"any_of": ["a", {"any_of": ["b"]}]}]},
    "act": {"any_of": ["a", "b"]},
    "weapon": "w",
    "perpetrator": {"any_of": ["a", ["b", "c"]], "confidence": "possible"},
    "target": ["a", "b"],
    "participants": ["a", ["b", "c"]],
    "location": {
        "country": "SYR", "admin1": "é", "lat": 36.5, "lon": -1.5e1, "radius_km": 3,
        "controlled_by": {"any_of": ["a", ["b"]], "confidence": None},
    },
    "casualties": {"killed": {"min": 1, "max": 3}, "injured": 4, "women_killed": None},
    "claims": {"c": True, "d": {"e": False, "f": None}, "g": None},
    "sources": [{"name": "n", "reliability": "A", "credibility": 3}, {"url": "u", "note": ""}],
    "state": "alleged",
    "description": 'd\n"q" \\ 😀',
    "extra": {"a": [1, 2.5, [], {}, {"b": [[[1]]]}], "c": {"d": "é", "e": -0.0, "f": 1e5}, "g": None, "": True},
}  # fmt: skip

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1, 7, 1.5, -0.0, 1e300, "", "x", "null", "true", "alleged", "A", "probable", 10**18,
     10**30, [], {}, [[]], {"any_of": ["a"]}, {"any_of": []}, {"min": 3, "max": 1}, {"min": 2}, {"from": "x"}, ["a"],
     ["a", 5], ["a", ""], {"": 1}, {"é": True}, 91, -181]
)  # fmt: skip
KEYS = st.sampled_from(
    ["id", "occurred", "act", "perpetrator", "participants", "location", "casualties", "claims", "sources", "extra",
     "any_of", "confidence", "from", "to", "min", "max", "killed", "lat", "name", "credibility", "x", "é", ""]
)  # fmt: skip
# What texts of YAML may be meant to spell.
SPELLINGS = st.sampled_from(
    ["TRUE", "nUll", "0", "1", "2", "1.0", "1e2", "-0", "-1", "+1", " 1", "01", "1e400", "9" * 4300, "9" * 4301, "-1.5",
     ".5", "5.", "true", "\u0661", "", "1_0", "91", "1e-5", "9007199254740992.0", "9007199254740994.0", "1e300"]
)  # fmt: skip
FRAGMENTS = st.sampled_from(
    [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"1", b"0", b"-", b".", b"e", b"+", b"\x00", b"\x1f",
     b"\x7f", b"\xff", b"\xc3", b"\\u", b"\\ud83d", b"\\ude00", b"\\u00e9", b"null", b"true", b"NaN", b"//", b"1e400",
     b"\xef\xbb\xbf", b"\xed\xa0\x80", b"9" * 400, b"9" * 4300, b"9" * 4301, b"'", b"01", b"\\/", b"\\x", b"\x0c"]
)  # fmt: skip


class Odd:
    """A value of no kind that JSON has."""


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [dt.date(2016, 1, 1), {1}, b"x", Odd(), float("nan"), float("inf"), 10**5000, -(10**5000), "\ud800", 3j,
     decimal.Decimal(1), (1,), ("a", "b"), {5: 1}, {None: 2}, {"\udc00": 1}, frozenset("a"), range(2)]
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value inside the value."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((*path, key), *_places(value[key], (*path, key)))]


def _changed(draw: st.DrawFn, value: Any, values: st.SearchStrategy[Any], most: int) -> Any:
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(0, most))):
        places = _places(value)
        if places:
            *way, last = draw(st.sampled_from(places))
            whole = value
            for step in way:
                whole = whole[step]
            _change(draw, whole, last, copy.deepcopy(draw(values)))
    return value


def _change(draw: st.DrawFn, whole: Any, last: Any, value: Any) -> None:
    change = draw(st.sampled_from(["leave out", "replace", "add", "rename"]))
    if change == "leave out":
        del whole[last]
    elif change == "replace" or isinstance(whole, list):
        whole[last] = value
    else:
        whole[draw(KEYS)] = value if change == "add" else whole.pop(last)


@st.composite
def changed_bytes(draw: st.DrawFn) -> bytes:
    """A record as bytes, of which neither the values nor the bytes need be what they were."""
    value = _changed(draw, FULL, VALUES, 3)
    raw = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))).encode()
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(FRAGMENTS | st.just(b"")) + raw[at + draw(st.sampled_from([0, 1, 5, 10_000])) :]
    return raw


@st.composite
def changed_mappings(draw: st.DrawFn) -> Any:
    """A record as Python's values, some of which may be of no kind that JSON has."""
    return _changed(draw, _changed(draw, FULL, VALUES, 2), ODD, 1)


@st.composite
def changed_texts(draw: st.DrawFn) -> Any:
    """A record whose every scalar is a text, some of which may spell something else than was meant."""
    return _changed(draw, _texts(_changed(draw, FULL, VALUES, 2)), SPELLINGS, 3)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value if isinstance(value, str) else json.dumps(value)
