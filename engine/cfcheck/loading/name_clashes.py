"""Says where two actors have the same name at the same time: a report that uses it would name either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cfcheck.names import normalise
from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cfcheck.actor import Actor
    from cfcheck.agreement import Registry
    from cfcheck.document import Path
    from cfcheck.instant import Interval
    from cfcheck.loading.page import Page
    from cfcheck.names import NormalName

__all__ = ["refuse_clashes"]


class _Use(NamedTuple):
    """A name in use: when, by whom, and where that is written."""

    when: Interval
    actor: str
    text: str
    page: Page[Any]
    path: Path


def refuse_clashes(pages: Sequence[Page[Any]], registry: Registry) -> None:
    """Notes a problem with each name that another actor has too, at some time when both certainly have it."""
    shared = {name for name, bearers in registry.bearers.items() if len(bearers) > 1}
    uses: dict[NormalName, list[_Use]] = {}
    for page in pages:
        for name in page.file.actors if page.file else ():
            for use in _uses(page, registry.actors[name], shared):
                uses.setdefault(normalise(use.text), []).append(use)
    for same in uses.values():
        for clashing, other in _overlaps(same):
            place = other.page.place_of(other.path)
            message = f"{quoted(clashing.text)} is at the same time a name of `{other.actor}` ({place})"
            hint = "two actors cannot share a name; give each name the dates on which it was used"
            clashing.page.refuse(clashing.path, "shared-name", message, hint)


def _uses(page: Page[Any], actor: Actor, shared: Collection[NormalName]) -> Iterator[_Use]:
    """Where the actor has one of the names that are there more than once."""
    path: Path = ("actors", actor.id)
    for index, name in enumerate(actor.names):
        certain = name.period.certain
        if normalise(name.text) in shared and certain.start < certain.end:
            here = (*path, "title") if index == 0 else (*path, "aliases", index - 1)
            yield _Use(certain, actor.id, name.text, page, here)


def _overlaps(uses: list[_Use]) -> Iterator[tuple[_Use, _Use]]:
    """Each use with the first other actor's that it overlaps, in the order of their beginnings."""
    current: list[_Use] = []
    for use in sorted(uses, key=lambda use: use.when):
        current = [other for other in current if other.when.end > use.when.start]
        other = next((other for other in current if other.actor != use.actor), None)
        if other is not None:
            yield use, other
        current.append(use)
