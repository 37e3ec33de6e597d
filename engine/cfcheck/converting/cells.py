"""What cells say: texts filled from them, codes looked up, numbers and times read, conditions asked.

Knows one row at a time and the mapping's nouns; nothing of files. What cannot be read is a CellFault, never a guess.
"""

from __future__ import annotations

import operator
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from cfcheck.converting.block import AllOf, AnyOf, Coded, ColumnName, Compared, NotOf, OneOf
from cfcheck.converting.layouts import InvalidTime
from cfcheck.names import normalise
from cfcheck.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfcheck.converting.block import CodeList, Condition, Filled, Made
    from cfcheck.converting.layouts import Layout
    from cfcheck.converting.mapping import Reading

__all__ = ["COMPARISONS", "CellFault", "Cells", "TimeReader", "count", "filled", "holds", "number", "values"]

Cells: TypeAlias = "Mapping[ColumnName, str]"

COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
}
LONGEST_NUMBER = 15
_NUMBERS: Final = {
    ".": re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d+(?:,\d+)?", re.ASCII),
}
_COUNT: Final = re.compile(r"(\d+)(?:[.,]0+)?", re.ASCII)


class CellFault(ValueError):
    """Raised for a cell that does not say what its column should."""


def filled(text: Filled, cells: Cells) -> str:
    """The text with its cells; empty if one of them is, since half a text would say something else."""
    whole = ""
    for literal, column in text.parts:
        cell = "" if column is None else cells[column]
        if column is not None and not cell:
            return ""
        whole += literal + cell
    return whole


def values(made: Made, cells: Cells) -> tuple[str, ...]:
    """The value, or each possible value; none if there is nothing in the cell."""
    if isinstance(made, Coded):
        code = filled(made.code, cells)
        return _looked_up(code, made.codes) if code else ()
    text = filled(made, cells)
    return (text,) if text else ()


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


def count(text: str, reading: Reading) -> int:
    """The whole number. Raises CellFault."""
    match = _COUNT.fullmatch(text)
    if match and len(text) <= LONGEST_NUMBER and text[match.end(1) : match.end(1) + 1] in ("", reading.decimal):
        return int(match[1])
    raise CellFault(f"expected a whole number such as 3, found {quoted(text)}")


def holds(condition: Condition, cells: Cells, reading: Reading) -> bool:
    """Whether the condition holds of the row; an empty cell passes no comparison. Raises CellFault."""
    match condition:
        case OneOf(column, texts):
            return normalise(cells[column]) in texts
        case Compared(column, comparison, bound):
            left, right = cells[column], bound if isinstance(bound, int) else cells[ColumnName(bound)]
            if "" in (left, right):
                return False
            limit = right if isinstance(right, int) else number(right, reading.decimal)
            return COMPARISONS[comparison](number(left, reading.decimal), limit)
        case AllOf(parts):
            return all(holds(part, cells, reading) for part in parts)
        case AnyOf(parts):
            return any(holds(part, cells, reading) for part in parts)
        case NotOf(part):
            return not holds(part, cells, reading)
        case _:
            assert_never(condition)


class TimeReader:
    """Reads the times of one table. The first cell of a column that only one layout fits settles the column's."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._settled: dict[tuple[ColumnName, ...], Layout] = {}

    def read(self, text: str, columns: tuple[ColumnName, ...]) -> str:
        """The time in the incident format. Raises CellFault where two layouts fit, or another than before."""
        try:
            fitting = self._fitting(text)
        except InvalidTime as error:
            raise CellFault(str(error)) from None
        if not fitting:
            layouts = listed(layout.written for layout in self._reading.layouts)
            raise CellFault(f"{quoted(text)} is no time of the layout {layouts}")
        settled = self._settled.get(columns)
        if settled in fitting:
            return fitting[settled]
        if settled is not None:
            other = quoted(next(iter(fitting)).written)
            raise CellFault(
                f"{quoted(text)} is of the layout {other}, and this column began as {quoted(settled.written)}"
            )
        if len(set(fitting.values())) > 1:
            layouts = listed((layout.written for layout in fitting), "and")
            raise CellFault(f"{quoted(text)} fits the layouts {layouts}, which name different times")
        if len(fitting) == 1:
            self._settled[columns] = next(iter(fitting))
        return next(iter(fitting.values()))

    def _fitting(self, text: str) -> dict[Layout, str]:
        """What the text names in each layout that it fits; a layout under which it is no day does not fit."""
        fitting: dict[Layout, str] = {}
        refused: InvalidTime | None = None
        for layout in self._reading.layouts:
            try:
                time = layout.read(text, self._reading.offset)
            except InvalidTime as error:
                refused = error
            else:
                fitting |= {} if time is None else {layout: time}
        if refused and not fitting:
            raise refused
        return fitting
