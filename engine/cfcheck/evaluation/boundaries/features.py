"""Splits a GeoJSON FeatureCollection into features, so that only one feature is decoded at a time.

A feature that would take too much memory is refused before it is decoded, by the number of its lists.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from cfcheck.evaluation.boundaries.bounds import LARGEST_UNIT, MOST_CORNERS, MOST_LISTS, MOST_UNITS, SIMPLIFY
from cfcheck.evaluation.boundaries.layer import InvalidBoundaries
from cfcheck.model.brackets import ValueEnd, behind_space
from cfcheck.model.faults.of_bytes import json_problem
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Features", "NotDecoded"]

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_FEATURES: Final = b'"features"'
_EXPECTED: Final = "expected GeoJSON"
_MIB: Final = 1024 * 1024
_BYTES_A_VALUE: Final = 40
_BYTES_A_LIST: Final = 100
_BYTES_A_MEMBER: Final = 250
_MOST_BYTES: Final = MOST_LISTS * (_BYTES_A_LIST + 3 * _BYTES_A_VALUE)


class NotDecoded(ValueError):
    """Raised where a feature is more than is decoded, or has something twice, in words."""


class _NoJson(Exception):  # what it is, as NotDecoded
    """Raised where a part of the file is no JSON."""


class Features:
    """The features of a document, which are decoded one by one, and the other members of the collection.

    Raises InvalidBoundaries where it is no collection of features.
    """

    def __init__(self, document: bytes, file: str) -> None:
        self._text = document
        self._begin = len(_UTF8_MARK) if document.startswith(_UTF8_MARK) else 0
        self._file = file
        start = self._find_list()
        if start < 0:
            self._decoded_whole(self._text[self._begin :])
            raise self._refusal("is no GeoJSON FeatureCollection")
        self._spans: list[tuple[int, int]] = []
        end = self._find_spans(start)
        self.members = self._decoded_whole(self._text[self._begin : start] + self._text[end:])
        if not isinstance(self.members, dict) or self.members.get("type") != "FeatureCollection":
            raise self._refusal("is no GeoJSON FeatureCollection")
        if not self._spans:
            raise self._refusal("has no features")

    def __iter__(self) -> Iterator[Any | NotDecoded]:
        """Each feature, decoded with floats for numbers, or why not. Raises InvalidBoundaries where it is no JSON."""
        for number, (start, end) in enumerate(self._spans):
            try:
                yield _decoded(self._text, start, end)
            except NotDecoded as fault:
                yield fault
            except _NoJson:
                raise self._broken(f"in features[{number}]") from None

    def _find_list(self) -> int:
        """Where the list of features of the outermost object begins, behind its bracket; -1 if there is none."""
        text = self._text
        at = behind_space(text, self._begin)
        behind = b"{"
        while text[at : at + 1] == behind:
            key = behind_space(text, at + 1)
            colon = behind_space(text, max(ValueEnd().find(text, key), key))
            value = behind_space(text, colon + 1)
            if text[colon : colon + 1] != b":":
                return -1
            if text[value : value + 1] == b"[" and text.startswith(_FEATURES, key):
                return value + 1
            at, behind = behind_space(text, max(ValueEnd().find(text, value), value)), b","
        return -1

    def _find_spans(self, start: int) -> int:
        """Finds where each feature begins and ends; where the list ends, at its bracket."""
        text = self._text
        at = behind_space(text, start)
        while text[at : at + 1] != b"]":
            end = ValueEnd().find(text, at)
            if end <= at:
                raise self._broken(f"it ends, or breaks off, in features[{len(self._spans)}]")
            if len(self._spans) == MOST_UNITS:
                raise self._refusal(f"has more than {MOST_UNITS:,} features; split it into several files")
            self._spans.append((at, end))
            at = behind_space(text, end)
            is_comma = text[at : at + 1] == b","
            behind = behind_space(text, at + 1) if is_comma else at
            if is_comma == (text[behind : behind + 1] == b"]"):
                raise self._broken(f"at byte {at + 1:,}, behind features[{len(self._spans) - 1}]")
            at = behind
        return at

    def _decoded_whole(self, text: bytes) -> Any:  # noqa: ANN401  # any JSON
        try:
            return _decoded(text, 0, len(text))
        except NotDecoded as fault:
            raise self._refusal(f"{fault}; {_EXPECTED}") from None
        except _NoJson:
            raise self._broken("beside its features") from None

    def _broken(self, where: str) -> InvalidBoundaries:
        """Says what is no JSON; only where, if so much comes before it that nobody looks as far."""
        problem = json_problem(self._text[self._begin :]) or f"is not JSON: {where}"
        return self._refusal(f"{problem}; {_EXPECTED}")

    def _refusal(self, problem: str) -> InvalidBoundaries:
        return InvalidBoundaries([f"{self._file}: {problem}"])


def _decoded(text: bytes, start: int, end: int) -> Any:  # noqa: ANN401  # any JSON
    """What that part of the text says. Raises NotDecoded."""
    if end - start > LARGEST_UNIT:
        raise NotDecoded(f"is larger than {LARGEST_UNIT // _MIB} MiB; {SIMPLIFY}")
    lists = text.count(b"[", start, end) + text.count(b"{", start, end)
    members = text.count(b":", start, end)
    values = text.count(b",", start, end) + members + lists
    taken = lists * _BYTES_A_LIST + members * _BYTES_A_MEMBER + values * _BYTES_A_VALUE
    if lists > MOST_LISTS or taken > _MOST_BYTES:
        raise NotDecoded(f"holds {values:,} values; expected at most {MOST_CORNERS:,} corners; {SIMPLIFY}")
    try:
        return _DECODER.decode(str(memoryview(text)[start:end], "utf-8"))
    except NotDecoded:
        raise
    except (ValueError, RecursionError):
        raise _NoJson from None


def _refuse_constant(_: str) -> None:
    raise _NoJson


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; of several members with one name, a decoder would silently take the last."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise NotDecoded(f"has the key {quoted(key)} twice")
    return mapping


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_int=float, parse_constant=_refuse_constant)
