"""Agreements for tests: those of the repository, loaded once, and small ones written as YAML inside a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from cfcheck.evaluation import rete
from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
from cfcheck.language.load.loader import load_agreement
from cfcheck.model.incident_json import incident_from
from cfcheck.model.native import native

if TYPE_CHECKING:
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.assessment import Assessment

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "syria": ROOT / "rules" / "syria-2016-coh",
    "north-south": ROOT / "fixtures" / "language" / "north-south",
    "operators": ROOT / "fixtures" / "language" / "operators",
    "disputed": ROOT / "fixtures" / "language" / "disputed",
}
INFERENCES = [
    InferenceChoice.REFERENCE,
    *([InferenceChoice.RETE] if rete.available() else []),
    *([InferenceChoice.NATIVE] if native is not None else []),
]


@cache
def terms(name: str) -> Agreement:
    """An agreement of the repository by its short name."""
    return load_agreement(FOLDERS[name])


@cache
def evaluator(name: str, inference: InferenceChoice = InferenceChoice.REFERENCE) -> Evaluator:
    """An evaluator of it."""
    return Evaluator(terms(name), inference=inference)


def assess(name: str, report: dict[str, Any]) -> Assessment:
    """What the agreement says of a report, which needs no id."""
    return evaluator(name).assess(incident_from({"id": "report", **report}))


def written(folder: Path, agreement: str, registry: str, **rules: str) -> Agreement:
    """The agreement that these YAML texts are; a rule's name has underscores for hyphens."""
    files = {"accord/agreement.yaml": agreement, "registry/world.yaml": registry}
    files |= {f"accord/{name.replace('_', '-')}.yaml": text for name, text in rules.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return load_agreement(folder / "accord")
