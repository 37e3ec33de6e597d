"""Lists the readings of an incident: every complete way to understand who did what to whom.

An incident with too many readings is refused; they are counted before any is made. See docs/semantics.md, "Readings",
and docs/incident-format.md, "Size".
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, count, product, starmap
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cfcheck.model.agreement import AttributionConfidence
from cfcheck.model.incident import AnyOfActors, InvalidIncident
from cfcheck.model.struct import Noun
from cfcheck.model.text import normalise
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.model.incident import Incident

__all__ = [
    "MOST_WAYS",
    "Mention",
    "Reading",
    "Strand",
    "check_ways",
    "confidence_of",
    "count_strands",
    "mentions",
    "readings",
]

Kept = TypeVar("Kept")


class Mention(Noun, frozen=True):
    """An actor as a report mentions it: a name, or none and the reason why."""

    name: str | None
    reason: Reason | None = None


class Strand(Noun, frozen=True):
    """One perpetrator's part in one reading."""

    perpetrator: Mention
    target: Mention


class Reading(Noun, frozen=True):
    """One way to understand an incident, with several strands if several actors acted together."""

    strands: tuple[Strand, ...]


_Group = tuple[Mention, ...]
_UNSTATED: Final = Mention(None, Reason.MISSING_FIELD)


def readings(incident: Incident, threshold: AttributionConfidence) -> tuple[Reading, ...]:
    """Every reading of the incident, at least one. A claim below the threshold leaves the actor unknown.

    There are as many as choices multiply to, which `count_strands` tells beforehand. Raises InvalidIncident where
    `perpetrator` or `target` contradicts `participants`.
    """
    return tuple(starmap(_reading, _sides(incident, threshold).pairs()))


def count_strands(incident: Incident, threshold: AttributionConfidence) -> int:
    """The number of strands in all readings, counted without making them, in time linear in the names.

    Raises InvalidIncident as `readings` does.
    """
    return _sides(incident, threshold).strands()


def mentions(actors: str | AnyOfActors | None, threshold: AttributionConfidence, unsure: Reason) -> _Group:
    """The actors that a report gives as alternatives, each alone."""
    return _struck(_groups(actors, threshold, unsure))


def _groups(
    actors: str | tuple[str, ...] | AnyOfActors | None, threshold: AttributionConfidence, unsure: Reason
) -> tuple[_Group, ...]:
    """The alternatives that a report leaves, each a group of actors who acted, or were targets, together."""
    if actors is None:
        return ((_UNSTATED,),)
    alternatives = actors.any_of if isinstance(actors, AnyOfActors) else (actors,)
    if not confidence_of(actors).reaches(threshold):
        return ((Mention(None, unsure),),)
    return tuple(_group(group) for group in alternatives)


def confidence_of(actors: str | tuple[str, ...] | AnyOfActors | None) -> AttributionConfidence:
    """The report's confidence in the actors: its word, or `probable` if it has none."""
    stated = actors.confidence if isinstance(actors, AnyOfActors) else None
    return AttributionConfidence(stated or AttributionConfidence.PROBABLE)


def _group(names: str | tuple[str, ...]) -> _Group:
    return (Mention(names),) if isinstance(names, str) else tuple(Mention(name) for name in names)


def _struck(groups: tuple[_Group, ...]) -> _Group:
    """Each target alone: what an act that struck several was directed at is the question, so each is a reading."""
    return tuple(dict.fromkeys(mention for group in groups for mention in group))


def _sides(incident: Incident, threshold: AttributionConfidence) -> _Each | _Clash:
    groups = _groups(incident.perpetrator, threshold, Reason.ATTRIBUTION)
    targets = _struck(_groups(incident.target, threshold, Reason.TARGET_STATUS))
    if incident.participants is not None:
        if confidence_of(None).reaches(threshold):
            return _Clash(incident.participants, groups, targets)
        groups = ((Mention(None, Reason.ATTRIBUTION),),) if incident.perpetrator is None else groups
    return _Each(groups, targets)


class _Each(NamedTuple):
    """Alternative groups of perpetrators and alternative targets, combined each with each."""

    groups: tuple[_Group, ...]
    targets: _Group

    def pairs(self) -> Iterator[tuple[_Group, Mention]]:
        """The readings."""
        return product(self.groups, self.targets)

    def strands(self) -> int:
        """How many strands the readings have."""
        return sum(map(len, self.groups)) * len(self.targets)


