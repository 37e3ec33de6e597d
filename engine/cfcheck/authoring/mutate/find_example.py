"""Finds an incident that tells a mutant from the original, by evaluating it under both."""

from __future__ import annotations

import json
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from cfcheck.authoring.analysis.cast import cuts_of
from cfcheck.authoring.analysis.difference import difference
from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import Goal, fails, holds
from cfcheck.authoring.analysis.pair import Pair
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.times import written_within
from cfcheck.authoring.mutate.fate import Answer, Telling, evaluator_of
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.assessment import FindingKind, Outcome
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import encode_json, incident_from
from cfcheck.model.logic import Truth
from cfcheck.model.text import normalise
from cfcheck.model.time import ALWAYS, BEGINNING, END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.mutate.fate import Mutant
    from cfcheck.evaluation.evaluator import Evaluator
    from cfcheck.language.cases import Case
    from cfcheck.model.agreement import Agreement

__all__ = ["Teller", "answer_of"]

_T, _F, _U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
_WAYS: Final = ((_T, _F), (_F, _T), (_T, _U), (_U, _T))
_ACTORS: Final = (("perpetrator",), ("target",), ("location", "controlled_by"))
_MOST_NAMES: Final = 12
_MOST_NEAR: Final = 24
_MOST_VARIED: Final = 24


class Teller:
    """Tells mutants of one agreement from it, by what its cases are about, or by what the analysis finds."""

    def __init__(self, agreement: Agreement, cases: Iterable[Case]) -> None:
        self._agreement = agreement
        self._evaluator = evaluator_of(agreement)
        self._incidents: list[tuple[str, Example]] = [
            (case.rule, {**json.loads(encode_json(case.incident)), "id": "example"}) for case in cases
        ]
        actors = agreement.registry.actors.values()
        self._written = {normalise(name.text): name.text for actor in actors for name in actor.names}

    def near_a_case(self, mutant: Mutant) -> Telling | None:
        """The incident of a case with another name, or another time, in it, if one of those tells them apart."""
        return self._first(mutant, self._near(mutant))

    def by_analysis(self, mutant: Mutant) -> Telling | None:
        """A situation that the agreement can distinguish, if the analysis finds one that tells them apart."""
        return self._first(mutant, self._analysed(mutant))

    def by_variation(self, mutant: Mutant) -> Telling | None:
        """The incident of a case with one fact changed for another, if one of those tells them apart."""
        return self._first(mutant, self._varied(mutant))

    # --- near a case ---------------------------------------------------------------------------------------------

    def _near(self, mutant: Mutant) -> Iterator[Example]:
        """Nothing for a change that touches any incident: the cases themselves were tried."""
        if mutant.reach.names is None and mutant.reach.within == ALWAYS:
            return
        for incident in self._plain:
            yield from self._near_one(self._dated(incident, mutant), mutant)

    @cached_property
    def _plain(self) -> tuple[Example, ...]:
        """A few incidents of one perpetrator and one target, such as are quickly judged, as unlike as can be."""
        unlike: dict[tuple[object, ...], Example] = {}
        for _, incident in self._incidents:
            actors = [_at(incident, path) for path in _ACTORS]
            if all(who is None or isinstance(who, str) for who in actors):
                unlike.setdefault((str(incident.get("act")), *actors, bool(incident.get("claims"))), incident)
        return tuple(unlike.values())[:_MOST_NEAR]

    def _near_one(self, incident: Example, mutant: Mutant) -> Iterator[Example]:
        if mutant.reach.names is None:
            yield incident
        else:
            yield from self._named(incident, sorted(mutant.reach.names)[:_MOST_NAMES])

    def _dated(self, incident: Example, mutant: Mutant) -> Example:
        start, end = mutant.reach.within[0]
        if (start, end) == (BEGINNING, END) or start == BEGINNING:
            return incident
        return {**incident, "occurred": written_within(start, end, (self._agreement.zone,))}

    def _named(self, incident: Example, names: Iterable[str]) -> Iterator[Example]:
        for path in _ACTORS:
            if isinstance(_at(incident, path), str):
                for name in names:
                    yield _with(incident, path, self._written.get(normalise(name), name))

    # --- by analysis ---------------------------------------------------------------------------------------------

    def _analysed(self, mutant: Mutant) -> Iterator[Example]:
        found = difference(self._agreement, mutant.agreement)
        yield from (situation.example for situation in found.situations)
        yield from _breaching(Pair(self._agreement, mutant.agreement))

    # --- by variation --------------------------------------------------------------------------------------------

    def _varied(self, mutant: Mutant) -> Iterator[Example]:
        own = [incident for rule, incident in self._incidents if rule == mutant.norm]
        some = own or [incident for _, incident in self._incidents[:_MOST_VARIED]]
        for incident in (*some, *self._breach(mutant)):
            yield from (_without(incident, path) for path in _paths(incident))
            for dated in self._at_cuts(incident):
                yield from self._near_one(dated, mutant)
            yield from ({**incident, "act": act} for act in self._agreement.registry.acts.kinds)
            yield from self._named(incident, self._names_of_cases)
            yield from (
                {**incident, "perpetrator": {"any_of": [who], "confidence": confidence.value}}
                for who in [incident.get("perpetrator")]
                if isinstance(who, str)
                for confidence in AttributionConfidence
            )

    def _breach(self, mutant: Mutant) -> Iterator[Example]:
        """An incident that breaches the norm that is changed."""
        pair = Pair(self._agreement, mutant.agreement)
        trees = pair.rules.get(str(mutant.norm))
        if trees is not None:
            found = find(pair.space, [*_in_reach(pair), holds(trees[0])])
            yield from () if found is None else (example_of(found),)

    def _at_cuts(self, incident: Example) -> Iterator[Example]:
        """The incident at each instant from which something of the agreement is otherwise."""
        zone = self._agreement.zone
        for cut in sorted(cuts_of((*self._evaluator.tester.finder.periods(), *self._agreement.in_force))):
            if BEGINNING < cut < END:
                yield {**incident, "occurred": zone.local(cut).isoformat()}

    @cached_property
    def _names_of_cases(self) -> tuple[str, ...]:
        named = (_at(incident, path) for _, incident in self._incidents for path in _ACTORS)
        return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))

    # --- both ----------------------------------------------------------------------------------------------------

    def _first(self, mutant: Mutant, incidents: Iterable[Example]) -> Telling | None:
        mutated = evaluator_of(mutant.agreement)
        for incident in incidents:
            telling = self._telling(mutated, incident)
            if telling is not None:
                return self._shortened(mutated, telling)
        return None

    def _telling(self, mutated: Evaluator, incident: Example) -> Telling | None:
        before = answer_of(self._evaluator, incident)
        after = answer_of(mutated, incident)
        return None if before == after or before.verdict is None else Telling(incident, before, after)

    def _shortened(self, mutated: Evaluator, telling: Telling) -> Telling:
        """The same example, with every field left out that both answers do not need."""
        for path in _paths(telling.incident):
            less = self._telling(mutated, _without(telling.incident, path))
            if less is not None and (less.original, less.mutated) == (telling.original, telling.mutated):
                telling = less
        return telling


