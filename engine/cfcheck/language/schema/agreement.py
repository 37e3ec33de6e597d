"""The form of agreement.yaml: an agreement's terms as their author writes them."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from cfcheck.language.schema.citing import Cites, End, Sources, Start, Time
from cfcheck.language.schema.fields import (
    Country,
    Entry,
    KebabId,
    LanguageVersion,
    Number,
    Refused,
    Text,
    choice,
    one_or_several,
    shorthand,
)
from cfcheck.model.agreement import AttributionConfidence

__all__ = [
    "AgreementFile", "AreaEntry", "CandidateEntry", "EndorsementEntry", "ExclusionEntry", "InForceEntry", "MemberEntry",
    "MilestoneEntry", "NotBoundEntry", "PartyEntry", "VotesEntry",
]  # fmt: skip

Confidence = Annotated[AttributionConfidence, choice(AttributionConfidence)]
Countries = Annotated[tuple[Country, ...], one_or_several(Country)]
Places = Annotated[tuple[KebabId, ...], one_or_several(KebabId)]


class MilestoneEntry(Entry):
    """A moment that the agreement names, for information."""

    at: Time = Field(description="When.")
    cite: Cites = Field((), description="Where it is written.")


class InForceEntry(Entry):
    """A period in which the agreement binds."""

    start: Start = Field(alias="from", description="When it begins to bind.")
    until: End | None = Field(None, description="When it ceases to bind; absent if it has no end.")
    cite: Cites = Field(description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the period.")


class VotesEntry(Entry):
    """How a body voted."""

    in_favour: Number = Field(alias="for", description="Votes for.")
    against: Number = Field(0, description="Votes against.")
    abstain: Number = Field(0, description="Abstentions.")


class EndorsementEntry(Entry):
    """A body's adoption of the agreement."""

    body: Text = Field(description="The body, such as UNSC.")
    source: KebabId = Field(description="Id of the document under `sources`.")
    adopted: Time = Field(description="When it was adopted.")
    votes: VotesEntry | None = Field(None, description="How the body voted.")
    note: Text = Field("", description="Anything worth knowing about the endorsement.")


class MemberEntry(Entry):
    """An actor that is bound as a member of the party."""

    actor: KebabId = Field(description="Id of an actor of the registry.")
    start: Start | None = Field(None, alias="from", description="Since when it is bound; absent if always.")
    until: End | None = Field(None, description="Until when it is bound; absent if without end.")
    via: Text = Field("", description="Through whom it accepted the terms.")
    conditions: Text = Field("", description="Conditions it made.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about its acceptance.")


class CandidateEntry(Entry):
    """An actor of the party's side of which nobody knows whether it is bound."""

    actor: KebabId = Field(description="Id of an actor of the registry.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about it.")


class PartyEntry(Entry):
    """One side that the agreement binds."""

    title: Text = Field(description="The party, named as the agreement names it.")
    cite: Cites = Field(description="Where the agreement names it.")
    members: tuple[Annotated[MemberEntry, BeforeValidator(shorthand("actor"), KebabId | MemberEntry)], ...] = Field(
        (), description="Actors known to be bound as its members."
    )
    candidates: tuple[Annotated[CandidateEntry, BeforeValidator(shorthand("actor"), KebabId | CandidateEntry)], ...] = (
        Field((), description="Actors of its side of which it is not known whether they are bound.")
    )


class NotBoundEntry(Entry):
    """An actor that is known not to be bound."""

    actor: KebabId = Field(description="Id of an actor of the registry.")
    start: Start | None = Field(None, alias="from", description="Since when; absent if always.")
    until: End | None = Field(None, description="Until when; absent if without end.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about it.")


class ExclusionEntry(Entry):
    """A listed group, or an actor, that the agreement does not cover: either `list` or `actor`."""

    designations: KebabId | None = Field(None, alias="list", description="Id of a list of the registry.")
    actor: KebabId | None = Field(None, description="Id of an actor of the registry.")
    start: Start | None = Field(None, alias="from", description="Since when; absent if always.")
    until: End | None = Field(None, description="Until when; absent if without end.")
    cite: Cites = Field(description="Where the agreement excludes it.")
    note: Text = Field("", description="Anything worth knowing about it.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.designations is None) == (self.actor is None):
            raise Refused("an exclusion names either a `list` or an `actor`", "give it one of the two keys")
        return self


class AreaEntry(Entry):
    """Where the agreement applies; every key given must hold."""

    country: Countries = Field((), description="Country codes, ISO 3166-1 alpha-3.")
    admin1: Places = Field((), description="Ids of places of the registry.")
    admin2: Places = Field((), description="Ids of places of the registry.")
    place: Places = Field((), description="Ids of places of the registry.")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not (self.country or self.admin1 or self.admin2 or self.place):
            raise Refused("the area names no place", "leave the key out if the agreement applies everywhere")
        return self


class AgreementFile(Entry):
    """An agreement's terms."""

    cfcheck: LanguageVersion = Field(description="Version of the language of rule files.")
    title: Text = Field(description="The title of the agreement.")
    version: Text = Field(description="The version of this encoding of it.")
    identifiers: dict[KebabId, Text] = Field({}, description="Its ids in public collections.")
    time_zone: Text = Field(description="Name in the tz database of the zone whose wall time these files use.")
    sources: Sources = Field(description="The documents cited, by id.")
    announced: MilestoneEntry | None = Field(None, description="When it was announced; for information.")
    acceptance_deadline: MilestoneEntry | None = Field(
        None, description="Until when parties could accept; for information."
    )
    in_force: tuple[InForceEntry, ...] = Field(description="The periods in which it binds.", min_length=1)
    endorsements: tuple[EndorsementEntry, ...] = Field((), description="Adoptions by other bodies.")
    parties: dict[KebabId, PartyEntry] = Field(description="The parties, by id.", min_length=1)
    not_bound: tuple[NotBoundEntry, ...] = Field((), description="Actors known not to be bound.")
    excluded: tuple[ExclusionEntry, ...] = Field((), description="Lists and actors that it does not cover.")
    area: AreaEntry | None = Field(None, description="Where it applies; absent if everywhere.")
    attribution_threshold: Confidence = Field(
        AttributionConfidence.PROBABLE, description="The weakest attribution that counts as naming the perpetrator."
    )
