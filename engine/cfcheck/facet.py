"""Facets: what each fact of an incident contributes to its judgement. Knows nothing of how they are found.

A facet's *kind* is a number. Two values of one fact have the same kind where every test that asks about it answers
them alike, at every time, so that nothing that is judged can tell them apart.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cfcheck.agreement import AttributionConfidence
    from cfcheck.assessment import AttributionStatus, Note
    from cfcheck.instant import Instant

__all__ = ["SIMPLE", "AttributionKind", "Encounter", "FacetName", "Facets", "ReadingKind", "StrandFacets"]


class FacetName(IntEnum):
    """The facets, in the order in which a decision asks for them: first what most often settles the rest.

    `FORM` tells encounters that can be read in one way only, from those that cannot: of the former, moment,
    perpetrator and target are facets of their own.
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


SIMPLE = 0
"""The kind of form of an incident with one reading: at most one perpetrator, and at most one target."""


class StrandFacets(NamedTuple):
    """The kinds of perpetrator and target in one strand of a reading."""

    perpetrator: int
    target: int


class ReadingKind(NamedTuple):
    """One way to read who did it to whom: numbers for its perpetrators and its target among those of all readings.

    `names` are the places of the strands' perpetrators among the names of the encounter; None where one has no name.
    """

    perpetrators: int
    target: int
    names: tuple[int | None, ...]
    strands: tuple[StrandFacets, ...]


class AttributionKind(NamedTuple):
    """Whether it is settled who did it, and who: places among the names of an encounter."""

    status: AttributionStatus
    names: tuple[int, ...]


class Encounter(NamedTuple):
    """What is told of an encounter beside its kind: perpetrators in order of mention, and how sure the report is."""

    names: tuple[str, ...]
    confidence: AttributionConfidence


class Facets(NamedTuple):
    """All facets of one incident: the kind of each, in the order of FacetName, and what is told beside them.

    `since` is the beginning of the first stretch of time in which it can have occurred.
    """

    kinds: tuple[int, ...]
    encounter: Encounter
    notes: tuple[Note, ...]
    since: Instant
