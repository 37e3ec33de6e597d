"""Assessments as CSV: a row an incident, always the same columns, quoted as RFC 4180 says, lines ended by CR LF.

With boundaries there is one column more, at the end.

Lists are joined by `; `. An apostrophe stands before a sign with which a formula would begin, and what would disturb a
terminal is replaced. Whoever needs the exact text (or a list whose values contain `; `) takes JSON.
"""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.assessment import Outcome
from cfcheck.model.bounded import Remembered
from cfcheck.model.result_json import computed_from, parts_of, text_of
from cfcheck.model.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["COLUMNS", "CsvRenderer"]

# For each outcome the ids of the findings that have it, then where all of them cite from, and how grave breaches are.
_OF_DECISION: Final = ("verdict", "possible", "reasons", "needs", *Outcome, "cite", "severity")
_OF_ATTRIBUTION: Final = ("attribution", "perpetrators", "confidence")
COLUMNS: Final = ("incident", *_OF_DECISION, *_OF_ATTRIBUTION, "notes", "agreement", "rules_hash", "incident_hash")

_MOST_REMEMBERED: Final = 16_384
_MOST_BYTES: Final = 32 * 1024 * 1024
_LINE_END: Final = "\r\n"

# What begins a formula where a cell begins: at its own beginning, and behind what parts cells in the files of other
# countries and programs. White space, joiners and quotes may stand before it, which some programs drop.
_FORMULA: Final = re.compile("(?:\\A|[;|])[\\s\u200c\u200d\"']*(?=[-=+@＝＋－＠])")  # noqa: RUF001  # these are meant


_PLAIN: Final = re.compile(r"[\w./-]*", re.ASCII)


class CsvRenderer:
    """Keeps the cells of decisions and of attributions, which many rows share."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = out
        said = computed_from(provenance)
        last = tuple(key for key in said if key not in COLUMNS)
        self._before_hash = _cells(said[key] for key in ("agreement", "rules_hash"))
        self._behind_hash = "".join(f",{_cells([said[key]])}" for key in last) + _LINE_END
        self._of_decision = Remembered(_decision_cells, _MOST_REMEMBERED, _MOST_BYTES)
        self._of_attribution = Remembered(_attribution_cells, _MOST_REMEMBERED, _MOST_BYTES)
        self._out.write(_cells((*COLUMNS, *last)) + _LINE_END)

    def add(self, lines: bytes | memoryview, _: Callable[[], Iterable[bytes]]) -> None:
        """Write a row for each line."""
        self._out.write("".join(map(self._row, bytes(lines).split(b"\n")[:-1])))

    def _row(self, line: bytes) -> str:
        parts = parts_of(line)
        notes = _notes_cell(parts.notes) if parts.notes else ""
        return (
            f"{_cells([text_of(parts.incident)])},{self._of_decision[parts.decision]},"
            f"{self._of_attribution[parts.attribution]},{notes},{self._before_hash},"
            f"{parts.incident_hash.decode()}{self._behind_hash}"
        )

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Write nothing of them: a record set aside has no row."""

    def finish(self, summary: Summary) -> None:
        """Write nothing behind the last row."""


def _decision_cells(decision: bytes) -> str:
    plain = json.loads(b"{" + decision[1:] + b"}")
    findings: list[dict[str, Any]] = plain["findings"]
    ids: dict[str, list[str]] = {}
    for finding in findings:
        ids.setdefault(finding["outcome"], []).append(finding["id"])
    return _cells(
        (
            plain["verdict"],
            _joined(plain["possible"]),
            _joined(plain["reasons"]),
            _joined(f"{need['fact']}: {need['question']}" for need in plain["needs"]),
            *(_joined(ids.get(outcome, ())) for outcome in Outcome),
            _joined(_place(cited) for finding in findings for cited in finding["cite"]),
            _joined(finding["severity"] for finding in findings if finding["outcome"] == Outcome.BREACHED),
        )
    )


def _attribution_cells(attribution: bytes) -> str:
    plain = json.loads(attribution)
    return _cells((plain["status"], _joined(plain["perpetrators"]), plain["confidence"] or ""))


def _notes_cell(notes: bytes) -> str:
    return _cells([_joined(f"{note['path']}: {note['text']}" for note in json.loads(b"[" + notes + b"]"))])


def _place(cited: dict[str, Any]) -> str:
    return f"{cited['source']} {cited['provision']}{'' if cited['verified'] else ' (not verified)'}"


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))


def _text(cell: str) -> str:
    shown = visible_line(cell) if cell else ""
    if not shown or (shown[0].isalnum() and ";" not in shown and "|" not in shown):  # as nearly all are
        return shown
    return _FORMULA.sub(r"\g<0>'", shown)


def _cells(cells: Iterable[str]) -> str:
    """The cells as they stand in a row, without its end."""
    texts = [_text(cell) for cell in cells]
    if len(texts) == 1 and _PLAIN.fullmatch(texts[0]):  # as nearly all ids are
        return texts[0]
    row = StringIO()
    csv.writer(row, lineterminator=_LINE_END).writerow(texts)
    return row.getvalue().removesuffix(_LINE_END)
