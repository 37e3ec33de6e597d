"""Says what remains of a program where only some tests are answered. Knows trees and answers, nothing of what is asked.

Sets of tests are the bits of integers, the bit of test number n being 1 << n.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, assert_never

from cfcheck.tree import All, Any, Leaf
from cfcheck.truth import Truth
from cfcheck.verdict import possible_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cfcheck.program import Program
    from cfcheck.tree import Tree
    from cfcheck.verdict import Verdicts

    Rest = Callable[[int, int], int]
    Rests = tuple[int, ...]

__all__ = ["Settler", "numbers_of"]

_MEMORY: Final = 8192
_UNKNOWN: Final = 2

# What remains of a tree: nothing but its truth, or the tests on which it still hangs, of which there is at least one.
_FALSE: Final = -1
_TRUE: Final = 0


class Settler:
    """Settles as much of one program as answers allow."""

    def __init__(self, program: Program) -> None:
        self._limits = _rests([root.tree for root in program.limits])
        self._breaches = _rests([root.tree for root in program.rules])
        self._defeats = _rests([root.tree for root in program.exemptions])
        self._defeated_by = tuple(root.defeated_by for root in program.rules)
        self.possible: Callable[[int, int], Verdicts] = lru_cache(_MEMORY)(self._possible)

    def _possible(self, true: int, false: int) -> Verdicts:
        """The verdicts possible for a strand whose tests, but for these, are answered by `unknown`."""
        limits = self._limits(true, false)
        limit = (
            Truth.TRUE if _TRUE in limits else Truth.FALSE if max(limits, default=_FALSE) == _FALSE else Truth.UNKNOWN
        )
        return possible_verdicts(limit, Truth.FALSE if limit is Truth.TRUE else self._breach(true, false))

    def _breach(self, true: int, false: int) -> Truth:
        """Whether some rule is breached and not defeated."""
        truth = Truth.FALSE
        defeats = self._defeats(true, false)
        for breach, defeaters in zip(self._breaches(true, false), self._defeated_by, strict=True):
            if breach == _FALSE:
                continue
            met = [defeats[place] for place in defeaters]
            if _TRUE in met:
                continue
            if breach == _TRUE and max(met, default=_FALSE) == _FALSE:
                return Truth.TRUE
            truth = Truth.UNKNOWN
        return truth

    def open_tests(self, true: int, false: int) -> int:
        """The tests that keep the verdict of such a strand open; none where it is settled."""
        if len(self.possible(true, false)) == 1:
            return 0
        limits = self._limits(true, false)
        hanging = 0 if _TRUE in limits else reduce(or_, filter(_hangs, limits), 0)
        if self._breach(true, false) is Truth.UNKNOWN:
            hanging |= reduce(or_, self._open_in_rules(true, false), 0)
        return hanging

    def _open_in_rules(self, true: int, false: int) -> Iterator[int]:
        defeats = self._defeats(true, false)
        for breach, defeaters in zip(self._breaches(true, false), self._defeated_by, strict=True):
            met = [defeats[place] for place in defeaters]
            if breach != _FALSE and _TRUE not in met:
                yield from filter(_hangs, (breach, *met))


def _hangs(rest: int) -> bool:
    return rest > 0


def numbers_of(tests: int) -> Iterator[int]:
    """The numbers of the tests in a set."""
    return (number for number in range(tests.bit_length()) if tests >> number & 1)


def _rests(trees: list[Tree]) -> Callable[[int, int], Rests]:
    """What remains of each tree, given which tests are answered true and which false: a function made for the trees.

    Its source has one expression for each tree that is nothing but leaves, as nearly all are, and calls for the others.
    """
    calls: dict[str, Rest] = {}
    parts = [_expression(tree, calls) for tree in trees]
    source = f"lambda true, false: ({''.join(f'{part}, ' for part in parts)})"
    made: Callable[[int, int], Rests] = eval(source, calls)  # noqa: S307  # numbers and names of this module's own
    return made


def _expression(tree: Tree, calls: dict[str, Rest]) -> str:
    leaves = tree.parts if isinstance(tree, All) else (tree,)
    if leaves and all(isinstance(leaf, Leaf) for leaf in leaves):
        asserted, denied = _asserted_and_denied(leaves)
        rest = f"{asserted} & ~true" if not denied else f"{denied} & ~false"
        if asserted and denied:
            rest = f"({asserted} & ~true) | ({denied} & ~false)"
        false = " or ".join([f"false & {asserted}"] * bool(asserted) + [f"true & {denied}"] * bool(denied))
        return f"{_FALSE} if {false} else {rest}"
    name = f"rest_{len(calls)}"
    calls[name] = _rest(tree)
    return f"{name}(true, false)"


def _asserted_and_denied(parts: Iterable[Tree]) -> tuple[int, int]:
    leaves = [part for part in parts if isinstance(part, Leaf)]
    asserted = reduce(or_, (1 << leaf.test for leaf in leaves if not leaf.negated), 0)
    denied = reduce(or_, (1 << leaf.test for leaf in leaves if leaf.negated), 0)
    return asserted, denied


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
    asserted, denied = _asserted_and_denied(parts)
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
