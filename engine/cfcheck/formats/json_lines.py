"""Assessments as JSON, a line each, in input order. A line stands alone: it says what it was computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.assessment import SetAside
from cfcheck.formats.plain import computed_from, plain_assessment
from cfcheck.incident import encode_json

if TYPE_CHECKING:
    from typing import TextIO

    from cfcheck.assessment import Assessment, Provenance, Summary

__all__ = ["JsonLinesRenderer"]


class JsonLinesRenderer:
    """Keeps nothing."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO, provenance: Provenance) -> None:
        self._out = out
        self._computed_from = computed_from(provenance)

    def add(self, result: Assessment | SetAside) -> None:
        """Write an assessment; a record set aside has no place among them."""
        if not isinstance(result, SetAside):
            self._out.write(encode_json(plain_assessment(result) | self._computed_from).decode() + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing follows the last line."""
