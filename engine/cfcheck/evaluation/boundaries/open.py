"""Opens boundary files: reads each, and combines the units of a level into a layer."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from os import fstat
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cfcheck.evaluation.boundaries.bounds import LARGEST_FILE, MOST_CORNERS_OF_LEVEL, SIMPLIFY
from cfcheck.evaluation.boundaries.geojson import read_units
from cfcheck.evaluation.boundaries.layer import Boundaries, BoundariesNotFound, InvalidBoundaries, Layer, request_from
from cfcheck.evaluation.boundaries.shapes import Shapes, TangledShapes, corners_of
from cfcheck.model.assessment import BoundarySource
from cfcheck.model.place import PlaceLevel
from cfcheck.model.system_fault import reason_of
from cfcheck.model.text import quoted
from cfcheck.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cfcheck.evaluation.boundaries.layer import Request, Unit

__all__ = ["open_files"]

_METRES: Final = 1000


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
    document = _read(request.file)
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


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            document = stream.read(LARGEST_FILE + 1)
            size = fstat(stream.fileno()).st_size
    except OSError as error:
        raise BoundariesNotFound([f"{visible(file)}: cannot be read: {reason_of(error)}"]) from None
    if len(document) > LARGEST_FILE:
        # A device or a pipe has no size, and no end perhaps.
        found = f"has {size:,} bytes" if size else "goes on and on"
        way_out = f"{SIMPLIFY}, or split it into several files"
        raise InvalidBoundaries([f"{visible(file)}: {found}; expected at most {LARGEST_FILE:,} bytes; {way_out}"])
    return document


def _layers(opened: list[_Opened], tolerance_km: float) -> Iterator[Layer]:
    for level in PlaceLevel:
        units = tuple(unit for one in opened for unit in one.levels.get(level, ()))
        if units:
            yield Layer(level, units, _shapes(level, units, tolerance_km))


def _shapes(level: PlaceLevel, units: tuple[Unit, ...], tolerance_km: float) -> Shapes:
    corners = sum(corners_of(unit.shape) for unit in units)
    if corners > MOST_CORNERS_OF_LEVEL:
        problem = f"all units of {level} have {corners:,} corners; expected at most {MOST_CORNERS_OF_LEVEL:,}"
        raise InvalidBoundaries([f"{visible(units[0].file)}: {problem}; {SIMPLIFY}"])
    try:
        return Shapes([unit.shape for unit in units], tolerance_km)
    except TangledShapes as tangled:
        unit = units[tangled.number]
        problem = (
            "lies over others, or beside them, so often that it cannot be told in time what points are in; expected "
            "units that lie beside each other; leave out what is there several times, or simplify the file"
        )
        place = f"{visible(unit.file)}: features[{unit.number}].geometry"
        raise InvalidBoundaries([f"{place}: {quoted(unit.names[0])}: {problem}"]) from None
