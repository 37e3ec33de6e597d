"""Facts, and the classes of their values that tests can tell apart.

A class has the answers that its values give to the tests of a program, and a way for a report to state one of them. An
answer is 0 (false), 1 (true) or 2 (unknown), as in a signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from cfcheck.model.condition import CountWithin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.model.condition import Test

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Ask", "Fact", "MetFact", "PlainFact", "RaisedFact", "Reads", "Value", "Way",
           "counts", "distinct", "holds_count"]  # fmt: skip

FALSE: Final = 0
TRUE: Final = 1
UNKNOWN: Final = 2

_SPARE: Final = 3

Way = tuple[tuple[str, str | int | bool], ...]
"""The way a report states a value: paths in the record, with the values there."""

Reads = Mapping[str, tuple[int, ...]]
"""The numbers of the tests that a question reads, by fact."""

Ask = Callable[[int], int]
"""The answer of a value to the test of that number."""


@dataclass(frozen=True, slots=True)
class Value:
    """One class of values. `ways` are ways to report it, the best first; none if no report can.

    `key` is what other facts that hang on this one go by: a time's era, whether a claim is raised.
    """

    answers: tuple[int, ...]
    ways: tuple[Way, ...]
    ask: Ask = field(compare=False, repr=False)
    key: int = 0


class Fact(Protocol):
    """Something that tests ask about."""

    @property
    def above(self) -> str | None:
        """The fact on which it depends."""

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The classes that the tests read can tell apart, given the key of the value of the fact above."""


A = TypeVar("A")


def distinct(found: Iterable[Value]) -> tuple[Value, ...]:
    """The first of the values that give the same answers, with a few ways to report others."""
    first: dict[tuple[int, ...], Value] = {}
    for value in found:
        known = first.setdefault(value.answers, value)
        if known is not value and len(known.ways) < _SPARE:
            first[value.answers] = replace(known, ways=known.ways + value.ways)
    return tuple(first.values())


class PlainFact(Generic[A]):
    """A fact that depends on no other one.

    `atoms` gives its values for some tests, each with the ways to report it; `answer` what one answers to a test.
    """

    above = None

    def __init__(
        self,
        path: str,
        atoms: Callable[[tuple[int, ...]], Iterable[tuple[A, tuple[Way, ...]]]],
        answer: Callable[[A, int], int],
    ) -> None:
        self._path = path
        self._atoms = atoms
        self._answer = answer
        self._known: dict[tuple[int, ...], tuple[Value, ...]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:  # noqa: ARG002  # hangs on nothing
        """The classes of values that tests tell apart."""
        tests = reads[self._path]
        if tests not in self._known:
            self._known[tests] = self._distinct(tests)
        return self._known[tests]

    def _distinct(self, tests: tuple[int, ...]) -> tuple[Value, ...]:
        """As `distinct` of the value of each atom, of which there are many more than answers."""
        answer = self._answer
        found: dict[tuple[int, ...], tuple[A, tuple[Way, ...]]] = {}
        for atom, ways in self._atoms(tests):
            answers = tuple([answer(atom, test) for test in tests])
            if answers not in found:
                found[answers] = atom, ways
            elif len(found[answers][1]) < _SPARE:
                first, known = found[answers]
                found[answers] = first, known + ways
        return tuple([Value(answers, ways, partial(answer, atom)) for answers, (atom, ways) in found.items()])


class RaisedFact:
    """Whether a claim is raised; `sayable` if a report may say so in every agreement concerned."""

    above = None

    def __init__(self, claim: str, *, sayable: bool = True) -> None:
        path = f"claims.{claim}"
        reportable: tuple[tuple[int, Way], ...] = ((FALSE, ()), (TRUE, ((path, True),)))
        self._path = path
        self._reportable = reportable if sayable else reportable[:1]

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:  # noqa: ARG002  # hangs on nothing
        """Both values, even if no test tells them apart, since the tests of a claim depend on it."""
        count = len(reads[self._path])
        return tuple(Value((state,) * count, (way,), partial(_same, state), state) for state, way in self._reportable)


class MetFact:
    """Whether a test of a claim is met: by what is `possible`, given whether the claim is raised."""

    def __init__(self, claim: str, test: str, possible: Mapping[int, Sequence[int]]) -> None:
        self.above = f"claims.{claim}"
        self._path = f"claims.{claim}.{test}"
        self._possible = possible

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """Met, not met, or not stated."""
        count = len(reads[self._path])
        return tuple(
            Value((state,) * count, self._ways(state, above), partial(_same, state)) for state in self._possible[above]
        )

    def _ways(self, state: int, raised: int) -> tuple[Way, ...]:
        """Only a claim that is raised can have tests in a report."""
        return (((self._path, state == TRUE),),) if raised and state != UNKNOWN else ((),)


def _same(answer: int, _test: int) -> int:
    return answer


def holds_count(test: CountWithin, count: int) -> int:
    """Whether the count lies within the test's bounds."""
    return int((test.low or 0) <= count and (test.high is None or count <= test.high))


def counts(tests: Iterable[Test]) -> list[int]:
    """The least count of each class that the tests tell apart."""
    cuts = {0}
    for test in tests:
        if isinstance(test, CountWithin):
            cuts |= {test.low or 0} | (set() if test.high is None else {test.high + 1})
    return sorted(cuts)
