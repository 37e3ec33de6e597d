"""The evaluator: finds the facets of incidents under one agreement, decides, and adds names to the decision."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cfcheck.evaluation import rete
from cfcheck.evaluation.answers import Tester
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.evaluation.decide import Decider
from cfcheck.evaluation.facets import FacetFinder
from cfcheck.evaluation.reference import Judge, ReferenceInference, assess_by_definition
from cfcheck.model.assessment import Assessment, Attribution, Provenance
from cfcheck.model.bounded import Room
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import encode_json
from cfcheck.model.native import native
from cfcheck.model.problem import CfcheckError
from cfcheck.model.written_time import read_time
from cfcheck.model.zone import tz_version
from cfcheck.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.evaluation.boundaries import Boundaries
    from cfcheck.evaluation.decide import Decision
    from cfcheck.evaluation.facet import AttributionKind, Encounter, Facets
    from cfcheck.evaluation.reference import Inference
    from cfcheck.model.agreement import Agreement, AttributionConfidence
    from cfcheck.model.incident import Incident
    from cfcheck.model.program import Program
    from cfcheck.model.time import Instant

__all__ = [
    "Evaluator",
    "InferenceChoice",
    "InferenceUnavailable",
    "Memory",
    "active_inference",
    "attribution_of",
    "make_inference",
]


class InferenceChoice(StrEnum):
    """How it is decided what follows. The answers are the same; `auto` takes the first of the others that is here.

    `native` judges with sets of bits, and needs what is written in C; `rete` gives signatures to the network of
    durable-rules; `reference` walks the trees of the terms.
    """

    AUTO = "auto"
    NATIVE = "native"
    RETE = "rete"
    REFERENCE = "reference"


class InferenceUnavailable(CfcheckError):  # reads as a fact, like the rest of the tree
    """Raised where a chosen inference is not installed: durable-rules (CPython 3.13 and later), or the native parts."""


def active_inference(choice: InferenceChoice = InferenceChoice.AUTO) -> InferenceChoice:
    """What the choice comes to on this interpreter. Raises InferenceUnavailable."""
    if choice is InferenceChoice.AUTO:
        return next(one for one, is_here in _here().items() if is_here)
    if choice is InferenceChoice.NATIVE and native is None:
        message = "cfcheck was installed without a C compiler; use `--inference reference`, which answers the same"
        raise InferenceUnavailable(message)
    if choice is InferenceChoice.RETE and not rete.available():
        message = "durable-rules cannot be loaded by this Python; use `--inference reference`, which answers the same"
        raise InferenceUnavailable(message)
    return choice


def _here() -> dict[InferenceChoice, bool]:
    """The choices in order, and whether they are here."""
    return {
        InferenceChoice.NATIVE: native is not None,
        InferenceChoice.RETE: rete.available(),
        InferenceChoice.REFERENCE: True,
    }


def make_inference(program: Program, choice: InferenceChoice) -> Inference:
    """An inference over the program's roots; for `native` the reference. Raises InferenceUnavailable."""
    trees = [root.tree for root in program.roots]
    if active_inference(choice) is InferenceChoice.RETE:
        return rete.ReteInference(trees, len(program.tests))
    return ReferenceInference(trees, len(program.tests))


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
        # The end of what is known is one more boundary between stretches.
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
        """The current memory, which is replaced once it is full."""
        if self._memory.room.is_full:
            self._memory = self._new_memory()
        return self._memory

    def own_memory(self, before: Memory | None = None) -> Memory:
        """A memory for one scanner: `before`, or a new one if that is full.

        Facets are shared with other memories and decisions are not: the native judge serves one thread at a time, and
        scanning holds no lock.
        """
        if before is not None and not before.room.is_full:
            return before
        return self._new_memory(self.memory.finder)

    def _new_memory(self, finder: FacetFinder | None = None) -> Memory:
        finder = finder or FacetFinder(self.tester, Room(self._most, _MOST_BYTES))
        return Memory(self.tester, finder, self._judge, self._most, natively=self._natively)

    def decide(self, incident: Incident, memory: Memory) -> tuple[Facets, Decision]:
        """The facets and the decision that an assessment consists of. Raises InvalidIncident as `assess` does."""
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
        """Whether a stretch that begins then lies before `as_of`, if that is given."""
        return self._known_until is None or since < self._known_until

    def _check_known(self, since: Instant) -> None:
        if not self.knows(since):
            path, problem = "occurred", f"is after {self._as_of}, as of which the reports are said to be known"
            raise InvalidIncident(path, problem)


class Memory:
    """The memos of facets and of decisions, which are dropped together when their `room` is full.

    Decisions are also dropped by themselves when there are more than `most`.
    """

    def __init__(self, tester: Tester, finder: FacetFinder, judge: Judge, most: int, *, natively: bool) -> None:
        self.finder = finder
        self.room = finder.room
        self.decider = Decider(tester.program, finder, judge, most, natively=natively)


def attribution_of(encounter: Encounter, kind: AttributionKind) -> Attribution:
    """Who did it, by name."""
    names = tuple([encounter.names[place] for place in kind.names])
    return Attribution(kind.status, names, encounter.confidence if names else None)
