"""Why a case is open, and what would settle it. Docs: semantics.md, S38 to S40.

The program: out of scope unless in force and the perpetrator bound. The first rule is breached if a bearer does the act
in the area with the weapon or where somebody is in control, and defeated by a plea of two tests; the second if a bearer
kills. A report of the table is a plain breach of the first, but for what the row says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.terms import assess, terms

from cfcheck.evaluation.reference import Judge, ReferenceInference
from cfcheck.model.assessment import Case, CaseReading, Judgement
from cfcheck.model.citation import Origin
from cfcheck.model.condition import (
    ActIs,
    ActorFact,
    ActorIs,
    Asks,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    OccurredWithin,
    PlaceIs,
    Test,
    WeaponIs,
)
from cfcheck.model.logic import All, Leaf, Tree
from cfcheck.model.logic import Any as AnyTree
from cfcheck.model.place import PlaceLevel
from cfcheck.model.program import Limit, LimitId, Program, Root, open_for
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from cfcheck.model.rule import Exemption, Rule

AGREEMENT = terms("north-south")
TESTS: dict[str, tuple[Test, int]] = {  # each test, and its answer in a plain breach of the first rule
    "in_force": (OccurredWithin(()), 1),
    "unbound": (ActorIs(ActorFact.PERPETRATOR, frozenset({"not_bound"})), 0),
    "bearer": (ActorIs(ActorFact.PERPETRATOR, frozenset({"party:north"})), 1),
    "act": (ActIs(frozenset()), 1),
    "admin1": (PlaceIs(PlaceLevel.ADMIN1, frozenset()), 1),
    "weapon": (WeaponIs(frozenset()), 1),
    "control": (ActorIs(ActorFact.CONTROLLER, frozenset({"party:north"})), 0),
    "raised": (ClaimRaised("self_defence"), 0),
    "responding": (ClaimTestMet("self_defence", "responding"), open_for(Reason.EXEMPTION_OPEN)),
    "proportionate": (ClaimTestMet("self_defence", "proportionate"), open_for(Reason.EXEMPTION_OPEN)),
    "killed": (CountWithin("killed", 1, None), 0),
}
ORIGIN = Origin("rule.yaml", 1)
PLACES = {name: place for place, name in enumerate(TESTS)}
LEAVES = {name: Leaf(place) for name, place in PLACES.items()}


def root(subject: Limit | Rule | Exemption, tree: Tree, defeated_by: tuple[int, ...] = ()) -> Root:
    return Root(subject, Asks(TESTS["act"][0], ORIGIN), tree, defeated_by)


def every(*names: str) -> All:
    return All(tuple(LEAVES[name] for name in names))


RULES = list(AGREEMENT.rules.values())
PROGRAM = Program(
    AGREEMENT,
    tuple(test for test, _ in TESTS.values()),
    (
        root(Limit(LimitId.NOT_IN_FORCE, ""), Leaf(PLACES["in_force"], negated=True)),
        root(Limit(LimitId.PERPETRATOR_NOT_BOUND, ""), LEAVES["unbound"]),
    ),
    (
        root(RULES[0], All((every("bearer", "act", "admin1"), AnyTree((LEAVES["weapon"], LEAVES["control"])))), (0,)),
        root(RULES[1], every("bearer", "killed")),
    ),
    (root(next(iter(AGREEMENT.exemptions.values())), every("raised", "responding", "proportionate")),),
)


class Told(NamedTuple):
    """A reading: its answers where they are not those of a plain breach, and which choices it stands for."""

    answers: dict[str, int | Reason]
    time: int = 0
    perpetrators: int = 0
    target: int = 0


MISSING, PLACE, STATUS, CONTROL = Reason.MISSING_FIELD, Reason.PLACE_PRECISION, Reason.PARTY_STATUS, Reason.AREA_CONTROL
CONFLICT, ENDED = Reason.CONFLICTING_REPORTS, Reason.DISPUTED_END
UNKNOWN_BEARER: dict[str, int | Reason] = {"bearer": STATUS, "unbound": STATUS}

# Readings, the reasons, and the facts needed in order.
OPEN: list[tuple[list[Told], str, str, str]] = [
    ([Told({"act": MISSING})], "missing_field", "act", "S38 one open test"),
    ([Told({"act": MISSING, "admin1": PLACE})], "missing_field place_precision", "act location.admin1", "S38 two"),
    ([Told({"in_force": ENDED, "act": 0, "admin1": PLACE})], "disputed_end", "occurred",
     "S38 not those of a tree that has a value without them"),
    ([Told({"in_force": ENDED, "control": CONTROL})], "disputed_end", "occurred",
     "S38 not those of a part that has a value without them"),
    ([Told({"weapon": MISSING, "control": CONTROL})], "missing_field area_control", "weapon location.controlled_by",
     "S38 either would do"),
    ([Told({"bearer": STATUS, "killed": CONFLICT, "weapon": 0})], "party_status conflicting_reports",
     "perpetrator casualties.killed", "S38 only the second rule is open"),
    ([Told({"raised": 1})], "exemption_open", "claims.self_defence.proportionate claims.self_defence.responding",
     "S38 the tests of a plea"),
    ([Told({"raised": 1, "responding": 1})], "exemption_open", "claims.self_defence.proportionate", "S38 one test met"),
    ([Told({"raised": 1, "killed": 1, "in_force": ENDED})], "disputed_end", "occurred",
     "S38 not a plea against one of two breaches"),
    ([Told({"raised": 1, "act": MISSING, "responding": 1})], "missing_field exemption_open",
     "act claims.self_defence.proportionate", "S38 a rule and its plea"),
    ([Told(UNKNOWN_BEARER)], "party_status", "perpetrator", "S38 a limit and a rule"),
    ([Told({**UNKNOWN_BEARER, "act": MISSING})], "missing_field party_status", "perpetrator act",
     "S40 first what leaves the fewest verdicts possible"),
    ([Told({}, time=0), Told({"in_force": 0}, time=1)], "time_precision", "occurred", "S38 the choice of time"),
    ([Told({}, time=0), Told({"in_force": ENDED}, time=1)], "time_precision disputed_end", "occurred occurred",
     "S38 the choice of time and an open test"),
    ([Told({}, perpetrators=0), Told({"unbound": 1}, perpetrators=1)], "attribution", "perpetrator",
     "S38 the choice of perpetrator"),
    ([Told({}, target=0), Told({"act": 0}, target=1)], "target_status", "target", "S38 the choice of target"),
    ([Told({}, 0, 0), Told({"unbound": 1}, 0, 1), Told({"in_force": 0}, 1, 0), Told({"in_force": 0}, 1, 1)],
     "time_precision attribution", "occurred perpetrator", "S38 when and who"),
    ([Told({"act": MISSING}, target=0), Told({"act": MISSING}, target=1)], "missing_field", "act",
     "S38 a choice that moves nothing"),
    ([Told({}, perpetrators=0), Told({"act": MISSING}, perpetrators=1)], "missing_field attribution", "act perpetrator",
     "S38 an open test in one of two readings"),
]  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(PROGRAM, ReferenceInference([root.tree for root in PROGRAM.roots], len(PROGRAM.tests)))


def reading(told: Told) -> CaseReading:
    said = {name: open_for(answer) if isinstance(answer, Reason) else answer for name, answer in told.answers.items()}
    signature = bytes(said.get(name, plain) for name, (_, plain) in TESTS.items())
    return CaseReading(told.time, told.perpetrators, told.target, (signature,))


def judged(judge: Judge, readings: list[Told]) -> Judgement:
    return judge.judge(Case(tuple(map(reading, readings)), Reason.TIME_PRECISION))


@pytest.mark.parametrize(("readings", "reasons", "needs"), [pytest.param(*o[:3], id=o[3]) for o in OPEN])
def test_open_case_has_reasons_and_needs(judge: Judge, readings: list[Told], reasons: str, needs: str) -> None:
    judgement = judged(judge, readings)
    assert " ".join(judgement.reasons) == reasons
    assert " ".join(need.fact for need in judgement.needs) == needs
    assert {need.reason for need in judgement.needs} == set(judgement.reasons)


def test_settled_case_needs_nothing(judge: Judge) -> None:
    """S38: an open test that no verdict depends on gives no reason."""
    judgement = judged(judge, [Told({"control": CONTROL})])
    assert (judgement.reasons, judgement.needs) == ((), ())


@pytest.mark.parametrize(
    ("report", "asked"),
    [
        ({"act": "raid", "occurred": "2015-03-01", "location": {"country": "XNS"}}, "who did it"),
        ({"act": "raid", "perpetrator": "the North"}, "when it occurred"),
        ({"act": "raid", "perpetrator": "the North"}, "the country in which it happened"),
        ({"act": "raid", "perpetrator": "the North"}, "whom or what it was directed at"),
        ({"occurred": "2015-03", "perpetrator": "the North"}, "when it occurred, more precisely"),
        ({"perpetrator": "the North"}, "which act it was, more precisely"),
        ({"perpetrator": "gunmen nobody knows"},
         "whether the perpetrator was bound by the agreement then, and on which side"),
        ({"perpetrator": "unknown gunmen"}, "who did it, or who began"),
        ({"act": "aid_blocked", "perpetrator": "the North"}, "who controlled the place then"),
        ({"act": "raid", "perpetrator": "the North", "target": "Hill Brigade"},
         "at whom it was directed, and whether that was a party, an excluded group or neither"),
        ({"act": "raid", "perpetrator": "the North", "location": {"lat": 1}},
         "where it happened, more precisely or by a name that the registry knows"),
        ({"act": "raid", "perpetrator": "the North", "target": "the South", "claims": {"self_defence": True}},
         "whether it was proportionate"),
    ],
)  # fmt: skip
def test_need_is_a_question_in_plain_words(report: dict[str, Any], asked: str) -> None:
    """S40."""
    assert asked in {need.question for need in assess("north-south", report).needs}


@pytest.mark.parametrize(
    ("occurred", "asked"),
    [
        ("2015-03-01", "which of the disputed starts is right"),
        ("2016-01-01", "which of the disputed ends is right"),
    ],
)
def test_dispute_is_a_question_too(occurred: str, asked: str) -> None:
    report = {"occurred": occurred, "act": "raid", "perpetrator": "the North", "target": "the South"}
    assert [need.question for need in assess("disputed", report).needs] == [asked]
