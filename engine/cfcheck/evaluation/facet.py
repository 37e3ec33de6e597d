"""Facets: what each fact of an incident contributes to its judgement.

A facet's *kind* is a number. Two values of one fact have the same kind if every test of that fact gives the same answer
for both, at every time; so nothing that is judged can tell them apart.
"""

from __future__ import annotations

from enum import IntEnum
from threading import Lock
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from cfcheck.evaluation.readings import Mention
    from cfcheck.model.agreement import AttributionConfidence
    from cfcheck.model.assessment import AttributionStatus, Note
    from cfcheck.model.time import Instant
    from cfcheck.model.verdict import Reason

__all__ = [
    "SIMPLE",
    "AttributionKind",
    "Encounter",
    "FacetActor",
    "FacetActorKind",
    "FacetName",
    "Facets",
    "FormKind",
    "MomentKind",
    "Numbers",
    "ReadingKind",
    "StrandFacets",
]  # fmt: skip

Kind = TypeVar("Kind")


class FacetName(IntEnum):
    """The facets, in the order in which a decision needs them: first those that most often settle the verdict.

    `FORM` is `SIMPLE` for an incident with one reading, whose moment, perpetrator and target are facets of their own.
    Any other form stands for all three of them together.
    """

    FORM = 0
    MOMENT = 1
    PERPETRATOR = 2
    PLACE = 3
    ACT = 4
    TARGET = 5
    CONTROL = 6
    CLAIMS = 7
    COUNTS = 8
    WEAPON = 9

    __hash__ = int.__hash__  # the hash function of Enum is written in Python and takes ten times as long


SIMPLE = 0
"""The kind of form of an incident with one reading: at most one perpetrator, and at most one target."""


class StrandFacets(NamedTuple):
    """The kinds of perpetrator and target in one strand of a reading."""

    perpetrator: int
    target: int


class ReadingKind(NamedTuple):
    """One reading of who did it to whom: its perpetrators and its target, as numbers among those of all readings.

    `names` holds, for each strand, the index of its perpetrator among the names of the encounter, or None without name.
    """

    perpetrators: int
    target: int
    names: tuple[int | None, ...]
    strands: tuple[StrandFacets, ...]


class MomentKind(NamedTuple):
    """A moment as tests see it: the answers in each of its stretches, and why there is more than one, if so."""

    answers: tuple[bytes, ...]
    reason: Reason | None


class FacetActorKind(NamedTuple):
    """An actor as tests see it at a moment: the answers in each of its stretches.

    `named` is whether it has a name; `hidden` is whether that name identifies nobody in the first stretch.
    """

    answers: tuple[bytes, ...]
    named: bool
    hidden: bool


class FormKind(NamedTuple):
    """An encounter with several readings, and the kind of its moment."""

    moment: int
    readings: tuple[ReadingKind, ...]


class FacetActor(NamedTuple):
    """An actor in a facet: a perpetrator or a target, or all those who may control the place."""

    facet: FacetName
    mentions: tuple[Mention, ...]


class Numbers(Generic[Kind]):
    """Numbers distinct values in the order of their first occurrence, from `first` on. Threads may share it."""

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._values: list[Kind] = []
        self._numbers: dict[Kind, int] = {}
        self._lock = Lock()

    def number(self, kind: Kind) -> int:
        """The number of the value, which is a new one if it has none yet."""
        with self._lock:
            number = self._numbers.setdefault(kind, self._first + len(self._values))
            if number == self._first + len(self._values):
                self._values.append(kind)
        return number

    def __getitem__(self, number: int) -> Kind:
        return self._values[number - self._first]


class AttributionKind(NamedTuple):
    """Whether it is settled who did it, and who: indices into the names of an encounter."""

    status: AttributionStatus
    names: tuple[int, ...]


class Encounter(NamedTuple):
    """What results show of an encounter besides its kind: perpetrators in order of mention, and the confidence."""

    names: tuple[str, ...]
    confidence: AttributionConfidence


class Facets(NamedTuple):
    """All facets of one incident: the kind of each, in the order of FacetName, and what results show besides.

    `since` is the start of the first stretch of time in which it can have occurred.
    """

    kinds: tuple[int, ...]
    encounter: Encounter
    notes: tuple[Note, ...]
    since: Instant
