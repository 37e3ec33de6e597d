"""Gathers records that come one by one, as those of tables do, into batches, with what is set aside among them.

Knows nothing of where they come from.
"""

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
        return not self._raws or (goes_on and len(self._raws) < _AT_ONCE and self._size < _MOST_BYTES)

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
