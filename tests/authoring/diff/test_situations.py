"""Examples of what a change of terms changes: one for each change of verdict, with nothing in it but what shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.authoring.diff.variants import with_changes
from tests.terms import terms

from cfcheck.authoring.analysis.difference import situation_changes
from cfcheck.model.agreement import AttributionConfidence

if TYPE_CHECKING:
    from cfcheck.model.agreement import Agreement

BREACH = {
    "id": "example",
    "occurred": "2015-03-02",
    "location": {"country": "XNS"},
    "perpetrator": "Northern Army",
    "act": "attack",
    "target": "Southern Army",
}


def shown(old: Agreement, new: Agreement) -> list[tuple[str | None, str, str, str, dict[str, Any]]]:
    return [(one.kind, one.subject, one.old, one.new, one.example) for one in situation_changes(old, new)]


def with_threshold(confidence: AttributionConfidence) -> Agreement:
    return with_changes(terms("north-south"), attribution_threshold=confidence)


def with_rule(**changes: Any) -> Agreement:
    agreement = terms("north-south")
    rules = {
        name: with_changes(rule, **changes) if name == "north-attacks" else rule
        for name, rule in agreement.rules.items()
    }
    return with_changes(agreement, rules=rules)


def weakly(said: str) -> dict[str, Any]:
    return {"any_of": ["Northern Army"], "confidence": said}


@pytest.mark.parametrize(
    ("old", "new", "verdicts", "perpetrator"),
    [
        ("probable", "possible", ("indeterminate", "violation"), weakly("possible")),
        ("possible", "probable", ("violation", "indeterminate"), weakly("possible")),
        # What a report says without more is probable.
        ("probable", "confirmed", ("violation", "indeterminate"), "Northern Army"),
        ("doubtful", "confirmed", ("violation", "indeterminate"), "Northern Army"),
    ],
)
def test_a_threshold_changes_what_is_told_just_surely_enough(
    old: str, new: str, verdicts: tuple[str, str], perpetrator: object
) -> None:
    versions = (with_threshold(AttributionConfidence(one)) for one in (old, new))
    ((*changed, example),) = shown(*versions)
    assert changed == [None, "attribution_threshold", *verdicts]
    assert example["perpetrator"] == perpetrator


def test_an_exemption_that_no_longer_defeats() -> None:
    claims = {"self_defence": {"responding": True, "proportionate": True}}
    assert shown(terms("north-south"), with_rule(unless=())) == [
        ("rule", "north-attacks", "no_violation", "violation", {**BREACH, "claims": claims})
    ]


def test_under_a_strict_threshold_an_example_says_that_it_is_confirmed() -> None:
    strict = AttributionConfidence.CONFIRMED
    old, new = (with_changes(one, attribution_threshold=strict) for one in (terms("north-south"), with_rule(unless=())))
    ((_, _, was, becomes, example),) = shown(old, new)
    assert (was, becomes) == ("no_violation", "violation")
    assert example["perpetrator"] == {"any_of": ["Northern Army"], "confidence": "confirmed"}
    assert example["target"] == {"any_of": ["Southern Army"], "confidence": "confirmed"}


def test_a_severity_changes_no_verdict() -> None:
    severities = {rule.severity for rule in terms("north-south").rules.values()}
    assert shown(terms("north-south"), with_rule(severity=next(iter(severities)))) == []
