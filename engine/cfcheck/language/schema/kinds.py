"""The four kinds of rule files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from cfcheck.language.schema.agreement import AgreementFile
from cfcheck.language.schema.cases import CasesFile
from cfcheck.language.schema.citing import SHARED
from cfcheck.language.schema.registry import RegistryFile
from cfcheck.language.schema.rule import ObligationFile, PermissionFile, ProhibitionFile, RuleFile

__all__ = ["AGREEMENT", "CASES", "KINDS", "REGISTRY", "RULE", "FileKind", "KindName"]

KindName = Literal["agreement", "rule", "registry", "cases"]
File = TypeVar("File")


@dataclass(frozen=True)
class FileKind(Generic[File]):
    """A kind of rule file: its name, its form, and in which context its values are read."""

    name: KindName
    form: Any
    context: str = ""


AGREEMENT: Final = FileKind[AgreementFile]("agreement", AgreementFile)
RULE: Final = FileKind[ProhibitionFile | ObligationFile | PermissionFile]("rule", RuleFile)
REGISTRY: Final = FileKind[RegistryFile]("registry", RegistryFile, SHARED)
CASES: Final = FileKind[CasesFile]("cases", CasesFile)

KINDS: Final[dict[KindName, FileKind[Any]]] = {kind.name: kind for kind in (AGREEMENT, RULE, REGISTRY, CASES)}
