"""Describes whom a name in a report was taken for, and which statements of the agreement that rests on.

This is the decision of `standing` in words, in the same order of precedence (docs/semantics.md, "Actors").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.explanation import TakenFor
from cfcheck.evaluation.standing import Recognition
from cfcheck.model.actor import ActorKind
from cfcheck.model.describe import one_of, standing_words
from cfcheck.model.logic import Truth, all_of
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cfcheck.evaluation.readings import Mention
    from cfcheck.evaluation.standing import StandingFinder
    from cfcheck.model.actor import ActorId
    from cfcheck.model.agreement import Agreement
    from cfcheck.model.citation import Citation
    from cfcheck.model.time import Instant

__all__ = ["Identifier"]

_ANYONE: Final[Mapping[Recognition, str]] = {
    Recognition.UNKNOWN: "a name that the registry does not have, so it may be anyone",
    Recognition.OUT_OF_DATES: "a name that the registry does not have for that time, so it may be anyone",
    Recognition.UNIDENTIFIED: "not identified, so it may be anyone",
    Recognition.KNOWN: "a name for several groups and for others, so it may be anyone",
}


class Identifier:
    """Says of mentions who is possible behind them under one agreement."""

    def __init__(self, agreement: Agreement, finder: StandingFinder, threshold: str) -> None:
        self._agreement = agreement
        self._actors = agreement.registry.actors
        self._finder = finder
        self._threshold = threshold

    def taken(self, fact: str, mention: Mention, instant: Instant) -> TakenFor:
        """Who is possible behind the mention at the instant."""
        if mention.name is None:
            return TakenFor(fact, None, self._unnamed(mention.reason))
        identities = self._finder.identities(mention.name, instant)
        if identities is None:
            return TakenFor(fact, mention.name, _ANYONE[self._finder.recognise(mention.name, instant)])
        standings = standing_words({identity.standing for identity in identities}, self._agreement)
        meaning = f"may be {one_of(standings)}" if len(standings) > 1 else standings[0]
        actors = sorted({identity.actor for identity in identities})
        bases = tuple(f"{actor}: {self._basis(actor, instant)}" for actor in actors)
        return TakenFor(fact, mention.name, meaning, bases)

    def _unnamed(self, reason: Reason | None) -> str:
        if reason is Reason.MISSING_FIELD:
            return "not stated, so it may be anyone"
        return f"stated below the attribution threshold ({self._threshold}), so it may be anyone"

    def _basis(self, actor: ActorId, instant: Instant) -> str:
        """What the agreement, or a list it refers to, says of the actor at the instant."""
        excluded = list(self._exclusions(actor, instant))
        if any(truth is Truth.TRUE for truth, _ in excluded):
            return " and ".join(words for truth, words in excluded if truth is Truth.TRUE)
        bound = list(self._bonds(actor, instant)) or list(self._sides(actor))
        if not bound and self._actors[actor].kind is ActorKind.PROTECTED:
            bound = ["protected persons, never bound or excluded"]
        bound = bound or list(self._wholes(actor, instant))
        return " and ".join([*(words for _, words in excluded), *bound]) or "the agreement does not name it"

    def _exclusions(self, actor: ActorId, instant: Instant) -> Iterator[tuple[Truth, str]]:
        for exclusion in self._agreement.excluded:
            if exclusion.actor == actor:
                yield from _described("excluded by name", exclusion.period.covers(instant), exclusion.citations)
            listed = self._agreement.registry.lists[exclusion.list].entries if exclusion.list is not None else ()
            for entry in listed:
                if entry.actor == actor:
                    words = f"on the list {exclusion.list} ({entry.reference})"
                    both = all_of(period.covers(instant) for period in (exclusion.period, entry.period))
                    yield from _described(words, both, exclusion.citations)

    def _bonds(self, actor: ActorId, instant: Instant) -> Iterator[str]:
        for party in self._agreement.parties.values():
            for member in party.members:
                if member.actor == actor:
                    cited = member.citations or party.citations
                    dated = [
                        words for _, words in _described(f"member of {party.id}", member.period.covers(instant), cited)
                    ]
                    yield from dated or [_stated(f"member of {party.id} only at another time", cited)]
        for free in self._agreement.not_bound:
            if free.actor == actor:
                bases = _described("said not to be bound", free.period.covers(instant), free.citations)
                yield from (words for _, words in bases)

    def _sides(self, actor: ActorId) -> Iterator[str]:
        for party in self._agreement.parties.values():
            for candidate in party.candidates:
                if candidate.actor == actor:
                    yield _stated(f"candidate of {party.id}", candidate.citations or party.citations)

    def _wholes(self, actor: ActorId, instant: Instant) -> Iterator[str]:
        for membership in self._actors[actor].part_of:
            for _, words in _described(f"part of {membership.whole}", membership.period.covers(instant), ()):
                yield f"{words} ({self._basis(membership.whole, instant)})"


def _described(words: str, truth: Truth, citations: Iterable[Citation]) -> Iterator[tuple[Truth, str]]:
    """The statement with its truth, unless it is false."""
    if truth is not Truth.FALSE:
        yield truth, _stated(words if truth is Truth.TRUE else f"perhaps {words}", citations)


def _stated(words: str, citations: Iterable[Citation]) -> str:
    places = ", ".join(dict.fromkeys(map(str, citations)))
    return f"{words} [{places}]" if places else words
