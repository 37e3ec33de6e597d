"""What a check says of a place in the rule files: what it is, how much it matters, and the way out.

Knows nothing of checks and of how issues are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfcheck.problem import Problem

__all__ = ["Category", "Issue", "IssueSeverity"]


class IssueSeverity(StrEnum):
    """How much an issue matters, gravest first. Not the severity of a rule, which says how grave a breach is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, threshold: IssueSeverity) -> bool:
        """Whether it is at least as grave as the threshold."""
        order = list(IssueSeverity)
        return order.index(self) <= order.index(threshold)


class Category(StrEnum):
    """What a check looks at."""

    FORM = "form"
    TIME = "time"
    LAW = "law"
    MEANING = "meaning"
    ACTORS = "actors"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that a check found. `example` is an incident that shows it, as `json.loads` would give it."""

    category: Category
    severity: IssueSeverity
    problem: Problem
    example: Mapping[str, Any] | None = None

    @property
    def check(self) -> str:
        """The name of the check."""
        return self.problem.code

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then by check and message."""
        return self.problem.sort_key
