"""Tries mutants on cases: which case, if any, comes out otherwise. Knows nothing of what was changed, but its reach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.case_runner import run_cases
from cfcheck.evaluator import Evaluator
from cfcheck.facts import time_of
from cfcheck.incident import AnyOfActors, InvalidIncident
from cfcheck.inference import InferenceChoice
from cfcheck.instant import ALWAYS
from cfcheck.names import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.agreement import Agreement
    from cfcheck.cases import Case
    from cfcheck.incident import Incident
    from cfcheck.instant import Span
    from cfcheck.mutation.mutant import Mutant, Reach
    from cfcheck.names import NormalName
    from cfcheck.zone import Zone

__all__ = ["Bench", "evaluator_of", "names_in"]

_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class _Tried:
    """A case with what decides whether a change can touch it."""

    case: Case
    names: frozenset[NormalName]
    span: Span

    def is_within(self, reach: Reach) -> bool:
        if reach.names is not None and self.names.isdisjoint(reach.names):
            return False
        return any(one.start < other.end and other.start < one.end for one in self.span for other in reach.within)


class Bench:
    """The cases of an agreement that come out as expected, and how often each has killed.

    One that is still to be done kills nothing: nobody says yet that it is right.
    """

    def __init__(self, agreement: Agreement, cases: Iterable[Case]) -> None:
        outcomes = list(run_cases(evaluator_of(agreement), (case for case in cases if not case.todo)))
        self._tried = [_tried(one.case, agreement.zone) for one in outcomes if one.passed]
        self.passing = tuple(tried.case for tried in self._tried)
        self.failing = len(outcomes) - len(self._tried)
        self._kills: Counter[int] = Counter()

    def killer(self, mutant: Mutant) -> Case | None:
        """The first case that comes out otherwise under the mutant; those first that most likely do."""
        places = [place for place, tried in enumerate(self._tried) if tried.is_within(mutant.reach)]
        if not places:
            return None
        evaluator = evaluator_of(mutant.agreement)
        for place in sorted(places, key=lambda place: self._rank(place, mutant)):
            case = self._tried[place].case
            if not all(outcome.passed for outcome in run_cases(evaluator, (case,))):
                self._kills[place] += 1
                return case
        return None

    def touches(self, mutant: Mutant) -> bool:
        """Whether some case lies within the mutant's reach."""
        return any(tried.is_within(mutant.reach) for tried in self._tried)

    def _rank(self, place: int, mutant: Mutant) -> tuple[bool, bool, int]:
        """Those of the norm come first, and those that name few, which are quickly judged and most often tell."""
        tried = self._tried[place]
        return tried.case.rule != mutant.norm, len(tried.names) > _FEW, -self._kills[place]


def evaluator_of(agreement: Agreement) -> Evaluator:
    """An evaluator that makes no network (there are a thousand mutants, and networks are never freed).

    A name that a mutant has lost is unknown, and to look for the nearest one takes longer than all the rest. What would
    be suggested no case expects.
    """
    return Evaluator(agreement, inference=InferenceChoice.REFERENCE, suggests=False)


def _tried(case: Case, zone: Zone) -> _Tried:
    try:
        span = time_of(case.incident, zone).span
    except InvalidIncident:
        span = ALWAYS
    return _Tried(case, frozenset(map(normalise, names_in(case.incident))), span)


def names_in(incident: Incident) -> Iterator[str]:
    """Every name by which the incident calls an actor."""
    where = incident.location
    for said in (incident.perpetrator, incident.target, incident.participants, where and where.controlled_by):
        yield from _names(said)


def _names(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, AnyOfActors):
        yield from _names(said.any_of)
    elif isinstance(said, tuple):
        for one in said:
            yield from _names(one)
