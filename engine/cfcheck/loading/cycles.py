"""Finds what leads back to itself, or is stacked too high, among things that name one another.

Knows names only. Nothing here calls itself, so that no chain is too long for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cfcheck.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["HIGHEST_CHAIN", "Tangle", "tangles"]

HIGHEST_CHAIN = 32


class Tangle(NamedTuple):
    """A name that leads back to itself or too far, and what to say of it."""

    name: str
    message: str


def tangles(names: Mapping[str, Sequence[str]]) -> Iterator[Tangle]:
    """Each cycle once, at its first name; without cycles, each name whose chain is the first to be too long."""
    heights: dict[str, int] = {}
    cyclic = False
    for start in names:
        for cycle in _walk(start, names, heights):
            cyclic = True
            yield Tangle(cycle[0], f"{quoted(cycle[0])} leads back to itself: {_chain([*cycle, cycle[0]])}")
    if cyclic:
        return
    for name, height in heights.items():
        if height == HIGHEST_CHAIN + 1:
            yield Tangle(name, f"{quoted(name)} stands at the end of more than {HIGHEST_CHAIN} steps")


def _walk(start: str, names: Mapping[str, Sequence[str]], heights: dict[str, int]) -> Iterator[list[str]]:
    """Follows everything from the start, depth first; a name gets its height when all it names have theirs."""
    if start in heights:
        return
    trail = {start: iter(names[start])}
    while trail:
        name, ahead = next(reversed(trail.items()))
        following = next((other for other in ahead if other in names and other not in heights), None)
        if following is None:
            heights[name] = 1 + max((heights.get(other, 0) for other in names[name]), default=0)
            del trail[name]
        elif following in trail:
            passed = list(trail)
            yield passed[passed.index(following) :]
        else:
            trail[following] = iter(names[following])


def _chain(names: Sequence[str]) -> str:
    shown = [quoted(name) for name in names]
    if len(shown) > 8:  # noqa: PLR2004  # enough to see the way round
        shown = [*shown[:4], "…", *shown[-3:]]
    return " → ".join(shown)
