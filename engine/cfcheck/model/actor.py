"""Actors that reports can name, their names and ties, and lists that designate them."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from cfcheck.model.citation import Citation
from cfcheck.model.struct import Noun
from cfcheck.model.time import ALL_TIME, Period

__all__ = ["Actor", "ActorId", "ActorKind", "Designation", "DesignationList", "ListId", "Membership", "Name"]

ActorId = NewType("ActorId", str)
ListId = NewType("ListId", str)


class ActorKind(StrEnum):
    """What sort of actor a name stands for."""

    GROUP = "group"
    STATE = "state"
    UMBRELLA = "umbrella"
    PROTECTED = "protected"
    UNIDENTIFIED = "unidentified"


class Name(Noun, frozen=True):
    """A name by which reports call an actor, and when they do."""

    text: str
    period: Period = ALL_TIME
    citations: tuple[Citation, ...] = ()
    note: str = ""


class Membership(Noun, frozen=True):
    """That an actor is part of another one, and when."""

    whole: ActorId
    period: Period = ALL_TIME
    citations: tuple[Citation, ...] = ()


class Actor(Noun, frozen=True):
    """Anyone a report can name.

    `names` holds the title too. An umbrella's name may stand for any of `includes` and, if `is_open`, for others.
    """

    id: ActorId
    title: str
    kind: ActorKind = ActorKind.GROUP
    names: tuple[Name, ...] = ()
    part_of: tuple[Membership, ...] = ()
    includes: tuple[ActorId, ...] = ()
    is_open: bool = True
    citations: tuple[Citation, ...] = ()
    note: str = ""


class Designation(Noun, frozen=True):
    """An entry of a list: who, under which reference, since when."""

    actor: ActorId
    reference: str
    period: Period
    citations: tuple[Citation, ...] = ()
    note: str = ""


class DesignationList(Noun, frozen=True):
    """A public, dated list of designated actors; who is not on it is not designated by it."""

    id: ListId
    title: str
    entries: tuple[Designation, ...]
    citations: tuple[Citation, ...] = ()
