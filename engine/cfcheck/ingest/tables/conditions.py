"""Evaluates conditions on rows: which blocks and exclusions apply to a row.

Conditions on text cells are evaluated once for each combination of such cells, and conditions on numbers once for each
combination of their outcomes with it.
"""

from __future__ import annotations

import operator
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar, assert_never

from cfcheck.ingest.tables.block import AllOf, AnyOf, ColumnName, Compared, NotOf, OneOf, comparisons_in
from cfcheck.ingest.tables.cells import LONGEST_NUMBER, CellFault, number
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cfcheck.ingest.tables.block import Condition
    from cfcheck.ingest.tables.cells import Cells
    from cfcheck.ingest.tables.mapping import CellFormat
    from cfcheck.model.text import NormalName

    Question = Callable[[Cells], bool]
    _WordsKey = tuple[NormalName | None, ...]

__all__ = ["COMPARISONS", "Chooser", "question_of"]

Thing = TypeVar("Thing")
_Chosen: TypeAlias = "list[tuple[Question | None, Thing]]"

COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "less_than": operator.lt,
}
MOST_COMBINATIONS: Final = 16_384


def question_of(condition: Condition, reading: CellFormat) -> Question:
    """Whether the condition holds of a row, as a function; an empty cell passes no comparison. It raises CellFault."""
    match condition:
        case OneOf(column, texts):
            return lambda cells: normalise(cells[column]) in texts
        case Compared():
            return _comparison(condition, reading.decimal)
        case AllOf(parts):
            return partial(_every, [question_of(part, reading) for part in parts])
        case AnyOf(parts):
            some = [question_of(part, reading) for part in parts]
            return lambda cells: any(question(cells) for question in some)
        case NotOf(part):
            question = question_of(part, reading)
            return lambda cells: not question(cells)
        case _:
            assert_never(condition)


def _every(questions: Sequence[Question], cells: Cells) -> bool:
    """Like `all`, in half the time."""
    for question in questions:  # noqa: SIM110 - that is the point
        if not question(cells):
            return False
    return True


def _comparison(compared: Compared, decimal: str) -> Question:
    column, bound, compare = compared.column, compared.bound, COMPARISONS[compared.comparison]
    if isinstance(bound, int):
        return lambda cells: bool(cells[column]) and compare(number(cells[column], decimal), bound)
    other = ColumnName(bound)

    def compares(cells: Cells) -> bool:
        left, right = cells[column], cells[other]
        return bool(left and right) and compare(number(left, decimal), number(right, decimal))

    return compares


class Chooser(Generic[Thing]):
    """Chooses the things whose conditions hold of a row, in their order."""

    def __init__(self, things: Sequence[tuple[Condition | None, Thing]], reading: CellFormat) -> None:
        self._things = things
        self._reading = reading
        tested: dict[ColumnName, frozenset[NormalName]] = {}
        compared: dict[ColumnName, None] = {}
        for part in (part for condition, _ in things if condition is not None for part in comparisons_in(condition)):
            if isinstance(part, OneOf):
                tested[part.column] = tested.get(part.column, frozenset()) | part.texts
            else:
                compared |= dict.fromkeys(part.columns)
        self._tested = tuple(tested.items())
        self._compared = tuple(compared)
        self._remembered: dict[_WordsKey, _Chosen[Thing]] = {}
        self._settled: dict[tuple[_WordsKey, tuple[str, ...]], _Chosen[Thing]] = {}

    def chosen(self, cells: Cells) -> _Chosen[Thing]:
        """Each thing that may apply to the row, with the condition on its numbers that is still open, if any.

        None is open, unless a number cannot be read: then all of them are, so that faults are reported in their order.
        """
        words = tuple([
            text if (text := normalise(cells[column])) in texts else None for column, texts in self._tested
        ])  # fmt: skip
        if not self._compared:
            return self._by_words(words, cells)
        numbers = tuple([cells[column] for column in self._compared])
        settled = self._settled.get((words, numbers))
        return self._by_numbers(words, numbers, cells) if settled is None else settled

    def _by_words(self, words: _WordsKey, cells: Cells) -> _Chosen[Thing]:
        found = self._remembered.get(words)
        if found is None:
            found = list(self._choose(cells))
            if len(self._remembered) < MOST_COMBINATIONS:
                self._remembered[words] = found
        return found

    def _by_numbers(self, words: _WordsKey, numbers: tuple[str, ...], cells: Cells) -> _Chosen[Thing]:
        found = self._by_words(words, cells)
        try:
            settled: _Chosen[Thing] = [
                (None, thing) for question, thing in found if question is None or question(cells)
            ]
        except CellFault:
            return found
        # A cell beside an empty one is compared with nothing, whatever is in it.
        is_short = all(len(text) <= LONGEST_NUMBER * 2 for text in numbers)
        if is_short and len(self._settled) < MOST_COMBINATIONS:
            self._settled[words, numbers] = settled
        return settled

    def _choose(self, cells: Cells) -> Iterator[tuple[Question | None, Thing]]:
        for condition, thing in self._things:
            rest = True if condition is None else _rest(condition, cells)
            if rest is not False:
                yield None if rest is True else question_of(rest, self._reading), thing


def _rest(condition: Condition, cells: Cells) -> Condition | bool:
    """What is left of the condition when the words in the row are known: an answer, or questions about numbers."""
    match condition:
        case OneOf(column, texts):
            return normalise(cells[column]) in texts
        case Compared():
            return condition
        case NotOf(part):
            rest = _rest(part, cells)
            return not rest if isinstance(rest, bool) else NotOf(rest)
        case AllOf(parts):
            open_parts = _open(parts, cells, settling=False)
            return AllOf(open_parts) if open_parts else open_parts is not None
        case AnyOf(parts):
            open_parts = _open(parts, cells, settling=True)
            return AnyOf(open_parts) if open_parts else open_parts is None
        case _:
            assert_never(condition)


def _open(parts: Sequence[Condition], cells: Cells, *, settling: bool) -> tuple[Condition, ...] | None:
    """The parts that are still open; None where one has the answer that settles them all."""
    rests = [_rest(part, cells) for part in parts]
    return (
        None
        if settling in [rest for rest in rests if isinstance(rest, bool)]
        else tuple(rest for rest in rests if not isinstance(rest, bool))
    )
