"""All that one reading of a report can leave open or settle, fact by fact: the space in which a proof is a proof.

The space of `analysis` has the values that a report can name alone. Added here are those that it can name together (one
of two acts, from three to five killed), and that it can say nothing. A combination of them that no report can make does
no harm: a proof may fail for want of it, and never holds without it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final

from cfcheck.analysis.values import UNKNOWN, Value
from cfcheck.condition import ActorFact, PlaceIs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.analysis.situations import Asked, Space
    from cfcheck.analysis.values import Fact, Reads

__all__ = ["all_possibilities"]

Answers = tuple[int, ...]

_MOST_COMBINED: Final = 4096


def all_possibilities(space: Space) -> Space:
    """The space of everything that readings of reports can come to."""
    widened: dict[str, Fact] = {}
    for path, fact in space.facts.items():
        if path == "location":
            widened[path] = _Places(path, space.asked)
        elif path in set(ActorFact):
            widened[path] = _Unsaid(path, fact)
        elif path in {"act", "weapon"} or path.startswith("casualties."):
            widened[path] = _Combined(path, fact)
        else:
            widened[path] = fact
    return replace(space, facts=widened)


class _Unsaid:
    """A fact of which a report names one value, or none."""

    def __init__(self, path: str, fact: Fact) -> None:
        self.above = fact.above
        self._path = path
        self._fact = fact

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The values named, and none."""
        known = self._fact.values(reads, above)
        nothing = _value((UNKNOWN,) * len(reads[self._path]), reads[self._path])
        return known if nothing in known else (*known, nothing)


class _Combined:
    """A fact of which a report may leave several values possible."""

    def __init__(self, path: str, fact: Fact) -> None:
        self.above = fact.above
        self._path = path
        self._fact = fact
        self._known: dict[tuple[int, ...], tuple[Value, ...]] = {}

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:
        """The values named alone, and every set of them as far as tests can tell; among those, that of all."""
        tests = reads[self._path]
        if tests not in self._known:
            alone = [value.answers for value in self._fact.values(reads, above)]
            together = _closed({*alone, (UNKNOWN,) * len(tests)})
            self._known[tests] = tuple(_value(answers, tests) for answers in sorted(together))
        return self._known[tests]


def _closed(answers: set[Answers]) -> set[Answers]:
    """The answers to single values, and to any set of them: what all say, or unknown."""
    if len(answers) ** 2 > _MOST_COMBINED:
        # Each test open or not on its own: more than any set of values can come to.
        return set(product(*({UNKNOWN, *column} for column in zip(*answers, strict=True))))
    found = set(answers)
    waiting = list(answers)
    while waiting:
        one = waiting.pop()
        for other in answers:
            both = tuple(a if a == b else UNKNOWN for a, b in zip(one, other, strict=True))
            if both not in found:
                found.add(both)
                waiting.append(both)
    return found


class _Places:
    """The location: any answer to any test, but the same one to the same test."""

    above = None

    def __init__(self, path: str, asked: Iterable[Asked]) -> None:
        self._path = path
        self._asked = list(asked)

    def values(self, reads: Reads, above: int) -> tuple[Value, ...]:  # noqa: ARG002  # hangs on nothing
        """Every combination of answers."""
        tests = reads[self._path]
        questions = list(dict.fromkeys(self._question(test) for test in tests))
        return tuple(self._made(tests, dict(zip(questions, said, strict=True))) for said in self._all(len(questions)))

    @staticmethod
    def _all(count: int) -> Iterator[Answers]:
        yield from product((0, 1, UNKNOWN), repeat=count)

    def _question(self, number: int) -> PlaceIs | int:
        test = self._asked[number].test
        return test if isinstance(test, PlaceIs) else number

    def _made(self, tests: tuple[int, ...], said: dict[PlaceIs | int, int]) -> Value:
        return _value(tuple(said[self._question(test)] for test in tests), tests)


def _value(answers: Answers, tests: tuple[int, ...]) -> Value:
    return Value(answers, (), _answering(dict(zip(tests, answers, strict=True))))


def _answering(known: dict[int, int]) -> Callable[[int], int]:
    return partial(_answer, known)


def _answer(known: dict[int, int], test: int) -> int:
    return known.get(test, UNKNOWN)
