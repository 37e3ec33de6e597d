"""Spells out the tables of cases files: a case for each row, and for each text of `each`. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cfcheck.document import Path
    from cfcheck.rulefile import CaseEntry, RowEntry
    from cfcheck.verdict import Reason, Verdict

__all__ = ["MOST_VARIANTS", "Expected", "Variant", "count_of_variants", "variants"]

MOST_VARIANTS: Final = 10_000
"""How many cases one table may stand for."""

Fields = dict[str, Any]


class Expected(NamedTuple):
    """What is expected of a case. Of what is empty, nothing is."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    breached: tuple[str, ...]
    not_breached: tuple[str, ...]
    findings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One case of a table, or a case that is none: what its incident states, and where each of this is written.

    `place` is where the case, row or text stands; `origins` where a field of the incident does, if not in the case's.
    """

    name: str
    incident: Fields
    expected: Expected
    todo: str
    place: Path
    origins: Mapping[str, Path] = field(default_factory=dict)


def count_of_variants(entry: CaseEntry) -> int:
    """How many cases the entry stands for."""
    return max(1, len(entry.rows)) * prod(map(len, entry.each.values()))


def variants(entry: CaseEntry, path: Path) -> Iterator[Variant]:
    """The cases that the entry stands for: its rows in order, and of each its texts."""
    for label, variant in _rows(entry, path):
        for texts in product(*(list(enumerate(texts)) for texts in entry.each.values())):
            yield _tried(entry, path, label, variant, dict(zip(entry.each, texts, strict=True)))


def _rows(entry: CaseEntry, path: Path) -> Iterator[tuple[tuple[str, ...], Variant]]:
    if not entry.rows:
        yield (), Variant(entry.name, entry.incident, _expected(entry, entry), entry.todo, path)
    for number, row in enumerate(entry.rows):
        place = (*path, "rows", number)
        incident = dict(entry.incident)
        origins: dict[str, Path] = {}
        for key in row.without:
            _leave_out(incident, key)
        for key, value in row.incident.items():
            _state(incident, key, value)
            origins[key.partition(".")[0]] = (*place, "incident", key)
        yield (row.name,), Variant(entry.name, incident, _expected(entry, row), row.todo or entry.todo, place, origins)


def _tried(
    entry: CaseEntry, path: Path, label: tuple[str, ...], variant: Variant, texts: Mapping[str, tuple[int, str]]
) -> Variant:
    """The variant with one text for each field of `each`."""
    incident, origins, place = dict(variant.incident), dict(variant.origins), variant.place
    for key, (index, text) in texts.items():
        _state(incident, key, text)
        origins[key.partition(".")[0]] = (*path, "each", key, index)
        place = place if entry.rows else (*path, "each", key, index)
    labels = (*label, *(text for _, text in texts.values()))
    name = f"{entry.name} [{', '.join(labels)}]" if labels else entry.name
    return Variant(name, incident, variant.expected, variant.todo, place, origins)


def _expected(entry: CaseEntry, own: CaseEntry | RowEntry) -> Expected:
    """What is expected: by a row with a verdict, only what it states; by another one, what it does not replace too."""
    if own.verdict is not None:
        return Expected(
            own.verdict, own.possible, own.reasons, own.breached, own.not_breached, own.findings
        )  # fmt: skip
    return Expected(
        entry.verdict,
        own.possible or entry.possible,
        own.reasons or entry.reasons,
        own.breached or entry.breached,
        own.not_breached or entry.not_breached,
        own.findings or entry.findings,
    )


def _state(incident: Fields, key: str, value: object) -> None:
    """Puts the value at the dotted key. What the rows share stays as it is."""
    first, _, rest = key.partition(".")
    if not rest:
        incident[first] = value
        return
    part = incident.get(first)
    inner = dict(part) if isinstance(part, dict) else {}
    _state(inner, rest, value)
    incident[first] = inner


def _leave_out(incident: Fields, key: str) -> None:
    first, _, rest = key.partition(".")
    part = incident.get(first)
    if not rest:
        incident.pop(first, None)
    elif isinstance(part, dict):
        inner = dict(part)
        _leave_out(inner, rest)
        incident[first] = inner
