"""An agreement compiled for judging: numbered tests, trees over their outcomes, and signatures.

A signature holds the answers to all tests of a program for one strand, a byte each: 0 is false, 1 is true, and from 2
on the answer is unknown, for the reasons that the rest of the number encodes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cfcheck.model.agreement import Agreement
from cfcheck.model.citation import Citation
from cfcheck.model.condition import Condition, Test
from cfcheck.model.logic import Tree, Truth
from cfcheck.model.rule import Exemption, Rule
from cfcheck.model.struct import Noun
from cfcheck.model.verdict import REASONS, Reason

__all__ = ["Limit", "LimitId", "Program", "Root", "Signature", "open_for", "reason_of", "truth_of"]


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
    """Everything that judging needs. The number of a test is its index in `tests`."""

    agreement: Agreement
    tests: tuple[Test, ...]
    limits: tuple[Root, ...]
    rules: tuple[Root, ...]
    exemptions: tuple[Root, ...]

    @property
    def roots(self) -> tuple[Root, ...]:
        """Limits, rules, exemptions: the order in which an inference answers."""
        return self.limits + self.rules + self.exemptions


Signature = bytes

_FIRST_REASON: Final = 2
_OPEN: Final = {reason: _FIRST_REASON + place for place, reason in enumerate(REASONS)}
_TRUTHS: Final = (Truth.FALSE, Truth.TRUE) + (Truth.UNKNOWN,) * (len(REASONS) + 1)


def open_for(reason: Reason) -> int:
    """The answer `unknown` for that reason."""
    return _OPEN[reason]


def truth_of(answer: int) -> Truth:
    """The truth of an answer."""
    return _TRUTHS[answer]


def reason_of(answer: int) -> Reason:
    """Why an unknown answer is unknown."""
    return REASONS[answer - _FIRST_REASON]
