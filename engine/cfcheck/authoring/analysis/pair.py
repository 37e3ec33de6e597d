"""Puts two agreements side by side: their tests in one space, and their norms as trees over that space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.cast import Cast
from cfcheck.authoring.analysis.situations import AgreementTest, report_space
from cfcheck.authoring.analysis.study import undefeated
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.model.logic import All, Any, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.situations import Space
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program

__all__ = ["NEVER", "Pair", "Trees"]

NEVER: Final[Tree] = Any(())
"""The tree that stands for a norm which one of the agreements does not have."""

Trees = tuple["Tree", "Tree"]
"""The trees of a norm under the old agreement and under the new one."""


@dataclass(frozen=True)
class Pair:
    """Two agreements to compare."""

    old: Agreement
    new: Agreement

    @cached_property
    def _programs(self) -> tuple[Program, Program]:
        return compile_agreement(self.old), compile_agreement(self.new)

    @cached_property
    def space(self) -> Space:
        """The space of what one report can state under both agreements."""
        agreement_tests = [
            AgreementTest(side, test) for side, program in enumerate(self._programs) for test in program.tests
        ]
        return report_space([self.old, self.new], self._cast, agreement_tests)

    @cached_property
    def _cast(self) -> Cast:
        return Cast([self.old, self.new])

    @cached_property
    def limits(self) -> dict[str, Trees]:
        """The limits of either, by id."""
        old, new = (
            {str(root.subject.id): _moved(root.tree, first) for root in program.limits}
            for program, first in zip(self._programs, self._firsts, strict=True)
        )
        return _paired(old, new)

    @cached_property
    def rules(self) -> dict[str, Trees]:
        """The rules of either, by id: breached, and not defeated."""
        old, new = (
            {str(root.subject.id): _moved(undefeated(program, root), first) for root in program.rules}
            for program, first in zip(self._programs, self._firsts, strict=True)
        )
        return _paired(old, new)

    def differs(self, trees: Trees) -> bool:
        """Whether the outcome of a norm can differ: its tests, or their answers, are not the same."""
        return not self._same(*trees)

    @property
    def _firsts(self) -> tuple[int, int]:
        """The number of each agreement's first test."""
        return 0, len(self._programs[0].tests)

    def _same(self, old: Tree, new: Tree) -> bool:
        if isinstance(old, Leaf) and isinstance(new, Leaf):
            return old.negated == new.negated and self._same_test(old.test, new.test)
        if isinstance(old, Leaf) or isinstance(new, Leaf) or type(old) is not type(new):
            return False
        return len(old.parts) == len(new.parts) and all(map(self._same, old.parts, new.parts))

    def _same_test(self, old: int, new: int) -> bool:
        if (old, new) not in self._known:
            self._known[old, new] = self._answers_alike(old, new)
        return self._known[old, new]

    @cached_property
    def _known(self) -> dict[tuple[int, int], bool]:
        return {}

    def _answers_alike(self, old: int, new: int) -> bool:
        """Whether the tests have the same answers for all values of the fact."""
        path = self.space.paths[old]
        if path != self.space.paths[new]:
            return False
        reads = self.space.reads([old, new])
        return all(len(set(answers)) == 1 for answers in self._answers(path, reads[path]))

    def _answers(self, path: str, tests: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        fact = self.space.facts[path]
        above = [0] if fact.above is None else self._keys(fact.above)
        for key in above:
            for value in fact.values({path: tests}, key):
                yield value.answers

    def _keys(self, path: str) -> list[int]:
        """The keys of all values of a fact on which others depend."""
        return list(range(len(self._cast.eras))) if path == "occurred" else [0, 1]


def _moved(tree: Tree, by: int) -> Tree:
    """The tree with its tests numbered from there."""
    match tree:
        case Leaf(test, negated):
            return Leaf(test + by, negated)
        case All(parts):
            return All(tuple(_moved(part, by) for part in parts))
        case Any(parts):
            return Any(tuple(_moved(part, by) for part in parts))


def _paired(old: dict[str, Tree], new: dict[str, Tree]) -> dict[str, Trees]:
    return {norm: (old.get(norm, NEVER), new.get(norm, NEVER)) for norm in dict.fromkeys((*old, *new))}
