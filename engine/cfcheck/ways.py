"""Refuses a report that can be read in more ways than are looked at: counted before any of them is made.

Docs: incident-format.md, "Size".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.incident import InvalidIncident
from cfcheck.reading import count_strands

if TYPE_CHECKING:
    from cfcheck.agreement import AttributionConfidence
    from cfcheck.incident import Incident

__all__ = ["MOST_WAYS", "check_ways"]

MOST_WAYS: Final = 10_000
"""So many take about a second to judge."""


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
    """The field that most likely makes the ways many, and what multiplies to them, in words."""
    if incident.participants is not None:
        return "participants", "participants x participants"
    alone = incident.perpetrator is None or isinstance(incident.perpetrator, str)
    return "target" if alone else "perpetrator", "perpetrator x target"


def _check(path: str, what: str, factors: str, ways: int) -> None:
    if ways > MOST_WAYS:
        raise InvalidIncident(path, f"{what} in {ways:,} ways ({factors}); at most {MOST_WAYS:,} are looked at")
