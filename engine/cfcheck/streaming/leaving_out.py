"""Leaves records out of lines that were made already: those whose id turns out to have been met before."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.formats.json_lines import outlook_of
from cfcheck.streaming.seen import places_of

if TYPE_CHECKING:
    from cfcheck.assessment import SetAside
    from cfcheck.streaming.line_assessor import BatchLines

__all__ = ["without"]


def without(made: BatchLines, asides: list[tuple[int, SetAside]]) -> BatchLines:
    """The lines without those of the records that are set aside now, each with its place.

    What such a record was set aside for before is told no more.
    """
    left_out, silent = {place for place, _ in asides}, {place for place, _ in made.asides}
    verdicts, reasons = Counter(made.verdicts), Counter(made.reasons)
    with_lines = (place for place in places_of(made.ids) if place not in silent)
    kept = []
    for place, line in zip(with_lines, bytes(made.lines).split(b"\n")[:-1], strict=True):
        if place in left_out:
            verdict, why = outlook_of(line)
            verdicts[verdict] -= 1
            reasons.subtract(why)
        else:
            kept.append(line)
    others = (one for one in made.asides if one[0] not in left_out)
    return made._replace(
        lines=b"".join(chain.from_iterable((line, b"\n") for line in kept)),
        asides=tuple(sorted(chain(others, asides), key=lambda one: one[0])),
        verdicts=verdicts,
        reasons=reasons,
    )
