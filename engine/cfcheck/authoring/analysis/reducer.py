"""Evaluates an example incident under two agreements, and removes the fields that make no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.analysis.terms import norm_changes
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from

if TYPE_CHECKING:
    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.terms import NormChange
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Assessment
    from cfcheck.model.verdict import Verdict

__all__ = ["Reducer", "Seen", "attributed"]

_CLAIMED: Final = ("perpetrator", "target")


class Seen(NamedTuple):
    """An example whose verdict changes: the old and new verdict, and the norms whose outcome changes."""

    example: Example
    old: Verdict
    new: Verdict
    norms: tuple[NormChange, ...]


class Reducer:
    """Looks at examples under an old and a new agreement."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        self._old, self._new = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in (old, new))
        thresholds = {old.attribution_threshold, new.attribution_threshold}
        # What a report says without more is `probable`.
        self._is_strict = AttributionConfidence.CONFIRMED in thresholds

    def smallest(self, example: Example) -> Seen | None:
        """The example without fields that the change of verdict does not need; None if no verdict changes."""
        certain = attributed(example, AttributionConfidence.CONFIRMED, *_CLAIMED) if self._is_strict else example
        seen = self.see(certain)
        return None if seen is None else self.reduced(seen)

    def see(self, example: Example) -> Seen | None:
        """The change of the example's verdict; None if there is no change, or no verdict on one side."""
        old, new = (_assessed(evaluator, example) for evaluator in (self._old, self._new))
        if old is None or new is None or old.verdict is new.verdict:
            return None
        return Seen(example, old.verdict, new.verdict, norm_changes(old.findings, new.findings))

    def reduced(self, seen: Seen) -> Seen:
        """The same change, with every field left out that it does not need."""
        for path in _paths(seen.example):
            less = self.see(_without(seen.example, path))
            if less is not None and _shows_the_same(less, seen):
                return self.reduced(less)
        return seen


def attributed(example: Example, confidence: AttributionConfidence, *facts: str) -> Example:
    """The example with those whom it names in these facts named with that confidence."""
    stated = {who: {"any_of": [example[who]], "confidence": str(confidence)} for who in facts if who in example}
    return {**example, **stated}


def _shows_the_same(less: Seen, more: Seen) -> bool:
    named = {(norm.kind, norm.id) for norm in more.norms}
    return less[1:3] == more[1:3] and {(norm.kind, norm.id) for norm in less.norms} <= named


def _assessed(evaluator: Evaluator, example: Example) -> Assessment | None:
    try:
        return evaluator.assess(incident_from(example))
    except InvalidIncident:
        return None


def _paths(example: Example) -> list[tuple[str, ...]]:
    """The paths that can be removed from an example: its keys, and those of its parts."""
    keys = [key for key in example if key != "id"]
    return [path for key in keys for path in [(key,), *((key, part) for part in _parts(example[key]))]]


def _parts(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _without(example: Example, path: tuple[str, ...]) -> Example:
    """The example without the value at the path. An empty part is removed too; a name alone replaces its mapping."""
    first, *rest = path
    left = {key: value for key, value in example[first].items() if key != rest[0]} if rest else {}
    (alone,) = left["any_of"] if list(left) == ["any_of"] else (None,)
    kept = example if left else {key: value for key, value in example.items() if key != first}
    return {**kept, **({first: alone or left} if left else {})}
