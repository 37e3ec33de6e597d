"""An index of borders cut into short lines: what is near a point, and where borders come too near too often."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import shapely

from cfcheck.evaluation.boundaries.bounds import MOST_MEETINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Strips"]

_SIDES: Final = 16
_USUAL_MEETINGS: Final = 16
_MOST_PAIRS_AT_ONCE: Final = 1_000_000


class Strips:
    """The borders of some shapes, in lines of up to 16 sides; `owners` are the shapes' numbers, one for each line."""

    def __init__(self, shapes: Sequence[shapely.Geometry]) -> None:
        lines: list[shapely.Geometry] = []
        self.owners: list[int] = []
        for number, shape in enumerate(shapes):
            cut = _cut(shape)
            lines += cut
            self.owners += repeat(number, len(cut))
        self.tree = shapely.STRtree(lines)

    @property
    def lines(self) -> Any:  # noqa: ANN401  # an array of numpy, which is not imported here
        """All lines, by their numbers."""
        return self.tree.geometries

    def first_tangle(self) -> int | None:
        """A shape whose lines come near to others too often for work on them to be bounded, if there is one."""
        count = len(self.owners)
        left = MOST_MEETINGS + _USUAL_MEETINGS * count
        step = max(1, _MOST_PAIRS_AT_ONCE // max(1, count))
        for first in range(0, count, step):
            meetings, _ = self.tree.query(self.lines[first : first + step])
            left -= len(meetings)
            if left < 0:
                return self.owners[first + int(meetings[-1])]
        return None


def _cut(shape: shapely.Geometry) -> list[shapely.Geometry]:
    lines = []
    for ring in shapely.get_parts(shapely.boundary(shape)):
        corners = shapely.get_coordinates(ring)
        if len(corners) <= _SIDES + 1:
            lines.append(ring)
        else:
            starts = range(0, len(corners) - 1, _SIDES)
            lines += [shapely.linestrings(corners[start : start + _SIDES + 1]) for start in starts]
    return lines
