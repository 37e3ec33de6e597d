"""Writes the results of an evaluation where they belong: assessments to one stream, what is set aside to others."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from cfcheck.cli.ending import Uninterrupted
from cfcheck.cli.output import writing_to
from cfcheck.cli.progress import Meter, watched
from cfcheck.cli.terminal import ExitCode, fail, say, spare_collecting, standard_input
from cfcheck.model.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cfcheck.cli.options import OutputFormat
    from cfcheck.cli.source import ReadBatches
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.assessment import SetAside, Summary

__all__ = ["write_results"]


def write_results(
    evaluator: Evaluator,
    names: Sequence[str],
    read: ReadBatches,
    shown_as: OutputFormat,
    *,
    jobs: int,
    output: Path | None,
    set_aside: Path | None,
) -> Summary:
    """Write what follows for all records, block by block, by so many jobs at once; the counts of it."""
    from cfcheck.evaluation.batch.jobs import assessed, assessed_by
    from cfcheck.evaluation.batch.lines import LineAssessor
    from cfcheck.evaluation.batch.numbering import lines_of
    from cfcheck.evaluation.batch.records import Tally
    from cfcheck.evaluation.batch.seen import new_key
    from cfcheck.ingest.json.reader import read_files
    from cfcheck.report.render import make_renderer

    spare_collecting()
    tally, meter, key = Tally(), Meter(names), new_key()
    batches = read_files(names, standard_input, read, meter.opened)
    assessor = LineAssessor(evaluator, key)
    by_batch = (
        assessed(batches, assessor) if jobs == 1 else assessed_by(jobs, batches, evaluator, key, scans=assessor.scans)
    )
    with ExitStack() as stack, _told_if_too_many():
        out = stack.enter_context(writing_to(output))
        renderer = make_renderer(shown_as, out, evaluator.provenance)
        aside = JsonText(stack.enter_context(writing_to(set_aside))) if set_aside else None
        uninterrupted = stack.enter_context(Uninterrupted())
        for one in watched(lines_of(by_batch), "incidents", meter, lambda one: one.size, each=1):
            tally.add_counts(one.verdicts, one.reasons)
            if one.asides:
                tally.add_set_aside(len(one.asides))
                renderer.set_aside(one.asides)
                _put_aside(one.asides, aside, told=renderer.shows_set_aside)
            if one.lines:
                with uninterrupted.at_once():
                    renderer.add(one.lines, one.records)
                    out.flush()
        renderer.finish(tally.summary())
    return tally.summary()


@contextmanager
def _told_if_too_many() -> Iterator[None]:
    from cfcheck.evaluation.batch.numbering import TooManyRecords

    try:
        yield
    except TooManyRecords as error:
        fail(ExitCode.INVALID, str(error))


def _put_aside(results: Sequence[SetAside], aside: JsonText | None, *, told: bool) -> None:
    """Say that records were set aside, unless the results tell of it, and keep them where that is wanted."""
    from cfcheck.model.incident_json import encode_json
    from cfcheck.report.words import set_aside_line

    if not told:
        say(*map(set_aside_line, results))
    if aside:
        aside.write("".join(f"{encode_json(result).decode()}\n" for result in results))
