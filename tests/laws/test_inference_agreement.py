"""Both inferences give the same outcomes, whatever the trees and whatever is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfcheck.evaluation.reference import ReferenceInference
from cfcheck.evaluation.rete import ReteInference, available
from cfcheck.model.logic import All, Any, Leaf, Tree

pytestmark = pytest.mark.skipif(not available(), reason="durable-rules does not import on this interpreter")

SIGNATURES = 25
KNOWN_MOSTLY = st.sampled_from([0, 0, 0, 1, 1, 1, 2, 3, 255])


def trees(test_count: int) -> st.SearchStrategy[Tree]:
    leaves = st.builds(Leaf, st.integers(0, test_count - 1), st.booleans())
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.lists(parts, max_size=5).map(lambda listed: All(tuple(listed))),
            st.lists(parts, max_size=5).map(lambda listed: Any(tuple(listed))),
        ),
        max_leaves=40,
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Tree], int, list[bytes]]:
    test_count = draw(st.sampled_from([1, 2, 5, 12, 40]))
    roots = draw(st.lists(trees(test_count), min_size=1, max_size=4))
    signature = st.lists(KNOWN_MOSTLY, min_size=test_count, max_size=test_count).map(bytes)
    return roots, test_count, draw(st.lists(signature, min_size=SIGNATURES, max_size=SIGNATURES))


@settings(max_examples=200, deadline=None)
@given(questions())
def test_network_and_reference_agree(question: tuple[list[Tree], int, list[bytes]]) -> None:
    roots, test_count, signatures = question
    rete, reference = ReteInference(roots, test_count), ReferenceInference(roots, test_count)
    for signature in signatures:
        assert rete.infer(signature) == reference.infer(signature)
