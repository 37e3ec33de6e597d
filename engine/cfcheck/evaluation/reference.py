"""The reference: assesses an incident by the definition, test by test and reading by reading, without any cache.

`Evaluator` gives the same results more quickly; the laws compare the two. The verdict is a function of the signatures
of an incident's readings; see docs/architecture.md.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final, Protocol, assert_never

from cfcheck.evaluation.openness import OpennessFinder, Settler
from cfcheck.evaluation.readings import confidence_of
from cfcheck.evaluation.standing import Recognition
from cfcheck.model.assessment import (
    Assessment,
    Attribution,
    AttributionStatus,
    Case,
    CaseReading,
    Finding,
    FindingKind,
    Judgement,
    Outcome,
    Ruling,
)
from cfcheck.model.bounded import Remembered
from cfcheck.model.logic import All, Any, Leaf, Truth, all_of, any_of, negation
from cfcheck.model.program import Limit, truth_of
from cfcheck.model.rule import Exemption, Rule
from cfcheck.model.verdict import Verdict, gravest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cfcheck.evaluation.answers import Tested, Tester
    from cfcheck.evaluation.readings import Mention
    from cfcheck.model.incident import Incident
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program, Root, Signature
    from cfcheck.model.time import Instant
    from cfcheck.model.verdict import Verdicts

__all__ = ["Inference", "Judge", "ReferenceInference", "assess_by_definition", "finding_of", "value_of"]


def assess_by_definition(tester: Tester, judge: Judge, incident: Incident, record_hash: str) -> Assessment:
    """The assessment of the incident. Raises InvalidIncident."""
    tested = tester.test(incident)
    judgement = judge.judge(_case(tested))
    understood = tester.understand(incident)
    return Assessment(
        incident=incident.id,
        verdict=judgement.verdict,
        possible=judgement.possible,
        reasons=judgement.reasons,
        needs=judgement.needs,
        findings=tuple(finding_of(tester.program.roots[place], outcome) for place, outcome in judgement.findings),
        attribution=_attribution(incident, tester, tested, judge),
        notes=tester.notes(understood, understood.stretches),
        incident_hash=record_hash,
    )


def _attribution(incident: Incident, tester: Tester, tested: Tested, judge: Judge) -> Attribution:
    """Who did it, in each reading: for a violation, those of them whose act is one."""
    is_violation = judge.possible(_case(tested)) == {Verdict.VIOLATION}
    groups = []
    for reading in tested.readings:
        rulings = map(judge.rule_on, reading.signatures)
        strands = zip(reading.reading.strands, rulings, strict=True)
        groups.append(
            tuple(
                strand.perpetrator.name
                for strand, ruling in strands
                if strand.perpetrator.name is not None and (not is_violation or Verdict.VIOLATION in ruling.possible)
            )
        )
    names = tuple(dict.fromkeys(name for group in groups for name in group))
    settled = len(set(groups)) == 1 and bool(names) and not _unidentified(names, tester, tested)
    status = AttributionStatus.SETTLED if settled else AttributionStatus.OPEN
    return Attribution(status, names, confidence_of(incident.perpetrator) if names else None)


def _unidentified(names: tuple[str, ...], tester: Tester, tested: Tested) -> bool:
    since = tested.readings[0].since
    return any(tester.finder.recognise(name, since) is Recognition.UNIDENTIFIED for name in names)


def _case(tested: Tested) -> Case:
    """The readings without names: each stretch, perpetrator group and target as a number."""
    times: dict[Instant, int] = {}
    perpetrators: dict[tuple[Mention, ...], int] = {}
    targets: dict[Mention, int] = {}
    return Case(
        tuple(
            CaseReading(
                times.setdefault(one.since, len(times)),
                perpetrators.setdefault(tuple(s.perpetrator for s in one.reading.strands), len(perpetrators)),
                targets.setdefault(one.reading.strands[0].target, len(targets)),
                one.signatures,
            )
            for one in tested.readings
        ),
        tested.time.reason,
    )


def finding_of(root: Root, outcome: Outcome) -> Finding:
    """What a limit, rule or exemption says, with the words and citations of what it is."""
    subject = root.subject
    kind = _KINDS[type(subject)]
    severity = subject.severity if isinstance(subject, Rule) else None
    return Finding(kind, subject.id, subject.title, outcome, subject.citations, severity)


_KINDS: Final = {Limit: FindingKind.LIMIT, Rule: FindingKind.RULE, Exemption: FindingKind.EXEMPTION}


_MEMORY: Final = 2048
_MOST_BYTES: Final = 8 * 1024 * 1024

_Truths = tuple[Truth, ...]
_RootTruths = tuple[_Truths, _Truths, _Truths, _Truths, Truth, Truth]


class Inference(Protocol):
    """Decides every root of a program from a signature, by Kleene's logic."""

    def infer(self, signature: bytes) -> bytes:
        """One byte a root: 0 false, 1 true, 2 unknown."""


