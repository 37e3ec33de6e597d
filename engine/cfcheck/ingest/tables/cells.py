"""Reads cells: fills texts from them, looks up codes, reads numbers and times. An unreadable cell is a `CellFault`."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from cfcheck.ingest.tables.block import Coded, ColumnName
from cfcheck.ingest.tables.times import InvalidTableTime
from cfcheck.model.bounded import Remembered
from cfcheck.model.text import listed, normalise, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfcheck.ingest.tables.block import CodeList, Filled, Made
    from cfcheck.ingest.tables.mapping import CellFormat

__all__ = ["CellFault", "Cells", "TimeReader", "count", "number", "text_maker", "values_maker"]

Cells: TypeAlias = "Mapping[ColumnName, str]"

LONGEST_NUMBER = 15
_MOST_TIMES: Final = 4096
_MOST_BYTES: Final = 2 * 1024 * 1024
_NUMBERS: Final = {
    ".": re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d+(?:,\d+)?", re.ASCII),
}
_COUNT: Final = re.compile(r"(\d+)(?:[.,]0+)?", re.ASCII)


class CellFault(ValueError):
    """Raised for a cell that cannot be read as its column demands."""


def text_maker(text: Filled) -> Callable[[Cells], str]:
    """Makes the text with a row's cells; empty if one of them is, since half a text would say something else."""
    if not text.columns:
        whole = "".join(literal for literal, _ in text.parts)
        return lambda _: whole
    if text.parts == (("", text.columns[0]),):
        return itemgetter(text.columns[0])
    return partial(_filled, text.parts)


def _filled(parts: tuple[tuple[str, ColumnName | None], ...], cells: Cells) -> str:
    whole = ""
    for literal, column in parts:
        cell = "" if column is None else cells[column]
        if column is not None and not cell:
            return ""
        whole += literal + cell
    return whole


def values_maker(made: Made) -> Callable[[Cells], tuple[str, ...]]:
    """Makes the value, or each possible one; none if there is nothing in the cell. It raises CellFault."""
    if isinstance(made, Coded):
        code_of, codes = text_maker(made.code), made.codes
        return lambda cells: _looked_up(code, codes) if (code := code_of(cells)) else ()
    text_of = text_maker(made)
    return lambda cells: (text,) if (text := text_of(cells)) else ()


def _looked_up(code: str, codes: CodeList) -> tuple[str, ...]:
    found = codes.values.get(normalise(code))
    if found is None:
        hint = suggestion(code, codes.codes)
        raise CellFault(f"{quoted(code)} is not in the code list {quoted(codes.name)}{hint and f'; {hint}'}")
    return found


@lru_cache(maxsize=4096)
def number(text: str, decimal: str) -> float:
    """The number that is written with this decimal separator. Raises CellFault."""
    if len(text) <= LONGEST_NUMBER * 2 and _NUMBERS[decimal].fullmatch(text):
        return float(text.replace(decimal, "."))
    raise CellFault(f"expected a number such as 3 or 3{decimal}5, found {quoted(text)}")


def count(text: str, reading: CellFormat) -> int:
    """The whole number. Raises CellFault."""
    match = _COUNT.fullmatch(text)
    if match and len(text) <= LONGEST_NUMBER and text[match.end(1) : match.end(1) + 1] in ("", reading.decimal):
        return int(match[1])
    raise CellFault(f"expected a whole number such as 3, found {quoted(text)}")


class TimeReader:
    """Reads the times of one table. The first cell of a column that only one layout fits settles the column's."""

    def __init__(self, reading: CellFormat) -> None:
        self._reading = reading
        self._settled: dict[tuple[ColumnName, ...], str] = {}
        # Few days stand in many rows.
        self._fitting = Remembered(self._layouts_of, _MOST_TIMES, _MOST_BYTES).__getitem__

    def read(self, text: str, columns: tuple[ColumnName, ...]) -> str:
        """The time in the incident format. Raises CellFault where two layouts fit, or another than before."""
        try:
            fitting = self._fitting(text)
        except InvalidTableTime as error:
            raise CellFault(str(error)) from None
        if not fitting:
            layouts = listed(layout.written for layout in self._reading.layouts)
            raise CellFault(f"{quoted(text)} is no time of the layout {layouts}")
        settled = self._settled.get(columns)
        known = None if settled is None else fitting.get(settled)
        if known is not None:
            return known
        if settled is not None:
            other = quoted(next(iter(fitting)))
            raise CellFault(f"{quoted(text)} is of the layout {other}, and this column began as {quoted(settled)}")
        if len(set(fitting.values())) > 1:
            layouts = listed(fitting, "and")
            raise CellFault(f"{quoted(text)} fits the layouts {layouts}, which name different times")
        if len(fitting) == 1:
            self._settled[columns] = next(iter(fitting))
        return next(iter(fitting.values()))

    def _layouts_of(self, text: str) -> dict[str, str]:
        """The time that the text names in each layout that it fits; it must be a day of the calendar."""
        fitting: dict[str, str] = {}
        refused: InvalidTableTime | None = None
        for layout in self._reading.layouts:
            try:
                time = layout.read(text, self._reading.offset)
            except InvalidTableTime as error:
                refused = error
            else:
                fitting |= {} if time is None else {layout.written: time}
        if refused and not fitting:
            raise refused
        return fitting
