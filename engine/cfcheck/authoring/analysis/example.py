"""Makes an example incident from a situation, and evaluates it, so that examples are shown and not claimed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import incident_from
from cfcheck.model.struct import replace

if TYPE_CHECKING:
    from cfcheck.authoring.analysis.situations import Situation
    from cfcheck.authoring.analysis.values import Way
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Assessment, Outcome
    from cfcheck.model.rule import RuleId
    from cfcheck.model.verdict import Verdict

__all__ = ["Examiner", "Example", "example_of"]

Example = dict[str, Any]
"""An incident as `json.loads` gives it."""

_EXAMINED = 4096


def example_of(situation: Situation) -> Example:
    """An incident that states the situation's value of each fact, as far as a report can."""
    incident: Example = {"id": "example"}
    for ways in situation.ways():
        for path, value in _unused(ways, incident):
            _state(incident, path, value)
    return incident


def _unused(ways: tuple[Way, ...], incident: Example) -> Way:
    """The first way that does not name an actor a second time; so nobody attacks himself for want of a name."""
    named = [incident.get("perpetrator"), incident.get("target")]
    fresh = (way for way in ways if not any(value in named for _, value in way if isinstance(value, str)))
    return next(fresh, ways[0] if ways else ())


def _state(incident: Example, path: str, value: str | int) -> None:
    first, _, rest = path.partition(".")
    if not rest:
        incident[first] = value
        return
    part = incident.setdefault(first, {})
    if not isinstance(part, dict):
        # A claim that is raised, and of which a test is stated as well.
        part = incident[first] = {}
    _state(part, rest, value)


class Examiner:
    """Evaluates examples under a few rules of an agreement."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._evaluator = lru_cache(_EXAMINED)(self._evaluator_of)

    def verdict(self, incident: Example, rules: tuple[RuleId, ...]) -> Verdict | None:
        """The verdict that the limits and these rules give; None if the incident cannot be judged."""
        found = _assessed(self._evaluator(rules), incident)
        return None if found is None else found.verdict

    def outcomes(self, incident: Example, rules: tuple[RuleId, ...]) -> dict[str, Outcome]:
        """The outcomes of the limits, these rules and their exemptions, which do not depend on other rules."""
        found = _assessed(self._evaluator(rules), incident)
        return {} if found is None else {finding.id: finding.outcome for finding in found.findings}

    def _evaluator_of(self, rules: tuple[RuleId, ...]) -> Evaluator:
        kept = {rule: self._agreement.rules[rule] for rule in rules}
        named = {exemption for rule in kept.values() for exemption in rule.unless}
        exemptions = {exemption: self._agreement.exemptions[exemption] for exemption in sorted(named)}
        agreement = replace(self._agreement, rules=kept, exemptions=exemptions)
        return Evaluator(agreement, inference=InferenceChoice.REFERENCE)


def _assessed(evaluator: Evaluator, incident: Example) -> Assessment | None:
    try:
        return evaluator.assess(incident_from(incident))
    except InvalidIncident:
        return None
