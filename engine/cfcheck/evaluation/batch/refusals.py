"""Faults of records that follow from one value alone: an unknown act, an impossible day.

The scanner learns such a value with the number of its fault, so that the next record with it need not be decoded.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.evaluation.facet import FacetName
from cfcheck.model.incident import Incident, InvalidIncident, Location
from cfcheck.model.struct import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.evaluation.answers import Tester
    from cfcheck.model.assessment import SetAside

__all__ = ["Refusal", "Refusals"]

# In place of the kinds of values, as in engine/native/looking_up.h.
_UNJUDGED: Final = 0x7FFF_FFFF
_REFUSED: Final = 0x8000_0000

_FACETS: Final = {
    "claims": FacetName.CLAIMS,
    "location": FacetName.PLACE,
    "occurred": FacetName.MOMENT,
    "act": FacetName.ACT,
    "weapon": FacetName.WEAPON,
}
"""What can be at fault alone, by field, in the order in which faults are looked for."""

_MOST: Final = 4096
"""So many faults have a number; more of them are told one by one."""
_MOST_MET_ONCE: Final = 4096
_NOTHING: Final = Incident(id="nothing")
_PLACED: Final = struct.Struct("=II")


class Refusal(NamedTuple):
    """A record that is refused: its place among those that were scanned, its id, and where and what is wrong."""

    place: int
    id: str
    path: str
    problem: str


class Refusals:
    """The faults that were taught to one native scanner."""

    def __init__(self, tester: Tester, native_scanner: Any) -> None:  # noqa: ANN401  # has no type of its own
        self._tester = tester
        self._native = native_scanner
        self._faults: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._met_once: set[tuple[str, str]] = set()

    def is_due(self, aside: SetAside) -> bool:
        """Whether the fault should be taught now: from the second time on, since many faults are not met again."""
        fault = (aside.path, aside.problem)
        if fault in self._met_once:
            return True
        if len(self._met_once) >= _MOST_MET_ONCE:
            self._met_once.clear()
        self._met_once.add(fault)
        return False

    def teach(
        self, slots: tuple[bytes | None, ...], incident: Incident, aside: SetAside, teach_time: Callable[[], bool]
    ) -> None:
        """Teach that records with the value for which this one is set aside are refused.

        Only where that value alone is at fault. `teach_time` teaches the time, if it is sound, and says whether it
        could.
        """
        fault = (aside.path, aside.problem)
        if not self._is_numbered(fault, incident):
            return
        faulty = _field(aside.path)
        for field, facet in _FACETS.items():
            # What is looked at before the fault is not at fault.
            number = _REFUSED | self._numbers[fault] if field == faulty else _UNJUDGED
            if facet is not FacetName.MOMENT:
                self._native.teach_value(facet, slots, number, False)  # noqa: FBT003  # positional only
            elif field == faulty:
                self._native.teach_time(slots[0], number)
            elif not teach_time():
                return
            if field == faulty:
                return

    def _is_numbered(self, fault: tuple[str, str], incident: Incident) -> bool:
        """Whether the fault has a number, which it is given if one value of the incident is at fault alone."""
        if fault not in self._numbers and len(self._faults) < _MOST and _alone(self._tester, incident, fault):
            self._numbers[fault] = len(self._faults)
            self._faults.append(fault)
        return fault in self._numbers

    def told(self, refused: bytes, ids: bytes) -> Iterator[Refusal]:
        """The records refused: of each its place and the number of the fault, and its id in JSON, each on a line."""
        texts = ids.decode().split("\n")
        for (place, number), text in zip(_PLACED.iter_unpack(refused), texts, strict=False):
            identifier = json.loads(text) if "\\" in text else text[1:-1]
            yield Refusal(place, identifier, *self._faults[number - _REFUSED])


def _field(path: str) -> str:
    """The field of an incident that the path leads into."""
    return path.partition(".")[0].partition("[")[0]


def _alone(tester: Tester, incident: Incident, fault: tuple[str, str]) -> bool:
    """Whether an incident with nothing but this one's value of the field has the same fault."""
    field, where = _field(fault[0]), incident.location
    if field not in _FACETS:
        return False
    value = getattr(incident, field) if field != "location" or where is None else Location(country=where.country)
    try:
        tester.understand(replace(_NOTHING, **{field: value}))
    except InvalidIncident as found:
        return (found.path, found.problem) == fault
    return False
