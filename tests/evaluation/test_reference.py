"""The reference evaluator: trees read as they are written. Docs: semantics.md, S4."""

from __future__ import annotations

import pytest

from cfcheck.evaluation.reference import ReferenceInference, value_of
from cfcheck.model.logic import All, Any, Leaf, Tree, Truth

A, B = Leaf(0), Leaf(1)
NOT_A = Leaf(0, negated=True)
F, T, U = Truth

VALUES: list[tuple[Tree, bytes, Truth, str]] = [
    (A, b"\0\0", F, "a test"),
    (A, b"\1\0", T, "a test"),
    (A, b"\2\0", U, "a test that is open"),
    (A, b"\7\0", U, "a test that is open, whatever the reason"),
    (NOT_A, b"\0\0", T, "a negated test"),
    (NOT_A, b"\1\0", F, "a negated test"),
    (NOT_A, b"\7\0", U, "a negated test that is open"),
    (All((A, B)), b"\0\7", F, "S4 false decides an all"),
    (All((A, B)), b"\1\7", U, "S4 unknown leaves an all open"),
    (Any((A, B)), b"\1\7", T, "S4 true decides an any"),
    (Any((A, B)), b"\0\7", U, "S4 unknown leaves an any open"),
    (All((A, Any((B, NOT_A)))), b"\1\0", F, "nested"),
    (All(()), b"\0\0", T, "nothing asked"),
    (Any(()), b"\1\1", F, "nothing offered"),
]


@pytest.mark.parametrize(("tree", "signature", "value"), [pytest.param(*v[:3], id=f"{v[3]}: {v[2]}") for v in VALUES])
def test_tree_has_a_value(tree: Tree, signature: bytes, value: Truth) -> None:
    assert value_of(tree, signature) is value


def test_every_root_is_answered_in_order() -> None:
    inference = ReferenceInference([A, NOT_A, Any((A, B))], 2)
    assert inference.infer(b"\0\5") == b"\0\1\2"


def test_signature_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a signature of 1 outcomes for 2 tests"):
        ReferenceInference([A], 2).infer(b"\0")
