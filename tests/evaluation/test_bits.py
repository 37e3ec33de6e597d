"""How trees become sets of bits. Docs: decision 48."""

from __future__ import annotations

import pytest
from tests.terms import terms

from cfcheck.evaluation.bits import BitLayout, Branch, lay_out
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.model.logic import All, Any, Leaf, Tree
from cfcheck.model.struct import replace

ONE, TWO, NOT_THREE = Leaf(0), Leaf(1), Leaf(2, negated=True)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        pytest.param(ONE, BitLayout(1, (1, 0, 0), (0, 0, 0), (), ()), id="a leaf"),
        pytest.param(All((ONE, All((TWO, NOT_THREE)))), BitLayout(1, (1, 1, 0), (0, 0, 1), (), ()), id="leaves that all hold"),
        pytest.param(All(()), BitLayout(1, (0, 0, 0), (0, 0, 0), (), ()), id="nothing that has to hold"),
        pytest.param(Any(()), BitLayout(1, (0, 0, 0), (0, 0, 0), (), (Branch(0, is_any=True, parts=()),)), id="nothing that can"),
        pytest.param(
            Any((ONE, All((TWO, NOT_THREE)))),
            BitLayout(3, (2, 4, 0), (0, 0, 4), (), (Branch(0, is_any=True, parts=(1, 2)),)),
            id="some part",
        ),
        pytest.param(
            All((ONE, Any((TWO, NOT_THREE)))),
            BitLayout(
                5, (16, 4, 0), (0, 0, 8), (),
                (Branch(1, is_any=True, parts=(2, 3)), Branch(0, is_any=False, parts=(1, 4))),
            ),
            id="a branch comes after its parts",
        ),
    ],
)  # fmt: skip
def test_tree_is_laid_out(tree: Tree, expected: BitLayout) -> None:
    program = compile_agreement(terms("north-south"))
    root = replace(program.limits[0], tree=tree)
    small = replace(program, tests=program.tests[:3], limits=(root,), rules=(), exemptions=())
    assert lay_out(small) == expected


def test_exemption_knows_the_rules_that_it_defeats() -> None:
    program = compile_agreement(terms("syria"))
    defeated = [bit for bit, root in enumerate(program.roots) if lay_out(program).defeats[0] >> bit & 1]
    assert [program.roots[bit] for bit in defeated] == [rule for rule in program.rules if rule.defeated_by]
