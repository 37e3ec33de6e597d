"""Describes what a report states about the fact of a test, and what that was taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cfcheck.model.condition import (
    ActIs,
    ClaimRaised,
    ClaimTestMet,
    CountWithin,
    OccurredWithin,
    PlaceIs,
    WeaponIs,
    fact_of,
)
from cfcheck.model.describe import one_of
from cfcheck.model.incident import AnyOfKinds, Occurred, Range
from cfcheck.model.place import PlaceLevel
from cfcheck.model.text import normalise
from cfcheck.model.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cfcheck.model.agreement import Registry
    from cfcheck.model.condition import Test
    from cfcheck.model.incident import Count, Incident
    from cfcheck.model.place import Whereabouts

__all__ = ["located", "reported"]

_CONFLICT: Final = "(reports conflict)"


def reported(test: Test, incident: Incident, registry: Registry) -> str:
    """What the incident says of the test's fact; of a place, also which one of the registry that is."""
    stated = _STATED[type(test)](test, incident)
    if stated and isinstance(test, PlaceIs):
        stated = f'"{stated}"{_meant(test, stated, registry)}'
    return f"{fact_of(test)} {stated}" if stated else f"{fact_of(test)}: not stated"


def located(test: PlaceIs, whereabouts: Whereabouts) -> str:
    """What else of the location tells the place that the test asks for: names of smaller ones, and the point."""
    found = whereabouts.at(test.level)
    if found.by in ((), (test.level,)):
        return ""
    by = [f"location.{key}" if key != "point" else "the point" for key in found.by]
    ruled_out = sorted(test.places & (found.left.outside or frozenset()))
    if found.left.inside is not None:
        places = one_of(sorted(found.left.inside))
    else:
        places = f"any other place than {one_of(ruled_out)}" if ruled_out else "any place"
    disagree = f" {_CONFLICT}" if found.reason is Reason.CONFLICTING_REPORTS else ""
    return f"; {' and '.join(by)} {'leave' if len(by) > 1 else 'leaves'} {places}{disagree}"


def _time(occurred: str | Occurred | None) -> str:
    if occurred is None or isinstance(occurred, str):
        return occurred or ""
    if occurred.any_of is not None:
        return f"{one_of(map(_time, occurred.any_of))} {_CONFLICT}"
    start = f"from {occurred.start}" if occurred.start else ""
    end = f"to {occurred.end}" if occurred.end else ""
    return f"{start} {end}".strip()


def _kind(kind: str | AnyOfKinds | None) -> str:
    if isinstance(kind, AnyOfKinds):
        return f"{one_of(kind.any_of)} {_CONFLICT}" if len(kind.any_of) > 1 else kind.any_of[0]
    return kind or ""


def _place_name(test: PlaceIs, incident: Incident) -> str:
    name: str | None = getattr(incident.location, test.level) if incident.location else None
    return name or ""


def _meant(test: PlaceIs, stated: str, registry: Registry) -> str:
    if test.level is PlaceLevel.COUNTRY:
        return ""
    wanted = normalise(stated)
    meant = sorted(
        place.id
        for place in registry.places.values()
        if place.level is test.level and wanted in map(normalise, place.names)
    )
    return f", taken for {one_of(meant)}" if meant else ", which the registry does not know"


def _count(test: CountWithin, incident: Incident) -> str:
    count: Count | None = getattr(incident.casualties, test.field) if incident.casualties else None
    if not isinstance(count, Range):
        return "" if count is None else str(count)
    if count.high is None:
        return f"at least {count.low or 0}"
    return f"at most {count.high}" if count.low is None else f"{count.low} to {count.high}"


def _claim(test: ClaimRaised, incident: Incident) -> str:
    return "is not raised" if (incident.claims or {}).get(test.claim, False) is False else "is raised"


def _claim_test(test: ClaimTestMet, incident: Incident) -> str:
    claim = (incident.claims or {}).get(test.claim, False)
    value = claim.get(test.test) if isinstance(claim, dict) else None
    return "" if value is None else str(value).lower()


_STATED: Final[Mapping[type[Test], Callable[[Any, Incident], str]]] = {
    OccurredWithin: lambda _, incident: _time(incident.occurred),
    ActIs: lambda _, incident: _kind(incident.act),
    WeaponIs: lambda _, incident: _kind(incident.weapon),
    PlaceIs: _place_name,
    CountWithin: _count,
    ClaimRaised: _claim,
    ClaimTestMet: _claim_test,
}
