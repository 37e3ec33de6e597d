"""The durable-rules network and the reference evaluator give the same assessments, for any agreement and incident (S47)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of

from cfcheck.evaluation import rete
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice

pytestmark = pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be loaded by this Python")


@given(agreement=AGREEMENTS, incidents=st.lists(INCIDENTS, min_size=5, max_size=20))
def test_both_inferences_give_equal_assessments(agreement: dict[str, Any], incidents: list[dict[str, Any]]) -> None:
    terms = agreement_of(agreement)
    network = Evaluator(terms, inference=InferenceChoice.RETE)
    reference = Evaluator(terms, inference=InferenceChoice.REFERENCE)
    for spec in incidents:
        incident = incident_of(spec)
        assert network.assess(incident) == reference.assess(incident)
