"""Chooses how what follows from answers is decided: natively, by the durable-rules network, or by the reference."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from cfcheck import rete
from cfcheck.errors import CfcheckError
from cfcheck.native import native
from cfcheck.reference import ReferenceInference

if TYPE_CHECKING:
    from cfcheck.judge import Inference
    from cfcheck.program import Program

__all__ = ["InferenceChoice", "InferenceUnavailable", "active_inference", "make_inference"]


class InferenceChoice(StrEnum):
    """How it is decided what follows. The answers are the same; `auto` takes the first of the others that is here.

    `native` judges with sets of bits, and needs what is written in C; `rete` gives signatures to the network of
    durable-rules; `reference` walks the trees of the terms.
    """

    AUTO = "auto"
    NATIVE = "native"
    RETE = "rete"
    REFERENCE = "reference"


class InferenceUnavailable(CfcheckError):  # reads as a fact, like the rest of the tree
    """Raised where what is asked for is not here: durable-rules (CPython 3.13 and later), or what is written in C."""


def active_inference(choice: InferenceChoice = InferenceChoice.AUTO) -> InferenceChoice:
    """What the choice comes to on this interpreter. Raises InferenceUnavailable."""
    if choice is InferenceChoice.AUTO:
        return next(one for one, is_here in _here().items() if is_here)
    if choice is InferenceChoice.NATIVE and native is None:
        message = "cfcheck was installed without a C compiler; use `--inference reference`, which answers the same"
        raise InferenceUnavailable(message)
    if choice is InferenceChoice.RETE and not rete.available():
        message = "durable-rules cannot be loaded by this Python; use `--inference reference`, which answers the same"
        raise InferenceUnavailable(message)
    return choice


def _here() -> dict[InferenceChoice, bool]:
    """The choices in order, and whether they are here."""
    return {
        InferenceChoice.NATIVE: native is not None,
        InferenceChoice.RETE: rete.available(),
        InferenceChoice.REFERENCE: True,
    }


def make_inference(program: Program, choice: InferenceChoice) -> Inference:
    """An inference over the program's roots; for `native` the reference. Raises InferenceUnavailable."""
    trees = [root.tree for root in program.roots]
    if active_inference(choice) is InferenceChoice.RETE:
        return rete.ReteInference(trees, len(program.tests))
    return ReferenceInference(trees, len(program.tests))
