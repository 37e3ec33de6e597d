"""The ceasefire's terms and all its rules, loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final, NewType

from cfcheck.model.actor import Actor, ActorId, DesignationList, ListId
from cfcheck.model.citation import Citation, Origin, SourceDocument, SourceId
from cfcheck.model.condition import Condition
from cfcheck.model.place import Place, PlaceId, PlaceLevel
from cfcheck.model.rule import Exemption, PartyId, Rule, RuleId
from cfcheck.model.struct import Noun, field
from cfcheck.model.taxonomy import Taxonomy
from cfcheck.model.text import NormalName, normalise
from cfcheck.model.time import ALL_TIME, Instant, Period
from cfcheck.model.zone import Zone

__all__ = [
    "Acceptance", "Agreement", "AgreementId", "AttributionConfidence", "Candidate", "Endorsement", "Exclusion",
    "Milestone", "NotBound", "Party", "Registry",
]  # fmt: skip

AgreementId = NewType("AgreementId", str)


class AttributionConfidence(StrEnum):
    """How sure a report is of who did it, strongest first."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    DOUBTFUL = "doubtful"

    def reaches(self, threshold: AttributionConfidence) -> bool:
        """Whether it is at least as strong as the threshold."""
        return _STRONGEST_FIRST.index(self) <= _STRONGEST_FIRST.index(threshold)


_STRONGEST_FIRST: Final[tuple[AttributionConfidence, ...]] = tuple(AttributionConfidence)


class Milestone(Noun, frozen=True):
    """An instant that the agreement names without a legal effect of its own: announcement, deadline."""

    at: Instant
    text: str
    citations: tuple[Citation, ...] = ()


class Endorsement(Noun, frozen=True):
    """A body's adoption of the agreement."""

    body: str
    source: SourceId
    adopted: Milestone
    votes: Mapping[str, int]
    note: str = ""


class Acceptance(Noun, frozen=True):
    """That an actor is bound as a member of a party, and when."""

    actor: ActorId
    period: Period = ALL_TIME
    via: str = ""
    conditions: str = ""
    citations: tuple[Citation, ...] = ()
    note: str = ""


class Candidate(Noun, frozen=True):
    """That an actor belongs to a party's side, without anyone knowing whether it is bound."""

    actor: ActorId
    citations: tuple[Citation, ...] = ()
    note: str = ""


class Party(Noun, frozen=True):
    """One side that the agreement binds, named as the agreement names it."""

    id: PartyId
    title: str
    citations: tuple[Citation, ...]
    members: tuple[Acceptance, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class NotBound(Noun, frozen=True):
    """That an actor is known not to be bound, and when."""

    actor: ActorId
    period: Period = ALL_TIME
    citations: tuple[Citation, ...] = ()
    note: str = ""


class Exclusion(Noun, frozen=True):
    """The agreement does not cover an actor, or the actors that a list designates; exactly one of the two is set."""

    actor: ActorId | None = None
    list: ListId | None = None
    period: Period = ALL_TIME
    citations: tuple[Citation, ...] = ()


class Registry(Noun, frozen=True, dict=True):
    """What agreements share: actors, designation lists, taxonomies, places."""

    actors: Mapping[ActorId, Actor]
    lists: Mapping[ListId, DesignationList]
    acts: Taxonomy
    weapons: Taxonomy
    places: Mapping[PlaceId, Place]

    @cached_property
    def bearers(self) -> Mapping[NormalName, Sequence[tuple[Period, ActorId]]]:
        """Who bears each name, and when, in the order of the actors."""
        found: dict[NormalName, list[tuple[Period, ActorId]]] = {}
        for actor in self.actors.values():
            for name in actor.names:
                found.setdefault(normalise(name.text), []).append((name.period, actor.id))
        return found

    @cached_property
    def places_named(self) -> Mapping[tuple[PlaceLevel, NormalName], frozenset[PlaceId]]:
        """The places that each name can mean at a level."""
        found: dict[tuple[PlaceLevel, NormalName], set[PlaceId]] = {}
        for place in self.places.values():
            for name in place.names:
                found.setdefault((place.level, normalise(name)), set()).add(place.id)
        return {key: frozenset(ids) for key, ids in found.items()}


class Agreement(Noun, frozen=True):
    """A ceasefire's terms, complete and consistent: every id it names is in it.

    `origins` tells the line of each top-level key of agreement.yaml. `content_hash` is the SHA-256 (hex) over the
    names and bytes of the files it was loaded from.
    """

    id: AgreementId
    title: str
    version: str
    zone: Zone
    sources: Mapping[SourceId, SourceDocument]
    in_force: tuple[Period, ...]
    parties: Mapping[PartyId, Party]
    rules: Mapping[RuleId, Rule]
    registry: Registry
    content_hash: str
    origins: Mapping[str, Origin]
    exemptions: Mapping[RuleId, Exemption] = field(default_factory=dict)
    not_bound: tuple[NotBound, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    area: Condition | None = None
    attribution_threshold: AttributionConfidence = AttributionConfidence.PROBABLE
    identifiers: Mapping[str, str] = field(default_factory=dict)
    announced: Milestone | None = None
    acceptance_deadline: Milestone | None = None
    endorsements: tuple[Endorsement, ...] = ()
