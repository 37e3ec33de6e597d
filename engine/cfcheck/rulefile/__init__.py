"""The forms of rule files: what keys they have and what their values look like.

The only package that knows pydantic, and pydantic is known to describe files only: what is loaded from them is
plain frozen data. Must not know whether what a file names exists; that is the loader's to say.
"""

from cfcheck.rulefile.agreement import AgreementFile, AreaEntry, MemberEntry, MilestoneEntry, PartyEntry
from cfcheck.rulefile.cases import NO_FINDING, CaseEntry, CasesFile, RowEntry
from cfcheck.rulefile.citing import (
    NEVER,
    CiteEntry,
    DisputedEnd,
    DisputedStart,
    EndClaim,
    SourceEntry,
    StartClaim,
    Uncertain,
)
from cfcheck.rulefile.condition import (
    AllNode,
    AnyNode,
    ClaimNode,
    CountNode,
    IdsNode,
    Node,
    NotNode,
    OccurredNode,
)  # fmt: skip
from cfcheck.rulefile.kinds import AGREEMENT, CASES, REGISTRY, RULE, FileKind, KindName
from cfcheck.rulefile.registry import ActorEntry, KindEntry, ListEntry, PlaceEntry, RegistryFile
from cfcheck.rulefile.rule import ObligationFile, PermissionFile, ProhibitionFile
from cfcheck.rulefile.schema import json_schema
from cfcheck.rulefile.validator import validate

__all__ = [
    "AGREEMENT", "CASES", "NEVER", "NO_FINDING", "REGISTRY", "RULE", "ActorEntry", "AgreementFile", "AllNode",
    "AnyNode", "AreaEntry", "CaseEntry", "CasesFile", "CiteEntry", "ClaimNode", "CountNode", "DisputedEnd",
    "DisputedStart", "EndClaim", "FileKind", "IdsNode", "KindEntry", "KindName", "ListEntry", "MemberEntry",
    "MilestoneEntry", "Node", "NotNode", "ObligationFile", "OccurredNode", "PartyEntry",
    "PermissionFile", "PlaceEntry", "ProhibitionFile", "RegistryFile", "RowEntry", "SourceEntry",
    "StartClaim", "Uncertain", "json_schema", "validate",
]  # fmt: skip
