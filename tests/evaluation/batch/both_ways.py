"""The same records taken both ways: one by one, and in batches."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from tests.rendering import render

from cfcheck.evaluation.batch import cutting
from cfcheck.evaluation.batch import lines as line_assessor
from cfcheck.evaluation.batch.cutting import MOST_WRITTEN
from cfcheck.evaluation.batch.jobs import assessed, assessed_by
from cfcheck.evaluation.batch.lines import LineAssessor
from cfcheck.evaluation.batch.numbering import lines_of
from cfcheck.evaluation.batch.records import Tally, assess_records
from cfcheck.evaluation.batch.seen import new_key
from cfcheck.ingest.json.reader import Batch, records_of
from cfcheck.model.assessment import SetAside
from cfcheck.model.native import native

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.assessment import Summary
    from cfcheck.model.record import Record

    Outcome = tuple[str, list[SetAside], Summary]

needs_native = pytest.mark.skipif(native is None, reason="the native scanner was not built (no C compiler)")


def one_by_one(evaluator: Evaluator, batches: list[Batch]) -> Outcome:
    return of_records(evaluator, (record for batch in batches for record in records_of(batch)))


def of_records(evaluator: Evaluator, records: Iterable[Record | SetAside]) -> Outcome:
    results = list(assess_records(evaluator, records))
    out = StringIO()
    summary = render("jsonl", out, evaluator.provenance, results)
    return out.getvalue(), [result for result in results if isinstance(result, SetAside)], summary


def in_batches(
    evaluator: Evaluator,
    batches: Iterable[Batch | SetAside],
    *,
    jobs: int = 1,
    patience: int = 0,
    at_once: int = MOST_WRITTEN,
) -> Outcome:
    """With a patience of 0, all of it is scanned. A part ends where its lines have so many bytes, `at_once`."""
    key = new_key()
    assessor = LineAssessor(evaluator, key)
    tally, asides, lines = Tally(), [], b""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_assessor, "_PATIENCE", patience)
        patch.setattr(line_assessor, "MOST_WRITTEN", at_once)
        patch.setattr(cutting, "_AIM", at_once)
        by_batch = (
            assessed(batches, assessor)
            if jobs == 1
            else assessed_by(jobs, batches, evaluator, key, scans=assessor.scans)
        )
        for made in lines_of(by_batch):
            lines += made.lines
            tally.add_counts(made.verdicts, made.reasons)
            for aside in made.asides:
                tally.add(aside)
                asides.append(aside)
    return lines.decode(), asides, tally.summary()


def batches_of(raws: list[bytes], size: int, file: str = "reports.ndjson") -> Iterator[Batch]:
    for first in range(0, len(raws), size):
        yield Batch(file, first + 1, raws[first : first + size])
