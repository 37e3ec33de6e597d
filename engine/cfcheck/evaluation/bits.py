"""Lays out a program as sets of bits, so that all of its trees are evaluated at once.

Each limit, rule and exemption has a bit, in this order, followed by one for each inner branch of their trees. A set of
bits is an integer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from cfcheck.model.logic import All, Any, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program

__all__ = ["BitLayout", "Branch", "lay_out"]


class Branch(NamedTuple):
    """The inner branch of a tree that has the bit `bit`: whether it is an Any, and the bits of its parts."""

    bit: int
    is_any: bool
    parts: tuple[int, ...]


class BitLayout(NamedTuple):
    """A program in bits, of which there are `size`.

    `asserted` and `denied` are, by test, the bits that hold only if it is true, and only if it is false; `defeats`, by
    exemption, the rules that it defeats. Branches come after those that are their parts. A bit that is no branch holds
    where no test stands against it.
    """

    size: int
    asserted: tuple[int, ...]
    denied: tuple[int, ...]
    defeats: tuple[int, ...]
    branches: tuple[Branch, ...]


def lay_out(program: Program) -> BitLayout:
    """The program's layout."""
    maker = _LayoutMaker(len(program.tests), len(program.roots))
    for bit, root in enumerate(program.roots):
        maker.add(root.tree, bit)
    defeats = [0] * len(program.exemptions)
    for bit, rule in enumerate(program.rules, start=len(program.limits)):
        for place in rule.defeated_by:
            defeats[place] |= 1 << bit
    return BitLayout(maker.size, tuple(maker.asserted), tuple(maker.denied), tuple(defeats), tuple(maker.branches))


class _LayoutMaker:
    def __init__(self, tests: int, roots: int) -> None:
        self.size = roots
        self.asserted = [0] * tests
        self.denied = [0] * tests
        self.branches: list[Branch] = []

    def add(self, tree: Tree, bit: int) -> None:
        """Give the tree the bit; most trees are conjunctions of leaves, which need no branch."""
        match tree:
            case Leaf():
                self._add_leaves((tree,), bit)
            case Any(parts):
                self._add_branch(bit, parts, is_any=True)
            case All():
                self._add_all(tree, bit)
            case _:
                assert_never(tree)

    def _add_all(self, tree: All, bit: int) -> None:
        parts = list(_flat(tree))
        leaves = tuple(part for part in parts if isinstance(part, Leaf))
        inner = tuple(part for part in parts if not isinstance(part, Leaf))
        if inner:
            self._add_branch(bit, (*inner, All(leaves)), is_any=False)
        else:
            self._add_leaves(leaves, bit)

    def _add_branch(self, bit: int, parts: tuple[Tree, ...], *, is_any: bool) -> None:
        bits = tuple([self._new(part) for part in parts])
        self.branches.append(Branch(bit, is_any, bits))  # after the branches that are its parts

    def _new(self, tree: Tree) -> int:
        bit = self.size
        self.size += 1
        self.add(tree, bit)
        return bit

    def _add_leaves(self, leaves: Sequence[Leaf], bit: int) -> None:
        for leaf in leaves:
            (self.denied if leaf.negated else self.asserted)[leaf.test] |= 1 << bit


def _flat(tree: All) -> Iterator[Tree]:
    """The parts of a conjunction, with those of nested conjunctions in their place."""
    for part in tree.parts:
        if isinstance(part, All):
            yield from _flat(part)
        else:
            yield part
