"""Results as one JSON document, written as they come: an assessment a line, so that two runs can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.model.assessment import SetAside
from cfcheck.model.incident_json import encode_json
from cfcheck.model.result_json import FORMAT, plain_assessment, plain_provenance, plain_set_aside, plain_summary
from cfcheck.model.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Assessment, Provenance, Summary

__all__ = ["JsonRenderer"]


class JsonRenderer:
    """Keeps nothing but the records set aside, which follow the assessments."""

    shows_set_aside: ClassVar[bool] = True

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = JsonText(out)
        self._lead = "\n"
        self._set_aside: list[SetAside] = []
        self._out.write(f'{{"format":{FORMAT},"provenance":{_json(plain_provenance(provenance))},"assessments":[')

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment, keep a record set aside."""
        if isinstance(result, SetAside):
            self._set_aside.append(result)
            return
        self._out.write(self._lead + _json(plain_assessment(result)))
        self._lead = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write what was set aside and the counts."""
        self._out.write("\n" if self._lead != "\n" else "")
        self._out.write(f'],"set_aside":[{_lines(map(plain_set_aside, self._set_aside))}],')
        self._out.write(f'"summary":{_json(plain_summary(summary))}}}\n')


def _lines(values: Iterable[object]) -> str:
    written = ",\n".join(map(_json, values))
    return f"\n{written}\n" if written else ""


def _json(value: object) -> str:
    return encode_json(value).decode()
