"""Assessments as CSV: a row an incident, always the same columns, quoted as RFC 4180 says, lines ended by CR LF.

With boundaries there is one column more, at the end.

Lists are joined by `; `. An apostrophe stands before a sign with which a formula would begin, and what would disturb a
terminal is replaced. Whoever needs the exact text (or a list whose values contain `; `) takes JSON.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.model.assessment import Outcome, SetAside
from cfcheck.model.result_json import computed_from, plain_assessment
from cfcheck.model.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary

__all__ = ["COLUMNS", "CsvRenderer"]

COLUMNS: Final = (
    "incident", "verdict", "possible", "reasons", "needs",
    # The ids of the findings with that outcome, then where they and the others cite from, and how grave breaches are.
    *Outcome, "cite", "severity",
    "attribution", "perpetrators", "confidence", "notes", "agreement", "rules_hash", "incident_hash",
)  # fmt: skip

# What begins a formula where a cell begins: at its own beginning, and behind what parts cells in the files of other
# countries and programs. White space, joiners and quotes may stand before it, which some programs drop.
_FORMULA: Final = re.compile("(?:\\A|[;|])[\\s\u200c\u200d\"']*(?=[-=+@＝＋－＠])")  # noqa: RUF001  # these are meant


class CsvRenderer:
    """Keeps nothing."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._rows = csv.writer(out, lineterminator="\r\n")
        self._computed_from = computed_from(provenance)
        self._columns = [*COLUMNS, *(key for key in self._computed_from if key not in COLUMNS)]
        self._rows.writerow(self._columns)

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment; a record set aside has no row."""
        if not isinstance(result, SetAside):
            cells = _cells(plain_assessment(result)) | self._computed_from
            self._rows.writerow([_text(cells.get(column, "")) for column in self._columns])

    def finish(self, summary: Summary) -> None:
        """Nothing follows the last row."""


def _cells(plain: dict[str, Any]) -> dict[str, str]:
    findings = plain["findings"]
    ids: dict[str, list[str]] = {}
    for finding in findings:
        ids.setdefault(finding["outcome"], []).append(finding["id"])
    attribution = plain["attribution"]
    return {
        "incident": plain["incident"],
        "verdict": plain["verdict"],
        "possible": _joined(plain["possible"]),
        "reasons": _joined(plain["reasons"]),
        "needs": _joined(f"{need['fact']}: {need['question']}" for need in plain["needs"]),
        **{outcome: _joined(found) for outcome, found in ids.items()},
        "cite": _joined(_place(cited) for finding in findings for cited in finding["cite"]),
        "severity": _joined(finding["severity"] for finding in findings if finding["outcome"] == Outcome.BREACHED),
        "attribution": attribution["status"],
        "perpetrators": _joined(attribution["perpetrators"]),
        "confidence": attribution["confidence"] or "",
        "notes": _joined(f"{note['path']}: {note['text']}" for note in plain["notes"]),
        "incident_hash": plain["incident_hash"],
    }


def _place(cited: dict[str, Any]) -> str:
    return f"{cited['source']} {cited['provision']}{'' if cited['verified'] else ' (not verified)'}"


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))


def _text(cell: str) -> str:
    shown = visible_line(cell) if cell else ""
    if not shown or (shown[0].isalnum() and ";" not in shown and "|" not in shown):  # as nearly all are
        return shown
    return _FORMULA.sub(r"\g<0>'", shown)
