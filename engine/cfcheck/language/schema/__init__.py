"""The forms of rule files, as pydantic models: which keys they have and what their values look like.

These models describe files only; loading turns them into plain frozen data and checks whether the ids in them exist.
"""

import cfcheck.language.schema.room  # noqa: F401  # before pydantic

# isort: split
from cfcheck.language.schema.agreement import AgreementFile, AreaEntry, MemberEntry, MilestoneEntry, PartyEntry
from cfcheck.language.schema.cases import NO_FINDING, CaseEntry, CasesFile, RowEntry
from cfcheck.language.schema.citing import (
    NEVER,
    CiteEntry,
    DisputedEnd,
    DisputedStart,
    EndClaim,
    SourceEntry,
    StartClaim,
    Uncertain,
)
from cfcheck.language.schema.condition import (
    AllNode,
    AnyNode,
    ClaimNode,
    CountNode,
    IdsNode,
    Node,
    NotNode,
    OccurredNode,
)
from cfcheck.language.schema.kinds import AGREEMENT, CASES, REGISTRY, RULE, FileKind, KindName
from cfcheck.language.schema.registry import ActorEntry, KindEntry, ListEntry, PlaceEntry, RegistryFile
from cfcheck.language.schema.rule import ObligationFile, PermissionFile, ProhibitionFile
from cfcheck.language.schema.schema import json_schema
from cfcheck.language.schema.validator import validate

__all__ = [
    "AGREEMENT", "CASES", "NEVER", "NO_FINDING", "REGISTRY", "RULE", "ActorEntry", "AgreementFile", "AllNode",
    "AnyNode", "AreaEntry", "CaseEntry", "CasesFile", "CiteEntry", "ClaimNode", "CountNode", "DisputedEnd",
    "DisputedStart", "EndClaim", "FileKind", "IdsNode", "KindEntry", "KindName", "ListEntry", "MemberEntry",
    "MilestoneEntry", "Node", "NotNode", "ObligationFile", "OccurredNode", "PartyEntry",
    "PermissionFile", "PlaceEntry", "ProhibitionFile", "RegistryFile", "RowEntry", "SourceEntry",
    "StartClaim", "Uncertain", "json_schema", "validate",
]  # fmt: skip
