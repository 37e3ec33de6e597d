"""Says what remains of a program where only some tests are answered. Knows trees and answers, nothing of what is asked.

Sets of tests are the bits of integers, the bit of test number n being 1 << n.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from cfcheck.tree import All, Any, Leaf
from cfcheck.truth import Truth
from cfcheck.verdict import possible_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.program import Program
    from cfcheck.tree import Tree
    from cfcheck.verdict import Verdicts

    Rest = Callable[[int, int], int]

__all__ = ["Answers", "Remainder", "Settler", "answers_of", "numbers_of"]

_MEMORY: Final = 65_536
_UNKNOWN: Final = 2

# What remains of a tree: nothing but its truth, or the tests on which it still hangs, of which there is at least one.
_FALSE: Final = -1
_TRUE: Final = 0


class Answers(NamedTuple):
    """Answers to some tests: those answered true, those answered false, and the answers as pairs of test and byte."""

    true: int
    false: int
    pairs: tuple[tuple[int, int], ...]

    def __or__(self, others: Answers) -> Answers:
        return Answers(self.true | others.true, self.false | others.false, self.pairs + others.pairs)


class Remainder(NamedTuple):
    """What remains of a program for one strand. Where it is the same, the rest of the answers says the same.

    `live` are the tests not answered that can still move a limit, a rule or an exemption.
    """

    state: tuple[object, ...]
    live: int


def answers_of(tests: Iterable[int], signature: Iterable[int]) -> Answers:
    """The answers of a part of a signature, given the numbers of its tests."""
    pairs = tuple(zip(tests, signature, strict=True))
    true = reduce(or_, (1 << test for test, answer in pairs if answer == 1), 0)
    false = reduce(or_, (1 << test for test, answer in pairs if answer == 0), 0)
    return Answers(true, false, pairs)


class Settler:
    """Settles as much of one program as answers allow."""

    def __init__(self, program: Program) -> None:
        self._limits = tuple(_rest(root.tree) for root in program.limits)
        self._rules = tuple((_rest(root.tree), root.defeated_by) for root in program.rules)
        self._exemptions = tuple(_rest(root.tree) for root in program.exemptions)
        self.possible: Callable[[int, int], Verdicts] = lru_cache(_MEMORY)(self._possible)

    def settle(self, answers: Answers) -> Remainder:
        """What remains after the answers.

        Beside a limit that holds, nothing matters but which limits do. A rule that is certainly not breached no longer
        matters, nor do the exemptions that only such rules name.
        """
        true, false, pairs = answers
        asked = reduce(or_, (1 << test for test, _ in pairs), 0)
        limits = [rest(true, false) for rest in self._limits]
        if _TRUE in limits:
            open_limits = tuple(rest if rest == _TRUE or rest & ~asked > 0 else _FALSE for rest in limits)
            return _remainder((open_limits,), pairs, asked)
        breaches = [(rest(true, false), defeaters) for rest, defeaters in self._rules]
        named = {place for breach, defeaters in breaches if breach != _FALSE for place in defeaters}
        defeats = tuple(rest(true, false) if place in named else _FALSE for place, rest in enumerate(self._exemptions))
        return _remainder((tuple(limits), tuple(breach for breach, _ in breaches), defeats), pairs, asked)

    def _possible(self, true: int, false: int) -> Verdicts:
        """The verdicts possible for a strand whose tests, but for these, are answered by `unknown`."""
        limits = [rest(true, false) for rest in self._limits]
        limit = Truth.TRUE if _TRUE in limits else Truth.UNKNOWN if any(map(_hangs, limits)) else Truth.FALSE
        return possible_verdicts(limit, self._breach(true, false))

    def _breach(self, true: int, false: int) -> Truth:
        """Whether some rule is breached and not defeated."""
        truth = Truth.FALSE
        for rest, defeaters in self._rules:
            breach = rest(true, false)
            defeats = [self._exemptions[place](true, false) for place in defeaters] if breach != _FALSE else ()
            if breach == _FALSE or _TRUE in defeats:
                continue
            if breach == _TRUE and not any(map(_hangs, defeats)):
                return Truth.TRUE
            truth = Truth.UNKNOWN
        return truth

    def open_tests(self, true: int, false: int) -> int:
        """The tests that keep the verdict of such a strand open; none where it is settled."""
        if len(self.possible(true, false)) == 1:
            return 0
        limits = [rest(true, false) for rest in self._limits]
        hanging = 0 if _TRUE in limits else reduce(or_, filter(_hangs, limits), 0)
        if self._breach(true, false) is Truth.UNKNOWN:
            hanging |= reduce(or_, self._open_in_rules(true, false), 0)
        return hanging

    def _open_in_rules(self, true: int, false: int) -> Iterator[int]:
        for rest, defeaters in self._rules:
            breach = rest(true, false)
            defeats = [self._exemptions[place](true, false) for place in defeaters] if breach != _FALSE else [_TRUE]
            if _TRUE not in defeats:
                yield from filter(_hangs, (breach, *defeats))


def _hangs(rest: int) -> bool:
    return rest > 0


def _remainder(rests: tuple[tuple[int, ...], ...], pairs: tuple[tuple[int, int], ...], asked: int) -> Remainder:
    hanging = reduce(or_, (rest for group in rests for rest in group if rest > 0), 0)
    unknown = tuple(sorted((test, answer) for test, answer in pairs if answer >= _UNKNOWN and hanging >> test & 1))
    return Remainder((*rests, unknown), hanging & ~asked)


def numbers_of(tests: int) -> Iterator[int]:
    """The numbers of the tests in a set."""
    return (number for number in range(tests.bit_length()) if tests >> number & 1)


def _rest(tree: Tree) -> Rest:
    """What remains of the tree, given which tests are answered true and which false."""
    match tree:
        case Leaf(test, negated):
            return _rest_of_leaf(1 << test, negated=negated)
        case All(parts):
            return _rest_of_all(parts)
        case Any(parts):
            return _rest_of_any(parts)
        case _:
            assert_never(tree)


def _rest_of_leaf(test: int, *, negated: bool) -> Rest:
    if negated:
        return lambda true, false: _TRUE if false & test else _FALSE if true & test else test
    return lambda true, false: _TRUE if true & test else _FALSE if false & test else test


def _rest_of_all(parts: tuple[Tree, ...]) -> Rest:
    leaves = [part for part in parts if isinstance(part, Leaf)]
    asserted = reduce(or_, (1 << leaf.test for leaf in leaves if not leaf.negated), 0)
    denied = reduce(or_, (1 << leaf.test for leaf in leaves if leaf.negated), 0)
    others = tuple(_rest(part) for part in parts if not isinstance(part, Leaf))

    def rest_of_all(true: int, false: int) -> int:
        if false & asserted or true & denied:
            return _FALSE
        hanging = (asserted & ~true) | (denied & ~false)
        for other in others:
            rest = other(true, false)
            if rest == _FALSE:
                return _FALSE
            hanging |= rest
        return hanging

    return rest_of_all


def _rest_of_any(parts: tuple[Tree, ...]) -> Rest:
    rests = tuple(map(_rest, parts))

    def rest_of_any(true: int, false: int) -> int:
        hanging = 0
        for part in rests:
            rest = part(true, false)
            if rest == _TRUE:
                return _TRUE
            if rest != _FALSE:
                hanging |= rest
        return hanging or _FALSE

    return rest_of_any
