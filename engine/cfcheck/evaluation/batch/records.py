"""From records to assessments, one by one, with what is set aside on the way, and the count of both.

Knows nothing of files and of how results are shown.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cfcheck.evaluation.batch.numbering import IdRegister
from cfcheck.evaluation.batch.seen import new_key, numbered_mark
from cfcheck.model.assessment import SetAside, Summary
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.record import NO_MEMORY, Record, Reserved, set_aside, stays_reserved
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.assessment import Assessment

__all__ = ["Tally", "assess_records", "unique_records"]


def assess_records(evaluator: Evaluator, records: Iterable[Record | SetAside]) -> Iterator[Assessment | SetAside]:
    """An assessment for each record, in order, or the record set aside. An id counts once in a run."""
    for record in unique_records(records):
        if isinstance(record, Reserved):
            yield _assess_reserved(evaluator, record)
        elif isinstance(record, SetAside):
            yield record
        else:
            yield _assess(evaluator, record)


def _assess(evaluator: Evaluator, record: Record) -> Assessment | SetAside:
    try:
        return evaluator.assess(record.incident, record.raw)
    except InvalidIncident as fault:
        return set_aside(record, fault.path, fault.problem)
    except MemoryError:
        return set_aside(record, "", NO_MEMORY)


def _assess_reserved(evaluator: Evaluator, reserved: Reserved) -> Assessment | SetAside:
    """An assessment only where it is certain that the agreement does not reach what the record tells."""
    assessment = _assess(evaluator, reserved.record_if_out_of_scope)
    if isinstance(assessment, SetAside) or stays_reserved(assessment.verdict):
        return reserved.set_aside
    return assessment


def unique_records(records: Iterable[Record | SetAside]) -> Iterator[Record | SetAside]:
    """The records, each with an id that another one had before it set aside. Raises TooManyRecords."""
    key, register = new_key(), IdRegister()
    for record in records:
        told = record.record_if_out_of_scope if isinstance(record, Reserved) else record
        if isinstance(told, SetAside):
            yield record
            continue
        identifier = told.incident.id
        repeated = register.add(numbered_mark(key, identifier.encode(), 0), told.file, told.number)
        yield register.set_aside(told.file, told.number, identifier, repeated[0][1]) if repeated else record


class Tally:
    """Counts results while they pass."""

    def __init__(self) -> None:
        self._verdicts: Counter[Verdict] = Counter()
        self._reasons: Counter[Reason] = Counter()
        self._set_aside = 0

    def add(self, result: Assessment | SetAside) -> None:
        """Count one more."""
        if isinstance(result, SetAside):
            self._set_aside += 1
            return
        self._verdicts[result.verdict] += 1
        self._reasons.update(result.reasons)

    def add_counts(self, verdicts: Mapping[Verdict, int], reasons: Mapping[Reason, int]) -> None:
        """Count so many more assessments, by their verdicts and reasons."""
        self._verdicts.update(verdicts)
        self._reasons.update(reasons)

    def add_set_aside(self, count: int) -> None:
        """Count so many more records set aside."""
        self._set_aside += count

    def summary(self) -> Summary:
        """The counts so far; every verdict and reason is there, in the order of its list."""
        return Summary(
            incidents=self._verdicts.total(),
            verdicts={verdict: self._verdicts[verdict] for verdict in Verdict},
            reasons={reason: self._reasons[reason] for reason in Reason},
            set_aside=self._set_aside,
        )
