"""The names of an actor as they are written: where each is, and which of them another one makes needless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfcheck.checking.written import value_spot
from cfcheck.names import normalise

if TYPE_CHECKING:
    from cfcheck.actor import Actor, Name
    from cfcheck.checking.written import Spot
    from cfcheck.document import Document

__all__ = ["name_spot", "wider_names"]


def name_spot(home: Document, actor: Actor, index: int) -> Spot:
    """Where the name is written; the first one is the title."""
    if index == 0:
        return value_spot(home, ("actors", actor.id, "title"))
    path = ("actors", actor.id, "aliases", index - 1)
    return value_spot(home, (*path, "name") if (*path, "name") in home.values else path)


def wider_names(actor: Actor) -> dict[int, Name]:
    """For the place of each name that another one makes needless, that one: it says the same at all of its time.

    Of two alike, the first stays.
    """
    alike: dict[str, list[int]] = {}
    for index, name in enumerate(actor.names):
        alike.setdefault(normalise(name.text), []).append(index)
    return {
        index: actor.names[wider]
        for places in alike.values()
        if len(places) > 1
        for index in places
        for wider in [place for place in places if _covers(actor, place, index)][:1]
    }


def _covers(actor: Actor, place: int, index: int) -> bool:
    around, inside = actor.names[place].period.possible, actor.names[index].period.possible
    within = around.start <= inside.start and inside.end <= around.end
    return within and (around != inside or place < index)
