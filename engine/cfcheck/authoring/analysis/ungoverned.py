"""Lists kinds of acts that no norm governs, by who does them to whom. Such a gap is reported and is no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.example import example_of
from cfcheck.authoring.analysis.goals import holds, leaves
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.study import MeaningFinding, MeaningKind
from cfcheck.evaluation.standing import party_standing
from cfcheck.model.actor import ActorKind
from cfcheck.model.condition import ActIs, ActorFact, ActorIs
from cfcheck.model.describe import several, words_of
from cfcheck.model.logic import Leaf
from cfcheck.model.taxonomy import KindId
from cfcheck.model.text import quoted
from cfcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.study import Study
    from cfcheck.model.program import Root
    from cfcheck.model.rule import PartyId, Rule

    Pair = tuple[PartyId, str]
    Acts = frozenset[KindId]

__all__ = ["ungoverned"]

_TRIED: Final = 4
NOBODY: Final = ""
"""The other side of an act that is not done to anybody."""


def ungoverned(study: Study) -> Iterator[MeaningFinding]:
    """A finding for each set of pairs of sides, with the acts between them that no rule can be breached by.

    An act stands for all below it that are as free.
    """
    acts = study.agreement.registry.acts
    governed = _governed(study)
    free: dict[tuple[Pair, ...], list[KindId]] = {}
    for kind in acts.kinds:
        pairs = tuple(pair for pair in _pairs(study, kind) if kind not in governed[pair])
        free.setdefault(pairs, []).append(kind)
    for pairs, kinds in free.items():
        if pairs:
            broadest = [kind for kind in kinds if (acts.ancestors(kind) - {kind}).isdisjoint(kinds)]
            yield _finding(study, pairs, broadest, kinds)


def _finding(study: Study, pairs: tuple[Pair, ...], broadest: list[KindId], kinds: list[KindId]) -> MeaningFinding:
    anybody = set(pairs) == set(_pairs(study, broadest[0]))
    who = "done by anybody" if anybody else several([_pair_text(pair) for pair in pairs])
    message = f"no norm governs {words_of(broadest)} {who}"
    # Of a class of which some kinds are governed, only a report that names another kind shows anything.
    tried = dict.fromkeys((*broadest[:_TRIED], *reversed(kinds[-_TRIED:])))
    examples = (_example(study, pair, kind) for kind in tried for pair in pairs[:_TRIED])
    origin = study.agreement.origins["parties"]
    return MeaningFinding(MeaningKind.UNGOVERNED, tuple(broadest), message, origin, next(filter(None, examples), None))


def _pair_text(pair: Pair) -> str:
    side, other = pair
    return f"by {quoted(side)} against {quoted(other)}" if other else f"by {quoted(side)}"


def _pairs(study: Study, kind: KindId) -> list[Pair]:
    """Who can do such an act to whom; to nobody, where it is not done to anybody."""
    agreement = study.agreement
    others = [*agreement.parties, *_protected(study)] if kind in agreement.registry.acts.directed else [NOBODY]
    return [(side, other) for side in agreement.parties for other in others if other != side]


def _protected(study: Study) -> list[str]:
    actors = study.agreement.registry.actors.values()
    return [actor.id for actor in actors if actor.kind is ActorKind.PROTECTED and not actor.part_of]


def _governed(study: Study) -> dict[Pair, set[KindId]]:
    """The acts by which some rule can be breached within reach, for each pair."""
    kinds = study.agreement.registry.acts.kinds
    governed: dict[Pair, set[KindId]] = {pair: set() for kind in kinds for pair in _pairs(study, kind)}
    for rule, root in study.rules:
        groups = _groups(study, rule, root)
        for pair, known in governed.items():
            if pair[0] in rule.bearers:
                for answers, acts in groups:
                    if not acts <= known and _breached(study, root, pair, answers):
                        known.update(acts)
    return governed


def _groups(study: Study, rule: Rule, root: Root) -> list[tuple[tuple[Leaf, ...], Acts]]:
    """The acts that the rule and the limits cannot tell apart, with their answers, where the rule governs them."""
    taxonomy = study.agreement.registry.acts
    trees = [root.tree, *(limit.tree for limit in study.program.limits)]
    tests = sorted({test for tree in trees for test in leaves(tree) if study.worlds.paths[test] == "act"})
    spoken_of = frozenset[KindId]().union(*(taxonomy.instances(kind) for kind in rule.breached_by))
    groups: dict[tuple[Leaf, ...], set[KindId]] = {}
    for kind in sorted(spoken_of):
        answers = tuple(Leaf(test, negated=not _is_of(study, kind, test)) for test in tests)
        groups.setdefault(answers, set()).add(kind)
    return [(answers, frozenset(acts)) for answers, acts in groups.items()]


def _is_of(study: Study, kind: KindId, number: int) -> bool:
    test = study.worlds.agreement_tests[number].test
    ancestors = study.agreement.registry.acts.ancestors(kind)
    return isinstance(test, ActIs) and not ancestors.isdisjoint(test.classes)


def _breached(study: Study, root: Root, pair: Pair, answers: tuple[Leaf, ...]) -> bool:
    goals = [*study.in_scope, *map(holds, answers), *map(holds, _sides(study, pair)), holds(root.tree)]
    return study.possible(goals) is not None


def _sides(study: Study, pair: Pair) -> Iterator[Leaf]:
    side, other = pair
    yield study.leaf(ActorIs(ActorFact.PERPETRATOR, frozenset({party_standing(side)})))
    for party in study.agreement.parties:
        if party == other:
            yield study.leaf(ActorIs(ActorFact.TARGET, frozenset({party_standing(party)})))
    for actor in study.agreement.registry.actors:
        if actor == other:
            yield study.leaf(ActorIs(ActorFact.TARGET, actors=frozenset({actor})))


def _example(study: Study, pair: Pair, kind: KindId) -> Example | None:
    """Such an act by a member of the one side against one of the other, within reach, on which no rule says a word."""
    found = find(study.reports, [*study.in_scope, *map(holds, _sides(study, pair))])
    if found is None:
        return None
    example = {**example_of(found), "act": kind}
    if not pair[1]:
        example.pop("target", None)
    for_side = tuple(rule.id for rule, _ in study.rules if pair[0] in rule.bearers)
    is_free = study.examiner.verdict(example, for_side) is Verdict.NO_VIOLATION
    return example if is_free else None
