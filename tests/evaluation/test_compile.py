"""From an agreement to numbered tests and trees over them. Docs: semantics.md, S4, S29, S30 and S32."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.laws.worlds import agreement_of
from tests.terms import terms

from cfcheck.evaluation.compile import compile_agreement
from cfcheck.model.condition import ActIs, ActorFact, ActorIs, AllOf, Asks, fact_of
from cfcheck.model.logic import All, Leaf
from cfcheck.model.program import Limit, LimitId
from cfcheck.model.rule import Exemption, Modality, Rule

if TYPE_CHECKING:
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program, Root

SPEC = {
    "start": {"days": ["2016-02-27"], "disputed": False},
    "end": None,
    "late_from": "2016-02-27",
    "listed_from": ["2016-02-27"],
    "outlawry_until": "2016-02-27",
    "area": None,
    "exemption_when": None,
}
HEAVY, XNS = {"test": "weapon", "of": ["heavy"]}, {"test": "country", "of": ["XNS"]}

# A condition, and the tree it becomes: `w` asks of the weapon, `c` of the country, a dash negates.
TREES: list[tuple[dict[str, Any], str]] = [
    (HEAVY, "w"),
    ({"not": HEAVY}, "-w"),
    ({"not": {"not": HEAVY}}, "w"),
    ({"all": [HEAVY, XNS]}, "all(w c)"),
    ({"any": [HEAVY, XNS]}, "any(w c)"),
    ({"not": {"all": [HEAVY, XNS]}}, "any(-w -c)"),
    ({"not": {"any": [HEAVY, {"not": XNS}]}}, "all(-w c)"),
    ({"all": [{"any": []}, HEAVY]}, "all(any() w)"),
]


def compiled(when: dict[str, Any] | None, rules: int = 1, **more: object) -> Program:
    rule = {"bearers": ["north"], "acts": ["attack"], "against": [], "when": when, "exempted": False}
    return compile_agreement(agreement_of({**SPEC, "rules": [rule] * rules, **more}))


def drawn(tree: Tree, program: Program) -> str:
    if isinstance(tree, Leaf):
        return ("-" if tree.negated else "") + fact_of(program.tests[tree.test]).removeprefix("location.")[0]
    parts = " ".join(drawn(part, program) for part in tree.parts)
    return f"{'all' if isinstance(tree, All) else 'any'}({parts})"


def facts(root: Root, program: Program) -> str:
    def leaves(tree: Tree) -> list[Leaf]:
        return [tree] if isinstance(tree, Leaf) else [leaf for part in tree.parts for leaf in leaves(part)]

    return " ".join(("not " if leaf.negated else "") + fact_of(program.tests[leaf.test]) for leaf in leaves(root.tree))


@pytest.mark.parametrize(("when", "tree"), [pytest.param(*t, id=f"S4 {t[1]} from {t[0]}") for t in TREES])
def test_negation_is_pushed_to_the_tests(when: dict[str, Any], tree: str) -> None:
    program = compiled(when)
    rule = program.rules[0].tree
    assert isinstance(rule, All)
    assert drawn(rule.parts[-1], program) == tree


def test_limits_are_those_of_the_agreement_in_order() -> None:
    """S29."""
    program = compile_agreement(terms("north-south"))
    assert {str(root.subject.id): facts(root, program) for root in program.limits} == {
        "not-in-force": "not occurred",
        "outside-area": "not location.country",
        "perpetrator-not-bound": "perpetrator",
        "perpetrator-excluded": "perpetrator",
        "target-excluded": "act target",
    }
    assert [root.subject.id for root in program.limits] == list(LimitId)


def test_limits_that_an_agreement_does_not_draw_are_absent() -> None:
    limits = [root.subject.id for root in compile_agreement(terms("disputed")).limits]
    assert limits == [LimitId.NOT_IN_FORCE, LimitId.PERPETRATOR_NOT_BOUND]


def test_limits_cite_what_draws_them() -> None:
    limits = {root.subject.id: root.subject for root in compile_agreement(terms("north-south")).limits}
    provisions = {key: [citation.provision for citation in limit.citations] for key, limit in limits.items()}
    assert provisions == {
        "not-in-force": ["1"],
        "outside-area": [],
        "perpetrator-not-bound": ["2", "3"],
        "perpetrator-excluded": ["4"],
        "target-excluded": ["4"],
    }


def test_target_limit_asks_for_acts_done_to_somebody() -> None:
    """S29."""
    program = compile_agreement(terms("north-south"))
    tree = program.limits[-1].tree
    assert isinstance(tree, All)
    tests = [program.tests[part.test] for part in tree.parts if isinstance(part, Leaf)]
    assert tests == [
        ActIs(frozenset(program.agreement.registry.acts.directed)),
        ActorIs(ActorFact.TARGET, frozenset({"excluded"})),
    ]


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("north-attacks", "perpetrator act target"),
        ("north-roads", "perpetrator act location.controlled_by"),
        ("self-defence",
         "claims.self_defence perpetrator act claims.self_defence.responding claims.self_defence.proportionate"),
    ],
    ids=["S30 a prohibition", "S30 an obligation with a condition", "S32 an exemption"],
)  # fmt: skip
def test_norm_asks_these_facts(rule: str, asked: str) -> None:
    program = compile_agreement(terms("north-south"))
    roots = {root.subject.id: root for root in program.roots}
    assert facts(roots[rule], program) == asked  # type: ignore[index]  # ids of limits are another type


def test_exemption_without_an_act_asks_for_none() -> None:
    """S32."""
    program = compiled(None, exemption_when=HEAVY)
    asked = "claims.defence perpetrator claims.defence.one claims.defence.two weapon"
    assert facts(program.exemptions[0], program) == asked


def test_rule_is_defeated_by_the_exemptions_it_names() -> None:
    program = compile_agreement(terms("north-south"))
    defeated = {str(root.subject.id): root.defeated_by for root in program.rules}
    assert defeated["north-attacks"] == (0,)
    assert defeated["north-civilians"] == ()
    assert program.exemptions[0].subject.id == "self-defence"


def test_same_test_is_asked_once() -> None:
    assert compiled(HEAVY, rules=3).tests == compiled(HEAVY).tests
    assert len(set(compiled(HEAVY).tests)) == len(compiled(HEAVY).tests)


def test_roots_are_limits_then_rules_then_exemptions() -> None:
    program = compile_agreement(terms("syria"))
    kinds = [type(root.subject) for root in program.roots]
    assert kinds == sorted(kinds, key=[Limit, Rule, Exemption].index)
    assert len(kinds) == len(program.limits) + len(program.rules) + len(program.exemptions)


def test_test_of_the_act_keeps_the_line_that_asks() -> None:
    """An obligation is breached by what its file says under `breached_by`, a prohibition by its `act`."""
    for root in compile_agreement(terms("north-south")).rules:
        rule, condition = root.subject, root.condition
        assert isinstance(rule, Rule)
        assert isinstance(condition, AllOf)
        assert isinstance(condition.parts[1], Asks)
        key = "breached_by" if rule.modality is Modality.OBLIGATION else "act"
        assert condition.parts[1].origin == rule.origins[key]
