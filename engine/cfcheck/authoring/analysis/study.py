"""An agreement prepared for analysis: its program, its trees, its two spaces, and its examiner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cfcheck.authoring.analysis.cast import Cast
from cfcheck.authoring.analysis.example import Examiner
from cfcheck.authoring.analysis.goals import fails
from cfcheck.authoring.analysis.nearby import Possibilities
from cfcheck.authoring.analysis.search import find
from cfcheck.authoring.analysis.situations import AgreementTest, report_space, world_space
from cfcheck.evaluation.compile import compile_agreement
from cfcheck.evaluation.standing import party_standing
from cfcheck.model.actor import ActorKind
from cfcheck.model.condition import ActIs, ActorFact, ActorIs
from cfcheck.model.logic import All, Any, Leaf
from cfcheck.model.program import Limit, LimitId
from cfcheck.model.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cfcheck.authoring.analysis.example import Example
    from cfcheck.authoring.analysis.goals import Goal
    from cfcheck.authoring.analysis.situations import Situation, Space
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Origin
    from cfcheck.model.condition import Test
    from cfcheck.model.logic import Tree
    from cfcheck.model.program import Program, Root
    from cfcheck.model.rule import Exemption

__all__ = ["MeaningFinding", "MeaningKind", "Study", "negated", "origin_of", "undefeated"]


class MeaningKind(StrEnum):
    """The kinds of findings on the meaning of terms, in the order in which they are reported."""

    LIMIT_ALWAYS_HOLDS = "limit-always-holds"
    NEVER_BREACHED = "never-breached"
    BREACH_NEVER_CERTAIN = "breach-never-certain"
    ALWAYS_COVERED = "always-covered"
    EXEMPTION_NEVER_DEFEATS = "exemption-never-defeats"
    EXEMPTION_ALWAYS_DEFEATS = "exemption-always-defeats"
    OPPOSITE_DEMANDS = "opposite-demands"
    UNGOVERNED = "ungoverned"


@dataclass(frozen=True, slots=True)
class MeaningFinding:
    """Something about the meaning of terms, with an incident that shows it where a report can.

    `subjects` are the ids of the norms or limits concerned, the one at fault first; for `ungoverned`, of acts.
    """

    kind: MeaningKind
    subjects: tuple[str, ...]
    message: str
    origin: Origin
    example: Example | None = None


def negated(tree: Tree) -> Tree:
    """The opposite of the tree (De Morgan holds in Kleene's logic)."""
    match tree:
        case Leaf(test, is_negated):
            return Leaf(test, not is_negated)
        case All(parts):
            return Any(tuple(map(negated, parts)))
        case Any(parts):
            return All(tuple(map(negated, parts)))


def undefeated(program: Program, root: Root) -> Tree:
    """A rule's tree: breached, and no exemption defeats it."""
    return All((root.tree, *(negated(program.exemptions[place].tree) for place in root.defeated_by)))


_DRAWN_IN: Final = {
    LimitId.NOT_IN_FORCE: "in_force",
    LimitId.OUTSIDE_AREA: "area",
    LimitId.PERPETRATOR_NOT_BOUND: "parties",
    LimitId.PERPETRATOR_EXCLUDED: "excluded",
    LimitId.TARGET_EXCLUDED: "excluded",
}


def origin_of(agreement: Agreement, subject: Limit | Rule | Exemption, key: str = "") -> Origin:
    """Where the subject is written, or a key of it."""
    if isinstance(subject, Limit):
        return agreement.origins[_DRAWN_IN[subject.id]]
    first = next(iter(subject.origins.values()))
    return subject.origins.get(key) or subject.origins.get("", first)


class Study:
    """Answers questions about one agreement. `tests` are the program's, then those of the analysis alone."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.program = compile_agreement(agreement)
        self.numbers = {test: number for number, test in enumerate(self.program.tests)}
        for test in _analysed(agreement):
            self.numbers.setdefault(test, len(self.numbers))
        self._cast = Cast([agreement])
        self.in_scope: tuple[Goal, ...] = tuple(fails(limit.tree) for limit in self.program.limits)
        self.examiner = Examiner(agreement)

    @cached_property
    def worlds(self) -> Space:
        """The space of what can be the case."""
        return world_space(self.agreement, self._cast, tuple(self.numbers))

    @cached_property
    def reports(self) -> Space:
        """The space of what a report can state."""
        return report_space([self.agreement], self._cast, [AgreementTest(0, test) for test in self.numbers])

    @cached_property
    def _of_worlds(self) -> Possibilities:
        return Possibilities(self.worlds)

    @cached_property
    def _of_reports(self) -> Possibilities:
        return Possibilities(self.reports)

    def possible(self, goals: Sequence[Goal]) -> Situation | None:
        """Some situation that meets the goals, if there is one; which one depends on earlier calls."""
        return self._of_worlds.some(goals)

    def reportable(self, goals: Sequence[Goal]) -> bool:
        """Whether a report can settle that the goals are met."""
        return self._of_reports.some(goals) is not None

    def leaf(self, test: Test) -> Leaf:
        """The test as a tree."""
        return Leaf(self.numbers[test])

    def witness(self, goals: Iterable[Goal]) -> Situation | None:
        """A situation that meets the goals: one that a report can settle if there is one."""
        wanted = tuple(goals)
        return find(self.reports, wanted) or find(self.worlds, wanted)

    def undefeated(self, root: Root) -> Tree:
        """A rule's tree: breached, and no exemption defeats it."""
        return undefeated(self.program, root)

    @property
    def rules(self) -> Iterator[tuple[Rule, Root]]:
        """The rules with their roots."""
        for root in self.program.rules:
            if isinstance(root.subject, Rule):
                yield root.subject, root


def _analysed(agreement: Agreement) -> Iterator[Test]:
    """Tests that no rule file has: on which side somebody is, who is protected, what an obligation demands."""
    for fact in (ActorFact.PERPETRATOR, ActorFact.TARGET):
        for party in agreement.parties:
            yield ActorIs(fact, frozenset({party_standing(party)}))
    for actor in agreement.registry.actors.values():
        if actor.kind is ActorKind.PROTECTED and not actor.part_of:
            yield ActorIs(ActorFact.TARGET, actors=frozenset({actor.id}))
    for rule in agreement.rules.values():
        if rule.owed:
            yield ActIs(frozenset(rule.owed))
