"""Says what is wrong with a record in the words of the incident format. Knows the decoder's messages, not its types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["explained"]

_PLACED = re.compile(r"(?P<fact>.*?)(?: - at `(?P<key>key in )?\$(?P<path>[^`]*)`)?", re.DOTALL)
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def explained(error: Exception, keys: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """The path and the problem that a decoder's error speaks of; `keys` are those each part may have."""
    if isinstance(error, UnicodeDecodeError):
        return "", "is not UTF-8"
    if isinstance(error, RecursionError):
        return "", "is nested too deeply"
    match = _PLACED.fullmatch(str(error))
    fact, raw_path = (match["fact"], match["path"] or "") if match else (str(error), "")
    path = raw_path.replace("[...]", ".*").lstrip(".")
    for pattern, say in _SAYINGS:
        found = pattern.fullmatch(fact)
        if found:
            return path, say(found, path, keys)
    return path, f"{fact[:1].lower()}{fact[1:]}"


def _last_key(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path).rpartition(".")[2]


def _unknown_key(found: re.Match[str], path: str, keys: Mapping[str, tuple[str, ...]]) -> str:
    known = keys.get(_last_key(path), ())
    meant = suggestion(found["key"], known)
    return f"unknown key {quoted(found['key'])}; {meant or 'known are ' + listed(known, 'and')}"


def _wrong_kind(found: re.Match[str], _path: str, _keys: Mapping[str, tuple[str, ...]]) -> str:
    wanted = [_KINDS.get(kind.strip(), kind.strip()) for kind in found["wanted"].split("|")]
    wanted = [kind for kind in wanted if kind != "null"]
    got = _KINDS.get(found["got"], found["got"])
    return f"expected {' or '.join(wanted)}, found {got}"


def _missing_key(found: re.Match[str], _path: str, _keys: Mapping[str, tuple[str, ...]]) -> str:
    return f"the key {quoted(found['key'])} is missing"


def _out_of_range(found: re.Match[str], _path: str, _keys: Mapping[str, tuple[str, ...]]) -> str:
    sign = {">=": "at least", "<=": "at most"}[found["sign"]]
    bound = found["bound"].removesuffix(".0")
    return f"expected {_KINDS[found['kind']]} of {sign} {bound}"


def _too_short(found: re.Match[str], _path: str, _keys: Mapping[str, tuple[str, ...]]) -> str:
    unit = "characters" if found["kind"] == "str" else "items"
    amount = "at least" if found["sign"] == ">=" else "at most"
    if found["bound"] == "1" and amount == "at least":
        return f"is empty; leave the key out where nothing is known ({_KINDS[found['kind']]} expected)"
    return f"expected {amount} {found['bound']} {unit}"


def _unknown_word(found: re.Match[str], path: str, _keys: Mapping[str, tuple[str, ...]]) -> str:
    known = _WORDS.get(_last_key(path), ())
    meant = suggestion(found["word"], known)
    return f"unknown word {quoted(found['word'])}; {meant or 'expected ' + listed(known)}"


_WORDS = {
    "confidence": ("confirmed", "probable", "possible", "doubtful"),
    "reliability": ("A", "B", "C", "D", "E", "F"),
    "state": (
        "alleged", "under_investigation", "suspended", "assessed", "verified", "substantiated", "not_substantiated",
        "not_confirmed",
    ),
}  # fmt: skip

_SAYINGS = (
    (re.compile(r"Object contains unknown field `(?P<key>.*)`", re.DOTALL), _unknown_key),
    (re.compile(r"Object missing required field `(?P<key>.*)`"), _missing_key),
    (re.compile(r"Expected `(?P<kind>str|array)` of length (?P<sign>[<>]=) (?P<bound>\d+)"), _too_short),
    (re.compile(r"Expected `(?P<kind>int|float)` (?P<sign>[<>]=) (?P<bound>[\d.-]+)"), _out_of_range),
    (re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`"), _wrong_kind),
    (re.compile(r"Invalid enum value '(?P<word>.*)'", re.DOTALL), _unknown_word),
    (re.compile(r"Input data was truncated"), lambda *_: "is not JSON: it ends in the middle"),
    # The decoder counts from 0, but where it has gone past the character that it speaks of.
    (
        re.compile(r"JSON is malformed: trailing characters \(byte (?P<byte>\d+)\)"),
        lambda found, *_: f"is not JSON: trailing characters at byte {found['byte']}",
    ),
    (
        re.compile(r"JSON is malformed: (?P<why>.*) \(byte (?P<byte>\d+)\)"),
        lambda found, *_: f"is not JSON: {found['why']} at byte {int(found['byte']) + 1}",
    ),
)
