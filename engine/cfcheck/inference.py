"""Chooses the inference that decides signatures: the durable-rules network, or the reference evaluator."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from cfcheck import rete
from cfcheck.errors import CfcheckError
from cfcheck.reference import ReferenceInference

if TYPE_CHECKING:
    from cfcheck.judge import Inference
    from cfcheck.program import Program

__all__ = ["InferenceChoice", "InferenceUnavailable", "active_inference", "make_inference"]


class InferenceChoice(StrEnum):
    """How signatures are decided. The answers are the same; `auto` takes the network where it can be loaded."""

    AUTO = "auto"
    RETE = "rete"
    REFERENCE = "reference"


class InferenceUnavailable(CfcheckError):  # reads as a fact, like the rest of the tree
    """Raised where the network is asked for and durable-rules cannot be loaded (CPython 3.13 and later)."""


def active_inference(choice: InferenceChoice = InferenceChoice.AUTO) -> InferenceChoice:
    """What the choice comes to on this interpreter. Raises InferenceUnavailable."""
    if choice is InferenceChoice.AUTO:
        return InferenceChoice.RETE if rete.available() else InferenceChoice.REFERENCE
    if choice is InferenceChoice.RETE and not rete.available():
        message = "durable-rules cannot be loaded by this Python; use `--inference reference`, which answers the same"
        raise InferenceUnavailable(message)
    return choice


def make_inference(program: Program, choice: InferenceChoice) -> Inference:
    """An inference over the program's roots. Raises InferenceUnavailable."""
    trees = [root.tree for root in program.roots]
    if active_inference(choice) is InferenceChoice.RETE:
        return rete.ReteInference(trees, len(program.tests))
    return ReferenceInference(trees, len(program.tests))
