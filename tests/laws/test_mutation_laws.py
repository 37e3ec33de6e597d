"""What mutation testing promises, for any agreement and any incident."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of

from cfcheck.authoring.check.written import Written
from cfcheck.authoring.mutate.fate import Bench, Mutant, evaluator_of
from cfcheck.authoring.mutate.find_example import answer_of
from cfcheck.authoring.mutate.original import Original
from cfcheck.authoring.mutate.proof import is_out_of_force, is_same
from cfcheck.authoring.mutate.table import mutants_of
from cfcheck.language.cases import Case
from cfcheck.model.citation import Origin
from cfcheck.model.verdict import Verdict

Spec = dict[str, Any]
UNTOUCHED = "untouched"


def mutants(spec: Spec) -> tuple[Original, list[Mutant]]:
    of = Original(Written(agreement_of(spec), {}, date(2026, 1, 31)))
    return of, list(mutants_of(of))


def case_of(spec: Spec, agreement: Spec) -> Case:
    """A case that expects all that follows."""
    answer = answer_of(evaluator_of(agreement_of(agreement)), spec)
    assume(answer.verdict is not None)
    verdict = answer.verdict or Verdict.INDETERMINATE
    return Case(
        "rule-0", "case", incident_of(spec), verdict, answer.possible, answer.reasons, answer.breached, "cases.yaml",
        Origin("cases.yaml", 1),
    )  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(AGREEMENTS)
def test_every_mutant_differs_from_the_original_as_data(agreement: Spec) -> None:
    of, found = mutants(agreement)
    assert all(mutant.agreement != of.agreement for mutant in found)


@settings(max_examples=25, deadline=None)
@given(AGREEMENTS, INCIDENTS)
def test_the_original_is_never_killed(agreement: Spec, incident: Spec) -> None:
    bench = Bench(agreement_of(agreement), [case_of(incident, agreement)])
    assert bench.failing == 0
    assert bench.killer(Mutant(UNTOUCHED, Origin("x.yaml", 1), agreement_of(agreement))) is None


@settings(max_examples=25, deadline=None)
@given(AGREEMENTS, INCIDENTS, st.data())
def test_a_mutant_touches_no_incident_out_of_its_reach(agreement: Spec, incident: Spec, data: st.DataObject) -> None:
    case = case_of(incident, agreement)
    of, found = mutants(agreement)
    bench = Bench(of.agreement, [case])
    narrow = [mutant for mutant in found if not bench.touches(mutant)]
    assume(narrow)
    mutant = data.draw(st.sampled_from(narrow))
    before = answer_of(evaluator_of(of.agreement), incident)
    assert answer_of(evaluator_of(mutant.agreement), incident) == before


@settings(max_examples=25, deadline=None)
@given(AGREEMENTS, st.lists(INCIDENTS, min_size=5, max_size=20), st.data())
def test_nothing_tells_an_equivalent_mutant_apart(agreement: Spec, incidents: list[Spec], data: st.DataObject) -> None:
    of, found = mutants(agreement)
    drawn = data.draw(st.lists(st.sampled_from(found), min_size=8, max_size=8))
    proven = (one for one in drawn if is_out_of_force(of.agreement, one) or is_same(of.agreement, one.agreement))
    mutant = next(proven, None)
    assume(mutant is not None)
    assert mutant is not None
    before, after = evaluator_of(of.agreement), evaluator_of(mutant.agreement)
    for incident in incidents:
        one, other = answer_of(before, incident), answer_of(after, incident)
        assert (one.verdict, one.possible, one.breached) == (other.verdict, other.possible, other.breached)
