"""The outcome of a run of the checks, and which of its issues are shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cfcheck.authoring.check.check import IssueSeverity

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from cfcheck.authoring.check.allowances import Allowance
    from cfcheck.authoring.check.check import Issue
    from cfcheck.ingest.tables.mapping import Mapping

__all__ = ["Allowed", "Checked", "Content", "Report"]


@dataclass(frozen=True, slots=True)
class Content:
    """How much an agreement that loads has: its norms, and how many of them rest on an unverified citation."""

    agreement: str
    rules: int
    exemptions: int
    unverified: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """An issue that somebody allows."""

    issue: Issue
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Checked:
    """The issues in order, and those that are allowed. Problems that keep an agreement from loading are issues too."""

    issues: tuple[Issue, ...]
    allowed: tuple[Allowed, ...]
    contents: tuple[Content, ...]
    mappings: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The issues, and the severities from which on they are shown and make the command fail."""

    checked: Checked
    shown_from: IssueSeverity = IssueSeverity.WARNING
    fails_from: IssueSeverity = IssueSeverity.ERROR

    @property
    def shown(self) -> tuple[Issue, ...]:
        """The issues to be shown."""
        return tuple(issue for issue in self.checked.issues if issue.severity.reaches(self.shown_from))

    @property
    def fails(self) -> bool:
        """Whether some issue, shown or not, is grave enough to make the command fail."""
        return any(map(self.is_failure, self.checked.issues))

    def is_failure(self, issue: Issue) -> bool:
        """Whether the issue makes the command fail."""
        return issue.severity.reaches(self.fails_from)

    @property
    def counts(self) -> Map[IssueSeverity, int]:
        """How many issues there are of each severity, shown or not."""
        counted = Counter(issue.severity for issue in self.checked.issues)
        return {severity: counted[severity] for severity in IssueSeverity}
