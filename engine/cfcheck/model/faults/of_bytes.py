"""Finds the first fault in the bytes of a record that the decoder refused: in its JSON, or in its form.

The bytes are examined directly, in one pass, and the decoder's message is never used.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from cfcheck.model.brackets import behind_space
from cfcheck.model.faults.of_json import (
    ELEMENT,
    MEMBER,
    Group,
    no_element,
    no_end,
    no_member,
    no_separator,
    not_utf8,
)
from cfcheck.model.faults.part import MOST_STEPS, TOO_LARGE, Fault, FaultFound, OpenPart, opened, path_of
from cfcheck.model.faults.plain_value import DEEPEST, LEAST_TOO_LONG, LONGEST_INTEGER
from cfcheck.model.faults.shape import Shape, shape_of
from cfcheck.model.faults.sound_run import sound_elements, sound_members
from cfcheck.model.faults.wording import NESTED, scalar_problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fault_of_record", "json_problem"]

_KEY, _OPENING = Group.KEY, Group.OPENING
_ANYTHING: Final = Shape(anything=True)


def fault_of_record(record: bytes, kind: type) -> Fault | None:
    """The first fault of the record, held against the form; None if none is found."""
    return _fault(record, shape_of(kind))


def json_problem(document: bytes) -> str:
    """The reason why the document is not JSON; empty if none is found."""
    fault = _fault(document, _ANYTHING)
    return "" if fault is None or fault.problem == TOO_LARGE else fault.problem


def _fault(record: bytes, shape: Shape) -> Fault | None:
    problem = not_utf8(record)
    if problem:
        return Fault("", problem)
    try:
        _Search(record).go_through(shape)
    except FaultFound as found:
        return found.fault
    return None


class _Search:
    """Goes through the bytes of a record, and raises FaultFound at the first fault."""

    def __init__(self, record: bytes) -> None:
        self._record = record
        self._parts: list[OpenPart] = []
        self._steps_left = MOST_STEPS

    def go_through(self, shape: Shape) -> None:
        """Compare all of the record with its shape."""
        record, parts = self._record, self._parts
        found = ELEMENT.match(record)
        if found is None:
            raise FaultFound("", no_element(record, 0))
        is_fresh, at = self._take(found, shape), found.end()
        while parts:
            part = parts[-1]
            is_over = record.startswith(part.closing, at)
            if not is_fresh:
                part.index += 1
                if not is_over and not record.startswith(b",", at):
                    raise FaultFound("", no_separator(record, at, part.closing))
            if is_over:
                self._close()
                is_fresh, at = False, behind_space(record, at + 1)
            else:
                is_fresh, at = self._next(part, at if is_fresh else at + 1)
        if at < len(record):
            raise FaultFound("", no_end(record, at))

    def _next(self, part: OpenPart, start: int) -> tuple[bool, int]:
        """Check some values of the part. Returns whether the last one opens a list or an object, and its index."""
        record, at = self._record, self._passed_over(part, start)
        if at > start and record.startswith(part.closing, at):
            return False, at
        found = (MEMBER if part.is_object else ELEMENT).match(record, at)
        if found is None:
            raise FaultFound("", no_member(record, at) if part.is_object else no_element(record, at, part.closing))
        self._steps_left -= 1
        if not self._steps_left:
            raise FaultFound("", TOO_LARGE)
        shape = part.enter(_text(found[_KEY])) if part.is_object else part.next
        if shape is None:
            raise FaultFound(path_of(self._parts[:-1]), part.unknown())
        return self._take(found, shape), found.end()

    def _passed_over(self, part: OpenPart, at: int) -> int:
        """The index behind the values of the part that are certainly valid."""
        record, sound = self._record, (sound_members if part.is_object else sound_elements)(part.shape)
        run = sound.match(record, at) if sound else None
        if part.is_object or part.takes_anything:
            part.is_counted = False
            return run.end() if run else at
        while sound and run:
            at = run.end()
            if record.startswith(b"]", at):
                break
            part.index += 1
            run = sound.match(record, at)
        return at

    def _take(self, found: re.Match[bytes], shape: Shape) -> bool:
        """Check the value that was found. Returns whether it opens a list or an object."""
        kind, parts = found.lastindex or 0, self._parts
        if kind == _OPENING:
            if len(parts) == DEEPEST:
                raise FaultFound("", NESTED)
            parts.append(opened(parts, shape, is_object=found[kind] == b"{"))
            return True
        value = _READ[kind](found[kind])
        problem = scalar_problem(shape, value)
        if problem:
            raise FaultFound(path_of(parts), problem)
        if parts and isinstance(value, float | int):
            parts[-1].note(value)
        return False

    def _close(self) -> None:
        """Leave the innermost part, which has been checked to its end."""
        part = self._parts.pop()
        problem = part.problem_at_end()
        if problem:
            raise FaultFound(path_of(self._parts), problem)


def _text(raw: bytes) -> str:
    """The text within the quotes."""
    return str(json.loads(raw)) if b"\\" in raw else raw[1:-1].decode()


def _number(raw: bytes) -> float:
    """The number; infinity, or one with too many digits, for each that is too large to hold."""
    if _FRACTION.search(raw):
        return float(raw)
    if len(raw.lstrip(b"-")) <= LONGEST_INTEGER:
        return int(raw)
    return -LEAST_TOO_LONG if raw.startswith(b"-") else LEAST_TOO_LONG


_FRACTION: Final = re.compile(rb"[.eE]")
_READ: Final[dict[int, Callable[[bytes], str | float | None]]] = {
    Group.TEXT: _text,
    Group.NUMBER: _number,
    Group.BOOLEAN: lambda raw: raw == b"true",
    Group.NULL: lambda _: None,
}
