"""Writes a comparison as Markdown for a comment on a GitHub pull request: summary, tables, and folded details.

Texts from rule files and reports stand in code, where GitHub sees no mention, link or tag in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.authoring.diff.comparison import Effect
from cfcheck.authoring.diff.output import yaml_lines
from cfcheck.authoring.diff.words import (
    NO_SITUATION,
    becomes_words,
    headline,
    incidents_line,
    matrix_rows,
    norm_words,
    open_words,
    result_words,
    side_line,
    subject_words,
    term_lines,
    term_words,
    tool_line,
    unchanged_words,
    verdict_words,
)
from cfcheck.model.assessment import SetAside
from cfcheck.model.visible import Lines, visible
from cfcheck.report.markdown_text import as_code, as_text
from cfcheck.report.words import NOT_A_FINDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from cfcheck.authoring.diff.comparison import Comparison, IncidentChange, Matrix

__all__ = ["MOST", "MarkdownRenderer"]

MOST: Final = 30
"""How many rows of a kind are shown: a comment on GitHub may have 65,536 characters."""

_LONGEST: Final = 400
_FENCE: Final = re.compile(r"`{3,}")


class MarkdownRenderer:
    """Keeps the rows that are shown, and how many there are: the summary stands above them."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO) -> None:
        self._out = Lines(out)
        self._comparisons: Sequence[Comparison] = ()
        self._changed: dict[Effect, list[IncidentChange]] = {Effect.VERDICT: [], Effect.FINDINGS: []}

    def begin(self, comparisons: Sequence[Comparison]) -> None:
        """Keep the comparison of the agreements."""
        self._comparisons = comparisons

    def add(self, change: IncidentChange) -> None:
        """Keep an incident that changes, if it will be shown."""
        if change.effect is Effect.NONE:
            return
        if len(self._changed[change.effect]) < MOST:
            self._changed[change.effect].append(change)

    def finish(self, matrix: Matrix | None) -> None:
        """Write everything."""
        for comparison in self._comparisons:
            self._lines([f"### {as_text(headline(comparison))}", ""])
            if matrix is not None:
                self._lines([as_text(incidents_line(matrix)), ""])
            self._lines(_terms(comparison))
            self._lines(_situations(comparison))
        if matrix is not None:
            self._lines(_verdicts(self._changed[Effect.VERDICT], matrix.effects[Effect.VERDICT]))
            self._lines(_findings(self._changed[Effect.FINDINGS], matrix.effects[Effect.FINDINGS]))
            self._lines([*_table(matrix_rows(matrix)), ""])
        self._lines(_sources(self._comparisons))

    def _lines(self, lines: Iterable[str]) -> None:
        self._out.lines(lines)


def _terms(comparison: Comparison) -> Iterator[str]:
    if unchanged_words(comparison):
        yield unchanged_words(comparison)
        yield ""
    shown = comparison.terms[:MOST]
    if not shown:
        return
    yield from _table([["Change of the terms"], *([term_words(change, as_code)] for change in shown)])
    yield from _rest(len(comparison.terms))
    blocks = (
        line
        for change in shown
        for line in (f"  {term_words(change, visible)}", *map(_cut, term_lines(comparison, change)))
    )
    yield from _folded("What they said and say", "diff", blocks)


def _situations(comparison: Comparison) -> Iterator[str]:
    found = comparison.situations or ()
    if comparison.situations == () and comparison.terms:
        yield f"Example situations: {NO_SITUATION}."
        yield ""
    if not found:
        return
    yield from _table(
        [
            ["", "By", "Old", "New"],
            *(
                [f"{number}", subject_words(one, as_code), verdict_words(one.old), verdict_words(one.new)]
                for number, one in enumerate(found[:MOST], 1)
            ),
        ]
    )
    yield from _rest(len(found))
    examples = (
        line
        for number, one in enumerate(found[:MOST], 1)
        for line in (
            *(["---"] if number > 1 else []),
            f"# {number}. {verdict_words(one.old)} -> {verdict_words(one.new)}",
            *(f"# {norm_words(norm, visible)}" for norm in one.norms),
            *map(visible, yaml_lines(one.example)),
        )
    )
    yield from _folded("Incidents that show it", "yaml", examples)


def _verdicts(changed: Sequence[IncidentChange], count: int) -> Iterator[str]:
    if changed:
        rows = ([as_code(one.id or ""), *_results(one), _norms(one)] for one in changed)
        yield from _table([["Incident", "Old", "New", "By"], *rows])
        yield from _rest(count)


def _findings(changed: Sequence[IncidentChange], count: int) -> Iterator[str]:
    if changed:
        yield f"<details><summary>Incidents that keep their verdict and change otherwise: {count:,}</summary>"
        yield ""
        rows = ([as_code(one.id or ""), as_text(becomes_words(one)), _norms(one)] for one in changed)
        yield from _table([["Incident", "Verdict", "By"], *rows])
        yield from _rest(count)
        yield "</details>"
        yield ""


def _results(change: IncidentChange) -> Iterator[str]:
    for result in (change.old, change.new):
        yield (as_code if isinstance(result, SetAside) else as_text)(result_words(result))


def _norms(change: IncidentChange) -> str:
    return "<br>".join([*(norm_words(norm, as_code) for norm in change.norms), *filter(None, [open_words(change)])])


def _sources(comparisons: Iterable[Comparison]) -> Iterator[str]:
    for comparison in comparisons:
        sides = (("old", comparison.old), ("new", comparison.new))
        yield from (f"- {as_code(side_line(word, side))}" for word, side in sides if side is not None)
    yield f"- {as_code(tool_line())}"
    yield ""
    yield f"*{NOT_A_FINDING}*"


def _table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    heading, *others = rows
    for row in (heading, ["---"] * len(heading), *others):
        yield f"| {' | '.join(row)} |"


def _rest(count: int) -> Iterator[str]:
    """The end of a table, and how many rows it does not have."""
    yield ""
    if count > MOST:
        yield f"{count - MOST:,} more are not shown; `--format json` has all of them."
        yield ""


def _folded(title: str, language: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines of code that a reader unfolds; the fence is longer than any in them."""
    block = list(lines)
    fence = "`" * max([3, *(len(found) + 1 for line in block for found in _FENCE.findall(line))])
    yield from (f"<details><summary>{title}</summary>", "", f"{fence}{language}", *block, fence, "", "</details>", "")


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