class Judge:
    """Judges cases of one program with one inference. Safe to share between threads if the inference is."""

    def __init__(self, program: Program, inference: Inference) -> None:
        self._program = program
        self._inference = inference
        self._openness = OpennessFinder(program, Settler(program))
        self._root_truths: Callable[[bytes], _RootTruths] = Remembered(
            self._truths_of, _MEMORY, _MOST_BYTES
        ).__getitem__
        self.rule_on: Callable[[Signature], Ruling] = Remembered(self._rule_on, _MEMORY, _MOST_BYTES).__getitem__
        self.judge: Callable[[Case], Judgement] = Remembered(self._judge, _MEMORY, _MOST_BYTES).__getitem__

    def possible(self, case: Case) -> Verdicts:
        """Every verdict possible in some reading."""
        return frozenset[Verdict]().union(*(self._of_reading(reading) for reading in case.readings))

    def _of_reading(self, reading: CaseReading) -> Verdicts:
        return reduce(gravest, (self.rule_on(signature).possible for signature in reading.signatures))

    def _rule_on(self, signature: Signature) -> Ruling:
        return Ruling(signature, *self._root_truths(self._inference.infer(signature)))

    def _truths_of(self, outcomes: bytes) -> _RootTruths:
        """The truths of all limits, breaches, rules and exemptions, and whether some limit and some rule holds."""
        program = self._program
        truths = tuple(map(truth_of, outcomes))
        limits = truths[: len(program.limits)]
        breaches = truths[len(limits) : len(limits) + len(program.rules)]
        exemptions = truths[len(limits) + len(breaches) :]
        rules = tuple(
            all_of((breach, negation(any_of(exemptions[place] for place in root.defeated_by))))
            for root, breach in zip(program.rules, breaches, strict=True)
        )
        return limits, breaches, rules, exemptions, any_of(limits), any_of(rules)

    def _judge(self, case: Case) -> Judgement:
        possible = self.possible(case)
        verdict = next(iter(possible)) if len(possible) == 1 else Verdict.INDETERMINATE
        rulings = tuple(tuple(self.rule_on(signature) for signature in reading.signatures) for reading in case.readings)
        reasons, needs = self._openness.find(case) if verdict is Verdict.INDETERMINATE else ((), ())
        return Judgement(
            verdict=verdict,
            possible=tuple(sorted(possible)),
            reasons=reasons,
            needs=needs,
            findings=tuple(_findings(self._program, rulings)),
        )


def _findings(program: Program, rulings: tuple[tuple[Ruling, ...], ...]) -> list[tuple[int, Outcome]]:
    if len(rulings) == 1 and len(rulings[0]) == 1:
        outcomes_of_roots = ((place, _outcome(program, place, rulings[0][0])) for place in range(len(program.roots)))
        return [(place, outcome) for place, outcome in outcomes_of_roots if outcome is not None]
    found = []
    for place in range(len(program.roots)):
        by_reading = [_strongest(program, place, strands) for strands in rulings]
        outcomes = {outcome for outcome in by_reading if outcome is not None}
        if not outcomes:
            continue
        everywhere = len(outcomes) == 1 and None not in by_reading
        strongest = min(outcomes, key=_STRENGTH.index)
        found.append((place, strongest if everywhere else _WEAKENED.get(strongest, strongest)))
    return found


