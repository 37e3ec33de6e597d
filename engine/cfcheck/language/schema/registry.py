"""The form of registry files: actors, designation lists, acts, weapons and places that agreements share."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from cfcheck.language.schema.citing import Cites, End, Sources, Start
from cfcheck.language.schema.fields import (
    Country,
    Entry,
    Flag,
    KebabId,
    LanguageVersion,
    SnakeId,
    Text,
    choice,
    one_or_several,
    shorthand,
)
from cfcheck.model.actor import ActorKind
from cfcheck.model.place import PlaceLevel

__all__ = [
    "ActorEntry", "DesignationEntry", "KindEntry", "ListEntry", "NameEntry", "PartOfEntry", "PlaceEntry",
    "RegistryFile",
]  # fmt: skip

Level = Annotated[PlaceLevel, choice(PlaceLevel)]


class NameEntry(Entry):
    """A name by which reports call an actor; a bare text is a name valid at all times."""

    name: Text = Field(description="The name, as reports write it.")
    start: Start | None = Field(None, alias="from", description="Since when it is used; absent if always.")
    until: End | None = Field(None, description="Until when it is used; absent if without end.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the name.")


class PartOfEntry(Entry):
    """The actor that this one is part of, and when."""

    actor: KebabId = Field(description="Id of an actor of the registry.")
    start: Start | None = Field(None, alias="from", description="Since when; absent if always.")
    until: End | None = Field(None, description="Until when; absent if without end.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the tie.")


class ActorEntry(Entry):
    """Anyone a report can name."""

    title: Text = Field(description="The actor's name; reports may use it too.")
    kind: Annotated[ActorKind, choice(ActorKind)] = Field(ActorKind.GROUP, description="What the name stands for.")
    aliases: tuple[Annotated[NameEntry, BeforeValidator(shorthand("name"), Text | NameEntry)], ...] = Field(
        (), description="Other names by which reports call it."
    )
    part_of: tuple[Annotated[PartOfEntry, BeforeValidator(shorthand("actor"), KebabId | PartOfEntry)], ...] = Field(
        (), description="Actors that it is part of; it has their standing where it has none of its own."
    )
    includes: tuple[KebabId, ...] = Field((), description="Umbrella only: actors that the name may stand for.")
    is_open: Flag | None = Field(
        None, alias="open", description="Umbrella only: whether it may stand for others too; absent: yes."
    )
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the actor.")


class DesignationEntry(Entry):
    """An entry of a list."""

    actor: KebabId = Field(description="Id of an actor of the registry.")
    reference: Text = Field("", description="The list's own number for it.")
    start: Start = Field(alias="from", description="Since when it is listed.")
    until: End | None = Field(None, description="Until when it is listed; absent if it still is.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the entry.")


class ListEntry(Entry):
    """A public list of designated actors."""

    title: Text = Field(description="The title of the list.")
    cite: Cites = Field(description="Where the list is kept.")
    entries: tuple[DesignationEntry, ...] = Field(description="Who is on it, and since when.")
    note: Text = Field("", description="Anything worth knowing about the list.")


class KindEntry(Entry):
    """An act or a weapon, or a class of them."""

    title: Text = Field(description="What it is called.")
    parents: Annotated[tuple[SnakeId, ...], one_or_several(SnakeId)] = Field(
        (), alias="is", description="Ids of the classes it belongs to."
    )
    directed: Flag = Field(
        default=False, description="Acts only: whether it is done to somebody; its sub-acts are too."
    )
    note: Text = Field("", description="Anything worth knowing about it.")


class PlaceEntry(Entry):
    """A governorate, district or settlement."""

    title: Text = Field(description="The name of the place; reports may use it.")
    level: Level = Field(description="The key of a report's `location` that names it.")
    country: Country = Field(description="Country code, ISO 3166-1 alpha-3.")
    within: KebabId | None = Field(None, description="Id of the place it lies in.")
    aliases: tuple[Text, ...] = Field((), description="Other spellings.")
    cite: Cites = Field((), description="Where it is written.")
    note: Text = Field("", description="Anything worth knowing about the place.")


class RegistryFile(Entry):
    """What agreements share; a file may have any of the sections."""

    cfcheck: LanguageVersion = Field(description="Version of the language of rule files.")
    sources: Sources = Field({}, description="The documents cited in this file, by id.")
    actors: dict[KebabId, ActorEntry] = Field({}, description="Actors, by id.")
    lists: dict[KebabId, ListEntry] = Field({}, description="Designation lists, by id.")
    acts: dict[SnakeId, KindEntry] = Field({}, description="Acts, by id.")
    weapons: dict[SnakeId, KindEntry] = Field({}, description="Weapons, by id.")
    places: dict[KebabId, PlaceEntry] = Field({}, description="Places, by id.")
