"""The readings of a report, and the instants at which it may have happened, as the oracle takes them (S26)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, product
from typing import Any, NamedTuple

from tests.oracle.terms import BEGINNING, END, Instant, Spec, Terms, named_time, plain

STRONGEST_FIRST = ("confirmed", "probable", "possible", "doubtful")


def _stated_time(stated: Any) -> list[tuple[Instant, Instant]]:
    if stated is None:
        return [(BEGINNING, END)]
    if isinstance(stated, str):
        return [named_time(stated)]
    if "any_of" in stated:
        return [interval for one in stated["any_of"] for interval in _stated_time(one)]
    start = named_time(stated["from"])[0] if stated.get("from") else BEGINNING
    end = named_time(stated["to"])[1] if stated.get("to") else END
    return [(start, end)]


def instants(terms: Terms, incident: Spec, as_of: str | None) -> list[Instant]:
    """An instant for each stretch of time without any change, of those in which the incident may have occurred."""
    cuts = {BEGINNING, *(at for boundary in terms.boundaries for at in boundary.at if at < END)}
    known_until = END if as_of is None else named_time(as_of)[1]
    spans = [(start, min(end, known_until)) for start, end in _stated_time(incident.get("occurred"))]
    stretches = pairwise([*sorted(cuts), END])
    return [
        begin for begin, end in stretches if any(start < end and begin < stop for start, stop in spans if start < stop)
    ]


class Reading(NamedTuple):
    """Who did it, each by name or None, whom they did it to, and who controls the place."""

    perpetrators: tuple[str | None, ...]
    target: str | None
    controller: str | None


def _groups(terms: Terms, stated: Any) -> list[tuple[str | None, ...]]:
    """The alternatives of a stated actor, each a group; (None,) where it is not stated, or not with confidence."""
    if stated is None:
        return [(None,)]
    if not isinstance(stated, Mapping):
        return [_group(stated)]
    threshold = terms.spec.get("threshold", "probable")
    confidence = stated.get("confidence") or "probable"
    if STRONGEST_FIRST.index(confidence) > STRONGEST_FIRST.index(threshold):
        return [(None,)]
    return [_group(one) for one in stated["any_of"]]


def _group(stated: str | list[str]) -> tuple[str | None, ...]:
    return (stated,) if isinstance(stated, str) else tuple(stated)


def readings(terms: Terms, incident: Spec) -> list[Reading]:
    groups = _groups(terms, incident.get("perpetrator"))
    targets = [name for group in _groups(terms, incident.get("target")) for name in group]
    controllers = [
        name for group in _groups(terms, incident.get("location", {}).get("controlled_by")) for name in group
    ]
    pairs = list(product(groups, targets))
    if incident.get("participants") is not None:
        pairs = _clashes([_group(side) for side in incident["participants"]], groups, targets)
    return [Reading(*pair, controller) for pair in dict.fromkeys(pairs) for controller in dict.fromkeys(controllers)]


def _clashes(
    sides: list[tuple[str | None, ...]], groups: list[tuple[str | None, ...]], targets: list[str | None]
) -> list[tuple[tuple[str | None, ...], str | None]]:
    """Each side having begun against each on another one, as far as they are among those named beside them."""
    begun = {plain(name) for group in groups for name in group if name is not None}
    struck = {plain(name) for name in targets if name is not None}

    def among(names: set[str], side: tuple[str | None, ...]) -> tuple[str | None, ...]:
        return tuple(name for name in side if not names or (name is not None and plain(name) in names))

    return [
        (among(begun, side), target)
        for number, side in enumerate(sides)
        for other, facing in enumerate(sides)
        if number != other and among(begun, side)
        for target in among(struck, facing)
    ]
