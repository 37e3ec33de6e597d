"""Compares agreements side by side, and what they make of incidents, one by one. Knows no files and no formats."""

from __future__ import annotations

from dataclasses import replace
from itertools import tee
from typing import TYPE_CHECKING

from cfcheck.analysis.difference import situation_changes
from cfcheck.analysis.terms import term_changes
from cfcheck.assessment import SetAside
from cfcheck.comparing.comparison import Comparison, IncidentChange
from cfcheck.pipeline import assess_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.comparing.side import Side
    from cfcheck.evaluator import Evaluator
    from cfcheck.record import Record

__all__ = ["compare_incidents", "compare_terms", "with_situations"]


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
