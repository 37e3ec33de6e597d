"""What is kept of an agreement is all of it: docs/decisions/0040-loaded-agreements-are-kept.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.language.cache import agreement_from_bytes, bytes_from_agreement

if TYPE_CHECKING:
    from cfcheck.model.agreement import Agreement


@given(AGREEMENTS)
def test_an_agreement_comes_back_as_it_was(drawn: dict[str, Any]) -> None:
    agreement = agreement_of(drawn)
    back = agreement_from_bytes(bytes_from_agreement(agreement))
    assert back == agreement
    assert back.content_hash == agreement.content_hash
    assert agreement_from_bytes(bytes_from_agreement(back)) == back


@given(AGREEMENTS, INCIDENTS)
def test_an_agreement_that_came_back_judges_as_before(drawn: dict[str, Any], reported: dict[str, Any]) -> None:
    agreement, incident = agreement_of(drawn), incident_of(reported)
    back = agreement_from_bytes(bytes_from_agreement(agreement))
    assert _evaluator(back).assess(incident) == _evaluator(agreement).assess(incident)


def _evaluator(agreement: Agreement) -> Evaluator:
    return Evaluator(agreement, inference=InferenceChoice.REFERENCE)
