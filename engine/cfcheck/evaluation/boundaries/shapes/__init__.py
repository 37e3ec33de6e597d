"""Shapes on the ground, and which of them a point can lie in, with `shapely`.

Positions are longitude and latitude in degrees (WGS 84). A distance is never measured in degrees. Borders are straight
between their corners in longitude and latitude, as GeoJSON defines. No call of shapely can be interrupted, so each is
kept to a few seconds: shapes are bounded where they are made, and around a point only what is near it is drawn.
"""

from __future__ import annotations

from cfcheck.evaluation.boundaries.shapes.around import Shapes, Surroundings, TangledShapes
from cfcheck.evaluation.boundaries.shapes.polygon import InvalidShape, Shape, corners_of, shape_of

__all__ = ["InvalidShape", "Shape", "Shapes", "Surroundings", "TangledShapes", "corners_of", "shape_of"]
