"""Assessments as JSON, a line each, in input order. A line stands alone: it says what it was computed from."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final

from cfcheck.assessment import SetAside
from cfcheck.formats.plain import (
    computed_from,
    plain_assessment,
    plain_attribution,
    plain_finding,
    plain_need,
    plain_notes,
)
from cfcheck.incident import encode_json
from cfcheck.verdict import Reason, Verdict
from cfcheck.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from cfcheck.assessment import Assessment, Attribution, Finding, Need, Note, Provenance, Summary
    from cfcheck.ruling import Judgement, Outlook

__all__ = [
    "JsonLinesRenderer",
    "attribution_text",
    "decision_text",
    "finding_text",
    "need_text",
    "notes_text",
    "outlook_of",
    "outlook_text",
    "tail_text",
]  # fmt: skip

# A line is its parts one after the other, so that parts which many lines share are made once:
#   {"incident": ID  outlook_text  need_text,...  ],"findings":[  finding_text,...  ],"attribution":  attribution_text
#   ,"notes":[  notes_text  ],"incident_hash":" HASH  tail_text
# `LineAssessor` and engine/native/line.h put them together.


_OUTLOOK_BEGINS: Final = b',"verdict":'
_OUTLOOK_ENDS: Final = b',"needs":'


def outlook_text(decided: Judgement | Outlook) -> bytes:
    """What stands between an incident's id and its needs: the verdict, those that are possible, and the reasons."""
    plain = {"verdict": decided.verdict, "possible": decided.possible, "reasons": decided.reasons}
    return b"," + _bare(plain) + _OUTLOOK_ENDS + b"["


def outlook_of(line: bytes) -> tuple[Verdict, tuple[Reason, ...]]:
    """The verdict of a line, and the reasons for it."""
    # Inside of texts each quote has a backslash before it, so what an id says is none of these.
    return _outlook(line[line.index(_OUTLOOK_BEGINS) : line.index(_OUTLOOK_ENDS)])


@lru_cache(maxsize=4096)
def _outlook(text: bytes) -> tuple[Verdict, tuple[Reason, ...]]:
    plain = json.loads(b"{" + text[1:] + b"}")
    return Verdict(plain["verdict"]), tuple(map(Reason, plain["reasons"]))


def need_text(need: Need) -> bytes:
    """A need."""
    return encode_json(plain_need(need))


def finding_text(finding: Finding) -> bytes:
    """A finding."""
    return encode_json(plain_finding(finding))


def decision_text(decided: Judgement, findings: Iterable[Finding]) -> bytes:
    """What stands between an incident's id and its attribution."""
    needs, found = b",".join(map(need_text, decided.needs)), b",".join(map(finding_text, findings))
    return b"".join((outlook_text(decided), needs, b'],"findings":[', found, b'],"attribution":'))


def attribution_text(attribution: Attribution) -> bytes:
    """An attribution."""
    return encode_json(plain_attribution(attribution))


def notes_text(notes: Iterable[Note]) -> bytes:
    """Notes, without the brackets around them."""
    return _bare(plain_notes(notes))


def tail_text(provenance: Provenance) -> bytes:
    """What follows the digits of an incident's hash."""
    return b'",' + _bare(computed_from(provenance)) + b"}\n"


def _bare(value: object) -> bytes:
    return encode_json(value)[1:-1]


class JsonLinesRenderer:
    """Keeps nothing."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = JsonText(out)
        self._computed_from = computed_from(provenance)

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment; a record set aside has no place among them."""
        if not isinstance(result, SetAside):
            self._out.write(encode_json(plain_assessment(result) | self._computed_from).decode() + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing follows the last line."""
