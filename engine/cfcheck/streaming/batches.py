"""From parts of batches to lines, in order, with every id counted once in a run. Knows no files and no options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.assessment import SetAside
from cfcheck.incident import decode_incident
from cfcheck.streaming.leaving_out import without
from cfcheck.streaming.numbering import Numbering
from cfcheck.streaming.seen import seen_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.reader import Batch
    from cfcheck.streaming.cutting import Part
    from cfcheck.streaming.line_assessor import BatchLines
    from cfcheck.verdict import Reason, Verdict

__all__ = ["Lines", "lines_of"]


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


def lines_of(assessed: Iterable[tuple[Part, BatchLines] | SetAside]) -> Iterator[Lines]:
    """The lines of parts that were assessed each for itself, without those of records whose id was met before.

    Such a record is set aside. Each part ends where its lines do. Raises TooManyRecords.
    """
    numbering, seen = Numbering(), seen_ids()
    for one in assessed:
        if isinstance(one, SetAside):
            yield Lines(b"", {}, {}, (one,))
            continue
        part, made = one
        batch = part.batch
        first = numbering.number(batch.file, batch.first, part.start, part.stop)
        repeated = seen.add(made.ids, first)
        if repeated:
            made = without(made, [(place, _twice(batch, place, numbering, before)) for place, before in repeated])
        yield Lines(made.lines, made.verdicts, made.reasons, tuple(aside for _, aside in made.asides))


def _twice(batch: Batch, place: int, numbering: Numbering, before: int) -> SetAside:
    identifier = decode_incident(batch.raws[place]).id
    return numbering.set_aside(batch.file, batch.first + place, identifier, before)
