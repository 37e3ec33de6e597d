"""The names of an actor as they are written: where each is, and which of them another one makes needless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.checking.written import value_spot
from cfcheck.names import normalise

if TYPE_CHECKING:
    from cfcheck.actor import Actor, Name
    from cfcheck.checking.written import Spot
    from cfcheck.document import Document

__all__ = ["name_spot", "wider_name"]


def name_spot(home: Document, actor: Actor, index: int) -> Spot:
    """Where the name is written; the first one is the title."""
    if index == 0:
        return value_spot(home, ("actors", actor.id, "title"))
    path = ("actors", actor.id, "aliases", index - 1)
    return value_spot(home, (*path, "name") if (*path, "name") in home.values else path)


def wider_name(actor: Actor, index: int) -> Name | None:
    """Another name of the actor that says the same at all of the time of this one; of two alike, the first."""
    return next((other for place, other in enumerate(actor.names) if _covers(actor, place, index)), None)


def _covers(actor: Actor, place: int, index: int) -> bool:
    other, name = actor.names[place], actor.names[index]
    if normalise(other.text) != normalise(name.text):
        return False
    around, inside = other.period.possible, name.period.possible
    within = around.start <= inside.start and inside.end <= around.end
    return within and (around != inside or place < index)
