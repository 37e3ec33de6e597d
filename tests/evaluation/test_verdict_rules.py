"""Verdicts and findings from signatures. Docs: semantics.md, S27, S28, S32 to S36 and S41.

Three roots of each sort would say no more than these: two limits, two rules of which the first can be defeated, one
exemption, each a single test. A signature is written `in-force area / rule rule / exemption` with + for true, - for
false, ? for unknown; strands of a reading are joined by `with`, readings by `or`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.terms import terms

from cfcheck.evaluation.reference import Judge, ReferenceInference
from cfcheck.model.assessment import Case, CaseReading, Outcome
from cfcheck.model.citation import Origin
from cfcheck.model.condition import Asks, WeaponIs
from cfcheck.model.logic import Leaf
from cfcheck.model.program import Limit, LimitId, Program, Root, open_for
from cfcheck.model.taxonomy import KindId
from cfcheck.model.verdict import Reason, Verdict

if TYPE_CHECKING:
    from cfcheck.model.rule import Exemption, Rule

AGREEMENT = terms("north-south")
RULES = list(AGREEMENT.rules.values())
SUBJECTS: list[Limit | Rule | Exemption] = [
    Limit(LimitId.NOT_IN_FORCE, "not in force"),
    Limit(LimitId.OUTSIDE_AREA, "outside the area"),
    *RULES[:2],
    *AGREEMENT.exemptions.values(),
]
NAMES = ["not-in-force", "outside-area", "first rule", "second rule", "exemption"]
ANSWERS = {"-": 0, "+": 1, "?": open_for(Reason.MISSING_FIELD)}

V, O, N = "violation", "out_of_scope", "no_violation"  # noqa: E741  # the letters of the table
VERDICTS = [
    ("-- / -- / -", N, "", "S35 nothing breached"),
    ("-- / +- / -", V, "first rule breached", "S35 S42 a breach"),
    ("-- / ++ / -", V, "first rule breached, second rule breached", "S41 two breaches"),
    ("-- / ?- / -", f"{N} {V}", "first rule possibly_breached", "S36 an open breach"),
    ("+- / +- / -", O, "not-in-force holds", "S41 inside a limit a rule says nothing"),
    ("++ / -- / -", O, "not-in-force holds, outside-area holds", "S41 two limits"),
    ("+? / -- / -", O, "not-in-force holds", "S41 beside a limit that holds, one that may hold adds nothing"),
    ("?- / -- / -", f"{N} {O}", "not-in-force may_hold", "S35 an open limit"),
    ("?- / +- / -", f"{O} {V}", "not-in-force may_hold, first rule possibly_breached",
     "S41 a breach unless the limit holds"),
    ("?- / ?- / -", f"{N} {O} {V}", "not-in-force may_hold, first rule possibly_breached", "S35 both open"),
    ("-- / +- / +", N, "first rule defeated, exemption defeats", "S33 a defeated rule is no violation"),
    ("-- / ++ / +", V, "first rule defeated, second rule breached, exemption defeats", "S32 only rules that name it"),
    ("-- / -+ / +", V, "second rule breached", "S41 an exemption of which no rule has need says nothing"),
    ("-- / +- / ?", f"{N} {V}", "first rule possibly_breached, exemption may_defeat", "S34 an open exemption"),
    ("-- / ?- / +", N, "first rule defeated, exemption defeats", "S33 defeated whether breached or not"),
    ("-- / ?- / ?", f"{N} {V}", "first rule possibly_breached, exemption may_defeat", "S41 both open"),
    ("-- / +- / - or -- / +- / -", V, "first rule breached", "S41 in every reading"),
    ("-- / +- / - or -- / -- / -", f"{N} {V}", "first rule possibly_breached", "S28 S41 in one reading"),
    ("-- / +- / - or +- / +- / -", f"{O} {V}", "not-in-force may_hold, first rule possibly_breached",
     "S28 one outside"),
    ("-- / +- / - or -- / -+ / -", V, "first rule possibly_breached, second rule possibly_breached",
     "S36 S41 settled, though by which rule is open"),
    ("-- / +- / + or -- / +- / -", f"{N} {V}", "first rule possibly_breached, exemption may_defeat",
     "S41 defeated in one"),
    ("-- / +- / - with +- / -- / -", V, "not-in-force may_hold, first rule breached", "S27 the gravest settles"),
    ("-- / -- / - with +- / -- / -", N, "not-in-force may_hold", "S27 no violation before out of scope"),
    ("+- / -- / - with +- / +- / -", O, "not-in-force holds", "S27 both outside"),
    ("-- / ?- / - with -- / +- / -", V, "first rule breached", "S27 S41 the strongest of what is said together"),
    ("?- / -- / - with -- / -- / -", N, "not-in-force may_hold", "S27 at least one inside"),
]  # fmt: skip


def root(place: int) -> Root:
    test = WeaponIs(frozenset({KindId(NAMES[place])}))
    return Root(SUBJECTS[place], Asks(test, Origin("rule.yaml", 1)), Leaf(place), (0,) if place == 2 else ())


PROGRAM = Program(
    AGREEMENT,
    tuple(WeaponIs(frozenset({KindId(name)})) for name in NAMES),
    (root(0), root(1)),
    (root(2), root(3)),
    (root(4),),
)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(PROGRAM, ReferenceInference([root.tree for root in PROGRAM.roots], len(PROGRAM.tests)))


def signature(text: str) -> bytes:
    return bytes(ANSWERS[letter] for letter in text if letter in ANSWERS)


def case(text: str) -> Case:
    readings = enumerate(text.split(" or "))
    return Case(
        tuple(CaseReading(0, place, 0, tuple(map(signature, reading.split(" with ")))) for place, reading in readings),
        Reason.TIME_PRECISION,
    )


@pytest.mark.parametrize(
    ("text", "possible", "findings"), [pytest.param(*v[:3], id=f"{v[3]} ({v[0]})") for v in VERDICTS]
)
def test_case_has_this_judgement(judge: Judge, text: str, possible: str, findings: str) -> None:
    judgement = judge.judge(case(text))
    assert " ".join(judgement.possible) == possible
    assert ", ".join(f"{NAMES[place]} {outcome}" for place, outcome in judgement.findings) == findings


@pytest.mark.parametrize("text", [v[0] for v in VERDICTS])
def test_verdict_is_the_one_possible(judge: Judge, text: str) -> None:
    """S36, S38: only an open verdict has reasons and needs."""
    judgement = judge.judge(case(text))
    settled = len(judgement.possible) == 1
    assert judgement.verdict == (judgement.possible[0] if settled else Verdict.INDETERMINATE)
    assert bool(judgement.reasons) is bool(judgement.needs) is not settled


def test_every_outcome_occurs_above() -> None:
    assert {word for v in VERDICTS for word in v[2].replace(",", "").split()} >= set(Outcome)


def test_same_case_is_judged_once(judge: Judge) -> None:
    assert judge.judge(case("-- / ?- / -")) is judge.judge(case("-- / ?- / -"))
