"""Names put to a judgement: attribution, notes, provenance. Docs: semantics.md, S25, S37, S43 to S48."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from tests.terms import assess, evaluator, terms

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.assessment import Attribution, AttributionStatus, FindingKind
from cfcheck.model.citation import Citation
from cfcheck.model.incident import InvalidIncident
from cfcheck.model.incident_json import decode_incident, encode_json, incident_from
from cfcheck.model.written_time import InvalidTime
from cfcheck.model.zone import tz_version
from cfcheck.version import VERSION

SETTLED, OPEN = AttributionStatus
ATTACK: dict[str, Any] = {
    "id": "attack",
    "occurred": "2015-03-02",
    "act": "raid",
    "perpetrator": "the North",
    "target": "the South",
    "location": {"country": "XNS"},
}

ATTRIBUTIONS: list[tuple[dict[str, Any], Attribution, str]] = [
    ({}, Attribution(SETTLED, ("the North",), "probable"), "one named"),
    ({"perpetrator": {"any_of": ["the North"], "confidence": "confirmed"}},
     Attribution(SETTLED, ("the North",), "confirmed"),
     "with a confidence"),
    ({"perpetrator": {"any_of": ["the North", "Northern Guard"]}},
     Attribution(OPEN, ("the North", "Northern Guard"), "probable"), "S43 a settled violation by either of two"),
    ({"perpetrator": ["the North", "Outlaws"]}, Attribution(SETTLED, ("the North",), "probable"),
     "S43 of those who acted together, those whose act is a violation"),
    ({"perpetrator": ["the North", "Outlaws"], "act": "march"},
     Attribution(SETTLED, ("the North", "Outlaws"), "probable"),
     "S43 all who acted together where there is no violation"),
    ({"perpetrator": None}, Attribution(OPEN, (), None), "nobody named"),
    ({"perpetrator": {"any_of": ["the North"], "confidence": "possible"}}, Attribution(OPEN, (), None),
     "S25 nobody named surely enough"),
    ({"perpetrator": "unknown gunmen"}, Attribution(OPEN, ("unknown gunmen",), "probable"), "S43 nobody identified"),
    ({"perpetrator": None, "target": None, "participants": ["the North", "the South"]},
     Attribution(OPEN, ("the North", "the South"), "probable"), "S43 a settled violation by either side of a clash"),
]  # fmt: skip

NOTES: list[tuple[dict[str, Any], list[str], str]] = [
    ({}, [], "known names"),
    ({"perpetrator": "Northern Armie"},
     [("perpetrator: the name `Northern Armie` is not in the registry; "
       "the nearest known name is `Northern Army`, which was not used")],
     "S14 a near miss"),
    ({"target": "Nobody At All"}, ["target: the name `Nobody At All` is not in the registry"], "S24 near nothing"),
    ({"target": "Summit Brigade"},
     ["target: the registry does not know the name `Summit Brigade` for all of that time"],
     "S24 before its time"),
    ({"target": None}, [], "no name"),
    ({"perpetrator": ["the North", "Xyz"], "target": ["Xyz", "the South"]},
     ["target: the name `Xyz` is not in the registry", "perpetrator: the name `Xyz` is not in the registry"],
     "one note for each place"),
    ({"perpetrator": {"any_of": [f"<{number}>" for number in range(101)]}},
     [*(f"perpetrator: the name `<{number}>` is not in the registry" for number in range(100)),
      "perpetrator: 1 more name is not in the registry, or not for all of that time; there are no notes on it"],
     "a name too many"),
    ({"perpetrator": ["the North", *(f"<{number}>" for number in range(130))], "target": ["<a>", "<b>"]},
     [*(f"perpetrator: the name `<{number}>` is not in the registry" for number in range(100)),
      "target: the name `<a>` is not in the registry", "target: the name `<b>` is not in the registry",
      "perpetrator: 30 more names are not in the registry, or not for all of that time; there are no notes on them"],
     "names too many"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "attribution"), [pytest.param(*a[:2], id=a[2]) for a in ATTRIBUTIONS])
def test_attribution(facts: dict[str, Any], attribution: Attribution) -> None:
    assert assess("north-south", {**ATTACK, **facts}).attribution == attribution


@pytest.mark.parametrize(("facts", "notes"), [pytest.param(*n[:2], id=n[2]) for n in NOTES])
def test_notes_tell_of_names_that_are_not_known(facts: dict[str, Any], notes: list[str]) -> None:
    found = assess("north-south", {**ATTACK, **facts}).notes
    assert sorted(f"{note.path}: {note.text}" for note in found) == sorted(notes)


def test_violation_has_a_cited_finding() -> None:
    """S42."""
    (finding,) = assess("north-south", ATTACK).findings
    assert (finding.kind, finding.id, finding.outcome, finding.severity) == (
        FindingKind.RULE,
        "north-attacks",
        "breached",
        "serious",
    )
    assert [str(citation) for citation in finding.citations] == ["accord 5"]
    assert isinstance(finding.citations[0], Citation)
    assert finding.citations[0].verified


def test_only_rules_have_a_severity() -> None:
    """S37, S41."""
    plea = {**ATTACK, "claims": {"self_defence": {"responding": True, "proportionate": True}}}
    found = {f.id: (f.outcome, f.severity) for f in assess("north-south", plea).findings}
    assert found == {"north-attacks": ("defeated", "serious"), "self-defence": ("defeats", None)}


@pytest.mark.parametrize(
    ("threshold", "verdict"),
    [(None, "indeterminate"), ("possible", "violation"), ("doubtful", "violation"), ("confirmed", "indeterminate")],
)
def test_threshold_of_a_run_takes_the_place_of_the_agreement_s(threshold: str | None, verdict: str) -> None:
    """S25."""
    chosen = None if threshold is None else AttributionConfidence(threshold)
    doubted = incident_from({**ATTACK, "perpetrator": {"any_of": ["the North"], "confidence": "possible"}})
    run = Evaluator(terms("north-south"), inference=InferenceChoice.REFERENCE, threshold=chosen)
    assert run.assess(doubted).verdict == verdict
    assert run.provenance.attribution_threshold == (threshold or "probable")


@pytest.mark.parametrize(
    ("as_of", "occurred", "known"),
    [
        ("2015-03-02", "2015-03-02", "yes"),
        ("2015-03-01", "2015-03-02", "no"),
        ("2015-03-01", {"from": "2015-03-01", "to": "2015-03-31"}, "yes"),
        ("2015-03-01", {"from": "2015-03-02"}, "no"),
        ("2015-03-01", None, "yes"),
        ("2015-03-01", {"any_of": ["2015-02-28", "2015-03-05"]}, "yes"),
        ("2015-03-02T12:00", "2015-03-02T12:00:59", "yes"),
        ("2015-03-02T12:00", "2015-03-02T12:01", "no"),
        ("2015-03-01T22:00:00Z", "2015-03-02T00:00:00", "yes"),
    ],
)
def test_what_came_wholly_after_the_reports_were_known_is_set_aside(as_of: str, occurred: object, known: str) -> None:
    """S48."""
    run = Evaluator(terms("north-south"), inference=InferenceChoice.REFERENCE, as_of=as_of)
    incident = incident_from({**ATTACK, "occurred": occurred})
    assert run.provenance.as_of == as_of
    if known == "yes":
        assert run.assess(incident).incident == "attack"
    else:
        with pytest.raises(InvalidIncident, match=rf"^occurred: is after {as_of}, as of which the reports are said"):
            run.assess(incident)


def test_time_as_of_which_is_a_time() -> None:
    with pytest.raises(InvalidTime):
        Evaluator(terms("north-south"), inference=InferenceChoice.REFERENCE, as_of="yesterday")


def test_result_says_what_it_was_computed_from() -> None:
    """S46."""
    provenance = evaluator("syria").provenance
    assert (provenance.agreement, provenance.agreement_version) == ("syria-2016-coh", "1")
    assert provenance.rules_hash == terms("syria").content_hash
    assert (provenance.cfcheck_version, provenance.tz_version, provenance.as_of) == (VERSION, tz_version(), None)


def test_hash_is_taken_over_the_record_as_given() -> None:
    """S46."""
    record = b'{ "id": "attack" }'
    incident = decode_incident(record)
    run = evaluator("north-south")
    assert run.assess(incident, record).incident_hash == sha256(record).hexdigest()
    assert run.assess(incident).incident_hash == sha256(encode_json(incident)).hexdigest()


def test_record_that_cannot_be_judged_is_refused_every_time() -> None:
    """S44."""
    for _ in range(2):
        with pytest.raises(InvalidIncident, match=r"^act: unknown act `riad`"):
            assess("north-south", {**ATTACK, "act": "riad"})


def test_incidents_are_assessed_in_input_order() -> None:
    run = evaluator("north-south")
    incidents = [incident_from({**ATTACK, "id": name}) for name in ("b", "a", "c")]
    assert [assessment.incident for assessment in run.assess_all(incidents)] == ["b", "a", "c"]
    assert list(run.assess_all(incidents)) == [run.assess(incident) for incident in incidents]


@pytest.mark.parametrize("memory", [0, 1, 2, 1000])
def test_memory_changes_nothing(memory: int) -> None:
    """S47: what is remembered of like incidents is what would be worked out again."""
    run = Evaluator(terms("north-south"), inference=InferenceChoice.REFERENCE, memory=memory)
    reports = [{**ATTACK, **facts} for facts, *_ in (*ATTRIBUTIONS, *NOTES)] * 2
    assert [run.assess(incident_from(report)) for report in reports] == [
        assess("north-south", report) for report in reports
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"state": "verified"},
        {"state": "not_substantiated"},
        {"sources": [{"reliability": "E", "credibility": 5}]},
        {"description": "It was the South."},
        {"extra": {"verdict": "no_violation"}},
    ],
    ids=lambda told: f"S37 {next(iter(told))}",
)
def test_these_fields_move_nothing(told: dict[str, Any]) -> None:
    """S37."""
    plain, with_more = assess("north-south", ATTACK), assess("north-south", {**ATTACK, **told})
    assert (plain.verdict, plain.findings, plain.attribution) == (
        with_more.verdict,
        with_more.findings,
        with_more.attribution,
    )
    assert plain.incident_hash != with_more.incident_hash
