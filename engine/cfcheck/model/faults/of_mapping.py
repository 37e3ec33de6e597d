"""Finds the first fault of a mapping that should be an incident: a value that JSON does not have, or a wrong form.

The mapping is examined directly; the decoder's message is never used.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, cast

from cfcheck.model.faults.part import MOST_STEPS, TOO_LARGE, Fault, FaultFound, OpenPart, opened, path_of
from cfcheck.model.faults.plain_value import DEEPEST, LEAST_TOO_LONG, LONGEST_INTEGER, is_scalar
from cfcheck.model.faults.shape import Shape, shape_of
from cfcheck.model.faults.wording import HALF, NESTED, found_kind, not_in_json, scalar_problem

__all__ = ["fault_of_mapping"]

_NOTHING: Final = Shape()
_END: Final = object()
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
_LARGEST_EXACT: Final = 2**sys.float_info.mant_dig
_BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False, "-0": False}


def fault_of_mapping(mapping: object, kind: type, *, of_texts: bool) -> Fault | None:
    """The first fault of the mapping, held against the form; None if none is found.

    `of_texts`: texts stand for what they spell, as YAML is read here.
    """
    try:
        _Search(of_texts=of_texts).go_through(mapping, shape_of(kind))
    except FaultFound as found:
        return found.fault
    return None


class _Search:
    """Goes through the values of a mapping, and raises FaultFound at the first fault."""

    def __init__(self, *, of_texts: bool) -> None:
        self._of_texts = of_texts
        self._parts: list[OpenPart] = []
        self._rest: list[Iterator[object]] = []  # of each part, what has not been gone through

    def go_through(self, mapping: object, shape: Shape) -> None:
        """Compare all of the mapping with its shape."""
        self._take(mapping, shape)
        steps = 0
        while self._parts:
            part = self._parts[-1]
            entry = next(self._rest[-1], _END)
            if entry is _END:
                self._close()
                continue
            steps += 1
            if steps > MOST_STEPS:
                raise FaultFound("", TOO_LARGE)
            if part.is_object:
                key, value = cast("tuple[object, object]", entry)
                self._take(value, self._entered(part, key))
            else:
                self._take(entry, part.next or _NOTHING)

    def _entered(self, part: OpenPart, key: object) -> Shape:
        """The shape of the value under the key of the part."""
        if type(key) is not str or not is_scalar(key):
            found = HALF if type(key) is str else found_kind(key)
            raise FaultFound(path_of(self._parts[:-1]), f"expected text as a key, found {found}")
        shape = part.enter(key)
        if shape is None:
            raise FaultFound(path_of(self._parts[:-1]), part.unknown())
        return shape

    def _take(self, value: object, shape: Shape) -> None:
        """Check a value; enter a list or a mapping."""
        parts = self._parts
        entries = value.items() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else None
        if entries is not None:
            if len(parts) == DEEPEST:
                raise FaultFound("", NESTED)
            parts.append(opened(parts, shape, is_object=entries is not value))
            self._rest.append(iter(entries))
            return
        meant = _spelled(value, shape) if self._of_texts else value
        problem = _problem(meant, shape)
        if problem:
            raise FaultFound(path_of(parts), problem)
        parts[-1].index += 1
        if isinstance(meant, int | float):
            parts[-1].note(meant)

    def _close(self) -> None:
        """Leave the innermost part, which has been checked to its end."""
        part = self._parts.pop()
        self._rest.pop()
        problem = part.problem_at_end()
        if problem:
            raise FaultFound(path_of(self._parts), problem)
        if self._parts:
            self._parts[-1].index += 1


def _problem(value: object, shape: Shape) -> str:
    """What is wrong with a value that is neither a list nor a mapping; empty if nothing is."""
    if isinstance(value, float | int) and type(value) in (float, int):
        return scalar_problem(shape, value)
    if not is_scalar(value):
        return not_in_json(shape, value)
    return scalar_problem(shape, value.value if isinstance(value, Enum) else cast("str | bool | None", value))


def _spelled(value: object, shape: Shape) -> object:
    """The value that the text stands for, where every scalar is a text."""
    if isinstance(value, str):
        return value if shape.anything or shape.text or value in shape.words else _spelled_by(value, shape)
    if shape.boolean and type(value) is int and value in (0, 1):
        return bool(value)
    return _whole(value) if shape.whole and isinstance(value, float) else value


def _spelled_by(text: str, shape: Shape) -> object:
    word = text.lower()
    if shape.null and word == "null":
        return None
    if shape.boolean and word in _BOOLEANS:
        return _BOOLEANS[word]
    number = _NUMBER.fullmatch(text) if shape.bounds else None
    if number is None:
        return text
    if number[1]:
        return _whole(float(text)) if shape.whole else float(text)
    return int(text) if len(text.lstrip("-")) <= LONGEST_INTEGER else (-1 if text[0] == "-" else 1) * LEAST_TOO_LONG


def _whole(number: float) -> float:
    """The whole number, if it is one and no digit of it is lost."""
    return int(number) if number.is_integer() and abs(number) <= _LARGEST_EXACT else number
