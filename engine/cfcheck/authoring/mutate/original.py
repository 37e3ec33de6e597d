"""The agreement that is mutated: where its terms are written, and by which names a report can mean whom."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from cfcheck.model.actor import ActorKind
from cfcheck.model.citation import Origin
from cfcheck.model.condition import ActorIs, asks_in
from cfcheck.model.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfcheck.authoring.check.written import Written
    from cfcheck.language.yaml.source import Document, Path
    from cfcheck.model.actor import Actor, ActorId
    from cfcheck.model.agreement import Agreement, Exclusion
    from cfcheck.model.rule import Exemption, Rule, RuleId
    from cfcheck.model.text import NormalName

__all__ = ["Original"]


class Original:
    """An agreement with the files in which it is written."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self.agreement: Agreement = written.agreement

    # --- places --------------------------------------------------------------------------------------------------

    def terms(self, *path: str | int) -> Origin:
        """Where agreement.yaml says what is at the path."""
        return _line(self._written.terms, path)

    def norm(self, norm: RuleId, *path: str | int) -> Origin:
        """Where the file of the rule or exemption says what is at the path."""
        return _line(self._written.norm(norm), path)

    def registered(self, section: str, name: str, *path: str | int) -> Origin:
        """Where the registry says what is at the path of the entry."""
        return _line(self._written.home(section, name), (section, name, *path))

    def origin_in_file(self, origin: Origin) -> Origin:
        """The line of a test, under the name that the user gave the file."""
        return Origin(self._written.document(origin.file).source.file, origin.line)

    # --- norms ---------------------------------------------------------------------------------------------------

    @property
    def norms(self) -> Iterator[Rule | Exemption]:
        """Every rule and exemption."""
        return chain(self.agreement.rules.values(), self.agreement.exemptions.values())

    # --- actors --------------------------------------------------------------------------------------------------

    @cached_property
    def concerned(self) -> tuple[Actor, ...]:
        """Those whom the agreement or one of its lists names, and the parts of these, in order."""
        actors = self.agreement.registry.actors
        named = set(self._named())
        return tuple(
            actor
            for actor in actors.values()
            if actor.kind is not ActorKind.UNIDENTIFIED and not named.isdisjoint(self._wholes(actor.id))
        )

    def names_behind(self, actor: ActorId) -> frozenset[NormalName]:
        """Every name whose bearer's standing can hang on the actor: its own, its parts' and those of umbrellas."""
        return frozenset(
            normalise(name.text)
            for other in self.agreement.registry.actors.values()
            if actor in self._resting[other.id]
            for name in other.names
        )

    def names_excluded(self, exclusion: Exclusion) -> frozenset[NormalName]:
        """Every name whose bearer's standing can hang on the exclusion: of an actor, or of all that a list has."""
        actors = [] if exclusion.actor is None else [exclusion.actor]
        if exclusion.list is not None:
            actors += [entry.actor for entry in self.agreement.registry.lists[exclusion.list].entries]
        return frozenset().union(*map(self.names_behind, actors))

    def _named(self) -> Iterator[ActorId]:
        agreement = self.agreement
        for party in agreement.parties.values():
            yield from (member.actor for member in party.members)
            yield from (candidate.actor for candidate in party.candidates)
        yield from (free.actor for free in agreement.not_bound)
        yield from (excluded.actor for excluded in agreement.excluded if excluded.actor is not None)
        lists = (agreement.registry.lists[one.list] for one in agreement.excluded if one.list is not None)
        yield from (entry.actor for listed in lists for entry in listed.entries)
        yield from (actor for rule in agreement.rules.values() for actor in rule.against_actors)
        for condition in (*(norm.when for norm in self.norms), agreement.area):
            for leaf in asks_in(condition):
                if isinstance(leaf.test, ActorIs):
                    yield from leaf.test.actors

    def _wholes(self, actor: ActorId) -> frozenset[ActorId]:
        ties = self.agreement.registry.actors[actor].part_of
        return frozenset({actor}).union(*(self._wholes(tie.whole) for tie in ties))

    @cached_property
    def _resting(self) -> dict[ActorId, frozenset[ActorId]]:
        """For each actor, those on whom its standing can hang: itself, its wholes, whom it includes, and theirs."""
        return {actor: frozenset(self._below(actor)) for actor in self.agreement.registry.actors}

    def _below(self, actor: ActorId) -> set[ActorId]:
        found = {actor}
        waiting = [actor]
        while waiting:
            one = self.agreement.registry.actors[waiting.pop()]
            further = {*(tie.whole for tie in one.part_of), *one.includes} - found
            found |= further
            waiting += further
        return found


def _line(document: Document, path: Path) -> Origin:
    return Origin(document.source.file, document.key_position(path).line)
