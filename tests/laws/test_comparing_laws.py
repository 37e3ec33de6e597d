"""What `cfcheck diff` promises, for any two agreements of which one is the other, changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of

from cfcheck.agreement import Agreement, AttributionConfidence
from cfcheck.analysis.difference import Difference, SituationChange, difference
from cfcheck.analysis.terms import ChangeKind
from cfcheck.comparing.comparer import compare_incidents
from cfcheck.comparing.comparison import Effect, Matrix
from cfcheck.comparing.side import Origin, Side
from cfcheck.evaluator import Evaluator
from cfcheck.incident import encode_json, incident_from
from cfcheck.inference import InferenceChoice
from cfcheck.record import Record

Spec = dict[str, Any]
Pair = tuple[Agreement, Agreement]

CONFIDENCES = st.sampled_from(AttributionConfidence)
MIRROR = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """An agreement, and the same with a few of its parts from another one."""
    old, other = draw(AGREEMENTS), draw(AGREEMENTS)
    parts = draw(st.lists(st.sampled_from(sorted(old)), max_size=2, unique=True))
    threshold = draw(CONFIDENCES)
    new = agreement_of({**old, **{part: other[part] for part in parts}})
    return (
        replace(agreement_of(old), attribution_threshold=threshold),
        replace(new, attribution_threshold=draw(st.just(threshold) | CONFIDENCES)),
    )


tried = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def verdicts(pair: Pair, incident: Spec) -> tuple[str, ...]:
    evaluators = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in pair)
    return tuple(one.assess(incident_from(incident)).verdict for one in evaluators)


@tried
@given(agreement=AGREEMENTS, threshold=CONFIDENCES)
def test_an_agreement_does_not_differ_from_itself(agreement: Spec, threshold: AttributionConfidence) -> None:
    one, same = (replace(agreement_of(agreement), attribution_threshold=threshold) for _ in range(2))
    assert difference(one, same) == Difference((), ())


@tried
@given(pair=pairs())
def test_every_example_changes_verdict_as_it_says(pair: Pair) -> None:
    for change in difference(*pair).situations:
        assert verdicts(pair, change.example) == (change.old, change.new)
        assert change.old is not change.new


@tried
@given(pair=pairs())
def test_nothing_can_be_left_out_of_an_example(pair: Pair) -> None:
    """Or it shows another change of verdict, or other norms have a part in it."""
    for change in difference(*pair).situations:
        for key in set(change.example) - {"id"}:
            less = {name: value for name, value in change.example.items() if name != key}
            assert verdicts(pair, less) != (change.old, change.new) or norms(pair, less) - norms(pair, change.example)


def norms(pair: Pair, incident: Spec) -> set[tuple[str, str]]:
    """The norms that say something else of the incident."""
    evaluators = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in pair)
    old, new = (
        {(one.kind, one.id): (one.outcome, one.severity) for one in evaluator.assess(incident_from(incident)).findings}
        for evaluator in evaluators
    )
    return {norm for norm in {*old, *new} if old.get(norm) != new.get(norm)}


@tried
@given(pair=pairs())
def test_old_and_new_swapped_swap_their_roles(pair: Pair) -> None:
    there, back = difference(*pair), difference(*reversed(pair))
    assert {_key(one) for one in there.situations} == {(*_key(one)[:2], one.new, one.old) for one in back.situations}
    mirrored = {
        replace(
            one,
            kind=MIRROR.get(one.kind, one.kind),
            old=one.new,
            new=one.old,
            old_at=one.new_at,
            new_at=one.old_at,
        )
        for one in back.terms
    }
    assert set(there.terms) == mirrored


def _key(change: SituationChange) -> tuple[object, ...]:
    return change.kind, change.subject, change.old, change.new


@tried
@given(pair=pairs(), specs=st.lists(INCIDENTS, max_size=12))
def test_incidents_change_exactly_where_the_evaluators_differ(pair: Pair, specs: list[Spec]) -> None:
    """And what changes one is a change of the terms."""
    incidents = [incident_of({**spec, "id": f"{number}"}) for number, spec in enumerate(specs)]
    records = [Record("reports", number, one, encode_json(one)) for number, one in enumerate(incidents, 1)]
    sides = [Side(Origin("a side"), agreement, {}) for agreement in pair]
    matrix = Matrix()
    changes = list(compare_incidents(sides[0], sides[1], records))
    assert [(change.id, change.record) for change in changes] == [
        (one.id, record.number) for one, record in zip(incidents, records, strict=True)
    ]
    for spec, change in zip(specs, changes, strict=True):
        matrix.add(change)
        assert change.verdicts == verdicts(pair, spec)
        assert (change.effect is Effect.VERDICT) is (len(set(change.verdicts)) > 1)
    assert sum(matrix.effects.values()) == matrix.total == len(specs)
    if matrix.effects[Effect.NONE] < len(specs):
        assert difference(*pair).terms
