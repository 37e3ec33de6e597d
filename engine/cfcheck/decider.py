"""Decides what follows from an incident's facets, asking only for those that still matter. Knows no reports.

What was decided is kept as a graph. Each fork of it asks for one facet, and its ways are the kinds that were met there.
A facet matters where the value of a limit, rule or exemption still hangs on a test that it answers. Ways after which
the same remains of the program lead to the same point.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.assessment import AttributionStatus, Finding
from cfcheck.definition import finding_of
from cfcheck.facet import SIMPLE, AttributionKind, FacetName
from cfcheck.facet_finder import facet_of
from cfcheck.noun import Noun
from cfcheck.ruling import Case, CaseReading, Judgement
from cfcheck.settling import Answers, Settler, answers_of, numbers_of
from cfcheck.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cfcheck.assessment import Outcome
    from cfcheck.facet import FormKind
    from cfcheck.facet_finder import FacetFinder
    from cfcheck.judge import Judge
    from cfcheck.program import Program

__all__ = ["Decider", "Decision", "Fork"]


class Decision(Noun, frozen=True):
    """What follows for every incident of certain kinds. `number` counts decisions, in order of deciding."""

    number: int
    judgement: Judgement
    findings: tuple[Finding, ...]
    attribution: AttributionKind


class Fork(Noun, frozen=True):
    """A point at which a facet is asked for, and where each kind of it leads. `number` counts forks."""

    number: int
    facet: FacetName
    ways: dict[int, Fork | Decision]


class _Situation(NamedTuple):
    """What is known at a point: the answers so far, for each stretch of time, each reading and each strand.

    `asked` are the facets that were asked for.
    """

    asked: frozenset[FacetName]
    readings: tuple[_Reading, ...]
    answers: tuple[tuple[tuple[Answers, ...], ...], ...]
    time_reason: Reason | None
    unidentified: frozenset[int] = frozenset()


class _Reading(NamedTuple):
    """A reading as far as a decision tells it from others; see ReadingKind."""

    perpetrators: int
    target: int
    names: tuple[int | None, ...]


_ACTORS: Final = (FacetName.PERPETRATOR, FacetName.TARGET)
_NOBODY: Final = (_Reading(0, 0, (None,)),)
_SOMEBODY: Final = (_Reading(0, 0, (0,)),)


class Decider:
    """Decides under one program, given the facets that one finder finds. Safe to share between threads."""

    def __init__(self, program: Program, finder: FacetFinder, judge: Judge) -> None:
        self._program = program
        self._finder = finder
        self._judge = judge
        self._settler = Settler(program)
        self._facets = tuple(facet_of(test) for test in program.tests)
        self._answered: dict[tuple[FacetName, bytes], Answers] = {}
        self._findings: dict[tuple[int, Outcome], Finding] = {}
        self._points: dict[object, Fork | Decision] = {}
        self._situations: list[_Situation] = []
        self._growing = RLock()
        self._ways = 0
        self.decisions = 0
        nothing = _Situation(frozenset(), (), (), None)
        self.root: Fork | Decision = self._fork(FacetName.FORM, nothing)
        assert isinstance(self.root, Fork)  # noqa: S101  # for the type checker
        self.root.ways[SIMPLE] = self._fork(FacetName.MOMENT, nothing)

    @property
    def size(self) -> int:
        """How many points there are, and ways between them."""
        return len(self._points) + self._ways

    def decide(self, kinds: tuple[int, ...]) -> Decision:
        """What follows from the facets' kinds, in the order of FacetName."""
        point = self.root
        while type(point) is Fork:
            found = point.ways.get(kinds[point.facet])
            point = self._grown(point, kinds[point.facet]) if found is None else found
        assert isinstance(point, Decision)  # noqa: S101  # a fork ends the loop, for the type checker
        return point

    def _grown(self, fork: Fork, kind: int) -> Fork | Decision:
        """Where the kind leads from the fork, which has no such way yet."""
        with self._growing:
            if kind not in fork.ways:
                fork.ways[kind] = self._point(self._situation(fork, kind))
                self._ways += 1
            return fork.ways[kind]

    def _fork(self, facet: FacetName, situation: _Situation) -> Fork:
        self._situations.append(situation)
        return Fork(len(self._situations) - 1, facet, {})

    def _situation(self, fork: Fork, kind: int) -> _Situation:
        """What is known once the facet that the fork asks for is of that kind."""
        before = self._situations[fork.number]
        if fork.facet is FacetName.FORM:
            return self._from_form(self._finder.forms[kind])
        if fork.facet is FacetName.MOMENT:
            return self._from_moment(kind, _NOBODY)
        asked = before.asked | {fork.facet}
        if fork.facet not in self._finder.actors:
            told = self._answers(fork.facet, self._finder.answers[fork.facet][kind])
            return before._replace(asked=asked, answers=_with(before.answers, [told] * len(before.answers)))
        actor = self._finder.actors[fork.facet][kind]
        told_then = [self._answers(fork.facet, answers) for answers in actor.answers]
        after = before._replace(asked=asked, answers=_with(before.answers, told_then))
        if fork.facet is not FacetName.PERPETRATOR or not actor.named:
            return after
        return after._replace(readings=_SOMEBODY, unidentified=frozenset({0} if actor.hidden else ()))

    def _from_moment(self, kind: int, readings: tuple[_Reading, ...]) -> _Situation:
        moment = self._finder.times[kind]
        told = [self._answers(FacetName.MOMENT, answers) for answers in moment.answers]
        answers = tuple(tuple((answer,) * len(reading.names) for reading in readings) for answer in told)
        return _Situation(frozenset({FacetName.MOMENT}), readings, answers, moment.reason)

    def _from_form(self, form: FormKind) -> _Situation:
        """Of an encounter with several readings, all is known at once of its moment, perpetrators and targets."""
        situation = self._from_moment(form.moment, tuple(_Reading(*reading[:3]) for reading in form.readings))
        by, at = (self._finder.actors[name] for name in _ACTORS)
        answers = tuple(
            tuple(
                tuple(
                    answer
                    | self._answers(FacetName.PERPETRATOR, by[strand.perpetrator].answers[place])
                    | self._answers(FacetName.TARGET, at[strand.target].answers[place])
                    for answer, strand in zip(strands, reading.strands, strict=True)
                )
                for strands, reading in zip(stretch, form.readings, strict=True)
            )
            for place, stretch in enumerate(situation.answers)
        )
        hidden = frozenset(
            name
            for reading in form.readings
            for name, strand in zip(reading.names, reading.strands, strict=True)
            if name is not None and by[strand.perpetrator].hidden
        )
        return situation._replace(asked=frozenset({FacetName.MOMENT, *_ACTORS}), answers=answers, unidentified=hidden)

    def _answers(self, name: FacetName, answers: bytes) -> Answers:
        key = (name, answers)
        if key not in self._answered:
            self._answered[key] = answers_of(self._finder.tests[name], answers)
        return self._answered[key]

    def _point(self, situation: _Situation) -> Fork | Decision:
        """Where the situation leads: to what is asked next, or to what follows."""
        owed = self._owed(situation)
        if owed:
            return self._fork(owed[0], situation)
        if len(situation.answers) > 1:
            situation = situation._replace(answers=tuple(dict.fromkeys(situation.answers)))
        remainders = tuple(
            tuple(tuple(self._settler.settle(strand) for strand in strands) for strands in stretch)
            for stretch in situation.answers
        )
        reason = situation.time_reason if len(remainders) > 1 else None
        live = {
            test for stretch in remainders for strands in stretch for one in strands for test in numbers_of(one.live)
        }
        facets = {self._facets[test] for test in live}
        key = (situation.readings, remainders, reason, situation.unidentified)
        if key not in self._points:
            self._points[key] = self._fork(min(facets), situation) if facets else self._decision(situation)
        return self._points[key]

    def _owed(self, situation: _Situation) -> list[FacetName]:
        """What is asked whatever it matters: who did it, which an attribution tells; and what can tell stretches apart.

        Stretches that nothing tells apart are one.
        """
        moving = (FacetName.TARGET, FacetName.CONTROL) if len(situation.answers) > 1 else ()
        owed = (FacetName.PERPETRATOR, *(name for name in moving if self._finder.tests[name]))
        return [name for name in owed if name not in situation.asked]

    def _decision(self, situation: _Situation) -> Decision:
        """What follows where nothing that was not asked can move it; such tests are taken to be answered by no."""
        readings = [
            (time, kind, tuple(self._signature(strand) for strand in strands))
            for time, stretch in enumerate(situation.answers)
            for kind, strands in zip(situation.readings, stretch, strict=True)
        ]
        judgement = self._judge.judge(
            Case(
                tuple(CaseReading(time, kind.perpetrators, kind.target, strands) for time, kind, strands in readings),
                situation.time_reason or Reason.TIME_PRECISION,
            )
        )
        self.decisions += 1
        return Decision(
            self.decisions - 1,
            judgement,
            tuple(self._finding(place, outcome) for place, outcome in judgement.findings),
            _attribution([kind for _, kind, _ in readings], situation.unidentified, judgement),
        )

    def _finding(self, place: int, outcome: Outcome) -> Finding:
        """The finding, one and the same for all decisions that have it."""
        key = (place, outcome)
        if key not in self._findings:
            self._findings[key] = finding_of(self._program.roots[place], outcome)
        return self._findings[key]

    def _signature(self, answers: Answers) -> bytes:
        return answers.signature(len(self._facets))


def _with(
    answers: tuple[tuple[tuple[Answers, ...], ...], ...], more: list[Answers]
) -> tuple[tuple[tuple[Answers, ...], ...], ...]:
    """The answers, and in each stretch some more."""
    return tuple(
        tuple(tuple(strand | told for strand in strands) for strands in stretch)
        for stretch, told in zip(answers, more, strict=True)
    )


def _attribution(readings: list[_Reading], unidentified: frozenset[int], judgement: Judgement) -> AttributionKind:
    """Who did it, in each reading: for a violation, those of them whose act is one."""
    groups = [
        tuple(
            name
            for name, ruling in zip(reading.names, rulings, strict=True)
            if name is not None and (judgement.verdict is not Verdict.VIOLATION or Verdict.VIOLATION in ruling.possible)
        )
        for reading, rulings in zip(readings, judgement.rulings, strict=True)
    ]
    names = tuple(dict.fromkeys(name for group in groups for name in group))
    settled = len(set(groups)) == 1 and bool(names) and not unidentified.intersection(names)
    return AttributionKind(AttributionStatus.SETTLED if settled else AttributionStatus.OPEN, names)
