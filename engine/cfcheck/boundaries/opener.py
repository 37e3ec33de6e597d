"""Opens boundary files: reads each, and puts the units of a level together into a layer."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cfcheck.assessment import BoundarySource
from cfcheck.boundaries.geojson import read_units
from cfcheck.boundaries.invalid import BoundariesNotFound, InvalidBoundaries
from cfcheck.boundaries.layer import Boundaries, Layer
from cfcheck.boundaries.request import request_from
from cfcheck.boundaries.shapes import Shapes
from cfcheck.place import PlaceLevel
from cfcheck.system_fault import reason_of
from cfcheck.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.boundaries.request import Request
    from cfcheck.boundaries.unit import Unit

__all__ = ["open_files"]

_METRES: int = 1000


class _Opened(NamedTuple):
    source: BoundarySource
    levels: dict[PlaceLevel, tuple[Unit, ...]]


def open_files(wanted: Iterable[str], tolerance_m: int) -> Boundaries:
    """The boundaries of the files, each as `--boundaries` names it. Raises InvalidBoundaries with every fault."""
    faults: list[InvalidBoundaries] = []
    opened: list[_Opened] = []
    for text in wanted:
        try:
            opened.append(_opened(request_from(text), tolerance_m))
        except InvalidBoundaries as invalid:
            faults.append(invalid)
    if faults:
        is_lost = any(isinstance(fault, BoundariesNotFound) for fault in faults)
        kind = BoundariesNotFound if is_lost else InvalidBoundaries
        raise kind(problem for fault in faults for problem in fault.problems)
    return Boundaries(tuple(_layers(opened, tolerance_m / _METRES)), tuple(one.source for one in opened))


def _opened(request: Request, tolerance_m: int) -> _Opened:
    try:
        document = Path(request.file).read_bytes()
    except OSError as error:
        raise BoundariesNotFound([f"{visible(request.file)}: cannot be read: {reason_of(error)}"]) from None
    layout, names, units = read_units(document, request)
    level = layout.level or PlaceLevel.COUNTRY
    source = BoundarySource(
        level=level.value,
        file=Path(request.file).name,
        names=names,
        covers=request.covers,
        tolerance_m=tolerance_m,
        hash=sha256(document).hexdigest(),
    )
    levels = {level: units}
    if request.covers:
        levels[PlaceLevel.COUNTRY] = tuple(replace(unit, names=(request.covers,), parents=()) for unit in units)
    return _Opened(source, levels)


def _layers(opened: list[_Opened], tolerance_km: float) -> Iterator[Layer]:
    for level in PlaceLevel:
        units = tuple(unit for one in opened for unit in one.levels.get(level, ()))
        if units:
            yield Layer(level, units, Shapes([unit.shape for unit in units], tolerance_km))
