"""Which inference decides. Docs: semantics.md, S47."""

from __future__ import annotations

import pytest
from tests.terms import evaluator

from cfcheck.evaluation import evaluator as inference
from cfcheck.evaluation import rete
from cfcheck.evaluation.evaluator import InferenceChoice, InferenceUnavailable, active_inference, make_inference
from cfcheck.evaluation.reference import ReferenceInference

AUTO, NATIVE, RETE, REFERENCE = InferenceChoice


@pytest.mark.parametrize(
    ("choice", "here", "active"),
    [(AUTO, "native, network", NATIVE), (AUTO, "native", NATIVE), (AUTO, "network", RETE), (AUTO, "", REFERENCE),
     (NATIVE, "native", NATIVE), (RETE, "native, network", RETE), (REFERENCE, "native, network", REFERENCE),
     (REFERENCE, "", REFERENCE)],
)  # fmt: skip
def test_choice_comes_to(
    choice: InferenceChoice, here: str, active: InferenceChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rete, "available", lambda: "network" in here)
    monkeypatch.setattr(inference, "native", "built" if "native" in here else None)
    assert active_inference(choice) is active


def test_network_that_cannot_be_loaded_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete, "available", lambda: False)
    with pytest.raises(InferenceUnavailable, match="use `--inference reference`, which answers the same"):
        active_inference(RETE)


def test_native_that_was_not_built_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "native", None)
    with pytest.raises(InferenceUnavailable, match="installed without a C compiler; use `--inference reference`"):
        active_inference(NATIVE)


def test_inference_is_made_for_every_root() -> None:
    program = evaluator("north-south").program
    signature = bytes(len(program.tests))
    reference = make_inference(program, REFERENCE)
    assert isinstance(reference, ReferenceInference)
    assert len(reference.infer(signature)) == len(program.roots)


@pytest.mark.skipif(not rete.available(), reason="durable-rules does not import on this interpreter")
def test_network_answers_as_the_reference_does() -> None:
    """S47."""
    program = evaluator("north-south").program
    network, reference = make_inference(program, RETE), make_inference(program, REFERENCE)
    assert isinstance(network, rete.ReteInference)
    for answer in range(5):
        signature = bytes([answer]) * len(program.tests)
        assert network.infer(signature) == reference.infer(signature)
