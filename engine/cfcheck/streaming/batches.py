"""From parts of batches to lines, in order, with every id counted once in a run. Knows no files and no options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.assessment import SetAside
from cfcheck.streaming.numbering import Numbering
from cfcheck.streaming.seen import seen_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.streaming.cutting import Part
    from cfcheck.streaming.line_assessor import BatchLines, LineAssessor
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


def lines_of(assessed: Iterable[tuple[Part, BatchLines] | SetAside], assessor: LineAssessor) -> Iterator[Lines]:
    """The lines of parts that were assessed each for itself, with records set aside whose id was met before.

    Each part ends where its lines do.
    """
    numbering, seen = Numbering(), seen_ids()
    for one in assessed:
        if isinstance(one, SetAside):
            yield Lines(b"", {}, {}, (one,))
            continue
        part, made = one
        first = numbering.number(part.batch.file, part.batch.first, part.start, part.stop)
        if not seen.add(made.ids, first):
            made = assessor.assess_one_by_one(part, seen, first, numbering.set_aside)
        yield Lines(made.lines, made.verdicts, made.reasons, tuple(aside for _, aside in made.asides))
