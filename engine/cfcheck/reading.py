"""The readings of an incident: every complete way to understand who did it to whom. Knows nothing of agreements.

Docs: semantics.md, "Readings".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.agreement import AttributionConfidence
from cfcheck.incident import AnyOfActors, InvalidIncident
from cfcheck.names import normalise
from cfcheck.noun import Noun
from cfcheck.verdict import Reason

if TYPE_CHECKING:
    from cfcheck.incident import Incident

__all__ = ["Mention", "Reading", "Strand", "confidence_of", "mentions", "readings"]


class Mention(Noun, frozen=True):
    """An actor as a report mentions it: a name, or none and the reason why."""

    name: str | None
    reason: Reason | None = None


class Strand(Noun, frozen=True):
    """One perpetrator's part in one reading."""

    perpetrator: Mention
    target: Mention


class Reading(Noun, frozen=True):
    """One way to understand an incident; several strands where several acted together."""

    strands: tuple[Strand, ...]


_Group = tuple[Mention, ...]
_UNSTATED: Final = Mention(None, Reason.MISSING_FIELD)


def readings(incident: Incident, threshold: AttributionConfidence) -> tuple[Reading, ...]:
    """Every reading of the incident, at least one. A claim below the threshold leaves the actor unknown.

    Raises InvalidIncident where `perpetrator` or `target` contradicts `participants`.
    """
    groups = _groups(incident.perpetrator, threshold, Reason.ATTRIBUTION)
    targets = _struck(_groups(incident.target, threshold, Reason.TARGET_STATUS))
    if incident.participants is not None:
        if confidence_of(None).reaches(threshold):
            return _clash(incident.participants, groups, targets)
        groups = ((Mention(None, Reason.ATTRIBUTION),),) if incident.perpetrator is None else groups
    return tuple(_reading(group, target) for group in groups for target in targets)


def mentions(actors: str | AnyOfActors | None, threshold: AttributionConfidence, unsure: Reason) -> _Group:
    """The actors one of which a report names, each alone."""
    return _struck(_groups(actors, threshold, unsure))


def _groups(
    actors: str | tuple[str, ...] | AnyOfActors | None, threshold: AttributionConfidence, unsure: Reason
) -> tuple[_Group, ...]:
    """The alternatives that a report leaves, each a group that acted or was struck together."""
    if actors is None:
        return ((_UNSTATED,),)
    alternatives = actors.any_of if isinstance(actors, AnyOfActors) else (actors,)
    if not confidence_of(actors).reaches(threshold):
        return ((Mention(None, unsure),),)
    return tuple(_group(group) for group in alternatives)


def confidence_of(actors: str | tuple[str, ...] | AnyOfActors | None) -> AttributionConfidence:
    """How sure the report is of the actors: its word, or `probable` where it has none."""
    stated = actors.confidence if isinstance(actors, AnyOfActors) else None
    return AttributionConfidence(stated or AttributionConfidence.PROBABLE)


def _group(names: str | tuple[str, ...]) -> _Group:
    return (Mention(names),) if isinstance(names, str) else tuple(Mention(name) for name in names)


def _struck(groups: tuple[_Group, ...]) -> _Group:
    """Each target alone: what an act that struck several was directed at is the question, so each is a reading."""
    return tuple(dict.fromkeys(mention for group in groups for mention in group))


def _reading(group: _Group, target: Mention) -> Reading:
    return Reading(tuple(Strand(perpetrator, target) for perpetrator in group))


def _clash(
    sides: tuple[str | tuple[str, ...], ...], groups: tuple[_Group, ...], targets: _Group
) -> tuple[Reading, ...]:
    """Any side may have begun, against any other, unless the report also names who did it or to whom."""
    fought = [_group(side) for side in sides]
    beginners = [side for side in fought if _meets(side, [m for group in groups for m in group])]
    if not beginners:
        path, problem = "perpetrator", "is none of the `participants`"
        raise InvalidIncident(path, problem)
    found = tuple(
        _reading(_stated(beginner, groups), target)
        for beginner in beginners
        for other in fought
        if other is not beginner
        for target in other
        if _meets((target,), targets)
    )
    if not found:
        path, problem = "target", "is none of the other `participants`"
        raise InvalidIncident(path, problem)
    return tuple(dict.fromkeys(found))


def _meets(side: _Group, stated: list[Mention] | _Group) -> bool:
    names = {normalise(mention.name) for mention in stated if mention.name is not None}
    return not names or any(normalise(mention.name) in names for mention in side if mention.name is not None)


def _stated(side: _Group, groups: tuple[_Group, ...]) -> _Group:
    """Those of a side that the report names as perpetrators; the whole side where it names nobody."""
    narrowed = tuple(mention for mention in side if _meets((mention,), [m for group in groups for m in group]))
    return narrowed or side