class _Spot(NamedTuple):
    """The index of a side, and the number of a mention on it among all mentions."""

    side: int
    number: int


class _Clash:
    """A clash that any side may have begun against any other, unless the report names a perpetrator or a target.

    Holds as much as there are names, however many pairs they make. Raises InvalidIncident where they make none.
    """

    def __init__(self, sides: tuple[str | tuple[str, ...], ...], groups: tuple[_Group, ...], targets: _Group) -> None:
        stated, wanted = _names(chain.from_iterable(groups)), _names(targets)
        self._beginners: dict[_Group, list[int]] = {}
        """For each group that may have begun, the indices of its sides (two at most), limited to named perpetrators."""
        self._struck: dict[Mention, list[_Spot]] = {}
        numbers = count()
        for place, side in enumerate(map(_group, sides)):
            beginner = tuple(mention for mention in side if _is_among(mention, stated))
            if beginner:
                _keep_two(self._beginners.setdefault(beginner, []), place)
            for mention in dict.fromkeys(mention for mention in side if _is_among(mention, wanted)):
                _keep_two(self._struck.setdefault(mention, []), _Spot(place, next(numbers)))
        if not self._beginners:
            path, problem = "perpetrator", "is none of the `participants`"
            raise InvalidIncident(path, problem)
        if not self.strands():
            path, problem = "target", "is none of the other `participants`"
            raise InvalidIncident(path, problem)

    def pairs(self) -> Iterator[tuple[_Group, Mention]]:
        """The readings: a side that began the clash, and a target on another side."""
        begun = sorted((place, which) for which, places in enumerate(self._beginners.values()) for place in places)
        groups = tuple(self._beginners)
        return iter(dict.fromkeys((groups[which], target) for place, which in begun for target in self._facing(place)))

    def _facing(self, place: int) -> list[Mention]:
        """The targets on other sides than this one, in order of mention."""
        numbered = []
        for target, spots in self._struck.items():
            number = next((spot.number for spot in spots if spot.side != place), None)
            if number is not None:
                numbered.append((number, target))
        return [target for _, target in sorted(numbered, key=itemgetter(0))]

    def strands(self) -> int:
        """How many strands the readings have."""
        on_one_side = Counter(spots[0].side for spots in self._struck.values() if len(spots) == 1)
        return sum(
            # A group has no reading against a target that is only on its own side, unless it is on another side too.
            len(group) * (len(self._struck) - (on_one_side[places[0]] if len(places) == 1 else 0))
            for group, places in self._beginners.items()
        )


_ENOUGH: Final = 2


def _keep_two(kept: list[Kept], one: Kept) -> None:
    """Keep it if it is one of the first two: an actor on two sides is on a side other than any given one."""
    if len(kept) < _ENOUGH:
        kept.append(one)


def _names(stated: Iterable[Mention]) -> frozenset[str]:
    return frozenset(normalise(mention.name) for mention in stated if mention.name is not None)


def _is_among(mention: Mention, names: frozenset[str]) -> bool:
    """Whether a participant is among the named actors; true for all if none is named."""
    return not names or (mention.name is not None and normalise(mention.name) in names)


def _reading(group: _Group, target: Mention) -> Reading:
    return Reading(tuple(Strand(perpetrator, target) for perpetrator in group))


MOST_WAYS: Final = 10_000
"""As many as can be judged in about a second."""


def check_ways(incident: Incident, threshold: AttributionConfidence, controllers: int, stretches: int) -> None:
    """Raises InvalidIncident where readings, or those who may hold the place, are too many over stretches of time.

    A reading counts once for each of those who acted together in it. `controllers` and `stretches` are how many there
    are of each.
    """
    by, words = _choice(incident)
    _check(by, "the report can be read", f"{words} x stretches of time", count_strands(incident, threshold) * stretches)
    held = "location.controlled_by"
    _check(held, "the place can have been held", "controllers x stretches of time", controllers * stretches)


def _choice(incident: Incident) -> tuple[str, str]:
    """The field that contributes most to the number of readings, and the factors of that number, in words."""
    if incident.participants is not None:
        return "participants", "participants x participants"
    alone = incident.perpetrator is None or isinstance(incident.perpetrator, str)
    return "target" if alone else "perpetrator", "perpetrator x target"


def _check(path: str, what: str, factors: str, ways: int) -> None:
    if ways > MOST_WAYS:
        raise InvalidIncident(path, f"{what} in {ways:,} ways ({factors}); at most {MOST_WAYS:,} are looked at")
