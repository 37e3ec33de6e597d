"""Assesses an incident as the semantics say it: every test asked of every reading, nothing remembered.

The definition of what `Evaluator` gives more quickly; the laws compare the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.assessment import Assessment, Attribution, AttributionStatus, Finding, FindingKind
from cfcheck.program import Limit
from cfcheck.reading import confidence_of
from cfcheck.rule import Exemption, Rule
from cfcheck.ruling import Case, CaseReading
from cfcheck.standing import Recognition
from cfcheck.verdict import Verdict

if TYPE_CHECKING:
    from cfcheck.assessment import Outcome
    from cfcheck.incident import Incident
    from cfcheck.instant import Instant
    from cfcheck.judge import Judge
    from cfcheck.program import Root
    from cfcheck.reading import Mention
    from cfcheck.tester import Tested, Tester

__all__ = ["assess_by_definition", "finding_of"]


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
