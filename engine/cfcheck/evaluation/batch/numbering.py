"""Numbers the records of a run in one row, and finds the file and the number in it of each of them again.

From parts of batches to lines, in order, with every id counted once in a run. Knows no files and no options.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.evaluation.batch.lines import places_with_lines, without
from cfcheck.evaluation.batch.seen import seen_ids
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import decode_incident
from cfcheck.model.problem import CfcheckError
from cfcheck.model.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cfcheck.evaluation.batch.cutting import Part
    from cfcheck.evaluation.batch.lines import BatchLines
    from cfcheck.ingest.json.reader import Batch
    from cfcheck.model.verdict import Reason, Verdict

__all__ = ["IdRegister", "Lines", "Numbering", "TooManyRecords", "lines_of"]

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


class IdRegister:
    """The ids of a run, each of which counts once.

    Remembers of every id a hash of it and its place, some 20 bytes each: the one thing that grows with the input.
    """

    def __init__(self) -> None:
        self._numbering = Numbering()
        self._seen = seen_ids()

    def add(self, marks: bytes, file: str, record: int, start: int = 0, stop: int = 1) -> list[tuple[int, int]]:
        """Add ids of records of the file, numbered as by `Numbering.number`; `marks` are as SeenIds takes them.

        Returns for each id that was there before the place of its record and the number of the one that had it. Raises
        TooManyRecords.
        """
        return self._seen.add(marks, self._numbering.number(file, record, start, stop))

    def set_aside(self, file: str, record: int, identifier: str, before: int) -> SetAside:
        """A record of the file, set aside because its id is that of the record with the number `before`."""
        return self._numbering.set_aside(file, record, identifier, before)


class Lines(NamedTuple):
    """Lines as they are written, their verdicts and reasons counted, and what was set aside on the way."""

    lines: bytes | memoryview
    verdicts: Mapping[Verdict, int]
    reasons: Mapping[Reason, int]
    asides: tuple[SetAside, ...]
    records: Callable[[], list[bytes]] = list
    """The records of the lines, in their order."""

    @property
    def size(self) -> int:
        """How many records that were, set aside or not."""
        return sum(self.verdicts.values()) + len(self.asides)


def lines_of(assessed: Iterable[tuple[Part, BatchLines] | SetAside]) -> Iterator[Lines]:
    """The lines of parts that were assessed each for itself, without those of records whose id was met before.

    Such a record is set aside. Each part ends where its lines do. Raises TooManyRecords.
    """
    register = IdRegister()
    for one in assessed:
        if isinstance(one, SetAside):
            yield Lines(b"", {}, {}, (one,))
            continue
        part, made = one
        batch = part.batch
        repeated = register.add(made.ids, batch.file, batch.first, part.start, part.stop)
        if repeated:
            made = without(made, [(place, _twice(batch, place, register, before)) for place, before in repeated])
        asides = tuple(aside for _, aside in made.asides)
        yield Lines(made.lines, made.verdicts, made.reasons, asides, partial(_records_of, batch, made))


def _records_of(batch: Batch, made: BatchLines) -> list[bytes]:
    return [bytes(batch.raws[place]) for place in places_with_lines(made)]


def _twice(batch: Batch, place: int, register: IdRegister, before: int) -> SetAside:
    identifier = decode_incident(batch.raws[place]).id
    return register.set_aside(batch.file, batch.first + place, identifier, before)
