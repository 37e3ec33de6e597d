"""What of an agreement cases show: its items, and how many of them are shown. Knows no formats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CoverKind", "CoverState", "Coverage", "Item", "Shares", "Subject"]

_WHOLE = 100


class CoverKind(StrEnum):
    """What an item is of, in the order in which it is reported."""

    LIMIT = "limit"
    RULE = "rule"
    EXEMPTION = "exemption"
    TEST = "test"
    INSTANT = "instant"
    NAME = "name"
    REASON = "reason"


class CoverState(StrEnum):
    """Whether a case shows an item."""

    SHOWN = "shown"
    MISSING = "missing"
    IMPOSSIBLE = "impossible"


class Subject(NamedTuple):
    """What an item is about, in words, and where the agreement says it; line 0 stands for the whole file."""

    kind: CoverKind
    words: str
    file: str
    line: int = 0

    @property
    def place(self) -> str:
        """The place as editors and terminals understand it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be shown of a subject, such as that a rule is `true`.

    `advice` is the case to write where it is missing, and why no case can be where it is impossible. `example` is what
    such a case's incident may say.
    """

    subject: Subject
    aspect: str
    state: CoverState
    advice: str = ""
    example: Mapping[str, Any] | None = None


class Shares(NamedTuple):
    """How many items are shown, of how many that can be."""

    shown: int
    possible: int


@dataclass(frozen=True)
class Coverage:
    """What the cases of one agreement show of it."""

    agreement: str
    items: tuple[Item, ...]

    @cached_property
    def percent(self) -> Fraction:
        """The share of what can be shown that is, of 100; of nothing, all."""
        shown, possible = self.shares()
        return Fraction(_WHOLE * shown, possible) if possible else Fraction(_WHOLE)

    @property
    def percent_words(self) -> str:
        """The share, rounded down to a tenth: 100.0 is only said where nothing is missing."""
        return f"{int(self.percent * 10) / 10:.1f}"

    def shares(self, kind: CoverKind | None = None) -> Shares:
        """How much is shown, of one kind or of all."""
        of_kind = [item for item in self.items if kind is None or item.subject.kind is kind]
        possible = [item for item in of_kind if item.state is not CoverState.IMPOSSIBLE]
        return Shares(sum(item.state is CoverState.SHOWN for item in possible), len(possible))

    def of(self, state: CoverState) -> Iterator[Item]:
        """The items in this state, in order."""
        return (item for item in self.items if item.state is state)

    def subjects(self) -> dict[Subject, list[Item]]:
        """The items by what they are about, in order."""
        found: dict[Subject, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.subject, []).append(item)
        return found
