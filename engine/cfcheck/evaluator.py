"""Evaluates incidents under one agreement: finds facets, decides, and puts names to the decision. Knows no formats."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.assessment import Assessment, Attribution, Provenance
from cfcheck.bounded import Room
from cfcheck.compiler import compile_agreement
from cfcheck.decider import Decider
from cfcheck.definition import assess_by_definition
from cfcheck.facet_finder import FacetFinder
from cfcheck.incident import InvalidIncident, encode_json
from cfcheck.inference import InferenceChoice, active_inference, make_inference
from cfcheck.judge import Judge
from cfcheck.tester import Tester
from cfcheck.version import VERSION
from cfcheck.written_time import read_time
from cfcheck.zone import tz_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.agreement import Agreement, AttributionConfidence
    from cfcheck.boundaries import Boundaries
    from cfcheck.decider import Decision
    from cfcheck.facet import AttributionKind, Encounter, Facets
    from cfcheck.incident import Incident
    from cfcheck.instant import Instant
    from cfcheck.program import Program

__all__ = ["Evaluator", "Memory", "attribution_of"]

_MOST_BYTES: Final = 16 * 1024 * 1024
"""What is remembered of values of facts takes no more, about: a name may be as long as a record."""


class Evaluator:
    """Evaluates incidents under one agreement, the same way every time. Safe to share between threads.

    `threshold` takes the place of the agreement's attribution threshold. `as_of` (a time as incidents write it) is
    when the reports were known: what occurred wholly after it is set aside. `boundaries` say where points lie. `memory`
    is how many values of facts, and how many decisions, are remembered, or fewer where they are long; it changes how
    long a run takes and nothing else. With 0 every incident is assessed as the semantics say it, test by test. Unless
    it `suggests`, no note on an unknown name looks for the name nearest to it, which takes its time.
    """

    def __init__(  # noqa: PLR0913  # each by its name
        self,
        agreement: Agreement,
        *,
        inference: InferenceChoice = InferenceChoice.AUTO,
        threshold: AttributionConfidence | None = None,
        as_of: str | None = None,
        boundaries: Boundaries | None = None,
        memory: int = 65_536,
        suggests: bool = True,
    ) -> None:
        self.agreement = agreement
        self.program: Program = compile_agreement(agreement)
        self._threshold = threshold or agreement.attribution_threshold
        self._as_of = as_of
        self._known_until = None if as_of is None else read_time(as_of, agreement.zone)[-1].end
        # Whoever knows no later than that has one boundary more.
        cuts = () if self._known_until is None else (self._known_until,)
        self.tester = Tester(self.program, self._threshold, cuts, boundaries, suggests=suggests)
        self._boundaries = boundaries.sources if boundaries else ()
        self._natively = active_inference(inference) is InferenceChoice.NATIVE
        self._judge = Judge(self.program, make_inference(self.program, inference))
        self._most = memory
        self._memory = self._new_memory()

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

    @property
    def memory(self) -> Memory:
        """What is remembered now; another one once it is full."""
        if self._memory.room.is_full:
            self._memory = self._new_memory()
        return self._memory

    def own_memory(self, before: Memory | None = None) -> Memory:
        """A memory for whoever scans: `before`, another one once it is full.

        What is found of values is shared, what is decided is its own: the native judge serves one thread at a time, and
        scanning holds no lock.
        """
        if before is not None and not before.room.is_full:
            return before
        return self._new_memory(self.memory.finder)

    def _new_memory(self, finder: FacetFinder | None = None) -> Memory:
        finder = finder or FacetFinder(self.tester, Room(self._most, _MOST_BYTES))
        return Memory(self.tester, finder, self._judge, self._most, natively=self._natively)

    def decide(self, incident: Incident, memory: Memory) -> tuple[Facets, Decision]:
        """What an assessment of the incident is made of. Raises InvalidIncident as `assess` does."""
        facets = memory.finder.find(incident)
        if self._known_until is not None:
            self._check_known(facets.since)
        return facets, memory.decider.decide(facets.kinds)

    def assess(self, incident: Incident, record: bytes | None = None) -> Assessment:
        """The assessment of one incident. `record` are the bytes it was decoded from, which its hash is taken over.

        Raises InvalidIncident for an incident that cannot be judged under the agreement: an unknown act or claim, a
        wall time that clocks skipped, a range that ends before it begins.
        """
        record_hash = sha256(encode_json(incident) if record is None else record).hexdigest()
        if not self._most:
            assessment = assess_by_definition(self.tester, self._judge, incident, record_hash)
            self._check_known(self.tester.understand(incident).stretches[0])
            return assessment
        facets, decision = self.decide(incident, self.memory)
        judgement = decision.judgement
        return Assessment(
            incident.id, judgement.verdict, judgement.possible, judgement.reasons, judgement.needs, decision.findings,
            attribution_of(facets.encounter, decision.attribution), facets.notes, record_hash,
        )  # fmt: skip

    def assess_all(self, incidents: Iterable[Incident]) -> Iterator[Assessment]:
        """The assessments in input order. Raises InvalidIncident at the first incident that cannot be judged."""
        for incident in incidents:
            yield self.assess(incident)

    def knows(self, since: Instant) -> bool:
        """Whether what occurred in a stretch of time that begins then can have been known."""
        return self._known_until is None or since < self._known_until

    def _check_known(self, since: Instant) -> None:
        if not self.knows(since):
            path, problem = "occurred", f"is after {self._as_of}, as of which the reports are said to be known"
            raise InvalidIncident(path, problem)


class Memory:
    """What was found of distinct values of facts, and what was decided of them: a whole that is forgotten as one.

    That is when its `room` is full. Decisions are forgotten by themselves as well, where there are more than `most`.
    """

    def __init__(self, tester: Tester, finder: FacetFinder, judge: Judge, most: int, *, natively: bool) -> None:
        self.finder = finder
        self.room = finder.room
        self.decider = Decider(tester.program, finder, judge, most, natively=natively)


def attribution_of(encounter: Encounter, kind: AttributionKind) -> Attribution:
    """Who did it, by name."""
    names = tuple([encounter.names[place] for place in kind.names])
    return Attribution(kind.status, names, encounter.confidence if names else None)
