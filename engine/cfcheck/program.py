"""An agreement made ready to judge: numbered tests, and trees over their outcomes. Knows nothing of incidents."""

from __future__ import annotations

from enum import StrEnum

from cfcheck.agreement import Agreement
from cfcheck.citation import Citation
from cfcheck.condition import Condition, Test
from cfcheck.noun import Noun
from cfcheck.rule import Exemption, Rule
from cfcheck.tree import Tree

__all__ = ["Limit", "LimitId", "Program", "Root"]


class LimitId(StrEnum):
    """Where an agreement does not reach, in the order in which limits are reported."""

    NOT_IN_FORCE = "not-in-force"
    OUTSIDE_AREA = "outside-area"
    PERPETRATOR_NOT_BOUND = "perpetrator-not-bound"
    PERPETRATOR_EXCLUDED = "perpetrator-excluded"
    TARGET_EXCLUDED = "target-excluded"


class Limit(Noun, frozen=True):
    """One limit of an agreement; `id` says which, the citations where the agreement draws it."""

    id: LimitId
    title: str
    citations: tuple[Citation, ...] = ()


class Root(Noun, frozen=True):
    """A limit, rule or exemption with the condition under which it holds, is breached, or defeats.

    `tree` is the same condition over numbered tests. `defeated_by` holds the places of a rule's exemptions among
    the program's exemptions.
    """

    subject: Limit | Rule | Exemption
    condition: Condition
    tree: Tree
    defeated_by: tuple[int, ...] = ()


class Program(Noun, frozen=True):
    """Everything that judging needs. The tests' numbers are their places in `tests`."""

    agreement: Agreement
    tests: tuple[Test, ...]
    limits: tuple[Root, ...]
    rules: tuple[Root, ...]
    exemptions: tuple[Root, ...]

    @property
    def roots(self) -> tuple[Root, ...]:
        """Limits, rules, exemptions: the order in which an inference answers."""
        return self.limits + self.rules + self.exemptions
