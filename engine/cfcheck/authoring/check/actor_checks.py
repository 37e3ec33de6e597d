"""Checks of actors: names that a reader, or a careless program, would take for one another's; dates of names."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.authoring.check.check import Remark
from cfcheck.authoring.check.form_checks import used_actors
from cfcheck.authoring.check.helpers import name_spot, wider_names
from cfcheck.authoring.check.written import key_spot
from cfcheck.model.actor import ActorKind
from cfcheck.model.text import normalise, quoted
from cfcheck.model.time import ALL_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.authoring.check.written import Spot, Written
    from cfcheck.language.yaml.source import Document
    from cfcheck.model.actor import Actor, ActorId, Name
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Citation
    from cfcheck.model.time import Period

__all__ = [
    "aliases_containing_designated", "documents_before_facts", "lookalike_names", "needless_aliases",
    "unplaced_actors",
]  # fmt: skip

_WORD: Final = re.compile(r"\w+")
_NAMED_FOR: Final = ("L", "N")
# Letters that only mark how another one is pronounced, such as the sign for hamza in romanised Arabic.
_MARKS: Final = "Lm"


class _Use(NamedTuple):
    """A name of an actor, and the file in which it is written."""

    actor: Actor
    name: Name
    place: int
    home: Document

    @property
    def spot(self) -> Spot:
        """Where it is written, computed on demand, since few of the hundreds of names of a registry need it."""
        return name_spot(self.home, self.actor, self.place)


def _uses(written: Written) -> Iterator[_Use]:
    """Every name of every actor, in the order of the files."""
    for actor in written.agreement.registry.actors.values():
        home = written.home("actors", actor.id)
        for index, name in enumerate(actor.names):
            yield _Use(actor, name, index, home)


def _meet(one: Period, other: Period) -> bool:
    """Whether there may be a moment in both."""
    return max(one.possible.start, other.possible.start) < min(one.possible.end, other.possible.end)


@cache
def _letters(name: str) -> str:
    """The name's letters and digits, without case, diacritics, punctuation and spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    kept = (sign for sign in apart if unicodedata.category(sign)[0] in _NAMED_FOR)
    return "".join(sign for sign in kept if unicodedata.category(sign) != _MARKS)


def lookalike_names(written: Written) -> Iterator[Remark]:
    """Names of two actors, at the same time, that differ only in case, diacritics, punctuation or spaces."""
    seen: dict[str, list[_Use]] = {}
    for use in _uses(written):
        letters = _letters(use.name.text)
        if not letters:
            continue
        same = seen.setdefault(letters, [])
        other = next(
            (one for one in same if one.actor is not use.actor and _meet(one.name.period, use.name.period)), None
        )
        if other is not None:
            where = f"{other.spot.source.file}:{other.spot.position.line}"
            alike = f"{quoted(use.name.text)} of {quoted(use.actor.id)} and {quoted(other.name.text)}"
            message = f"{alike} of {quoted(other.actor.id)} differ only in case, diacritics or punctuation ({where})"
            hint = "make sure that reports keep the two apart; if they do not, give the name to neither"
            yield Remark(use.spot, message, hint)
        same.append(use)


def needless_aliases(written: Written) -> Iterator[Remark]:
    """Names that another name of the same actor is already, at all of their time."""
    for actor in written.agreement.registry.actors.values():
        for index, wider in sorted(wider_names(actor).items()):
            name = actor.names[index]
            same = f"{quoted(name.text)} is already a name of {quoted(actor.id)}, as {quoted(wider.text)}"
            dates = "" if name.period == ALL_TIME else ", and these dates say nothing new"
            message = f"{same}: case and spaces do not matter{dates}"
            hint = "remove it, or give the other one its dates"
            yield Remark(name_spot(written.home("actors", actor.id), actor, index), message, hint)


def aliases_containing_designated(written: Written) -> Iterator[Remark]:
    """Names of two actors of which one is designated and the other is not, the one within the other as whole words."""
    designated = _designated(written.agreement)
    by_words: dict[tuple[str, ...], list[_Use]] = {}
    uses = list(_uses(written))
    for use in uses:
        by_words.setdefault(_words(use.name.text), []).append(use)
    longest = max(map(len, by_words), default=0)
    for use in uses:
        reported: set[ActorId] = set()
        for inner in _parts(_words(use.name.text), longest):
            for other in by_words.get(inner, ()):
                if other.actor.id not in reported and _confusable(use, other, designated):
                    reported.add(other.actor.id)
                    yield _contained(use, other, designated)


