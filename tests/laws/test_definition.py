"""What an evaluator remembers changes nothing: it gives what the definition gives, one incident after the other.

Docs: semantics.md, S47.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.worlds import AGREEMENTS, DAYS, INCIDENTS, agreement_of, incident_of
from tests.terms import INFERENCES

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident import InvalidIncident

if TYPE_CHECKING:
    from cfcheck.model.assessment import Assessment

Spec = dict[str, Any]
RUNS = st.lists(INCIDENTS, min_size=1, max_size=12)


def said(evaluator: Evaluator, incident: Spec) -> Assessment | str:
    try:
        return evaluator.assess(incident_of(incident))
    except InvalidIncident as fault:
        return str(fault)


@pytest.mark.parametrize("inference", INFERENCES)
@given(AGREEMENTS, RUNS, st.sampled_from([None, *DAYS]), st.sampled_from([1, 20, 65_536]))
def test_evaluator_gives_what_the_definition_gives(
    inference: InferenceChoice, agreement: Spec, incidents: list[Spec], as_of: str | None, memory: int
) -> None:
    terms = agreement_of(agreement)
    defined = Evaluator(terms, inference=InferenceChoice.REFERENCE, as_of=as_of, memory=0)
    quick = Evaluator(terms, inference=inference, as_of=as_of, memory=memory)
    for incident in incidents:
        assert said(quick, incident) == said(defined, incident)
