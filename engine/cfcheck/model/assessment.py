"""The assessment of one incident under one agreement, and the ruling behind it, which has no names and times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.model.citation import Citation
from cfcheck.model.logic import Truth
from cfcheck.model.program import Signature
from cfcheck.model.rule import Severity
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import Reason, Verdict, possible_verdicts

if TYPE_CHECKING:
    from cfcheck.model.verdict import Verdicts

__all__ = [
    "Assessment",
    "Attribution",
    "AttributionStatus",
    "BoundarySource",
    "Case",
    "CaseReading",
    "Finding",
    "FindingKind",
    "Judgement",
    "Need",
    "Note",
    "Outcome",
    "Outlook",
    "Provenance",
    "Ruling",
    "SetAside",
    "Summary",
]


class FindingKind(StrEnum):
    """The kind of thing that a finding is about."""

    LIMIT = "limit"
    RULE = "rule"
    EXEMPTION = "exemption"


class Outcome(StrEnum):
    """The outcome of a limit, rule or exemption for an incident; a certain outcome holds in every reading."""

    HOLDS = "holds"
    MAY_HOLD = "may_hold"
    BREACHED = "breached"
    POSSIBLY_BREACHED = "possibly_breached"
    DEFEATED = "defeated"
    DEFEATS = "defeats"
    MAY_DEFEAT = "may_defeat"


class Finding(Noun, frozen=True):
    """The outcome of one limit, rule or exemption for an incident, with its citations. Only rules have a severity."""

    kind: FindingKind
    id: str
    title: str
    outcome: Outcome
    citations: tuple[Citation, ...]
    severity: Severity | None = None


class Need(Noun, frozen=True):
    """A fact that would help to settle the verdict: its path in the incident, why it is open, and the question."""

    fact: str
    reason: Reason
    question: str


class Note(Noun, frozen=True):
    """A remark on a value of the incident: it could not be used, or contradicts another one."""

    path: str
    text: str


class AttributionStatus(StrEnum):
    """Whether it is settled who did it, as the report is read."""

    SETTLED = "settled"
    OPEN = "open"


class Attribution(Noun, frozen=True):
    """To whom the report attributes the act (or the breach, if there is one), and how surely.

    `confidence` is the report's word, `probable` where it has none, and None where it names nobody.
    """

    status: AttributionStatus
    perpetrators: tuple[str, ...]
    confidence: str | None


class BoundarySource(Noun, frozen=True):
    """A file of boundaries that a run used: its level, its name without folder, and what was read of it.

    `names` are the properties that name its units, `covers` the country that they are the whole of, `tolerance_m` how
    far its borders can be off, in metres.
    """

    level: str
    file: str
    names: tuple[str, ...]
    covers: str | None
    tolerance_m: int
    hash: str


class Provenance(Noun, frozen=True):
    """What an assessment was computed from. Hashes are SHA-256 in hexadecimal."""

    agreement: str
    agreement_version: str
    rules_hash: str
    attribution_threshold: str
    cfcheck_version: str
    tz_version: str
    as_of: str | None
    boundaries: tuple[BoundarySource, ...] = ()


class Assessment(Noun, frozen=True):
    """One incident's verdict with all that it rests on.

    `possible` are the verdicts that remain; `reasons` and `needs` are empty unless it is indeterminate.
    `incident_hash` is the SHA-256 (hexadecimal) of the record as it was given.
    """

    incident: str
    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    attribution: Attribution
    notes: tuple[Note, ...]
    incident_hash: str


class SetAside(Noun, frozen=True):
    """An input record that cannot be judged: its number in its file (from 1), its id if it has one, and why.

    `path` says where in the record, `file` the input as the user named it (`-` for standard input).
    """

    file: str
    record: int
    id: str | None
    path: str
    problem: str


class Summary(Noun, frozen=True):
    """How many incidents got which verdict, how many assessments gave which reason, and how many were set aside."""

    incidents: int
    verdicts: Mapping[Verdict, int]
    reasons: Mapping[Reason, int]
    set_aside: int


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
    """The truths of a program's parts for one strand. `rules` are those of `breached and not defeated`."""

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
    """A verdict, the verdicts that stay possible, and why it is open."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]


class Judgement(Noun, frozen=True):
    """The verdict of a case. `findings` pairs the indices of the program's roots with outcomes."""

    verdict: Verdict
    possible: tuple[Verdict, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    findings: tuple[tuple[int, Outcome], ...]
