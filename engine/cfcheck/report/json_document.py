"""Results as one JSON document, written as they come: an assessment a line, so that two runs can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.model.incident_json import encode_json
from cfcheck.model.result_json import FORMAT, plain_provenance, plain_set_aside, plain_summary, tail_text
from cfcheck.model.visible import JsonText
from cfcheck.report.kept import KeptText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["JsonRenderer"]


class JsonRenderer:
    """Keeps nothing but the records set aside, which follow the assessments."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = JsonText(out)
        self._lead = "\n"
        self._aside_lead = "\n"
        self._set_aside = KeptText()
        self._tail = tail_text(provenance)
        self._out.write(f'{{"format":{FORMAT},"provenance":{_json(plain_provenance(provenance))},"assessments":[')

    def add(self, lines: bytes | memoryview, _: Callable[[], Iterable[bytes]]) -> None:
        """Write the lines without what they were computed from, which the document says once."""
        # No text in a line holds a quote without a backslash, so the tail is only at the ends of lines.
        assessments = bytes(lines).replace(self._tail, b'"},\n')
        self._out.write(self._lead)
        self._out.write(str(memoryview(assessments)[: -len(b",\n")], "utf-8"))
        self._lead = ",\n"

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Keep them."""
        for aside in asides:
            self._set_aside.add(self._aside_lead + _json(plain_set_aside(aside)))
            self._aside_lead = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write what was set aside and the counts."""
        self._out.write("\n" if self._lead != "\n" else "")
        self._out.write('],"set_aside":[')
        for text in self._set_aside.text():
            self._out.write(text)
        self._out.write("\n" if self._set_aside else "")
        self._out.write(f'],"summary":{_json(plain_summary(summary))}}}\n')


def _json(value: object) -> str:
    return encode_json(value).decode()
