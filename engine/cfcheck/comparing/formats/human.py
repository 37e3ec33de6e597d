"""What differs, for people at a prompt: terms as lines with `-` and `+`, examples as YAML, counts at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.comparing.comparison import Effect
from cfcheck.comparing.example_yaml import yaml_lines
from cfcheck.comparing.words import (
    NO_SITUATION,
    becomes_words,
    headline,
    incidents_line,
    matrix_rows,
    norm_words,
    open_words,
    side_line,
    subject_words,
    term_lines,
    term_words,
    tool_line,
    unchanged_words,
    verdict_words,
)
from cfcheck.formats.words import NOT_A_FINDING
from cfcheck.visible import Lines, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from cfcheck.analysis.difference import SituationChange
    from cfcheck.comparing.comparison import Comparison, IncidentChange, Matrix

__all__ = ["HumanRenderer"]


class HumanRenderer:
    """Keeps nothing but the sides, which are named at the end."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO) -> None:
        self._out = Lines(out)
        self._comparisons: Sequence[Comparison] = ()
        self._has_incidents = False

    def begin(self, comparisons: Sequence[Comparison]) -> None:
        """Write the terms and the situations."""
        self._comparisons = comparisons
        for comparison in comparisons:
            self._lines(_compared(comparison))

    def add(self, change: IncidentChange) -> None:
        """Write an incident that changes; those set aside on both sides are told elsewhere, and counted."""
        if change.effect is Effect.NONE:
            return
        if not self._has_incidents:
            self._has_incidents = True
            self._lines(["Incidents"])
        self._lines(_changed(change))

    def finish(self, matrix: Matrix | None) -> None:
        """Write the counts, and what it was all computed from."""
        if self._has_incidents:
            self._lines([""])
        if matrix is not None:
            self._lines([incidents_line(matrix), *_table(matrix_rows(matrix)), ""])
        for comparison in self._comparisons:
            sides = (("old", comparison.old), ("new", comparison.new))
            self._lines(side_line(word, side) for word, side in sides if side is not None)
        self._lines([tool_line(), NOT_A_FINDING])

    def _lines(self, lines: Iterator[str] | list[str]) -> None:
        self._out.lines(lines)


def _compared(comparison: Comparison) -> Iterator[str]:
    yield headline(comparison)
    yield ""
    if unchanged_words(comparison):
        yield unchanged_words(comparison)
        yield ""
    if comparison.terms:
        yield "Terms"
        for change in comparison.terms:
            yield f"  {term_words(change, _mark)}"
            yield from (f"    {line}" for line in term_lines(comparison, change))
        yield ""
    if comparison.situations:
        yield "Example situations"
        for number, situation in enumerate(comparison.situations, 1):
            yield from _shown(number, situation)
        yield ""
    elif comparison.situations is not None and comparison.terms:
        yield f"Example situations: {NO_SITUATION}"
        yield ""


def _shown(number: int, change: SituationChange) -> Iterator[str]:
    yield f"  {number}. {subject_words(change, _mark)}: {verdict_words(change.old)} -> {verdict_words(change.new)}"
    yield from (f"     {norm_words(norm, _mark)}" for norm in change.norms)
    yield from (f"       {visible(line)}" for line in yaml_lines(change.example))


def _changed(change: IncidentChange) -> Iterator[str]:
    place = f"{change.file}, record {change.record}" if change.record else change.file
    yield f"  {visible(change.id or '(no id)')} ({visible(place)})"
    yield f"    {becomes_words(change)}"
    yield from (f"    {norm_words(norm, _mark)}" for norm in change.norms)
    if open_words(change):
        yield f"    {open_words(change)}"


def _table(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join(["", first.ljust(widths[0]), *cells])


def _mark(text: str) -> str:
    return f"`{visible(text)}`"
