"""Compares the terms of two agreements, and the findings for one incident under each, and describes the changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from cfcheck.authoring.analysis.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.authoring.analysis.parts import Part, PartEntry, PartValue, Where
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Finding, FindingKind

__all__ = ["ChangeKind", "NormChange", "TermChange", "norm_changes", "term_changes"]


class ChangeKind(StrEnum):
    """How a part of the terms has changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class TermChange:
    """One change: of a whole part (`key` empty), of a key of it, or of an entry of that key.

    `what`, `id` and `of` name the part (`member`, the actor, the party). `old` and `new` are in words; the places are
    None on the side that does not have it.
    """

    kind: ChangeKind
    what: str
    id: str
    of: str = ""
    key: str = ""
    entry: str = ""
    old: str = ""
    new: str = ""
    old_at: Where | None = None
    new_at: Where | None = None


T = TypeVar("T")
Both = tuple[T | None, T | None]


def term_changes(old: Agreement, new: Agreement) -> Iterator[TermChange]:
    """The changes, part by part, in the terms' order; what is only new follows what is there on the old side."""
    for before, after in _paired(parts_of(old), parts_of(new), _name, _says):
        if before and after:
            yield from _of_keys(before, after)
        elif before:
            value = _summary(before)
            yield TermChange(ChangeKind.REMOVED, before.what, before.id, before.of, old=value, old_at=before.where)
        elif after:
            value = _summary(after)
            yield TermChange(ChangeKind.ADDED, after.what, after.id, after.of, new=value, new_at=after.where)


def _paired(
    old: Iterable[T], new: Iterable[T], name: Callable[[T], object], says: Callable[[T], object]
) -> Iterator[Both[T]]:
    """The pairs of old and new that differ, matched by name.

    Of several with one name (a member twice, each with its dates), those that say the same are none of it.
    """
    before, after = _by_name(old, name), _by_name(new, name)
    for one in dict.fromkeys((*before, *after)):
        olds, news = list(before.get(one, ())), list(after.get(one, ()))
        for known in before.get(one, ()):
            same = next((other for other in news if says(other) == says(known)), None)
            if same is not None:
                olds.remove(known)
                news.remove(same)
        yield from zip_longest(olds, news)


def _by_name(found: Iterable[T], name: Callable[[T], object]) -> dict[object, list[T]]:
    named: dict[object, list[T]] = {}
    for one in found:
        named.setdefault(name(one), []).append(one)
    return named


def _name(part: Part) -> tuple[str, str, str]:
    return part.what, part.id, part.of


def _says(part: Part) -> object:
    return {key: value for key, value in part.says.items() if value}


def _of_keys(old: Part, new: Part) -> Iterator[TermChange]:
    for key in dict.fromkeys((*old.says, *new.says)):
        before, after = old.says.get(key, ""), new.says.get(key, "")
        if isinstance(before, str) and isinstance(after, str):
            if before != after:
                places = (old.where.below(key), new.where.below(key))
                yield _change(old, key, "", (before or None, after or None), places)
        else:
            yield from _of_entries(old, new, key)


def _of_entries(old: Part, new: Part, key: str) -> Iterator[TermChange]:
    before, after = _entries(old.says.get(key, "")), _entries(new.says.get(key, ""))
    for one, other in _paired(before, after, lambda entry: entry.name, lambda entry: entry.detail):
        entry = one or other
        if entry is not None:
            value = (None if one is None else one.detail, None if other is None else other.detail)
            yield _change(old, key, entry.name, value, (_place(old, key, one), _place(new, key, other)))


def _entries(value: PartValue) -> tuple[PartEntry, ...]:
    return () if isinstance(value, str) else value


def _place(part: Part, key: str, entry: PartEntry | None) -> Where:
    where = part.where.below(key)
    return where if entry is None or entry.number is None else where.below(entry.number)


def _change(part: Part, key: str, entry: str, value: Both[str], places: tuple[Where, Where]) -> TermChange:
    old, new = value
    kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
    return TermChange(
        kind, part.what, part.id, part.of, key, entry, old or "", new or "",
        None if old is None else places[0], None if new is None else places[1],
    )  # fmt: skip


def _summary(part: Part) -> str:
    return "; ".join(f"{key}: {_in_words(value)}" for key, value in part.says.items() if value)


def _in_words(value: PartValue) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(f"{entry.name} ({entry.detail})" if entry.detail else entry.name for entry in value)


@dataclass(frozen=True, slots=True)
class NormChange:
    """The findings of a limit, rule or exemption for an incident under two agreements; None if it has none."""

    kind: FindingKind
    id: str
    old: Finding | None
    new: Finding | None


def norm_changes(old: Iterable[Finding], new: Iterable[Finding]) -> tuple[NormChange, ...]:
    """The limits, rules and exemptions whose outcome or severity is not the same, in the order of findings."""
    before = {(finding.kind, finding.id): finding for finding in old}
    after = {(finding.kind, finding.id): finding for finding in new}
    return tuple(
        NormChange(*norm, before.get(norm), after.get(norm))
        for norm in dict.fromkeys((*before, *after))
        if _describes(before.get(norm)) != _describes(after.get(norm))
    )


def _describes(finding: Finding | None) -> object:
    return None if finding is None else (finding.outcome, finding.severity)
