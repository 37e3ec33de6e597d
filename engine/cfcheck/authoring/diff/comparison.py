"""Compares two versions of an agreement: what differs in their terms, and how many incidents change their verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import tee
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.difference import situation_changes
from cfcheck.authoring.analysis.terms import norm_changes, term_changes
from cfcheck.evaluation.batch.records import assess_records
from cfcheck.model.assessment import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.authoring.analysis.difference import SituationChange
    from cfcheck.authoring.analysis.terms import NormChange, TermChange
    from cfcheck.authoring.diff.side import Side
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.assessment import Assessment
    from cfcheck.model.record import Record
    from cfcheck.model.verdict import Verdict

__all__ = [
    "SET_ASIDE",
    "Comparison",
    "Effect",
    "IncidentChange",
    "Matrix",
    "compare_incidents",
    "compare_terms",
    "with_situations",
]

SET_ASIDE: Final = "set_aside"
"""Stands in place of a verdict for an incident that cannot be judged."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of an agreement and what differs; None for a side that does not have it.

    `situations` is None where none were looked for.
    """

    old: Side | None
    new: Side | None
    terms: tuple[TermChange, ...]
    situations: tuple[SituationChange, ...] | None = None

    @property
    def name(self) -> str:
        """The id of the agreement, the new one where they differ."""
        side = self.new or self.old
        return str(side.agreement.id) if side else ""

    @property
    def changes(self) -> int:
        """How many changes of the terms there are; an agreement that only one side has is one."""
        return len(self.terms) if self.old and self.new else 1


class Effect(StrEnum):
    """The effects that a change of terms can have on an incident, the gravest first."""

    VERDICT = "verdict"
    FINDINGS = "findings"
    NONE = "none"


@dataclass(frozen=True)
class IncidentChange:
    """The results for one record under the old and new terms, and its place (file as named, number from 1)."""

    file: str
    record: int
    id: str | None
    old: Assessment | SetAside
    new: Assessment | SetAside

    @property
    def verdicts(self) -> tuple[Verdict | None, Verdict | None]:
        """The verdict under each; None where it is set aside."""
        old, new = (None if isinstance(one, SetAside) else one.verdict for one in (self.old, self.new))
        return old, new

    @cached_property
    def norms(self) -> tuple[NormChange, ...]:
        """The limits, rules and exemptions that say something else of it."""
        return norm_changes(*(() if isinstance(one, SetAside) else one.findings for one in (self.old, self.new)))

    @cached_property
    def effect(self) -> Effect:
        """Whether the verdict changes, or else the possible verdicts, the reasons, or the outcomes of norms."""
        old, new = self.verdicts
        if old is not new:
            return Effect.VERDICT
        if isinstance(self.old, SetAside) or isinstance(self.new, SetAside):
            return Effect.NONE
        same = (self.old.possible, self.old.reasons) == (self.new.possible, self.new.reasons)
        return Effect.NONE if same and not self.norms else Effect.FINDINGS


class Matrix:
    """Counts incidents by their old and their new verdict, and by what the change does to them.

    `threshold` and `as_of` are what both sides judge them by, in place of the agreements' thresholds and at any time.
    """

    def __init__(self, threshold: str | None = None, as_of: str | None = None) -> None:
        self.threshold = threshold
        self.as_of = as_of
        self._verdicts: Counter[tuple[Verdict | None, Verdict | None]] = Counter()
        self._effects: Counter[Effect] = Counter()

    def add(self, change: IncidentChange) -> None:
        """Count one more."""
        self._verdicts[change.verdicts] += 1
        self._effects[change.effect] += 1

    @property
    def total(self) -> int:
        """How many there are."""
        return self._verdicts.total()

    @property
    def effects(self) -> Mapping[Effect, int]:
        """How many of each effect."""
        return {effect: self._effects[effect] for effect in Effect}

    @property
    def set_aside(self) -> int:
        """How many cannot be judged on either side."""
        return self._verdicts[None, None]

    def count(self, old: Verdict | None, new: Verdict | None) -> int:
        """How many had the old verdict and have the new one; None: set aside."""
        return self._verdicts[old, new]


def compare_terms(old: Side | None, new: Side | None) -> Comparison:
    """What differs in the terms of the sides, of which one at least must be there. No situations are looked for."""
    if old is None or new is None:
        return Comparison(old, new, ())
    return Comparison(old, new, tuple(term_changes(old.agreement, new.agreement)))


def with_situations(comparison: Comparison) -> Comparison:
    """The comparison with example situations whose verdict changes; none where a side lacks the agreement."""
    old, new = comparison.old, comparison.new
    found = tuple(situation_changes(old.agreement, new.agreement)) if old and new else ()
    return replace(comparison, situations=found)


def compare_incidents(old: Evaluator, new: Evaluator, records: Iterable[Record | SetAside]) -> Iterator[IncidentChange]:
    """What both make of each record, in order, whether it changes or not. No more is held than a few records."""
    first, second, third = tee(records, 3)
    results = zip(first, assess_records(old, second), assess_records(new, third), strict=True)
    for record, was, becomes in results:
        if isinstance(record, SetAside):
            yield IncidentChange(record.file, record.record, record.id, was, becomes)
        else:
            yield IncidentChange(record.file, record.number, record.incident.id, was, becomes)
