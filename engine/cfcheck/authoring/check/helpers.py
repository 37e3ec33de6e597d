"""Lists what several checks look at: citations, names of actors, ids that norms use, and successive periods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.authoring.check.written import key_spot, value_spot
from cfcheck.evaluation.standing import party_standing
from cfcheck.model.condition import ActIs, ActorIs, PlaceIs, WeaponIs, asks_in
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.authoring.check.written import Spot, Written
    from cfcheck.language.yaml.source import Document, Path, Plain
    from cfcheck.model.actor import Actor, Name
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.rule import Exemption, Rule
    from cfcheck.model.time import Period

__all__ = [
    "Citing",
    "Dated",
    "NamedIds",
    "citings_in",
    "ever_in_force",
    "in_force",
    "name_spot",
    "named_ids_of",
    "series_of",
    "statements",
    "wider_names",
]


class Citing(NamedTuple):
    """A citation as it is written: where, which source and provision, and whether it is marked as verified."""

    path: Path
    source: str
    provision: str
    verified: bool


def citings_in(document: Document, below: Path = ()) -> Iterator[Citing]:
    """Each citation at or below the path, in the order of the file; endorsements name their source without one."""
    content = document.content
    for part in below:
        content = _inside(content, part)
    if content is not None:
        yield from _walk(content, below)


def _inside(content: Plain | None, part: str | int) -> Plain | None:
    if isinstance(content, dict) and isinstance(part, str):
        return content.get(part)
    if isinstance(content, list) and isinstance(part, int) and part < len(content):
        return content[part]
    return None


def _walk(content: Plain, path: Path) -> Iterator[Citing]:
    if isinstance(content, list):
        for index, entry in enumerate(content):
            yield from _walk(entry, (*path, index))
    elif isinstance(content, dict):
        source, provision = content.get("source"), content.get("provision")
        if isinstance(source, str) and isinstance(provision, str):
            yield Citing(path, source, provision, content.get("verified") == "true")
        for key, entry in content.items():
            yield from _walk(entry, (*path, key))


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


@dataclass(frozen=True, slots=True)
class NamedIds:
    """The ids that some norm, or the area, names."""

    parties: frozenset[str]
    actors: frozenset[str]
    acts: frozenset[str]
    weapons: frozenset[str]
    places: frozenset[str]


def named_ids_of(agreement: Agreement) -> NamedIds:
    """The ids that the norms and the area of the agreement name."""
    rules, exemptions = agreement.rules.values(), agreement.exemptions.values()
    norms: tuple[Rule | Exemption, ...] = (*rules, *exemptions)
    conditions = [agreement.area, *(norm.when for norm in norms)]
    tests = [asks.test for condition in conditions for asks in asks_in(condition)]
    of_actors = [test for test in tests if isinstance(test, ActorIs)]
    standings = {standing for test in of_actors for standing in test.standings}
    borne = {party for norm in norms for party in norm.bearers}
    protected = {party for rule in rules for party in rule.against_parties}
    named = {party for party in agreement.parties if party_standing(party) in standings}
    return NamedIds(
        parties=frozenset(borne | protected | named),
        actors=frozenset(actor for rule in rules for actor in rule.against_actors).union(
            *(test.actors for test in of_actors)
        ),
        acts=frozenset(act for rule in rules for act in (*rule.breached_by, *rule.owed)).union(
            (act for exemption in exemptions for act in exemption.acts),
            *(test.classes for test in tests if isinstance(test, ActIs)),
        ),
        weapons=frozenset[str]().union(*(test.classes for test in tests if isinstance(test, WeaponIs))),
        places=frozenset[str]().union(*(test.places for test in tests if isinstance(test, PlaceIs))),
    )


class Dated(NamedTuple):
    """A dated statement, in words that no other statement has, and its place."""

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
    """The statements of agreement.yaml on who is bound, not bound or excluded, and when."""
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
    """All statements that are made for several periods, each in the order of time.

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
