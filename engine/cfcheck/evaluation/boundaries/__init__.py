"""Boundaries of countries, governorates and districts, from files that a user gives; shapely is loaded on use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfcheck.evaluation.boundaries.layer import (
    Boundaries,
    BoundariesNotFound,
    BoundariesUnavailable,
    InvalidBoundaries,
    Layer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "TOLERANCE_M", "Boundaries", "BoundariesNotFound", "BoundariesUnavailable", "InvalidBoundaries", "Layer",
    "open_boundaries",
]  # fmt: skip

TOLERANCE_M: Final = 300
"""How far a border as drawn can be off, in metres: so wide are the gaps between neighbours in OCHA's files of 2016."""


def open_boundaries(files: Iterable[str], tolerance_m: int = TOLERANCE_M) -> Boundaries:
    """The boundaries of GeoJSON files, each named as `--boundaries` names it: `FILE`, `LEVEL:PROPERTY=FILE`.

    Raises InvalidBoundaries with every problem found, BoundariesUnavailable where shapely is not installed.
    """
    try:
        from cfcheck.evaluation.boundaries.open import open_files  # noqa: PLC0415  # shapely takes its time, and may be absent
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "shapely":
            raise
        raise BoundariesUnavailable(
            "boundaries need the package shapely, which is not installed: `pip install 'cfcheck[boundaries]'`"
        ) from None
    return open_files(files, tolerance_m)
