"""Judges signatures: what limits, rules and exemptions say, and the verdict. Knows nothing of names, times and files.

Incidents whose readings have the same signatures are judged once; see docs/architecture.md.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final, Protocol

from cfcheck.assessment import Outcome
from cfcheck.bounded import Remembered
from cfcheck.openness import OpennessFinder
from cfcheck.ruling import Case, CaseReading, Judgement, Ruling
from cfcheck.settling import Settler
from cfcheck.signature import truth_of
from cfcheck.truth import Truth, all_of, any_of, negation
from cfcheck.verdict import Verdict, gravest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfcheck.program import Program
    from cfcheck.signature import Signature
    from cfcheck.verdict import Verdicts

__all__ = ["Inference", "Judge"]

_MEMORY: Final = 2048
_MOST_BYTES: Final = 8 * 1024 * 1024

_Truths = tuple[Truth, ...]
_Said = tuple[_Truths, _Truths, _Truths, _Truths, Truth, Truth]


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
        self._said: Callable[[bytes], _Said] = Remembered(self._say, _MEMORY, _MOST_BYTES).__getitem__
        self.rule_on: Callable[[Signature], Ruling] = Remembered(self._rule_on, _MEMORY, _MOST_BYTES).__getitem__
        self.judge: Callable[[Case], Judgement] = Remembered(self._judge, _MEMORY, _MOST_BYTES).__getitem__

    def possible(self, case: Case) -> Verdicts:
        """Every verdict possible in some reading."""
        return frozenset[Verdict]().union(*(self._of_reading(reading) for reading in case.readings))

    def _of_reading(self, reading: CaseReading) -> Verdicts:
        return reduce(gravest, (self.rule_on(signature).possible for signature in reading.signatures))

    def _rule_on(self, signature: Signature) -> Ruling:
        return Ruling(signature, *self._said(self._inference.infer(signature)))

    def _say(self, outcomes: bytes) -> _Said:
        """What the outcomes of all roots say of limits, breaches, rules and exemptions, and of all of them together."""
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
        said_of = ((place, _outcome(program, place, rulings[0][0])) for place in range(len(program.roots)))
        return [(place, outcome) for place, outcome in said_of if outcome is not None]
    found = []
    for place in range(len(program.roots)):
        by_reading = [_strongest(program, place, strands) for strands in rulings]
        said = {outcome for outcome in by_reading if outcome is not None}
        if not said:
            continue
        everywhere = len(said) == 1 and None not in by_reading
        strongest = min(said, key=_STRENGTH.index)
        found.append((place, strongest if everywhere else _WEAKENED.get(strongest, strongest)))
    return found


def _strongest(program: Program, place: int, strands: tuple[Ruling, ...]) -> Outcome | None:
    """What a root says in one reading: for acts done together, what it says most strongly of any of them."""
    said = [_outcome(program, place, ruling) for ruling in strands]
    spoken = [outcome for outcome in said if outcome is not None]
    if not spoken:
        return None
    strongest = min(spoken, key=_STRENGTH.index)
    # A limit that does not reach everyone who acted together does not limit the reading.
    is_partial = strongest is Outcome.HOLDS and any(outcome is not Outcome.HOLDS for outcome in said)
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
