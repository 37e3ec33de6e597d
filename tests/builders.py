"""Results for tests of formats, written down rather than computed, and the agreement of tests of explanations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.assessment import (
    Assessment,
    Attribution,
    AttributionStatus,
    Finding,
    FindingKind,
    Need,
    Note,
    Outcome,
    Provenance,
    SetAside,
)
from cfcheck.model.citation import Citation, SourceId
from cfcheck.model.rule import Severity
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cfcheck.model.agreement import AttributionConfidence

DATA = Path(__file__).parent / "data"

PROVENANCE = Provenance("north-south", "2", "0123456789abcdef" * 4, "probable", "9.9.9", "2020a", None)
UNVERIFIED = Citation(SourceId("accord"), "5")
VERIFIED = Citation(SourceId("accord"), "8", verified=True, note="read in print")


@cache
def north_south(threshold: AttributionConfidence | None = None) -> Evaluator:
    """An evaluator of the accord between north and south, by the definition of inference."""
    agreement = load_agreement(DATA / "agreements" / "north-south")
    return Evaluator(agreement, inference=InferenceChoice.REFERENCE, threshold=threshold)


def no_attacks(outcome: Outcome) -> Finding:
    """What the rule against attacks says."""
    title = "The sides cease attacks on one another"
    return Finding(FindingKind.RULE, "no-attacks", title, outcome, (UNVERIFIED,), Severity.SERIOUS)


def self_defence(outcome: Outcome) -> Finding:
    """What the exemption of self-defence says."""
    title = "Proportionate self-defence stays lawful"
    return Finding(FindingKind.EXEMPTION, "self-defence", title, outcome, (VERIFIED,))


def limit(limit_id: str, title: str, outcome: Outcome, *citations: Citation) -> Finding:
    """What a limit says."""
    return Finding(FindingKind.LIMIT, limit_id, title, outcome, citations)


def assessment(incident: str, *verdicts: Verdict, **changes: object) -> Assessment:
    """An assessment with these verdicts possible."""
    parts: dict[str, Any] = {
        "incident": incident,
        "verdict": verdicts[0] if len(verdicts) == 1 else Verdict.INDETERMINATE,
        "possible": verdicts,
        "reasons": (),
        "needs": (),
        "findings": (),
        "attribution": Attribution(AttributionStatus.SETTLED, ("Northern Army",), "probable"),
        "notes": (),
        "incident_hash": "ab" * 32,
    }
    parts.update(changes)
    return Assessment(**parts)


def needs(*facts: tuple[str, Reason, str]) -> dict[str, Any]:
    """The needs and reasons of an open assessment."""
    reasons = {reason for _, reason, _ in facts}
    return {
        "needs": tuple(Need(*fact) for fact in facts),
        "reasons": tuple(reason for reason in Reason if reason in reasons),
    }


VIOLATION = assessment("a-violation", Verdict.VIOLATION, findings=(no_attacks(Outcome.BREACHED),))
DEFEATED = assessment(
    "b-self-defence",
    Verdict.NO_VIOLATION,
    findings=(no_attacks(Outcome.DEFEATED), self_defence(Outcome.DEFEATS)),
    attribution=Attribution(AttributionStatus.SETTLED, ("Southern Brigade", "River Band"), "confirmed"),
)
NOTHING = assessment("c-overflight", Verdict.NO_VIOLATION, attribution=Attribution(AttributionStatus.OPEN, (), None))
OUTSIDE = assessment(
    "d-elsewhere",
    Verdict.OUT_OF_SCOPE,
    findings=(limit("outside-area", "the place is outside the agreement's area", Outcome.HOLDS),),
)
EITHER_LIMIT = assessment(
    "e-clash-with-a-listed-group-whose-id-is-long",
    Verdict.OUT_OF_SCOPE,
    findings=(
        # Two statements that rest on one provision.
        limit("perpetrator-excluded", "the perpetrator is an excluded group", Outcome.MAY_HOLD, UNVERIFIED,
              Citation(SourceId("accord"), "5", note="of another")),
        limit("target-excluded", "the act is directed at an excluded group", Outcome.MAY_HOLD, UNVERIFIED),
    ),
    attribution=Attribution(AttributionStatus.OPEN, ("Northern Army", "Hill Group"), "possible"),
)  # fmt: skip
OPEN = assessment(
    "f-open",
    Verdict.NO_VIOLATION,
    Verdict.OUT_OF_SCOPE,
    Verdict.VIOLATION,
    findings=(
        limit("perpetrator-not-bound", "the perpetrator is not bound", Outcome.MAY_HOLD, UNVERIFIED),
        no_attacks(Outcome.POSSIBLY_BREACHED),
        self_defence(Outcome.MAY_DEFEAT),
    ),
    notes=(Note("perpetrator", "the name `Rivr Band` is not in the registry; the nearest is `River Band`"),),
    attribution=Attribution(AttributionStatus.SETTLED, ("Rivr Band",), "probable"),
    **needs(
        ("perpetrator", Reason.PARTY_STATUS, "whether the perpetrator was bound"),
        ("occurred", Reason.TIME_PRECISION, "when it occurred, more precisely"),
        ("target", Reason.MISSING_FIELD, "whom or what it was directed at"),
        ("claims.self_defence.responding", Reason.EXEMPTION_OPEN, "whether it responded to an attack"),
        ("location.country", Reason.MISSING_FIELD, "in which country it happened"),
    ),
)
HOSTILE_TEXT = (
    '=HYPERLINK("https://example.org")|\x1b[31m\n*b* _c_ <d> [e](http://f) `g` \u202eabc\u2069 & ~h~ $i$ \\ "; k'
)
HOSTILE = assessment(
    HOSTILE_TEXT,
    Verdict.VIOLATION,
    findings=(no_attacks(Outcome.BREACHED),),
    notes=(Note("perpetrator", HOSTILE_TEXT),),
    attribution=Attribution(AttributionStatus.OPEN, ("@all", HOSTILE_TEXT, "جيش الشمال", "北方军"), "doubtful"),
)
ASIDE = SetAside("reports.json", 7, "g-later", "occurred", "ends before it begins: from 2020-03-02 to 2020-03-01")
WHOLE_FILE_ASIDE = SetAside("missing.json", 0, None, "", "there is no such file")
HOSTILE_ASIDE = SetAside("a|\u202eb.json", 8, "\x1b[2J|", "perpetrator", HOSTILE_TEXT)

RESULTS = (
    VIOLATION, DEFEATED, ASIDE, NOTHING, OUTSIDE, EITHER_LIMIT, OPEN, WHOLE_FILE_ASIDE, HOSTILE, HOSTILE_ASIDE,
)  # fmt: skip
