"""What differs as one JSON document, written as it becomes known: a change a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.assessment import SetAside
from cfcheck.comparing.comparison import Effect
from cfcheck.comparing.formats.plain import FORMAT, plain_comparison, plain_incident, plain_matrix
from cfcheck.formats.plain import plain_set_aside
from cfcheck.incident import encode_json
from cfcheck.version import VERSION
from cfcheck.visible import JsonText
from cfcheck.zone import tz_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from cfcheck.comparing.comparison import Comparison, IncidentChange, Matrix

__all__ = ["JsonRenderer"]


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
