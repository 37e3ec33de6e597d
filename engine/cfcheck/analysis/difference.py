"""Which verdicts a change of terms changes: by example situations, and for given incidents.

Situations compared are those of one report that states in full what the norm concerned asks, in words that both
agreements know: an act or a claim that only one of them knows sets a report aside under the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cfcheck.analysis.example import example_of
from cfcheck.analysis.pair import Pair
from cfcheck.analysis.search import Goal, fails, find, holds, truth
from cfcheck.analysis.terms import term_changes
from cfcheck.analysis.values import FALSE, UNKNOWN
from cfcheck.evaluator import Evaluator
from cfcheck.incident import InvalidIncident, incident_from
from cfcheck.inference import InferenceChoice
from cfcheck.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.agreement import Agreement
    from cfcheck.analysis.example import Example
    from cfcheck.analysis.pair import Trees
    from cfcheck.analysis.situations import Situation
    from cfcheck.analysis.terms import TermChange
    from cfcheck.assessment import Assessment, Outcome
    from cfcheck.incident import Incident
    from cfcheck.tree import Tree
    from cfcheck.verdict import Verdict

__all__ = ["Difference", "NormChange", "SituationChange", "VerdictChange", "changed_verdicts", "difference"]


@dataclass(frozen=True, slots=True)
class NormChange:
    """What a limit, rule or exemption says of an incident under each of two agreements; None: nothing."""

    id: str
    old: Outcome | None
    new: Outcome | None


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An incident whose verdict changes, and by what; None for a verdict where the incident cannot be judged."""

    incident: str
    old: Verdict | None
    new: Verdict | None
    norms: tuple[NormChange, ...]


