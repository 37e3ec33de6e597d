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
    from typing import TextIO

    from cfcheck.cli.options import OutputFormat
    from cfcheck.cli.source import Read, ReadBatches
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.assessment import SetAside, Summary

__all__ = ["write_lines", "write_results"]


def write_results(
    evaluator: Evaluator,
    names: Sequence[str],
    read: Read,
    shown_as: OutputFormat,
    output: Path | None,
    set_aside: Path | None,
) -> Summary:
    """Write the assessments of all records, one by one, and count them."""
    from cfcheck.evaluation.batch.records import Tally, assess_records
    from cfcheck.ingest.json.reader import read_files
    from cfcheck.model.assessment import SetAside
    from cfcheck.report.render import located, make_renderer

    tally, meter = Tally(), Meter(names)
    records = read_files(names, standard_input, read, meter.opened)
    with ExitStack() as stack, _told_if_too_many():
        renderer = make_renderer(shown_as, stack.enter_context(writing_to(output)), evaluator.provenance)
        aside = JsonText(stack.enter_context(writing_to(set_aside))) if set_aside else None
        results = assess_records(evaluator, located(records, renderer))
        for result in watched(results, "incidents", meter):
            tally.add(result)
            renderer.add(result)
            if isinstance(result, SetAside):
                _put_aside([result], aside, told=renderer.shows_set_aside)
        renderer.finish(tally.summary())
    return tally.summary()


def write_lines(  # what the command was told
    evaluator: Evaluator,
    names: Sequence[str],
    read: ReadBatches,
    jobs: int,
    output: Path | None,
    set_aside: Path | None,
) -> Summary:
    """Write the same lines of JSON, block by block; by so many jobs at once."""
    from cfcheck.evaluation.batch.jobs import assessed, assessed_by
    from cfcheck.evaluation.batch.lines import LineAssessor
    from cfcheck.evaluation.batch.numbering import lines_of
    from cfcheck.evaluation.batch.records import Tally
    from cfcheck.evaluation.batch.seen import new_key
    from cfcheck.ingest.json.reader import read_files

    spare_collecting()
    tally, meter, key = Tally(), Meter(names), new_key()
    batches = read_files(names, standard_input, read, meter.opened)
    assessor = LineAssessor(evaluator, key)
    by_batch = (
        assessed(batches, assessor) if jobs == 1 else assessed_by(jobs, batches, evaluator, key, scans=assessor.scans)
    )
    with ExitStack() as stack, _told_if_too_many():
        out = stack.enter_context(writing_to(output))
        aside = JsonText(stack.enter_context(writing_to(set_aside))) if set_aside else None
        uninterrupted = stack.enter_context(Uninterrupted())
        for one in watched(lines_of(by_batch), "incidents", meter, lambda one: one.size, each=1):
            tally.add_counts(one.verdicts, one.reasons)
            if one.asides:
                tally.add_set_aside(len(one.asides))
                _put_aside(one.asides, aside, told=False)
            with uninterrupted.at_once():
                _write_whole(out, one.lines)
    return tally.summary()


@contextmanager
def _told_if_too_many() -> Iterator[None]:
    from cfcheck.evaluation.batch.numbering import TooManyRecords

    try:
        yield
    except TooManyRecords as error:
        fail(ExitCode.INVALID, str(error))


def _write_whole(out: TextIO, lines: bytes | memoryview) -> None:
    """Write the bytes, of which a signal can make a stream take only some at a time."""
    if out.isatty():
        JsonText(out).write(str(lines, "utf-8"))
        out.flush()
        return
    rest = memoryview(lines)
    while rest:
        rest = rest[out.buffer.write(rest) :]
    out.buffer.flush()


def _put_aside(results: Sequence[SetAside], aside: JsonText | None, *, told: bool) -> None:
    """Say that records were set aside, unless the results tell of it, and keep them where that is wanted."""
    from cfcheck.model.incident_json import encode_json
    from cfcheck.report.words import set_aside_line

    if not told:
        say(*map(set_aside_line, results))
    if aside:
        aside.write("".join(f"{encode_json(result).decode()}\n" for result in results))