def _designated(agreement: Agreement) -> frozenset[ActorId]:
    """The actors that a list of the registry has, or that the agreement excludes by name, at any time."""
    listed = {entry.actor for designations in agreement.registry.lists.values() for entry in designations.entries}
    return frozenset(listed | {exclusion.actor for exclusion in agreement.excluded if exclusion.actor is not None})


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalise(name)))


def _parts(words: tuple[str, ...], longest: int) -> Iterator[tuple[str, ...]]:
    """Every run of words that is shorter than all of them, the longest first."""
    for length in range(min(len(words) - 1, longest), 0, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def _confusable(use: _Use, other: _Use, designated: frozenset[ActorId]) -> bool:
    if (use.actor.id in designated) == (other.actor.id in designated):
        return False
    # The name of a state in the name of a group says where the group is, not who.
    if ActorKind.STATE in (use.actor.kind, other.actor.kind):
        return False
    return _meet(use.name.period, other.name.period) and not _tied(use.actor, other.actor)


def _tied(one: Actor, other: Actor) -> bool:
    """Whether the registry itself links the two actors."""
    ties = {*(tie.whole for tie in one.part_of), *one.includes}
    others = {*(tie.whole for tie in other.part_of), *other.includes}
    return other.id in ties or one.id in others


def _contained(use: _Use, other: _Use, designated: frozenset[ActorId]) -> Remark:
    which = use if use.actor.id in designated else other
    names = f"{quoted(use.name.text)} of {quoted(use.actor.id)} contains {quoted(other.name.text)}"
    message = (
        f"{names} of {quoted(other.actor.id)}; they are different actors, and {quoted(which.actor.id)} is designated"
    )
    hint = "make sure that no report means the other one, and allow this with the reason"
    return Remark(use.spot, message, hint)


def unplaced_actors(written: Written) -> Iterator[Remark]:
    """Actors of which neither the agreement nor the registry says where they stand."""
    placed = used_actors(written.agreement)
    own = {id(document) for document in written.own_registry}
    for actor in written.agreement.registry.actors.values():
        home = written.home("actors", actor.id)
        if actor.id not in placed and id(home) not in own:
            message = f"nothing says where {quoted(actor.id)} stands: what it does or suffers stays open"
            hint = "if the agreement, a list or a tie to another actor settles it, say so"
            yield Remark(key_spot(home, ("actors", actor.id)), message, hint)


def documents_before_facts(written: Written) -> Iterator[Remark]:
    """Names, ties and designations that began after the day of every document cited for them."""
    for what, period, citations, spot in _facts(written):
        documents = (written.agreement.sources.get(citation.source) for citation in citations)
        dates = [document.date if document else "" for document in documents]
        if dates and all(dates):
            last = max(map(date.fromisoformat, dates))
            if written.agreement.zone.day(last).end <= period.start.earliest:
                message = f"{what} from a day on that is later than every document cited for it, the last of {last}"
                hint = "correct the date, or cite the document that says so"
                yield Remark(spot, message, hint)


def _facts(written: Written) -> Iterator[tuple[str, Period, Iterable[Citation], Spot]]:
    """The dated statements of the registry that cite a document."""
    registry = written.agreement.registry
    for use in _uses(written):
        if use.name.citations:
            what = f"{quoted(use.name.text)} is a name of {quoted(use.actor.id)}"
            yield what, use.name.period, use.name.citations, use.spot
    for actor in registry.actors.values():
        home, path = written.home("actors", actor.id), ("actors", actor.id)
        for index, tie in enumerate(actor.part_of):
            what = f"{quoted(actor.id)} is part of {quoted(tie.whole)}"
            yield what, tie.period, tie.citations, key_spot(home, (*path, "part_of", index))
    for designations in registry.lists.values():
        home = written.home("lists", designations.id)
        for index, entry in enumerate(designations.entries):
            what = f"{quoted(designations.id)} lists {quoted(entry.actor)}"
            spot = key_spot(home, ("lists", designations.id, "entries", index))
            yield what, entry.period, entry.citations, spot