def _strongest(program: Program, place: int, strands: tuple[Ruling, ...]) -> Outcome | None:
    """The outcome of a root in one reading: the strongest among its strands."""
    outcomes = [_outcome(program, place, ruling) for ruling in strands]
    present = [outcome for outcome in outcomes if outcome is not None]
    if not present:
        return None
    strongest = min(present, key=_STRENGTH.index)
    # A limit that does not reach everyone who acted together does not limit the reading.
    is_partial = strongest is Outcome.HOLDS and any(outcome is not Outcome.HOLDS for outcome in outcomes)
    return Outcome.MAY_HOLD if is_partial else strongest


_STRENGTH: Final = list(Outcome)
_WEAKENED: Final = {
    Outcome.HOLDS: Outcome.MAY_HOLD,
    Outcome.BREACHED: Outcome.POSSIBLY_BREACHED,
    Outcome.DEFEATS: Outcome.MAY_DEFEAT,
}


def _outcome(program: Program, place: int, ruling: Ruling) -> Outcome | None:
    limits, rules = len(program.limits), len(program.rules)
    if place < limits:
        return _of_limit(ruling, place)
    if ruling.limit is Truth.TRUE:
        return None
    if place < limits + rules:
        return _of_rule(ruling, place - limits)
    return _of_exemption(program, ruling, place - limits - rules)


def _of_limit(ruling: Ruling, place: int) -> Outcome | None:
    truth = ruling.limits[place]
    if truth is Truth.TRUE:
        return Outcome.HOLDS
    # Beside a limit that holds, one that may hold adds nothing.
    return Outcome.MAY_HOLD if truth is Truth.UNKNOWN and ruling.limit is Truth.UNKNOWN else None


def _of_rule(ruling: Ruling, place: int) -> Outcome | None:
    breach, undefeated = ruling.breaches[place], ruling.rules[place]
    if breach is Truth.FALSE:
        return None
    if undefeated is Truth.FALSE:
        return Outcome.DEFEATED
    certain = undefeated is Truth.TRUE and ruling.limit is Truth.FALSE
    return Outcome.BREACHED if certain else Outcome.POSSIBLY_BREACHED


def _of_exemption(program: Program, ruling: Ruling, place: int) -> Outcome | None:
    """An exemption speaks only where it defeats, or may defeat, a rule that is or may be breached."""
    named = any(
        place in root.defeated_by and breach is not Truth.FALSE
        for root, breach in zip(program.rules, ruling.breaches, strict=True)
    )
    outcomes = {Truth.TRUE: Outcome.DEFEATS, Truth.UNKNOWN: Outcome.MAY_DEFEAT}
    return outcomes.get(ruling.exemptions[place]) if named else None


class ReferenceInference:
    """The outcomes of trees, each read as it is written."""

    def __init__(self, roots: Sequence[Tree], test_count: int) -> None:
        self._roots = tuple(roots)
        self._test_count = test_count

    def infer(self, signature: bytes) -> bytes:
        """The outcome of every root tree: 0 false, 1 true, 2 unknown."""
        if len(signature) != self._test_count:
            raise ValueError(f"a signature of {len(signature)} outcomes for {self._test_count} tests")
        return bytes(value_of(root, signature) for root in self._roots)


def value_of(tree: Tree, signature: bytes) -> Truth:
    """The truth of a tree by Kleene's logic, for one signature."""
    match tree:
        case Leaf(test, negated):
            # Above 2, an outcome also tells why it is unknown.
            truth = Truth(min(signature[test], Truth.UNKNOWN))
            return negation(truth) if negated else truth
        case All(parts):
            return all_of(value_of(part, signature) for part in parts)
        case Any(parts):
            return any_of(value_of(part, signature) for part in parts)
        case _:
            assert_never(tree)
