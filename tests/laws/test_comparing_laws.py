"""What `cfcheck diff` promises, for any two agreements of which one is the other, changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authoring.diff.variants import with_changes
from tests.laws.worlds import AGREEMENTS, INCIDENTS, agreement_of, incident_of

from cfcheck.authoring.analysis.difference import Difference, SituationChange, difference
from cfcheck.authoring.analysis.terms import ChangeKind, term_changes
from cfcheck.authoring.diff.comparison import Effect, Matrix, compare_incidents
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.agreement import Agreement, AttributionConfidence
from cfcheck.model.incident_json import encode_json, incident_from
from cfcheck.model.record import Record

Spec = dict[str, Any]
Pair = tuple[Agreement, Agreement]

CONFIDENCES = st.sampled_from(AttributionConfidence)
MIRROR = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Spec, Spec]:
    """An agreement, and the same with a few of its parts from another one, as plain data."""
    old, other = ({**draw(AGREEMENTS), "threshold": draw(CONFIDENCES)} for _ in range(2))
    parts = draw(st.lists(st.sampled_from(sorted(old)), max_size=2, unique=True))
    return old, {**old, **{part: other[part] for part in parts}}


def built(specs: tuple[Spec, Spec]) -> Pair:
    old, new = (with_changes(agreement_of(spec), attribution_threshold=spec["threshold"]) for spec in specs)
    return old, new


PAIRS = pairs()

tried = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def verdicts(pair: Pair, incident: Spec) -> tuple[str, ...]:
    evaluators = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in pair)
    return tuple(one.assess(incident_from(incident)).verdict for one in evaluators)


@tried
@given(agreement=AGREEMENTS, threshold=CONFIDENCES)
def test_an_agreement_does_not_differ_from_itself(agreement: Spec, threshold: AttributionConfidence) -> None:
    one, same = (with_changes(agreement_of(agreement), attribution_threshold=threshold) for _ in range(2))
    assert difference(one, same) == Difference((), ())


@tried
@given(pair=PAIRS)
def test_every_example_changes_verdict_as_it_says(pair: tuple[Spec, Spec]) -> None:
    versions = built(pair)
    for change in difference(*versions).situations:
        assert verdicts(versions, change.example) == (change.old, change.new)
        assert change.old is not change.new


@tried
@given(pair=PAIRS)
def test_nothing_can_be_left_out_of_an_example(pair: tuple[Spec, Spec]) -> None:
    """Or it shows another change of verdict, or other norms have a part in it."""
    versions = built(pair)
    for change in difference(*versions).situations:
        for key in set(change.example) - {"id"}:
            less = {name: value for name, value in change.example.items() if name != key}
            assert verdicts(versions, less) != (change.old, change.new) or norms(versions, less) - norms(
                versions, change.example
            )


def norms(pair: Pair, incident: Spec) -> set[tuple[str, str]]:
    """The norms that say something else of the incident."""
    evaluators = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in pair)
    old, new = (
        {(one.kind, one.id): (one.outcome, one.severity) for one in evaluator.assess(incident_from(incident)).findings}
        for evaluator in evaluators
    )
    return {norm for norm in {*old, *new} if old.get(norm) != new.get(norm)}


@tried
@given(pair=PAIRS)
def test_old_and_new_swapped_swap_their_roles(pair: tuple[Spec, Spec]) -> None:
    old, new = built(pair)
    there, back = difference(old, new), difference(new, old)
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
@given(pair=PAIRS, specs=st.lists(INCIDENTS, max_size=12))
def test_incidents_change_exactly_where_the_evaluators_differ(pair: tuple[Spec, Spec], specs: list[Spec]) -> None:
    """And what changes one is a change of the terms."""
    versions = built(pair)
    incidents = [incident_of({**spec, "id": f"{number}"}) for number, spec in enumerate(specs)]
    records = [Record("reports", number, one, encode_json(one)) for number, one in enumerate(incidents, 1)]
    old, new = (Evaluator(agreement) for agreement in versions)
    matrix = Matrix()
    changes = list(compare_incidents(old, new, records))
    assert [(change.id, change.record) for change in changes] == [
        (one.id, record.number) for one, record in zip(incidents, records, strict=True)
    ]
    for spec, change in zip(specs, changes, strict=True):
        matrix.add(change)
        assert change.verdicts == verdicts(versions, spec)
        assert (change.effect is Effect.VERDICT) is (len(set(change.verdicts)) > 1)
    assert sum(matrix.effects.values()) == matrix.total == len(specs)
    if matrix.effects[Effect.NONE] < len(specs):
        assert list(term_changes(*versions))
