"""How often Python looks for what only refers to itself: seldom, since that takes longer the more there is."""

from __future__ import annotations

import gc

__all__ = ["spare_collecting"]


def spare_collecting() -> None:
    """Look for cycles seldom: most of what is loaded and learnt has none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)
