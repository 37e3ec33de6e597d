"""Infers outcomes by walking the trees: the definition. Knows nothing of networks, nor what tests ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from cfcheck.tree import All, Any, Leaf
from cfcheck.truth import Truth, all_of, any_of, negation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfcheck.tree import Tree

__all__ = ["ReferenceInference", "value_of"]


class ReferenceInference:
    """The outcomes of trees, each read as it is written."""

    def __init__(self, roots: Sequence[Tree], test_count: int) -> None:
        self._roots = tuple(roots)
        self._test_count = test_count

    def infer(self, signature: bytes) -> bytes:
        """The outcome of every root tree: 0 false, 1 true, 2 unknown."""
        if len(signature) != self._test_count:
            raise ValueError(f"a signature of {len(signature)} outcomes for {self._test_count} tests")
        return bytes(value_of(root, signature) for root in self._roots)


def value_of(tree: Tree, signature: bytes) -> Truth:
    """The truth of a tree by Kleene's logic, for one signature."""
    match tree:
        case Leaf(test, negated):
            # Above 2, an outcome also tells why it is unknown.
            truth = Truth(min(signature[test], Truth.UNKNOWN))
            return negation(truth) if negated else truth
        case All(parts):
            return all_of(value_of(part, signature) for part in parts)
        case Any(parts):
            return any_of(value_of(part, signature) for part in parts)
        case _:
            assert_never(tree)
