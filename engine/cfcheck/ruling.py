"""What is judged and what is ruled, without names and times: cases, rulings, judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.assessment import Need, Outcome
from cfcheck.noun import Noun
from cfcheck.signature import Signature
from cfcheck.truth import Truth
from cfcheck.verdict import Reason, Verdict, possible_verdicts

if TYPE_CHECKING:
    from cfcheck.verdict import Verdicts

__all__ = ["Case", "CaseReading", "Judgement", "Outlook", "Ruling"]


class CaseReading(Noun, frozen=True):
    """A reading without names: numbers for its stretch of time, its perpetrators and its target, and its signatures."""

    time: int
    perpetrators: int
    target: int
    signatures: tuple[Signature, ...]


class Case(Noun, frozen=True):
    """All that a verdict depends on: two incidents with the same case have the same judgement.

    `time_reason` is why the time is open where the readings are of several stretches.
    """

    readings: tuple[CaseReading, ...]
    time_reason: Reason


class Ruling(Noun, frozen=True):
    """What the program says of one strand. `rules` are truths of `breached and not defeated`."""

    signature: Signature
    limits: tuple[Truth, ...]
    breaches: tuple[Truth, ...]
    rules: tuple[Truth, ...]
    exemptions: tuple[Truth, ...]
    limit: Truth
    breach: Truth

    @property
    def possible(self) -> Verdicts:
        """The verdicts possible for the strand."""
        return possible_verdicts(self.limit, self.breach)


class Outlook(NamedTuple):
    """A verdict, those that remain possible, and why it is open."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]


class Judgement(Noun, frozen=True):
    """The verdict of a case. `findings` pairs the places of the program's roots with outcomes."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    findings: tuple[tuple[int, Outcome], ...]
