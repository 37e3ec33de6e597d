"""Evaluates incidents under one agreement: test, judge, and put names to the judgement. Knows no files and formats."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.assessment import (
    Assessment,
    Attribution,
    AttributionStatus,
    Finding,
    FindingKind,
    Note,
    Provenance,
)  # fmt: skip
from cfcheck.compiler import compile_agreement
from cfcheck.incident import InvalidIncident, encode_json
from cfcheck.inference import InferenceChoice, make_inference
from cfcheck.judge import Judge
from cfcheck.likeness import LikenessFinder
from cfcheck.program import Limit
from cfcheck.reading import confidence_of
from cfcheck.rule import Exemption, Rule
from cfcheck.ruling import Case, CaseReading
from cfcheck.standing import Recognition
from cfcheck.tester import Tester
from cfcheck.verdict import Verdict
from cfcheck.version import VERSION
from cfcheck.wording import nearest, quoted
from cfcheck.written_time import read_time
from cfcheck.zone import tz_version

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from cfcheck.agreement import Agreement, AttributionConfidence
    from cfcheck.assessment import Outcome
    from cfcheck.boundaries import Boundaries
    from cfcheck.incident import Incident
    from cfcheck.instant import Instant
    from cfcheck.program import Program, Root
    from cfcheck.reading import Mention
    from cfcheck.ruling import Judgement
    from cfcheck.tester import Tested

__all__ = ["Evaluator"]


class Evaluator:
    """Evaluates incidents under one agreement, the same way every time. Safe to share between threads.

    `threshold` takes the place of the agreement's attribution threshold. `as_of` (a time as incidents write it) is
    when the reports were known: what occurred wholly after it is set aside. `boundaries` say where points lie. `memory`
    is how many assessments are kept for incidents that are alike in all that a verdict depends on; it changes how long
    a run takes and nothing else.
    """

    def __init__(
        self,
        agreement: Agreement,
        *,
        inference: InferenceChoice = InferenceChoice.AUTO,
        threshold: AttributionConfidence | None = None,
        as_of: str | None = None,
        boundaries: Boundaries | None = None,
        memory: int = 65_536,
    ) -> None:
        self.agreement = agreement
        self.program: Program = compile_agreement(agreement)
        self._threshold = threshold or agreement.attribution_threshold
        self._as_of = as_of
        self._known_until = None if as_of is None else read_time(as_of, agreement.zone)[-1].end
        self.tester = Tester(self.program, self._threshold, boundaries)
        self._boundaries = boundaries.sources if boundaries else ()
        survey = self.tester.locator.find if boundaries else None
        self._likeness = LikenessFinder(self.program, self.tester.stretches, survey)
        # As of a time, an assessment depends on more than a likeness holds.
        self._memory = memory if as_of is None else 0
        self._remembered: dict[Hashable, Assessment] = {}
        self._judge = Judge(self.program, make_inference(self.program, inference))

    @property
    def provenance(self) -> Provenance:
        """What every assessment of this evaluator is computed from."""
        return Provenance(
            agreement=self.agreement.id,
            agreement_version=self.agreement.version,
            rules_hash=self.agreement.content_hash,
            attribution_threshold=self._threshold,
            cfcheck_version=VERSION,
            tz_version=tz_version(),
            as_of=self._as_of,
            boundaries=self._boundaries,
        )

    def assess(self, incident: Incident, record: bytes | None = None) -> Assessment:
        """The assessment of one incident. `record` are the bytes it was decoded from, which its hash is taken over.

        Raises InvalidIncident for an incident that cannot be judged under the agreement: an unknown act or claim, a
        wall time that clocks skipped, a range that ends before it begins.
        """
        record_hash = sha256(encode_json(incident) if record is None else record).hexdigest()
        if not self._memory:
            return self._assess(incident, record_hash)
        likeness = self._likeness.find(incident)
        alike = self._remembered.get(likeness)
        if alike is None:
            if len(self._remembered) >= self._memory:
                self._remembered.clear()
            alike = self._remembered[likeness] = self._assess(incident, record_hash)
        return Assessment(
            incident.id, alike.verdict, alike.possible, alike.reasons, alike.needs, alike.findings, alike.attribution,
            alike.notes, record_hash,
        )  # fmt: skip

    def _assess(self, incident: Incident, record_hash: str) -> Assessment:
        tested = self.tester.test(incident)
        self._check_known(tested)
        judgement = self._judge.judge(_case(tested))
        return Assessment(
            incident=incident.id,
            verdict=judgement.verdict,
            possible=judgement.possible,
            reasons=judgement.reasons,
            needs=judgement.needs,
            findings=tuple(_finding(self.program.roots[place], outcome) for place, outcome in judgement.findings),
            attribution=self._attribution(incident, tested, judgement),
            notes=tuple(dict.fromkeys([*self._notes(tested), *self._place_notes(incident)])),
            incident_hash=record_hash,
        )

    def assess_all(self, incidents: Iterable[Incident]) -> Iterator[Assessment]:
        """The assessments in input order. Raises InvalidIncident at the first incident that cannot be judged."""
        for incident in incidents:
            yield self.assess(incident)

    def _check_known(self, tested: Tested) -> None:
        if self._known_until is not None and tested.time.span[0].start >= self._known_until:
            path, problem = "occurred", f"is after {self._as_of}, as of which the reports are said to be known"
            raise InvalidIncident(path, problem)

    def _attribution(self, incident: Incident, tested: Tested, judgement: Judgement) -> Attribution:
        """Who did it, in each reading: for a violation, those of them whose act is one."""
        is_violation = judgement.verdict is Verdict.VIOLATION
        groups = []
        for reading, rulings in zip(tested.readings, judgement.rulings, strict=True):
            strands = zip(reading.reading.strands, rulings, strict=True)
            groups.append(
                tuple(
                    strand.perpetrator.name
                    for strand, ruling in strands
                    if strand.perpetrator.name is not None
                    and (not is_violation or Verdict.VIOLATION in ruling.possible)
                )
            )
        names = tuple(dict.fromkeys(name for group in groups for name in group))
        settled = len(set(groups)) == 1 and bool(names) and not self._unidentified(names, tested)
        status = AttributionStatus.SETTLED if settled else AttributionStatus.OPEN
        return Attribution(status, names, confidence_of(incident.perpetrator) if names else None)

    def _unidentified(self, names: tuple[str, ...], tested: Tested) -> bool:
        since = tested.readings[0].since
        return any(self.tester.finder.recognise(name, since) is Recognition.UNIDENTIFIED for name in names)

    def _notes(self, tested: Tested) -> Iterator[Note]:
        """A word on each name that the registry does not know then, with the nearest one as a suggestion only."""
        finder = self.tester.finder
        for path, name, since in dict.fromkeys(_named(tested)):
            recognised = finder.recognise(name, since)
            if recognised is Recognition.UNKNOWN:
                near = nearest(name, finder.known_names)
                hint = f"; the nearest known name is {quoted(near)}, which was not used" if near else ""
                yield Note(path, f"the name {quoted(name)} is not in the registry{hint}")
            elif recognised is Recognition.OUT_OF_DATES:
                yield Note(path, f"the registry does not know the name {quoted(name)} for all of that time")

    def _place_notes(self, incident: Incident) -> Iterator[Note]:
        if incident.location is not None:
            for note in self.tester.locator.find(incident.location).notes:
                yield Note(f"location.{note.key}", note.text)


def _named(tested: Tested) -> Iterator[tuple[str, str, Instant]]:
    for tested_reading in tested.readings:
        for strand in tested_reading.reading.strands:
            for path, mention in (("perpetrator", strand.perpetrator), ("target", strand.target)):
                if mention.name is not None:
                    yield path, mention.name, tested_reading.since


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


def _finding(root: Root, outcome: Outcome) -> Finding:
    subject = root.subject
    kind = _KINDS[type(subject)]
    severity = subject.severity if isinstance(subject, Rule) else None
    return Finding(kind, subject.id, subject.title, outcome, subject.citations, severity)


_KINDS: Final = {Limit: FindingKind.LIMIT, Rule: FindingKind.RULE, Exemption: FindingKind.EXEMPTION}
