"""Why one incident has its verdict, as data: every reading, every limit, rule and exemption, every test."""

from __future__ import annotations

from enum import StrEnum

from cfcheck.model.assessment import Assessment, FindingKind, Outcome, Provenance
from cfcheck.model.citation import Citation, Origin
from cfcheck.model.logic import Truth
from cfcheck.model.rule import Severity
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import Reason, Verdict

__all__ = [
    "Account", "ExplainedReading", "ExplainedStrand", "Explanation", "Obstacle", "Step", "StepKind", "TakenFor",
]  # fmt: skip


class StepKind(StrEnum):
    """How a step of a condition follows from its parts; a test has none."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    TEST = "test"


class Step(Noun, frozen=True):
    """A condition, or a part of one, with its truth.

    Of a test: `words` are what it asks, as a statement, and `denial` the contrary; `value` is what the report says and
    what that was taken for; `reason` is why it is unknown, if it is; `origin` is where a rule file asks it.
    """

    kind: StepKind
    truth: Truth
    parts: tuple[Step, ...] = ()
    words: str = ""
    denial: str = ""
    value: str = ""
    reason: Reason | None = None
    origin: Origin | None = None


class Obstacle(Noun, frozen=True):
    """A statement, true of the report, that by itself keeps something from applying, and where the test is written."""

    words: str
    origin: Origin


class Account(Noun, frozen=True):
    """How a limit, rule or exemption comes out for one perpetrator in one reading.

    `truth` is that of its condition; `outcome` what it then says, None where it does not apply or a limit keeps it from
    being asked. `obstacles` say why a false condition is false: the first of them found suffices. `exempted_by` are the
    exemptions that defeat a rule, or may.
    """

    kind: FindingKind
    id: str
    title: str
    citations: tuple[Citation, ...]
    severity: Severity | None
    truth: Truth
    outcome: Outcome | None
    condition: Step
    obstacles: tuple[Obstacle, ...]
    exempted_by: tuple[str, ...] = ()


class TakenFor(Noun, frozen=True):
    """An actor as the report names it (None: not, or too unsurely), what it can be, and what that rests on."""

    fact: str
    said: str | None
    meaning: str
    bases: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The name and what it can be."""
        return f"{self.fact} {self.meaning}" if self.said is None else f'{self.fact} "{self.said}": {self.meaning}'


class ExplainedStrand(Noun, frozen=True):
    """One perpetrator's part in a reading: who is who, the verdicts it allows, and what they follow from."""

    perpetrator: TakenFor
    target: TakenFor
    possible: tuple[Verdict, ...]
    limits: tuple[Account, ...]
    rules: tuple[Account, ...]
    exemptions: tuple[Account, ...]


class ExplainedReading(Noun, frozen=True):
    """A reading and the verdicts it allows. `moment` is the local time at which it is read, if there are several."""

    moment: str | None
    possible: tuple[Verdict, ...]
    strands: tuple[ExplainedStrand, ...]


class Explanation(Noun, frozen=True):
    """An assessment with the steps that lead to it. Times in words are local in `time_zone`.

    `left_out` is the number of readings that are not explained, since there are too many; the assessment is of all.
    """

    assessment: Assessment
    provenance: Provenance
    time_zone: str
    readings: tuple[ExplainedReading, ...]
    left_out: int = 0
