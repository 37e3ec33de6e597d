"""An open list or object during the search for a fault: what it may hold, and what is wrong with it as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.model.faults.shape import Shape, unmet_demand
from cfcheck.model.faults.wording import LIST, OBJECT, length_problem, missing_key, unknown_key, wrong_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MOST_STEPS", "TOO_LARGE", "Fault", "FaultFound", "OpenPart", "opened", "path_of"]

MOST_STEPS: Final = 200_000
"""The bound on values that are checked one by one for a fault: about a second's worth."""
TOO_LARGE: Final = f"is no incident; what is wrong with it lies behind its first {MOST_STEPS:,} values"
_LONGEST_PATH: Final = 12  # steps

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Fault(NamedTuple):
    """What is wrong with a record, and at which path."""

    path: str
    problem: str


class FaultFound(Exception):
    """Raised to end a search once the first fault is found."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.fault = Fault(path, problem)


class OpenPart:
    """A list or an object that is checked, up to the value with its `name` or `index`."""

    __slots__ = ("_given", "closing", "index", "is_counted", "is_noted", "is_object", "name", "next", "shape")

    def __init__(self, shape: Shape, *, is_object: bool) -> None:
        self.shape = shape
        self.is_object = is_object
        self.closing = b"}" if is_object else b"]"
        self.name = ""
        self.index = 0
        self.is_counted = True  # not where values were passed over by many at a time
        # What each value may be, where all may be the same.
        self.next = shape if shape.anything else (shape.mapped if is_object else shape.element)
        self.is_noted = is_object and bool(shape.required or shape.checked)
        self._given: dict[str, float | None] = {}

    @property
    def takes_anything(self) -> bool:
        """Whether its values may be anything that JSON has."""
        return self.next is not None and self.next.anything

    def enter(self, name: str) -> Shape | None:
        """Move to the value under the name. Returns its shape; None for an unknown key."""
        self.name = name
        if self.is_noted:
            self._given[name] = None
        return self.next or self.shape.fields.get(name)

    def unknown(self) -> str:
        """What is wrong with a name that is not known."""
        return unknown_key(self.name, tuple(self.shape.fields))

    def note(self, number: float) -> None:
        """Note that this is the number that is next."""
        if self.is_noted:
            self._given[self.name] = number

    @property
    def step(self) -> str:
        """The step of the path to the value that is next."""
        if not self.is_object:
            return f"[{self.index}]" if self.is_counted else ".*"
        is_shown = self.name in self.shape.fields or (self.takes_anything and _PLAIN_NAME.fullmatch(self.name))
        return f".{self.name}" if is_shown else ".*"

    def problem_at_end(self) -> str:
        """What is wrong with it as a whole, once all of it has been gone through; empty if nothing is."""
        shape = self.shape
        if not self.is_object:
            return length_problem(self.index, shape.least_elements, shape.most_elements, LIST)
        for name in shape.fields if shape.required else ():
            if name in shape.required and name not in self._given:
                return missing_key(name)
        return unmet_demand(shape.checked, self._given) if shape.checked else ""


def opened(parts: Sequence[OpenPart], shape: Shape, *, is_object: bool) -> OpenPart:
    """The list or object that begins inside the parts. Raises FaultFound where there may be none."""
    fits = shape.anything or (shape.fields or shape.mapped if is_object else shape.element)
    if not fits:
        raise FaultFound(path_of(parts), wrong_kind(shape, OBJECT if is_object else LIST))
    return OpenPart(shape, is_object=is_object)


def path_of(parts: Sequence[OpenPart]) -> str:
    """The path to the value that is next in the innermost part."""
    steps = "".join(part.step for part in parts[:_LONGEST_PATH]).removeprefix(".")
    return f"{steps}…" if len(parts) > _LONGEST_PATH else steps
