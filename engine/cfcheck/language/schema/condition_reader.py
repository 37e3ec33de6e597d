"""Reads a condition and gathers every fault of its form.

This is done without pydantic, since the type of a value depends on its field. Whether an id exists is checked on
loading.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cfcheck.language.schema.citing import time_text
from cfcheck.language.schema.condition import (
    ACTORS,
    COUNTRY,
    COUNTS,
    KINDS,
    OCCURRED,
    PLACES,
    SEPARATE,
    AllNode,
    AnyNode,
    ClaimNode,
    CountNode,
    IdsNode,
    NotNode,
    OccurredNode,
)
from cfcheck.language.schema.fields import SNAKE, FormFault, Refused, country, flag, found, kebab_id, number, snake_id
from cfcheck.model.text import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.language.schema.condition import Node
    from cfcheck.language.yaml.source import Path

__all__ = ["condition_node"]

COMBINATIONS = ("all", "any", "not")
# Each comparison as the range of counts that passes it, both bounds included.
COMPARISONS: dict[str, Callable[[int], tuple[int | None, int | None]]] = {
    "at_least": lambda bound: (bound, None),
    "more_than": lambda bound: (bound + 1, None),
    "at_most": lambda bound: (None, bound),
    "less_than": lambda bound: (None, bound - 1),
}
_CLAIM = re.compile(rf"claims\.(?P<claim>{SNAKE})(?:\.(?P<test>{SNAKE}))?", re.ASCII)


def condition_node(value: object) -> Node:
    """The condition; raises Refused with every fault in it."""
    reader = _Reader()
    read = reader.read(value, ())
    if read is None or reader.faults:
        raise Refused.because(reader.faults)
    return read


class _Reader:
    """Walks a condition and gathers faults; what is faulty reads as nothing."""

    def __init__(self) -> None:
        self.faults: list[FormFault] = []

    def read(self, value: object, path: Path) -> Node | None:
        if not isinstance(value, dict):
            self._refuse(FormFault(f"expected a condition, {found(value)}", "write `field: value`", below=path))
            return None
        if not value:
            self._refuse(FormFault("the condition is empty", "ask for something, or leave the key out", below=path))
            return None
        combined = [key for key in value if key in COMBINATIONS]
        if combined and len(value) > 1:
            message = f"{quoted(combined[0])} stands alone; it cannot have other keys beside it"
            hint = "put them together in a list under `all`"
            self._refuse(FormFault(message, hint, below=(*path, combined[0]), at_key=True))
        parts = [self._entry(key, part, (*path, key)) for key, part in value.items()]
        sound = tuple(part for part in parts if part is not None)
        return sound[0] if len(sound) == len(value) == 1 else AllNode(sound, path)

    def _entry(self, key: str, value: object, path: Path) -> Node | None:
        if key == "not":
            part = self.read(value, path)
            return None if part is None else NotNode(part, path)
        if key in COMBINATIONS:
            return self._combination(key, value, path)
        try:
            return _leaf(key, value, path)
        except Refused as refused:
            for fault in refused.faults:
                self._refuse(fault._replace(below=path + fault.below))
            return None

    def _combination(self, key: str, value: object, path: Path) -> Node | None:
        if not isinstance(value, list) or not value:
            shown = "found an empty list" if value == [] else found(value)
            self._refuse(FormFault(f"expected a list of conditions, {shown}", below=path))
            return None
        parts = [self.read(part, (*path, index)) for index, part in enumerate(value)]
        sound = tuple(part for part in parts if part is not None)
        return AllNode(sound, path) if key == "all" else AnyNode(sound, path)

    def _refuse(self, fault: FormFault) -> None:
        self.faults.append(fault)


def _leaf(field: str, value: object, path: Path) -> Node:
    claim = _CLAIM.fullmatch(field)
    if claim:
        return ClaimNode(claim["claim"], claim["test"], flag(value), path)
    if field in _LEAVES:
        return _LEAVES[field](field, value, path)
    if field.split(".", maxsplit=1)[0] in SEPARATE:
        message = f"{quoted(field)} cannot be asked for: it is shown beside a verdict and never moves it"
    else:
        message = f"unknown field {quoted(field)} in a condition"
    hint = suggestion(field, [*_LEAVES, *COMBINATIONS])
    raise Refused.because([FormFault(message, hint, "unknown-field", at_key=True)])


def _kinds(field: str, value: object, path: Path) -> Node:
    return IdsNode(field, _each(value, path, snake_id), path)


def _actors(field: str, value: object, path: Path) -> Node:
    return IdsNode(field, _each(value, path, kebab_id), path)


def _countries(field: str, value: object, path: Path) -> Node:
    return IdsNode(field, _each(value, path, country), path)


def _each(value: object, path: Path, form: Callable[[object], str]) -> tuple[tuple[str, Path], ...]:
    """The value, or each value of the list, with its path; raises Refused with the faults of all."""
    if not isinstance(value, list):
        return ((form(value), path),)
    if not value:
        raise Refused("the list is empty")
    read, faults = [], []
    for index, entry in enumerate(value):
        try:
            read.append((form(entry), (*path, index)))
        except Refused as refused:
            faults += [fault._replace(below=(index, *fault.below)) for fault in refused.faults]
    if faults:
        raise Refused.because(faults)
    return tuple(read)


def _counts(field: str, value: object, path: Path) -> Node:
    if isinstance(value, dict):
        return CountNode(field, (_range(value),), path)
    exact = _each(value, path, lambda entry: str(number(entry)))
    return CountNode(field, tuple((int(count), int(count)) for count, _ in exact), path)


def _range(value: dict[str, object]) -> tuple[int | None, int | None]:
    faults = list(_unknown_keys(value, COMPARISONS))
    low, high = 0, None
    for key, bound in value.items():
        if key not in COMPARISONS:
            continue
        try:
            least, most = COMPARISONS[key](number(bound))
        except Refused as refused:
            faults += [fault._replace(below=(key,)) for fault in refused.faults]
            continue
        low = low if least is None else max(low, least)
        high = most if high is None else high if most is None else min(high, most)
    if not faults and high is not None and low > high:
        faults.append(FormFault("no number passes this test", "correct one of the bounds"))
    if faults:
        raise Refused.because(faults)
    return low or None, high


def _occurred(_field: str, value: object, path: Path) -> Node:
    if not isinstance(value, dict):
        raise Refused(
            f"expected `from`, `before` or both, {found(value)}", "write `occurred: {from: ..., before: ...}`"
        )
    faults = list(_unknown_keys(value, ("from", "before")))
    times: dict[str, str] = {}
    for key in ("from", "before"):
        try:
            times |= {key: time_text(value[key])} if key in value else {}
        except Refused as refused:
            faults += [fault._replace(below=(key,)) for fault in refused.faults]
    if faults:
        raise Refused.because(faults)
    return OccurredNode(times.get("from"), times.get("before"), path)


def _unknown_keys(value: dict[str, object], known: Iterable[str]) -> Iterator[FormFault]:
    expected = tuple(known)
    if not value:
        yield FormFault(f"expected {listed(expected)}, found an empty mapping")
    for key in value:
        if key not in expected:
            message = f"unknown key {quoted(key)}; expected {listed(expected)}"
            yield FormFault(message, suggestion(key, expected), "unknown-key", (key,), at_key=True)


_LEAVES: dict[str, Callable[[str, object, Path], Node]] = {
    **dict.fromkeys(KINDS, _kinds),
    **dict.fromkeys((*ACTORS, *PLACES), _actors),
    **dict.fromkeys(COUNTS, _counts),
    COUNTRY: _countries,
    OCCURRED: _occurred,
}
