"""From parts of batches to lines, in order, with every id counted once in a run. Knows no files and no options."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.assessment import SetAside
from cfcheck.errors import CfcheckError
from cfcheck.streaming.seen import seen_ids
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.record import Record
    from cfcheck.streaming.cutting import Part
    from cfcheck.streaming.line_assessor import BatchLines, LineAssessor
    from cfcheck.verdict import Reason, Verdict

__all__ = ["Lines", "TooManyRecords", "lines_of"]

_MOST_RECORDS: Final = 2**32 - 2


class TooManyRecords(CfcheckError):
    """Raised for more records than one run can number."""


class Lines(NamedTuple):
    """Lines as they are written, their verdicts and reasons counted, and what was set aside on the way."""

    lines: bytes | memoryview
    verdicts: Mapping[Verdict, int]
    reasons: Mapping[Reason, int]
    asides: tuple[SetAside, ...]

    @property
    def size(self) -> int:
        """How many records that were, set aside or not."""
        return sum(self.verdicts.values()) + len(self.asides)


def lines_of(assessed: Iterable[tuple[Part, BatchLines] | SetAside], assessor: LineAssessor) -> Iterator[Lines]:
    """The lines of parts that were assessed each for itself, with records set aside whose id was met before.

    Each part ends where its lines do.
    """
    register = _Register(assessor)
    for one in assessed:
        if isinstance(one, SetAside):
            yield Lines(b"", {}, {}, (one,))
        else:
            made = register.unique(*one)
            yield Lines(made.lines, made.verdicts, made.reasons, tuple(aside for _, aside in made.asides))


class _Register:
    """Numbers the records of a run, and knows the file and number of each that it has seen."""

    def __init__(self, assessor: LineAssessor) -> None:
        self._assessor = assessor
        self._seen = seen_ids()
        self._next = 0
        self._firsts: list[int] = []
        self._places: list[tuple[str, int]] = []

    def unique(self, part: Part, lines: BatchLines) -> BatchLines:
        """The lines of the part; made anew, record by record, where an id of it was met before."""
        first = self._first(part)
        self._next = first + part.stop
        if self._next > _MOST_RECORDS:
            raise TooManyRecords(f"one run takes at most {_MOST_RECORDS:,} records; split the input")
        if self._seen.add(lines.ids, first):
            return lines
        return self._assessor.assess_one_by_one(part, self._seen, first, self._twice)

    def _first(self, part: Part) -> int:
        """The number in the run of the batch's first record. Records of one file are as far apart there as in the file.

        So nothing has to be remembered of a part that comes later in it, whatever was set aside before.
        """
        batch = part.batch
        if self._places:
            file, number = self._places[-1]
            first = self._firsts[-1] + batch.first - number
            if file == batch.file and first + part.start >= self._next:
                return first
        self._firsts.append(self._next)
        self._places.append((batch.file, batch.first))
        return self._next

    def _twice(self, record: Record, before: int) -> SetAside:
        which = bisect_right(self._firsts, before) - 1
        file, number = self._places[which]
        number += before - self._firsts[which]
        where = f"record {number}" if file == record.file else f"record {number} of {file}"
        identifier = record.incident.id
        problem = f"{quoted(identifier)} is already the id of {where}"
        return SetAside(record.file, record.number, identifier, "id", problem)
