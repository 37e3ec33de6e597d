"""A cache of the faults of refused records, for records that differ only in their id.

A feed tends to have the same fault throughout, and finding it takes twenty times as long as reading a valid record.
"""

from __future__ import annotations

import re
from typing import Final

from cfcheck.model.bounded import Bounded
from cfcheck.model.faults.of_bytes import fault_of_record
from cfcheck.model.faults.part import Fault

__all__ = ["FaultMemory"]

_MOST: Final = 2048
_MOST_BYTES: Final = 1024 * 1024
_LONGEST: Final = 16 * 1024
"""Records longer than this are not cached: they are few."""
# A text that is sound whatever it says and has the length that an id may have; or a whole number, which is none.
_ID: Final = re.compile(rb'"id"\s*+:\s*+(?:"([ !#-\[\]-~]{1,512}+)"|([1-9][0-9]{0,14}+))')


class FaultMemory:
    """Finds the first fault of records of one form. Safe to share between threads.

    What is remembered changes how long it takes and nothing else. Nothing is, of a record, until one like it comes a
    second time: most faults are not alike.
    """

    def __init__(self, kind: type) -> None:
        self._kind = kind
        self._faults: Bounded[bytes, Fault | None] = Bounded(_MOST, _MOST_BYTES)

    def find(self, record: bytes) -> Fault | None:
        """The fault, as `fault_of_record` finds it; None where it finds none."""
        if len(record) > _LONGEST:
            return fault_of_record(record, self._kind)
        alike = _without_id(record)
        fault = self._faults.get(alike, _NEVER_MET)
        if isinstance(fault, Fault):
            return fault
        found = fault_of_record(record, self._kind)
        is_sure = fault is None and (alike == record or fault_of_record(alike, self._kind) == found)
        self._faults.keep(alike, found if is_sure else None)
        return found


_NEVER_MET: Final = object()


def _without_id(record: bytes) -> bytes:
    """The record with its id replaced by one repeated character, of the same length."""
    found = _ID.search(record)
    if found is None:
        return record
    start, end = found.span(found.lastindex or 0)
    return b"".join((record[:start], (b"x" if found[1] else b"1") * (end - start), record[end:]))
