"""Faults of records that follow from one value alone: an unknown act, an impossible day.

The scanner learns such a value with the number of its fault, so that the next record with it need not be decoded.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cfcheck.evaluation.facet import FacetName
from cfcheck.model.incident import Incident, InvalidIncident, Location
from cfcheck.model.native import native
from cfcheck.model.struct import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.evaluation.answers import Tester
    from cfcheck.model.assessment import SetAside

__all__ = ["Refusal", "Refusals"]

_FACETS: Final = {
    "claims": FacetName.CLAIMS,
    "location": FacetName.PLACE,
    "occurred": FacetName.MOMENT,
    "act": FacetName.ACT,
    "weapon": FacetName.WEAPON,
}
"""The fields that can be at fault alone, in the order in which faults are looked for."""

_MOST_FAULTS: Final = 4096
"""At most so many faults are numbered; records with any other fault are refused one by one in Python."""
_MOST_CANDIDATES: Final = 4096
_EMPTY: Final = Incident(id="nothing")
_INDEX_AND_NUMBER: Final = struct.Struct("=II")


class Refusal(NamedTuple):
    """A refused record: its index among the scanned records, its id, and the path and text of its problem."""

    place: int
    id: str
    path: str
    problem: str


class Refusals:
    """The faults that one native scanner recognises."""

    def __init__(self, tester: Tester, native_scanner: Any) -> None:  # noqa: ANN401  # has no type of its own
        self._tester = tester
        self._native = native_scanner
        self._faults: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._candidates: set[tuple[str, str]] = set()

    def is_due(self, aside: SetAside) -> bool:
        """Whether to add the fault to the native scanner: from its second occurrence on, since many occur only once."""
        fault = (aside.path, aside.problem)
        if fault in self._candidates:
            return True
        if len(self._candidates) >= _MOST_CANDIDATES:
            self._candidates.clear()
        self._candidates.add(fault)
        return False

    def teach(
        self, slots: tuple[bytes | None, ...], incident: Incident, aside: SetAside, teach_time: Callable[[], bool]
    ) -> None:
        """Make the native scanner refuse records with the value for which this one is set aside.

        This is done only if that value alone is at fault. `teach_time` adds the time of the record to the native
        scanner if it can, and returns whether it did.
        """
        fault = (aside.path, aside.problem)
        if not self._is_numbered(fault, incident):
            return
        faulty = _field(aside.path)
        for field, facet in _FACETS.items():
            # In place of a kind. Fields that are checked before the faulty one are valid, whatever their kind.
            number = native.REFUSED | self._numbers[fault] if field == faulty else native.ANY_KIND
            if facet is not FacetName.MOMENT:
                self._native.teach_value(facet, slots, number, False)  # noqa: FBT003  # positional only
            elif field == faulty:
                self._native.teach_time(slots[0], number)
            elif not teach_time():
                return
            if field == faulty:
                return

    def _is_numbered(self, fault: tuple[str, str], incident: Incident) -> bool:
        """Whether the fault has a number; it gets one if a single value of the incident is at fault."""
        if (
            fault not in self._numbers
            and len(self._faults) < _MOST_FAULTS
            and _is_at_fault_alone(self._tester, incident, fault)
        ):
            self._numbers[fault] = len(self._faults)
            self._faults.append(fault)
        return fault in self._numbers

    def parse(self, refused: bytes, ids: bytes) -> Iterator[Refusal]:
        """The refused records, from the native scanner's index and fault number of each, and their ids, a line each."""
        texts = ids.decode().split("\n")
        for (index, number), text in zip(_INDEX_AND_NUMBER.iter_unpack(refused), texts, strict=False):
            identifier = json.loads(text) if "\\" in text else text[1:-1]
            yield Refusal(index, identifier, *self._faults[number - native.REFUSED])


def _field(path: str) -> str:
    """The field of an incident to which the path belongs."""
    return path.partition(".")[0].partition("[")[0]


def _is_at_fault_alone(tester: Tester, incident: Incident, fault: tuple[str, str]) -> bool:
    """Whether an incident with this value of the faulty field, and no other facts, has the same fault."""
    field, where = _field(fault[0]), incident.location
    if field not in _FACETS:
        return False
    value = getattr(incident, field) if field != "location" or where is None else Location(country=where.country)
    try:
        tester.understand(replace(_EMPTY, **{field: value}))
    except InvalidIncident as found:
        return (found.path, found.problem) == fault
    return False
