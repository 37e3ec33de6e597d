"""What a mutant is, how the cases are run against it, and the outcome for each mutant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.test.runner import run_cases
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.evaluation.facts import time_of
from cfcheck.model.incident import AnyOfActors, InvalidIncident
from cfcheck.model.text import normalise
from cfcheck.model.time import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from cfcheck.language.cases import Case
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Provenance
    from cfcheck.model.citation import Origin
    from cfcheck.model.incident import Incident
    from cfcheck.model.problem import Problem
    from cfcheck.model.rule import RuleId
    from cfcheck.model.text import NormalName
    from cfcheck.model.time import Span
    from cfcheck.model.verdict import Reason, Verdict
    from cfcheck.model.zone import Zone

__all__ = [
    "EVERYWHERE",
    "Answer",
    "Bench",
    "Fate",
    "Fated",
    "Mutant",
    "MutantTally",
    "Reach",
    "Telling",
    "evaluator_of",
    "names_in",
]


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True)
class Answer:
    """That of an assessment by which mutants are told apart; None for the verdict where the incident is set aside."""

    verdict: Verdict | None
    possible: frozenset[Verdict] = frozenset()
    reasons: frozenset[Reason] = frozenset()
    breached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Telling:
    """An incident that tells a mutant from the original: what follows from it as the terms are, and as changed."""

    incident: Mapping[str, object]
    original: Answer
    mutated: Answer


@dataclass(frozen=True, slots=True)
class Fated:
    """A mutant and its fate: the case that kills it, why it is equivalent, or an incident that would kill it."""

    mutant: Mutant
    fate: Fate
    killer: Case | None = None
    why: str = ""
    telling: Telling | None = None


@dataclass(frozen=True, slots=True)
class MutantTally:
    """The fates of an agreement's mutants, and what they were computed from. `only`: the norms that were mutated.

    `failing` cases do not come out as expected as it is, and count for nothing here; `problems` keep others from being
    run.
    """

    folder: Path
    provenance: Provenance
    only: frozenset[str]
    cases: int
    failing: int
    problems: tuple[Problem, ...]
    fated: tuple[Fated, ...]

    @property
    def counts(self) -> Mapping[Fate, int]:
        """How many mutants had each fate."""
        counted = Counter(one.fate for one in self.fated)
        return {fate: counted[fate] for fate in Fate}

    def of(self, fate: Fate) -> tuple[Fated, ...]:
        """The mutants with the fate, in order."""
        return tuple(one for one in self.fated if one.fate is fate)


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
    for named in (incident.perpetrator, incident.target, incident.participants, where and where.controlled_by):
        yield from _names(named)


def _names(named: object) -> Iterator[str]:
    if isinstance(named, str):
        yield named
    elif isinstance(named, AnyOfActors):
        yield from _names(named.any_of)
    elif isinstance(named, tuple):
        for one in named:
            yield from _names(one)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which incidents a change can touch: those that name one of `names` (None: any), as far as they lie in `within`.

    Of all others it is proven that they come out as before.
    """

    names: frozenset[NormalName] | None = None
    within: Span = ALWAYS


EVERYWHERE: Final = Reach()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of an agreement's terms, in words; `norm` is the rule or exemption in whose file it stands.

    `origin` is the line that says what is changed, under the name that the user gave the file.
    """

    change: str
    origin: Origin
    agreement: Agreement
    norm: RuleId | None = None
    reach: Reach = EVERYWHERE
    mutator: str = ""
