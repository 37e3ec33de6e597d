"""The bounds on a boundary file, which keep memory and time bounded for any file.

They lie far above what publishers offer: the most detailed countries have some hundred thousand corners.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "LARGEST_FILE", "LARGEST_UNIT", "MOST_CORNERS", "MOST_CORNERS_OF_LEVEL", "MOST_LISTS", "MOST_MEETINGS",
    "MOST_PROPERTIES", "MOST_UNITS", "SIMPLIFY",
]  # fmt: skip

LARGEST_FILE: Final = 96 * 1024 * 1024
"""The bytes of a file."""

LARGEST_UNIT: Final = 48 * 1024 * 1024
"""The bytes of one feature, with its properties."""

MOST_UNITS: Final = 100_000
"""The features of a file."""

MOST_PROPERTIES: Final = 1_000
"""The properties of a feature."""

MOST_CORNERS: Final = 1_000_000
"""The corners of a unit."""

MOST_LISTS: Final = 1_200_000
"""The lists and objects of a feature, one for each corner and some: they are counted before any is made."""

MOST_CORNERS_OF_LEVEL: Final = 2_000_000
"""The corners of all units of a level."""

MOST_MEETINGS: Final = 100_000
"""How often short pieces of borders may come as near to each other as their boxes do, beyond what is usual."""

SIMPLIFY: Final = "simplify it, for example with `ogr2ogr -simplify 0.001`"
