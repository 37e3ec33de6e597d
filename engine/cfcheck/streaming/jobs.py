"""Spreads batches over threads or processes; what comes back is in order, and the same bytes as from one.

Threads do where batches are scanned natively, which holds no lock of the interpreter. Otherwise processes are forked,
so that each begins with all that is loaded. Knows nothing of what a batch comes to.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from cfcheck.assessment import SetAside
from cfcheck.reader import Batch
from cfcheck.streaming.line_assessor import LineAssessor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

    from cfcheck.evaluator import Evaluator
    from cfcheck.streaming.line_assessor import BatchLines

__all__ = ["assessed", "assessed_by"]

_AT_ONCE: Final = 2000
"""So many records are sent at once: enough for the sending not to matter."""
_WAITING: Final = 2
"""So many batches wait for each of them, beside the one at hand."""


def assessed(
    batches: Iterable[Batch | SetAside], assessor: LineAssessor
) -> Iterator[tuple[Batch, BatchLines] | SetAside]:
    """Each batch with its lines, in this process."""
    for batch in batches:
        yield batch if isinstance(batch, SetAside) else (batch, assessor.assess(batch))


def assessed_by(
    jobs: int, batches: Iterable[Batch | SetAside], evaluator: Evaluator, id_key: bytes, *, scans: bool
) -> Iterator[tuple[Batch, BatchLines] | SetAside]:
    """Each batch with its lines, from so many threads or, unless it `scans` natively, processes."""
    if scans:
        local = threading.local()

        def begin() -> None:
            local.assessor = LineAssessor(evaluator, id_key)

        def assess(batch: Batch) -> BatchLines:
            done: BatchLines = local.assessor.assess(batch)
            return done

        return _spread(batches, ThreadPoolExecutor(jobs, initializer=begin), assess, jobs)
    fork = multiprocessing.get_context("fork")
    return _spread(_joined(batches), ProcessPoolExecutor(jobs, fork, _begin, (evaluator, id_key)), _assess, jobs)


def _spread(
    batches: Iterable[Batch | SetAside], pool: Executor, assess: Callable[[Batch], BatchLines], jobs: int
) -> Iterator[tuple[Batch, BatchLines] | SetAside]:
    waiting: deque[tuple[Batch, Future[BatchLines]] | SetAside] = deque()
    try:
        for batch in batches:
            waiting.append(batch if isinstance(batch, SetAside) else (batch, pool.submit(assess, batch)))
            if len(waiting) > jobs * (1 + _WAITING):
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _done(one: tuple[Batch, Future[BatchLines]] | SetAside) -> tuple[Batch, BatchLines] | SetAside:
    return one if isinstance(one, SetAside) else (one[0], one[1].result())


def _joined(batches: Iterable[Batch | SetAside]) -> Iterator[Batch | SetAside]:
    """The same records in larger batches. Joins only what follows one upon the other; one in reserve stays alone."""
    pending: Batch | None = None
    raws: list[bytes] = []
    for batch in batches:
        if pending is not None and not _follows(batch, pending):
            yield pending
            pending = None
        if isinstance(batch, SetAside) or batch.reserve:
            yield batch
        elif pending is None:
            raws = list(batch.raws)
            pending = Batch(batch.file, batch.first, raws)
        else:
            raws.extend(batch.raws)
        if pending is not None and len(pending.raws) >= _AT_ONCE:
            yield pending
            pending = None
    if pending is not None:
        yield pending


def _follows(batch: Batch | SetAside, pending: Batch) -> bool:
    if isinstance(batch, SetAside) or batch.reserve:
        return False
    return batch.file == pending.file and batch.first == pending.first + len(pending.raws)


_assessors: list[LineAssessor] = []
"""The one assessor of a process that was forked for jobs; empty in any other."""


def _begin(evaluator: Evaluator, id_key: bytes) -> None:
    """Make ready a process. Ctrl-C is for the one that forked it to see, which then ends them all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _assessors.append(LineAssessor(evaluator, id_key))


def _assess(batch: Batch) -> BatchLines:
    return _assessors[0].assess(batch)