@dataclass(frozen=True, slots=True)
class SituationChange:
    """An example, as small as can be, of how the norm or limit `subject` changes verdicts from `old` to `new`."""

    subject: str
    old: Verdict
    new: Verdict
    norms: tuple[NormChange, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in the terms, and what this changes: one situation for each norm and change of verdict."""

    terms: tuple[TermChange, ...]
    situations: tuple[SituationChange, ...]


def difference(old: Agreement, new: Agreement) -> Difference:
    """The difference between two agreements; empty for one and the same."""
    return Difference(tuple(term_changes(old, new)), tuple(_Comparison(old, new).situations()))


def changed_verdicts(old: Agreement, new: Agreement, incidents: Iterable[Incident]) -> Iterator[VerdictChange]:
    """The incidents whose verdict changes, in their order."""
    both = _Both(old, new)
    for incident in incidents:
        change = both.compare(incident)
        if change.old is not change.new:
            yield change


class _Both:
    """Evaluates incidents under two agreements."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        self._old, self._new = (Evaluator(one, inference=InferenceChoice.REFERENCE) for one in (old, new))

    def compare(self, incident: Incident) -> VerdictChange:
        old, new = (_assessed(evaluator, incident) for evaluator in (self._old, self._new))
        before, after = _outcomes(old), _outcomes(new)
        norms = tuple(
            NormChange(norm, before.get(norm), after.get(norm))
            for norm in dict.fromkeys((*before, *after))
            if before.get(norm) is not after.get(norm)
        )
        return VerdictChange(incident.id, old.verdict if old else None, new.verdict if new else None, norms)


def _assessed(evaluator: Evaluator, incident: Incident) -> Assessment | None:
    try:
        return evaluator.assess(incident)
    except InvalidIncident:
        return None


def _outcomes(assessment: Assessment | None) -> dict[str, Outcome]:
    return {} if assessment is None else {str(finding.id): finding.outcome for finding in assessment.findings}


_T, _F, _U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

# The ways in which a norm comes to speak less, or more; the first that occurs is shown, settled ones before open ones.
_DIRECTIONS: Final = (((_T, _F), (_T, _U), (_U, _F)), ((_F, _T), (_F, _U), (_U, _T)))

_TRIED: Final = 200
"""With so many rules it is tried whether a limit decides over a violation."""

_ROUNDS: Final = 50


class _Comparison:
    """Searches situations that two agreements judge differently."""

    def __init__(self, old: Agreement, new: Agreement) -> None:
        self._pair = Pair(old, new)
        self._both = _Both(old, new)

    def situations(self) -> Iterator[SituationChange]:
        """Examples, limits first, one for each subject and change of verdict."""
        for subjects, search in ((self._pair.limits, self._by_limit), (self._pair.rules, self._by_rule)):
            for subject, trees in subjects.items():
                if self._pair.differs(trees):
                    found = [search(subject, trees, ways) for ways in _DIRECTIONS]
                    yield from {(one.old, one.new): one for one in found if one is not None}.values()

    def _by_rule(self, subject: str, trees: Trees, ways: tuple[tuple[Truth, Truth], ...]) -> SituationChange | None:
        """Within reach of both agreements, with no other rule breached where this one is not."""
        reach = [fails(tree) for both in self._pair.limits.values() for tree in both]
        for wanted in ways:
            goals = [*reach, *map(Goal, trees, wanted)]
            found = self._settled(subject, goals, (wanted[0] is not _T, wanted[1] is not _T))
            if found is not None:
                return found
        return None

    def _by_limit(self, subject: str, trees: Trees, ways: tuple[tuple[Truth, Truth], ...]) -> SituationChange | None:
        """With no other limit holding: a breach if the limit can decide over one, else something that is none."""
        others = [fails(tree) for limit, both in self._pair.limits.items() if limit != subject for tree in both]
        for wanted in ways:
            goals = [*others, *map(Goal, trees, wanted)]
            reached = [side for side, one in enumerate(wanted) if one is _F]
            for rule in list(self._pair.rules.values())[:_TRIED] if reached else ():
                found = self._settled(subject, [*goals, *(holds(rule[side]) for side in reached)], (False, False))
                if found is not None:
                    return found
            found = self._settled(subject, goals, (wanted[0] is not _T, wanted[1] is not _T))
            if found is not None:
                return found
        return None

    def _settled(self, subject: str, goals: list[Goal], quiet: tuple[bool, bool]) -> SituationChange | None:
        """A situation that meets the goals, and in which no other rule may be breached on a side that is `quiet`."""
        wanted = list(goals)
        for _ in range(_ROUNDS):
            found = find(self._pair.space, wanted)
            if found is None:
                return None
            loud = [fails(tree) for tree in self._loud(found, subject, quiet)]
            if not loud:
                return self._shown(subject, example_of(found))
            wanted += loud
        return None

    def _loud(self, found: Situation, subject: str, quiet: tuple[bool, bool]) -> Iterator[Tree]:
        def answer(test: int) -> int:
            value = found.values.get(found.space.paths[test])
            return UNKNOWN if value is None else value.ask(test)

        for rule, trees in self._pair.rules.items():
            for tree, is_quiet in zip(trees, quiet, strict=True):
                if is_quiet and rule != subject and truth(tree, answer) != FALSE:
                    yield tree

    def _shown(self, subject: str, example: Example) -> SituationChange | None:
        """The change as both evaluators see it, with as little said as keeps it; None if they see none."""
        seen = self._both.compare(incident_from(example))
        old, new = seen.old, seen.new
        if old is None or new is None or old is new:
            return None
        for path in _paths(example):
            less = _without(example, path)
            also = self._both.compare(incident_from(less))
            if (also.old, also.new) == (old, new):
                example, seen = less, also
        return SituationChange(subject, old, new, seen.norms, example)


def _paths(example: Example) -> list[tuple[str, ...]]:
    """What can be left out of an example: its keys, and those of its parts."""
    keys = [key for key in example if key != "id"]
    return [path for key in keys for path in [(key,), *((key, part) for part in _parts(example[key]))]]


def _parts(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _without(example: Example, path: tuple[str, ...]) -> Example:
    """The example without what stands at the path; the same if nothing does."""
    first, *rest = path
    if first not in example:
        return example
    less = {key: value for key, value in example.items() if key != first}
    if rest:
        less[first] = {key: value for key, value in example[first].items() if key != rest[0]}
        return less if less[first] else {key: value for key, value in less.items() if key != first}
    return less
