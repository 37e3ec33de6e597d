"""Spreads parts of batches over threads or processes; what comes back is in order, and the same bytes as from one.

Threads do where batches are scanned natively, which holds no lock of the interpreter. Otherwise processes are forked,
so that each begins with all that is loaded. However slowly the lines are taken, no more of them are made meanwhile than
some parts for each job.

Gathers records that come one by one, as those of tables do, into batches, with what is set aside among them.

Knows nothing of where they come from.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.batch.cutting import Expectation, Part, whole
from cfcheck.evaluation.batch.lines import LineAssessor
from cfcheck.ingest.json.reader import Batch
from cfcheck.model.assessment import SetAside
from cfcheck.model.record import Reserved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

    from cfcheck.evaluation.batch.lines import BatchLines
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.model.record import Record

__all__ = ["assessed", "assessed_by", "gathered"]

_MOST_JOINED: Final = 2000
"""So many records are sent to a process at once: enough for the sending not to matter."""
_MOST_JOINED_BYTES: Final = 1024 * 1024
_WAITING: Final = 2
"""So many parts wait for each job, beside the one at hand."""


def assessed(
    batches: Iterable[Batch | SetAside], assessor: LineAssessor
) -> Iterator[tuple[Part, BatchLines] | SetAside]:
    """Each batch, part by part, with the lines of each, in this process."""
    for batch in batches:
        if isinstance(batch, SetAside):
            yield batch
            continue
        rest = whole(batch)
        while rest.start < rest.stop:
            lines = assessor.assess(rest)
            yield rest.before(lines.stop), lines
            rest = rest.after(lines.stop)


def assessed_by(
    jobs: int, batches: Iterable[Batch | SetAside], evaluator: Evaluator, id_key: bytes, *, scans: bool
) -> Iterator[tuple[Part, BatchLines] | SetAside]:
    """The same from so many threads or, unless it `scans` natively, processes."""
    if scans:
        local = threading.local()

        def assess(part: Part) -> BatchLines:
            # Made here, so that it is told if there is no memory for it: what fails as a thread begins is only printed.
            if not hasattr(local, "assessor"):
                local.assessor = LineAssessor(evaluator, id_key)
            done: BatchLines = local.assessor.assess(part)
            return done

        return _Spread(ThreadPoolExecutor(jobs), assess, jobs).lines(batches)
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(jobs, fork, _begin, (evaluator, id_key))
    return _Spread(pool, _assess, jobs).lines(_joined(batches))


class _Spread:
    """Parts of batches that wait for a pool, or for whoever takes their lines."""

    def __init__(self, pool: Executor, assess: Callable[[Part], BatchLines], jobs: int) -> None:
        self._pool = pool
        self._assess = assess
        self._most = jobs * (1 + _WAITING)
        self._waiting: deque[tuple[Part, Future[BatchLines]] | SetAside] = deque()
        self._expectation = Expectation()

    def lines(self, batches: Iterable[Batch | SetAside]) -> Iterator[tuple[Part, BatchLines] | SetAside]:
        """The lines of the batches, in order."""
        try:
            for batch in batches:
                parts = (batch,) if isinstance(batch, SetAside) else self._expectation.parts(batch)
                for part in parts:
                    self._waiting.append(part if isinstance(part, SetAside) else self._submitted(part))
                    while len(self._waiting) > self._most:
                        yield self._next()
            while self._waiting:
                yield self._next()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _submitted(self, part: Part) -> tuple[Part, Future[BatchLines]]:
        try:
            return part, self._pool.submit(self._assess, part)
        except RuntimeError as error:  # this is how Python says that the system lets no more threads begin
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    def _next(self) -> tuple[Part, BatchLines] | SetAside:
        """The first of those that wait; what it had no room for is then the first."""
        first = self._waiting.popleft()
        if isinstance(first, SetAside):
            return first
        part, lines = first[0], first[1].result()
        if lines.stop < part.stop:
            self._waiting.appendleft(self._submitted(part.after(lines.stop)))
        self._expectation.learn(lines.stop - part.start, len(lines.lines))
        return part.before(lines.stop), lines


def _joined(batches: Iterable[Batch | SetAside]) -> Iterator[Batch | SetAside]:
    """The same records in larger batches. Joins only what follows one upon the other; one in reserve stays alone."""
    pending: Batch | None = None
    raws: list[bytes] = []
    size = 0
    for batch in batches:
        if pending is not None and not _follows(batch, pending):
            yield pending
            pending = None
        if isinstance(batch, SetAside) or batch.reserve or batch.asides:
            yield batch
            continue
        if pending is None:
            raws, size = [], 0
            pending = Batch(batch.file, batch.first, raws)
        raws.extend(batch.raws)
        size += sum(map(len, batch.raws))
        if len(raws) >= _MOST_JOINED or size >= _MOST_JOINED_BYTES:
            yield pending
            pending = None
    if pending is not None:
        yield pending


def _follows(batch: Batch | SetAside, pending: Batch) -> bool:
    if isinstance(batch, SetAside) or batch.reserve or batch.asides:
        return False
    return batch.file == pending.file and batch.first == pending.first + len(pending.raws)


_assessors: list[LineAssessor] = []
"""The one assessor of a process that was forked for jobs; empty in any other."""


def _begin(evaluator: Evaluator, id_key: bytes) -> None:
    """Make ready a process. Ctrl-C is for the one that forked it to see, which then ends them all.

    It ends them by SIGTERM, also while they begin; what handles that where they were forked would have it printed.
    """
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _assessors.append(LineAssessor(evaluator, id_key))
    except SystemExit:  # of what handled it where this was forked, which came first
        os._exit(1)


def _assess(part: Part) -> BatchLines:
    return _assessors[0].assess(part)


_JOINED_AT_ONCE: Final = 500
"""So many records are enough for a batch to cost little; whoever waits for results waits for no more."""
_MOST_BYTES: Final = 512 * 1024
_WIDEST_GAP: Final = 50
"""So many numbers may be left out between two records of a batch, as rows of several lines do."""


def gathered(records: Iterable[Record | SetAside]) -> Iterator[Batch | SetAside]:
    """The same in batches, in order. Where an OSError ends the records, those before it come first."""
    held = _Held()
    try:
        for record in records:
            if not held.takes(record):
                yield from held.taken()
            if isinstance(record, Reserved):
                told = record.record_if_out_of_scope
                yield Batch(told.file, told.number, [told.raw], record.set_aside)
            elif held.takes(record):
                held.add(record)
            elif isinstance(record, SetAside):
                yield record  # a file as a whole
    except OSError:
        yield from held.taken()
        raise
    yield from held.taken()


class _Held:
    """The records of the next batch, so far: one for each number from the first on, empty where there is none."""

    def __init__(self) -> None:
        self._file, self._first = "", 0
        self._raws: list[bytes] = []
        self._asides: list[tuple[int, SetAside]] = []
        self._size = 0

    def takes(self, record: Record | SetAside) -> bool:
        """Whether the record can be added."""
        number = _number(record)
        if isinstance(record, Reserved) or not number:
            return False
        following = self._first + len(self._raws)
        goes_on = record.file == self._file and following <= number <= following + _WIDEST_GAP
        return not self._raws or (goes_on and len(self._raws) < _JOINED_AT_ONCE and self._size < _MOST_BYTES)

    def add(self, record: Record | SetAside) -> None:
        """Add the record."""
        if not self._raws:
            self._file, self._first = record.file, _number(record)
        place = _number(record) - self._first
        self._raws += [b""] * (place - len(self._raws))
        if isinstance(record, SetAside):
            self._raws.append(b"")
            self._asides.append((place, record))
        else:
            self._raws.append(record.raw)
            self._size += len(record.raw)

    def taken(self) -> Iterator[Batch]:
        """The batch, if there is one; nothing is held then."""
        if self._raws:
            yield Batch(self._file, self._first, self._raws, asides=tuple(self._asides))
            self._raws, self._asides, self._size = [], [], 0


def _number(record: Record | SetAside) -> int:
    return record.record if isinstance(record, SetAside) else record.number
