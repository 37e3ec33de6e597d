"""What the engine promises, for any agreement and any incident. Docs: semantics.md; each law cites its sentences."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.laws.worlds import (
    ACTS,
    AGREEMENTS,
    CLAIMS,
    COUNTRIES,
    DAYS,
    DISTRICTS,
    INCIDENTS,
    NAMES,
    PLACES,
    PROVINCES,
    WEAPONS,
    agreement_of,
    incident_of,
)  # fmt: skip

from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.model.assessment import Assessment, FindingKind, Outcome
from cfcheck.model.verdict import Verdict

Spec = dict[str, Any]


def assess(agreement: Spec, incident: Spec) -> Assessment:
    evaluator = Evaluator(agreement_of(agreement), inference=InferenceChoice.REFERENCE)
    return evaluator.assess(incident_of(incident))


# --- S5: a report that says more settles and never flips ---------------------------------------------------------


def _times_within(stated: object) -> list[Any]:
    """Times that say more than the one stated."""
    if stated is None:
        return [*DAYS, "2016-03", "2016-03-01T12:00"]
    if isinstance(stated, dict) and "any_of" in stated:
        return list(stated["any_of"])
    if isinstance(stated, dict):
        return [stated["from"], stated["to"]]
    if stated in DAYS:
        return [f"{stated}T12:00", f"{stated}T01:30:00"]
    return [f"{stated}-15"] if len(str(stated)) == len("2016-03") else []


def _actors_within(stated: object) -> list[Any]:
    if stated is None or (isinstance(stated, dict) and stated.get("confidence") == "possible"):
        return [*NAMES, ["north-army", "outlaws"]]
    return list(stated["any_of"]) if isinstance(stated, dict) else []


def _more(field: str, spec: Spec) -> list[Any]:  # noqa: PLR0911  # one for each field
    """What could stand in the field of a report that says more."""
    stated = spec.get(field)
    if field == "occurred":
        return _times_within(stated)
    if field in {"perpetrator", "target"}:
        return [] if "participants" in spec else _actors_within(stated)
    if field == "act":
        more = {"attack": ["shelling", "raid"], None: ACTS}
        return list(stated["any_of"]) if isinstance(stated, dict) else more.get(stated, [])
    if field == "weapon":
        return {"heavy": ["howitzer"], None: WEAPONS}.get(stated, [])
    if field == "location":
        missing = {
            "country": COUNTRIES,
            "admin1": PROVINCES,
            "admin2": DISTRICTS,
            "place": PLACES,
            "controlled_by": NAMES,
        }
        return [{**(stated or {}), k: v} for k, values in missing.items() if k not in (stated or {}) for v in values]
    if field == "casualties":
        killed = (stated or {}).get("killed")
        return [{"killed": n} for n in (range(8) if killed is None else [])] + (
            [{"killed": killed["min"]}, {"killed": killed["max"]}] if isinstance(killed, dict) else []
        )
    raised = (stated or {}).get("defence", False)  # claims: a raised one may say more of its tests
    if raised is False:
        return []
    said = raised if isinstance(raised, dict) else {}
    return [{"defence": {**said, test: met}} for test in ("one", "two") if test not in said for met in (True, False)]


FIELDS = ["occurred", "perpetrator", "target", "act", "weapon", "location", "casualties", "claims"]


@given(agreement=AGREEMENTS, incident=INCIDENTS, data=st.data())
def test_more_information_settles_and_never_flips(agreement: Spec, incident: Spec, data: st.DataObject) -> None:
    choices = [(field, value) for field in FIELDS for value in _more(field, incident)]
    assume(choices)
    field, value = data.draw(st.sampled_from(choices))
    before, after = assess(agreement, incident), assess(agreement, {**incident, field: value})
    if _contradicts_itself(after):
        assert len(before.possible) > 1 or set(before.possible) <= set(after.possible)
    else:
        assert set(after.possible) <= set(before.possible)


def _contradicts_itself(assessment: Assessment) -> bool:
    """S56: then what is added can reopen what was settled, and still never flips it."""
    return any(note.text.endswith("each was left possible") for note in assessment.notes)


@given(agreement=AGREEMENTS, incident=INCIDENTS, who=st.sampled_from(["perpetrator", "target"]), data=st.data())
def test_saying_who_began_settles_and_never_flips(
    agreement: Spec, incident: Spec, who: str, data: st.DataObject
) -> None:
    assume("participants" in incident)
    sides = incident["participants"]
    assume(not _overlapping(sides))
    said = data.draw(st.sampled_from(sides))
    assert set(assess(agreement, {**incident, who: said}).possible) <= set(assess(agreement, incident).possible)


def _overlapping(sides: list[Any]) -> bool:
    names = [name for side in sides for name in ([side] if isinstance(side, str) else side)]
    return len(names) != len(set(names))


# --- the others --------------------------------------------------------------------------------------------------


@given(agreement=AGREEMENTS, incident=INCIDENTS, data=st.data())
def test_order_and_duplicates_of_rules_do_not_matter(agreement: Spec, incident: Spec, data: st.DataObject) -> None:
    rules = data.draw(st.permutations(agreement["rules"]))
    again = data.draw(st.sampled_from(rules))
    other = assess({**agreement, "rules": [*rules, again]}, incident)
    one = assess(agreement, incident)
    assert (other.verdict, other.possible, other.reasons, set(other.needs)) == (
        one.verdict, one.possible, one.reasons, set(one.needs),
    )  # fmt: skip


@given(agreement=AGREEMENTS, incident=INCIDENTS)
def test_nothing_applies_outside_the_period(agreement: Spec, incident: Spec) -> None:
    """S10: the start is inside, so the second before it is the last outside; the end is outside."""
    spec = {**agreement, "start": {"days": ["2016-02-27"], "disputed": False}}
    spec["end"] = {"days": ["2016-06-15"], "disputed": False}
    for outside in ("2016-02-26T21:59:59Z", "2016-06-15T00:00:00", "2015", "2017-01"):
        if len(outside) > len("2015"):
            assert assess(spec, {**incident, "occurred": outside}).verdict is Verdict.OUT_OF_SCOPE
    for inside in ("2016-02-26T22:00:00Z", "2016-06-14T23:59:59"):
        found = assess(spec, {**incident, "occurred": inside}).findings
        assert not [finding for finding in found if finding.id == "not-in-force"]


@given(agreement=AGREEMENTS, incident=INCIDENTS)
def test_a_defeated_rule_is_no_violation(agreement: Spec, incident: Spec) -> None:
    """S33, with every rule naming the exemption, which is raised, with every test met."""
    rules = [{**rule, "exempted": True} for rule in agreement["rules"]]
    spec = {**agreement, "rules": rules, "exemption_when": None}
    met = assess(spec, {**incident, "claims": {"defence": {"one": True, "two": True}}})
    assert met.verdict is not Verdict.VIOLATION
    for finding in met.findings:
        assert finding.outcome is not Outcome.BREACHED


def _swapped(value: Any) -> Any:
    text = json.dumps(value).replace("north", "\0").replace("south", "north").replace("\0", "south")
    return json.loads(text)


@given(agreement=AGREEMENTS, incident=INCIDENTS)
def test_swapping_the_sides_swaps_nothing_else(agreement: Spec, incident: Spec) -> None:
    one, other = assess(agreement, incident), assess(_swapped(agreement), _swapped(incident))
    assert (one.verdict, one.possible, one.reasons, one.needs) == (
        other.verdict, other.possible, other.reasons, other.needs,
    )  # fmt: skip
    assert one.findings == other.findings
    assert _swapped(list(one.attribution.perpetrators)) == list(other.attribution.perpetrators)


@given(agreement=AGREEMENTS, incident=INCIDENTS)
def test_every_assessment_carries_what_it_rests_on(agreement: Spec, incident: Spec) -> None:
    """S36, S38, S42."""
    found = assess(agreement, incident)
    assert found.possible
    if found.verdict is Verdict.INDETERMINATE:
        assert len(found.possible) > 1
        assert found.reasons
        assert found.needs
    else:
        assert found.possible == (found.verdict,)
        assert not found.reasons
        assert not found.needs
    if found.verdict is Verdict.VIOLATION:
        rules = [finding for finding in found.findings if finding.kind is FindingKind.RULE]
        assert rules
        assert all(finding.citations for finding in rules)
    if found.verdict is Verdict.OUT_OF_SCOPE:
        assert [finding for finding in found.findings if finding.kind is FindingKind.LIMIT]


@given(agreement=AGREEMENTS, incident=INCIDENTS, claims=CLAIMS)
def test_verification_state_and_severity_never_move_a_verdict(agreement: Spec, incident: Spec, claims: Spec) -> None:
    """S37."""
    plain = {**incident, "claims": claims}
    told = {**plain, "state": "verified", "description": "x", "sources": [{"reliability": "F", "credibility": 6}]}
    one, other = assess(agreement, plain), assess(agreement, told)
    assert (one.verdict, one.possible, one.reasons) == (other.verdict, other.possible, other.reasons)
