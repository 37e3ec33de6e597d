"""Periods that follow one another: of one and the same thing, in the order of time, each with its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.checking.names import name_spot, wider_names
from cfcheck.checking.written import key_spot
from cfcheck.names import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.actor import Actor
    from cfcheck.agreement import Agreement
    from cfcheck.checking.written import Spot, Written
    from cfcheck.document import Plain
    from cfcheck.period import Period

__all__ = ["Dated", "ever_in_force", "in_force", "series_of", "statements"]


class Dated(NamedTuple):
    """What is said for a time, in words that tell it from everything else that is said, and where."""

    what: str
    period: Period
    spot: Spot


def in_force(written: Written) -> Iterator[Dated]:
    """The periods in which the agreement binds, in their order."""
    periods = written.agreement.in_force
    entries = sorted(written.in_force(), key=lambda entry: _begins(entry[1]))
    places = [place for place, _ in entries] if len(entries) == len(periods) else list(range(len(periods)))
    for period, place in zip(periods, places, strict=True):
        yield Dated("the agreement is in force", period, key_spot(written.terms, ("in_force", place)))


def _begins(entry: Plain) -> str:
    """The earliest time that the entry gives for its beginning: as text, since times are written year first."""
    start = entry.get("from", "") if isinstance(entry, dict) else ""
    if isinstance(start, dict):
        disputed = start.get("disputed", [])
        claims = [claim.get("at", "") for claim in disputed if isinstance(claim, dict)]
        times = [time for time in (start.get("earliest"), *claims) if isinstance(time, str)]
        return min(times, default="")
    return start if isinstance(start, str) else ""


def statements(written: Written) -> Iterator[Dated]:
    """What agreement.yaml says of who is bound, not bound or excluded, and when."""
    agreement, terms = written.agreement, written.terms
    for party in agreement.parties.values():
        for index, member in enumerate(party.members):
            spot = key_spot(terms, ("parties", party.id, "members", index))
            yield Dated(f"`{member.actor}` is a member of `{party.id}`", member.period, spot)
    for index, free in enumerate(agreement.not_bound):
        yield Dated(f"`{free.actor}` is not bound", free.period, key_spot(terms, ("not_bound", index)))
    for index, exclusion in enumerate(agreement.excluded):
        what = f"`{exclusion.actor or exclusion.list}` is excluded"
        yield Dated(what, exclusion.period, key_spot(terms, ("excluded", index)))


def _registered(written: Written) -> Iterator[Dated]:
    registry = written.agreement.registry
    for designations in registry.lists.values():
        home = written.home("lists", designations.id)
        for index, entry in enumerate(designations.entries):
            reference = f" as {entry.reference}" if entry.reference else ""
            spot = key_spot(home, ("lists", designations.id, "entries", index))
            yield Dated(f"`{designations.id}` lists `{entry.actor}`{reference}", entry.period, spot)
    for actor in registry.actors.values():
        home = written.home("actors", actor.id)
        for text, index in _repeated(actor):
            what = f"`{text}` is a name of `{actor.id}`"
            yield Dated(what, actor.names[index].period, name_spot(home, actor, index))
        for index, tie in enumerate(actor.part_of):
            spot = key_spot(home, ("actors", actor.id, "part_of", index))
            yield Dated(f"`{actor.id}` is part of `{tie.whole}`", tie.period, spot)


def _repeated(actor: Actor) -> Iterator[tuple[str, int]]:
    """The places of the names that the actor has more than once, each by the text that stands first."""
    needless = wider_names(actor)
    alike: dict[str, list[int]] = {}
    for index, name in enumerate(actor.names):
        alike.setdefault(normalise(name.text), []).append(index)
    for places in alike.values():
        if len(places) > 1:
            text = actor.names[places[0]].text
            yield from ((text, index) for index in places if index not in needless)


@lru_cache(maxsize=1)
def series_of(written: Written) -> tuple[tuple[Dated, ...], ...]:
    """Everything that is said for several periods, each time in the order of time.

    That of one agreement is kept: the checks ask for it one after another.
    """
    groups = _grouped((*in_force(written), *statements(written), *_registered(written)))
    return tuple(tuple(sorted(same, key=lambda dated: dated.period.possible)) for same in groups if len(same) > 1)


def _grouped(dated: Iterable[Dated]) -> Iterable[list[Dated]]:
    groups: dict[str, list[Dated]] = {}
    for one in dated:
        groups.setdefault(one.what, []).append(one)
    return groups.values()


def ever_in_force(agreement: Agreement, *periods: Period) -> bool:
    """Whether the periods may all cover a moment at which the agreement may be in force."""
    start = max(period.possible.start for period in periods)
    end = min(period.possible.end for period in periods)
    spans = (force.possible for force in agreement.in_force)
    return any(max(start, span.start) < min(end, span.end) for span in spans)
