"""The form of a condition in a rule file: all, any, not, and fields with the values they are tested for.

Each part holds its path below the condition, so that a problem can be shown at its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfcheck.language.yaml.source import Path

__all__ = [
    "ACTORS", "COUNTRY", "COUNTS", "KINDS", "OCCURRED", "PLACES", "SEPARATE", "AllNode", "AnyNode", "ClaimNode",
    "CountNode", "IdsNode", "Node", "NotNode", "OccurredNode",
]  # fmt: skip

COUNTRY = "location.country"
OCCURRED = "occurred"
KINDS = ("act", "weapon")
ACTORS = ("perpetrator", "target", "location.controlled_by")
PLACES = ("location.admin1", "location.admin2", "location.place")
COUNTS = tuple(
    f"casualties.{count}"
    for count in ("killed", "injured", "civilians_killed", "civilians_injured", "women_killed", "children_killed")
)
# What is shown beside a verdict and never moves it.
SEPARATE = ("state", "sources", "severity", "confidence", "description", "extra")


@dataclass(frozen=True, slots=True)
class AllNode:
    """Every part holds."""

    parts: tuple[Node, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Some part holds."""

    parts: tuple[Node, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class NotNode:
    """The part does not hold."""

    part: Node
    path: Path


@dataclass(frozen=True, slots=True)
class IdsNode:
    """The field is one of these ids; each comes with its own path."""

    field: str
    ids: tuple[tuple[str, Path], ...]
    path: Path


@dataclass(frozen=True, slots=True)
class CountNode:
    """The count lies in one of these ranges, bounds included; None is no bound."""

    field: str
    ranges: tuple[tuple[int | None, int | None], ...]
    path: Path


@dataclass(frozen=True, slots=True)
class OccurredNode:
    """It occurred not before `start` and before `before`."""

    start: str | None
    before: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class ClaimNode:
    """The claim was raised, or its test is met; or not, where `holds` is false."""

    claim: str
    test: str | None
    holds: bool
    path: Path


Node = AllNode | AnyNode | NotNode | IdsNode | CountNode | OccurredNode | ClaimNode
