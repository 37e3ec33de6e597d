"""Ceasefire terms as cited rules, and what follows from them for each incident report, for use from Python.

    from cfcheck import Evaluator, find_agreement, incident_from, load_agreement

    evaluator = Evaluator(load_agreement(find_agreement("syria-2016-coh")))
    assessment = evaluator.assess(incident_from({"id": "1", "occurred": "2016-03-01", "act": "shelling"}))

Names are loaded when they are first used, so that `import cfcheck` costs nothing. What is not in `__all__` can change
with any release.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cfcheck.evaluation.batch.records import Tally, assess_records
    from cfcheck.evaluation.boundaries import Boundaries, BoundariesUnavailable, InvalidBoundaries, open_boundaries
    from cfcheck.evaluation.evaluator import Evaluator, InferenceChoice
    from cfcheck.ingest.json.reader import read_incidents
    from cfcheck.language.load.loader import load_agreement
    from cfcheck.language.load.packs import find_agreement, shipped_agreements
    from cfcheck.model.agreement import Agreement, AttributionConfidence
    from cfcheck.model.assessment import (
        Assessment,
        Attribution,
        Finding,
        FindingKind,
        Need,
        Note,
        Outcome,
        Provenance,
        SetAside,
        Summary,
    )
    from cfcheck.model.incident import Incident, InvalidIncident
    from cfcheck.model.incident_json import decode_incident, encode_json, incident_from, incident_json_schema
    from cfcheck.model.problem import CfcheckError, InvalidRules, Problem
    from cfcheck.model.record import Record
    from cfcheck.model.rule import Severity
    from cfcheck.model.verdict import Reason, Verdict
    from cfcheck.version import VERSION as __version__  # noqa: N811  # the name that Python tools look for

__all__ = [
    "Agreement", "Assessment", "Attribution", "AttributionConfidence", "Boundaries", "BoundariesUnavailable",
    "CfcheckError", "Evaluator", "Finding", "FindingKind", "Incident", "InferenceChoice", "InvalidBoundaries",
    "InvalidIncident", "InvalidRules", "Need", "Note", "Outcome", "Problem", "Provenance", "Reason", "Record",
    "SetAside", "Severity", "Summary", "Tally", "Verdict", "__version__", "assess_records", "decode_incident",
    "encode_json", "find_agreement", "incident_from", "incident_json_schema", "load_agreement", "open_boundaries",
    "read_incidents", "shipped_agreements",
]  # fmt: skip

# Where each name is; a test compares the two lists with this one.
_HOMES: Final = {
    "evaluation.batch.records": ("Tally", "assess_records"),
    "evaluation.boundaries": ("Boundaries", "BoundariesUnavailable", "InvalidBoundaries", "open_boundaries"),
    "evaluation.evaluator": ("Evaluator", "InferenceChoice"),
    "ingest.json.reader": ("read_incidents",),
    "language.load.loader": ("load_agreement",),
    "language.load.packs": ("find_agreement", "shipped_agreements"),
    "model.agreement": ("Agreement", "AttributionConfidence"),
    "model.assessment": (
        "Assessment", "Attribution", "Finding", "FindingKind", "Need", "Note", "Outcome", "Provenance", "SetAside",
        "Summary",
    ),
    "model.incident": ("Incident", "InvalidIncident"),
    "model.incident_json": ("decode_incident", "encode_json", "incident_from", "incident_json_schema"),
    "model.problem": ("CfcheckError", "InvalidRules", "Problem"),
    "model.record": ("Record",),
    "model.rule": ("Severity",),
    "model.verdict": ("Reason", "Verdict"),
}  # fmt: skip
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from cfcheck.version import VERSION  # noqa: PLC0415  # loaded on first use, like every name

        return VERSION
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=import_module(__name__))
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
