"""Cuts batches into parts whose lines are expected to take a bounded number of bytes.

A record of 16 bytes can make a line of a kilobyte, so the size of the input does not bound the size of the output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.ingest.json.reader import Batch

__all__ = ["MOST_WRITTEN", "Expectation", "Part", "whole"]

MOST_WRITTEN: Final = 15 * 128 * 1024
"""A part ends with the line that reaches so many bytes: somewhat less than 2 MiB, in which it then fits."""

_AIM: Final = MOST_WRITTEN * 3 // 4
"""The expected size of a part in bytes, so low that few parts turn out to be too large."""

_FIRST_GUESS: Final = 2048
"""The expected size of a line in bytes, before the first one is made."""


class Part(NamedTuple):
    """The records of a batch from the index `start` up to `stop`, without the one at `stop`."""

    batch: Batch
    start: int
    stop: int

    def after(self, index: int) -> Part:
        """The same part without the records before the index."""
        return Part(self.batch, index, self.stop)

    def before(self, index: int) -> Part:
        """The same part without the record at the index and those behind it."""
        return Part(self.batch, self.start, index)


def whole(batch: Batch) -> Part:
    """All records of a batch."""
    return Part(batch, 0, len(batch.raws))


class Expectation:
    """Estimates the size of a line from the size of the last part's lines."""

    def __init__(self) -> None:
        self._of_a_record: float = _FIRST_GUESS

    def learn(self, records: int, size: int) -> None:
        """Take note that so many records, blank lines among them, made lines of so many bytes."""
        if records:
            self._of_a_record = max(1.0, size / records)

    def parts(self, batch: Batch) -> Iterator[Part]:
        """The batch in parts of about the same number of records, each cut by the estimate at that time."""
        start, stop = 0, len(batch.raws)
        while start < stop:
            count = -(-(stop - start) * self._of_a_record // _AIM)
            end = start + max(1, int(-(-(stop - start) // count)))
            yield Part(batch, start, min(end, stop))
            start = end
