"""Writes a comparison for people at a prompt, and as one JSON document with a change on each line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cfcheck.authoring.diff.comparison import SET_ASIDE, Effect
from cfcheck.authoring.diff.words import (
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
from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import encode_json
from cfcheck.model.result_json import plain_set_aside
from cfcheck.model.verdict import Verdict
from cfcheck.model.visible import JsonText, Lines, visible
from cfcheck.model.zone import tz_version
from cfcheck.report.words import NOT_A_FINDING
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from cfcheck.authoring.analysis.difference import SituationChange
    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.parts import Where
    from cfcheck.authoring.analysis.terms import NormChange, TermChange
    from cfcheck.authoring.diff.comparison import Comparison, IncidentChange, Matrix
    from cfcheck.authoring.diff.side import Side
    from cfcheck.model.assessment import Assessment, Finding

__all__ = [
    "FORMAT",
    "HumanRenderer",
    "JsonRenderer",
    "Plain",
    "plain_comparison",
    "plain_incident",
    "plain_matrix",
    "yaml_lines",
]

Plain = dict[str, object]

FORMAT: Final = 1
"""The version of the layout. A key that is added leaves it; one that changes or goes raises it."""


def plain_comparison(comparison: Comparison) -> Plain:
    """An agreement: both sides, its terms, and its situations if any were looked for."""
    situations = comparison.situations
    return {
        "agreement": comparison.name,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "terms": [_term(comparison, change) for change in comparison.terms],
        "situations": None if situations is None else [_situation(change) for change in situations],
    }


def _side(side: Side | None) -> Plain | None:
    if side is None:
        return None
    agreement = side.agreement
    return {
        "name": side.label.name,
        "commit": side.label.commit,
        "agreement": agreement.id,
        "agreement_version": agreement.version,
        "rules_hash": agreement.content_hash,
    }


def _term(comparison: Comparison, change: TermChange) -> Plain:
    return {
        "change": change.kind,
        "what": change.what,
        "id": change.id,
        "of": change.of,
        "key": change.key,
        "entry": change.entry,
        "old": _written(comparison.old, change.old_at, change.old),
        "new": _written(comparison.new, change.new_at, change.new),
    }


def _written(side: Side | None, where: Where | None, text: str) -> Plain | None:
    return None if side is None or where is None else {"place": side.place(where), "says": text}


def _situation(change: SituationChange) -> Plain:
    return {
        "kind": change.kind,
        "subject": change.subject,
        "old": change.old,
        "new": change.new,
        "norms": [_norm(norm) for norm in change.norms],
        "incident": change.example,
    }


def _norm(norm: NormChange) -> Plain:
    return {"kind": norm.kind, "id": norm.id, "old": _finding(norm.old), "new": _finding(norm.new)}


def _finding(finding: Finding | None) -> Plain | None:
    return None if finding is None else {"outcome": finding.outcome, "severity": finding.severity}


def plain_incident(change: IncidentChange) -> Plain:
    """An incident that changes."""
    return {
        "incident": change.id,
        "file": change.file,
        "record": change.record,
        "change": change.effect,
        "old": _result(change.old),
        "new": _result(change.new),
        "norms": [_norm(norm) for norm in change.norms],
    }


def _result(result: Assessment | SetAside) -> Plain:
    if isinstance(result, SetAside):
        return {"verdict": SET_ASIDE, "path": result.path, "problem": result.problem}
    return {"verdict": result.verdict, "possible": result.possible, "reasons": result.reasons}


def plain_matrix(matrix: Matrix) -> Plain:
    """By what incidents were judged, and how many there are, by effect, and by old verdict and new one."""
    verdicts = [*Verdict, None]
    return {
        "threshold": matrix.threshold,
        "as_of": matrix.as_of,
        "incidents": matrix.total,
        "verdict_changes": matrix.effects[Effect.VERDICT],
        "findings_change": matrix.effects[Effect.FINDINGS],
        "set_aside": matrix.set_aside,
        "matrix": {
            old or SET_ASIDE: {new or SET_ASIDE: matrix.count(old, new) for new in verdicts} for old in verdicts
        },
    }


class JsonRenderer:
    """Keeps nothing but the records set aside on both sides, which follow the incidents."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO) -> None:
        self._out = JsonText(out)
        self._lead = "\n"
        self._set_aside: list[SetAside] = []

    def begin(self, comparisons: Sequence[Comparison]) -> None:
        """Write the agreements."""
        self._out.write(f'{{"format":{FORMAT},"cfcheck_version":{_json(VERSION)},"tz_version":{_json(tz_version())},')
        self._out.write(f'"agreements":[{_lines(map(plain_comparison, comparisons))}],"incidents":[')

    def add(self, change: IncidentChange) -> None:
        """Write an incident that changes, keep a record set aside on both sides."""
        if change.effect is not Effect.NONE:
            self._out.write(self._lead + _json(plain_incident(change)))
            self._lead = ",\n"
        elif isinstance(change.new, SetAside):
            self._set_aside.append(change.new)

    def finish(self, matrix: Matrix | None) -> None:
        """Write what was set aside and the counts."""
        self._out.write("\n" if self._lead != "\n" else "")
        self._out.write(f'],"set_aside":[{_lines(map(plain_set_aside, self._set_aside))}],')
        self._out.write(f'"summary":{_json(None if matrix is None else plain_matrix(matrix))}}}\n')


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return encode_json(value).decode()


# Letters, with spaces, hyphens and underscores between: whatever else might mean something to YAML stands in quotes.
_PLAIN: Final = re.compile(r"[^\W\d_]+(?:[ _-][^\W_]+)*")
# What YAML 1.1 or 1.2 takes for a truth value or for nothing.
_NO_TEXT: Final = re.compile(r"y|n|yes|no|on|off|true|false|null|none", re.IGNORECASE)


def yaml_lines(example: Example, indent: str = "") -> Iterator[str]:
    """The lines of a block, a key each; lists stand in brackets."""
    for key, value in example.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from yaml_lines(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_value(value)}"


def _value(value: Any) -> str:  # noqa: ANN401  # any JSON
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not _NO_TEXT.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


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
        """Write an incident that changes; those set aside on both sides are listed elsewhere, and counted."""
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
