"""What is said of one incident under each of two agreements, norm by norm. Knows no agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cfcheck.assessment import Finding, FindingKind

__all__ = ["NormChange", "norm_changes"]


@dataclass(frozen=True, slots=True)
class NormChange:
    """What a limit, rule or exemption says of an incident under each of two agreements; None: nothing."""

    kind: FindingKind
    id: str
    old: Finding | None
    new: Finding | None


def norm_changes(old: Iterable[Finding], new: Iterable[Finding]) -> tuple[NormChange, ...]:
    """The limits, rules and exemptions whose outcome or severity is not the same, in the order of findings."""
    before = {(finding.kind, finding.id): finding for finding in old}
    after = {(finding.kind, finding.id): finding for finding in new}
    return tuple(
        NormChange(*norm, before.get(norm), after.get(norm))
        for norm in dict.fromkeys((*before, *after))
        if _says(before.get(norm)) != _says(after.get(norm))
    )


def _says(finding: Finding | None) -> object:
    return None if finding is None else (finding.outcome, finding.severity)
