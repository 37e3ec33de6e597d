"""Assessments as JSON, a line each, in input order. A line stands alone: it says what it was computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cfcheck.model.visible import JsonText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from cfcheck.model.assessment import Provenance, SetAside, Summary

__all__ = ["JsonLinesRenderer"]


class JsonLinesRenderer:
    """Writes the lines as they are."""

    shows_set_aside: ClassVar[bool] = False

    def __init__(self, out: TextIO, _: Provenance) -> None:
        self._out = out
        self._bytes = None if out.isatty() else getattr(out, "buffer", None)

    def add(self, lines: bytes | memoryview, _: Callable[[], Iterable[bytes]]) -> None:
        """Write the lines."""
        if self._bytes is None:
            JsonText(self._out).write(str(lines, "utf-8"))
            return
        rest = memoryview(lines)
        while rest:  # a signal can make a stream take only some at a time
            rest = rest[self._bytes.write(rest) :]

    def set_aside(self, asides: Iterable[SetAside]) -> None:
        """Write nothing of them."""

    def finish(self, summary: Summary) -> None:
        """Write nothing behind the last line."""
