"""Numbers the records of a run in one row, and finds the file and the number in it of each of them again."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from cfcheck.assessment import SetAside
from cfcheck.errors import CfcheckError
from cfcheck.wording import quoted

__all__ = ["Numbering", "TooManyRecords"]

_MOST_RECORDS: Final = 2**32 - 2


class TooManyRecords(CfcheckError):
    """Raised for more records than one run can number."""


class Numbering:
    """The numbers of a run's records, from 0 on. Holds a few bytes for each file, and none for a record."""

    def __init__(self) -> None:
        self._next = 0
        self._firsts: list[int] = []
        self._places: list[tuple[str, int]] = []

    def number(self, file: str, record: int, start: int = 0, stop: int = 1) -> int:
        """The number of a record of the file, of which those from `start` to `stop` records behind it are numbered now.

        Records of one file are as far apart here as in the file, so that nothing has to be remembered of one that comes
        later in it. Raises TooManyRecords.
        """
        first = self._going_on(file, record)
        if first is None or first + start < self._next or first + stop > _MOST_RECORDS:
            first = self._next
            if first + stop > _MOST_RECORDS:
                raise TooManyRecords(f"one run takes at most {_MOST_RECORDS:,} records; split the input")
            self._firsts.append(first)
            self._places.append((file, record))
        self._next = first + stop
        return first

    def _going_on(self, file: str, record: int) -> int | None:
        """The number of the record as the last file goes on; None if it is not of that file."""
        if not self._places or self._places[-1][0] != file:
            return None
        return self._firsts[-1] + record - self._places[-1][1]

    def set_aside(self, file: str, record: int, identifier: str, before: int) -> SetAside:
        """A record of the file, set aside because its id is that of the record with the number `before`."""
        which = bisect_right(self._firsts, before) - 1
        first_file, number = self._places[which]
        number += before - self._firsts[which]
        where = f"record {number}" if first_file == file else f"record {number} of {first_file}"
        return SetAside(file, record, identifier, "id", f"{quoted(identifier)} is already the id of {where}")
