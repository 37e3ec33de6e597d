"""Gathers records that come one by one, as those of tables do, into batches. Knows nothing of where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.assessment import SetAside
from cfcheck.reader import Batch
from cfcheck.record import Reserved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.record import Record

__all__ = ["gathered"]

_AT_ONCE: Final = 500
"""So many records are enough for a batch to cost little; whoever waits for results waits for no more."""


def gathered(records: Iterable[Record | SetAside]) -> Iterator[Batch | SetAside]:
    """The same in batches, in order. Where an OSError ends the records, those before it come first."""
    file, first, raws = "", 0, list[bytes]()
    try:
        for record in records:
            if raws and not (_follows(record, file, first + len(raws)) and len(raws) < _AT_ONCE):
                yield Batch(file, first, raws)
                raws = []
            if isinstance(record, Reserved):
                told = record.record_if_out_of_scope
                yield Batch(told.file, told.number, [told.raw], record.set_aside)
            elif isinstance(record, SetAside):
                yield record
            else:
                file, first = (file, first) if raws else (record.file, record.number)
                raws.append(record.raw)
    except OSError:
        if raws:
            yield Batch(file, first, raws)
        raise
    if raws:
        yield Batch(file, first, raws)


def _follows(record: Record | SetAside, file: str, number: int) -> bool:
    return not isinstance(record, SetAside) and record.file == file and record.number == number