def answer_of(evaluator: Evaluator, incident: Mapping[str, Any]) -> Answer:
    """What follows from the incident, as far as mutants are told apart by it."""
    try:
        assessment = evaluator.assess(incident_from(dict(incident)))
    except InvalidIncident:
        return Answer(None)
    breached = (
        str(finding.id)
        for finding in assessment.findings
        if finding.kind is FindingKind.RULE and finding.outcome is Outcome.BREACHED
    )
    return Answer(
        assessment.verdict, frozenset(assessment.possible), frozenset(assessment.reasons), frozenset(breached)
    )


def _breaching(pair: Pair) -> Iterator[Example]:
    """Situations within reach in which a rule is breached under one agreement only, whatever the others say."""
    reach = _in_reach(pair)
    for trees in pair.rules.values():
        if pair.differs(trees):
            found = (find(pair.space, [*reach, *map(Goal, trees, wanted)]) for wanted in _WAYS)
            yield from (example_of(situation) for situation in found if situation is not None)


def _in_reach(pair: Pair) -> list[Goal]:
    """That no limit holds under either."""
    return [fails(tree) for both in pair.limits.values() for tree in both]


# --- incidents as plain data -------------------------------------------------------------------------------------

Steps = tuple[str, ...]


def _at(incident: Mapping[str, Any], path: Steps) -> object:
    value: Any = incident
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _with(incident: Example, path: Steps, named: str) -> Example:
    first, *rest = path
    return {**incident, first: _with(incident[first], tuple(rest), named) if rest else named}


def _paths(incident: Mapping[str, Any]) -> list[Steps]:
    """What can be left out: the keys, and those of the parts."""
    keys = [key for key in incident if key != "id"]
    parts = ([(key, part) for part in incident[key]] if isinstance(incident[key], dict) else [] for key in keys)
    return [*((key,) for key in keys), *chain.from_iterable(parts)]


def _without(incident: Mapping[str, Any], path: Steps) -> Example:
    first, *rest = path
    left = {key: value for key, value in incident.items() if key != first}
    if not rest or first not in incident or not isinstance(incident[first], dict):
        return left
    part = {key: value for key, value in incident[first].items() if key != rest[0]}
    return {**incident, first: part} if part else left
