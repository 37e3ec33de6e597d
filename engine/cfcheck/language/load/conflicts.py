"""Finds contradictions: two actors with one name at one time, two standings of one actor, circular references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cfcheck.model.text import normalise, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cfcheck.language.load.page import Page
    from cfcheck.language.schema import AgreementFile
    from cfcheck.language.yaml.source import Path
    from cfcheck.model.actor import Actor, ActorId
    from cfcheck.model.agreement import Registry
    from cfcheck.model.text import NormalName
    from cfcheck.model.time import Interval, Period

__all__ = ["HIGHEST_CHAIN", "Claimed", "Tangle", "refuse_clashes", "refuse_contradictions", "tangles"]


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


class Claimed(NamedTuple):
    """A standing that the agreement gives an actor by name: what, when, and where that is written."""

    actor: ActorId
    standing: str
    period: Period
    path: Path


def refuse_contradictions(page: Page[AgreementFile], claims: Iterable[Claimed]) -> None:
    """Notes a problem with each standing that certainly begins while the actor certainly has another."""
    by_actor: dict[ActorId, list[Claimed]] = {}
    for claim in claims:
        certain = claim.period.certain
        if certain.start < certain.end:
            by_actor.setdefault(claim.actor, []).append(claim)
    for same in by_actor.values():
        for later, earlier in _contradicting(same):
            place = page.place_of(earlier.path)
            message = f"{quoted(later.actor)} is {later.standing} and, at the same time, {earlier.standing}"
            page.refuse(later.path, "two-standings", f"{message} ({place})", "give each the dates on which it held")


def _contradicting(same: list[Claimed]) -> Iterator[tuple[Claimed, Claimed]]:
    """Each claim with the first other standing that still holds when it begins."""
    current: list[Claimed] = []
    for later in sorted(same, key=lambda claim: claim.period.certain):
        current = [one for one in current if one.period.certain.end > later.period.certain.start]
        earlier = next((one for one in current if one.standing != later.standing), None)
        if earlier is not None:
            yield later, earlier
        current.append(later)


HIGHEST_CHAIN = 32


class Tangle(NamedTuple):
    """A name that leads back to itself or too far, and what to say of it."""

    name: str
    message: str


def tangles(names: Mapping[str, Sequence[str]]) -> Iterator[Tangle]:
    """Each cycle once, at its first name; without cycles, each name whose chain is the first to be too long."""
    heights: dict[str, int] = {}
    cyclic = False
    for start in names:
        for cycle in _walk(start, names, heights):
            cyclic = True
            yield Tangle(cycle[0], f"{quoted(cycle[0])} leads back to itself: {_chain([*cycle, cycle[0]])}")
    if cyclic:
        return
    for name, height in heights.items():
        if height == HIGHEST_CHAIN + 1:
            yield Tangle(name, f"{quoted(name)} stands at the end of more than {HIGHEST_CHAIN} steps")


def _walk(start: str, names: Mapping[str, Sequence[str]], heights: dict[str, int]) -> Iterator[list[str]]:
    """Follows everything from the start, depth first; a name gets its height when all it names have theirs."""
    if start in heights:
        return
    trail = {start: iter(names[start])}
    while trail:
        name, ahead = next(reversed(trail.items()))
        following = next((other for other in ahead if other in names and other not in heights), None)
        if following is None:
            heights[name] = 1 + max((heights.get(other, 0) for other in names[name]), default=0)
            del trail[name]
        elif following in trail:
            passed = list(trail)
            yield passed[passed.index(following) :]
        else:
            trail[following] = iter(names[following])


def _chain(names: Sequence[str]) -> str:
    shown = [quoted(name) for name in names]
    if len(shown) > 8:  # noqa: PLR2004  # enough to see the way round
        shown = [*shown[:4], "…", *shown[-3:]]
    return " → ".join(shown)
