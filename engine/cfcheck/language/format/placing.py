"""Decides to which entry each comment belongs: the entry it stands above or beside, or the end of a list or mapping."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from cfcheck.language.format.tree import Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cfcheck.language.format.comment import Comment
    from cfcheck.language.format.tree import Container, Entry, Node

__all__ = ["Notes", "placed"]

Place: TypeAlias = tuple[int, int]
"""Where an entry or container starts, and how deep it lies: what tells `- a:` from the `a:` that starts in it."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The comments by what they belong to: above an entry, beside it, at the end of a container, above everything."""

    head: list[Comment] = field(default_factory=list)
    above: dict[Place, list[Comment]] = field(default_factory=dict)
    beside: dict[Place, Comment] = field(default_factory=dict)
    end: dict[Place, list[Comment]] = field(default_factory=dict)
    opened: frozenset[Place] = frozenset()
    """Lists and mappings in brackets that have comments in them, which only fit where brackets are opened up."""


@dataclass(frozen=True, slots=True, eq=False)
class _Spot:
    """An entry that comments can belong to, with the containers and the entries it lies in, outermost first."""

    entry: Entry
    containers: tuple[Container, ...]
    around: tuple[_Spot, ...]

    @property
    def place(self) -> Place:
        return self.entry.start, len(self.around)

    def lies_in(self, other: _Spot) -> bool:
        return any(spot is other for spot in self.around)


def placed(root: Container, comments: tuple[Comment, ...]) -> Notes:
    """The comments, each with what it belongs to."""
    starts = [comment.start for comment in comments]

    def has_comment(node: Container) -> bool:
        return bisect_left(starts, node.start) < bisect_left(starts, node.stop)

    spots = tuple(_spots(root, (), (), has_comment))
    opened = (enumerate(spot.containers) for spot in spots)
    notes = Notes(opened=frozenset((node.start, depth) for nodes in opened for depth, node in nodes if node.flow))
    entries = [spot.entry.start for spot in spots]
    for comment in comments:
        index = bisect_left(entries, comment.start)
        after = spots[index] if index < len(spots) else None
        if not index:
            notes.head.append(comment)
        elif comment.own:
            _place_line(notes, comment, spots[index - 1], after)
        else:
            _place_beside(notes, comment, spots[index - 1])
    return notes


def _spots(
    node: Node, containers: tuple[Container, ...], around: tuple[_Spot, ...], opens: Callable[[Container], bool]
) -> Iterator[_Spot]:
    if isinstance(node, Scalar) or (node.flow and around and not opens(node)):
        return
    for entry in node.entries:
        spot = _Spot(entry, (*containers, node), around)
        yield spot
        yield from _spots(entry.value, spot.containers, (*around, spot), opens)


def _place_beside(notes: Notes, comment: Comment, before: _Spot) -> None:
    """Of a comment after something: to the entry that ends or begins there."""
    spot = before
    while spot.around and spot.containers[-1].flow and spot.containers[-1].stop <= comment.start:
        spot = spot.around[-1]
    if former := notes.beside.pop(spot.place, None):
        notes.above.setdefault(spot.place, []).append(former)
    notes.beside[spot.place] = comment


def _place_line(notes: Notes, comment: Comment, before: _Spot, after: _Spot | None) -> None:
    """Of a comment on a line of its own: to the entry below, unless it is indented like what is above."""
    inside = [
        depth for depth, node in enumerate(before.containers) if node.flow and node.start < comment.start < node.stop
    ]
    if after and after.lies_in(before):
        notes.above.setdefault(after.place, []).append(comment)
    elif comment.start < before.entry.value.start:
        notes.above.setdefault(before.place, []).append(comment)
    elif not inside:
        _place_between(notes, comment, before, after)
    elif after and after.entry.start < before.containers[inside[-1]].stop:
        notes.above.setdefault(after.place, []).append(comment)
    else:
        notes.end.setdefault((before.containers[inside[-1]].start, inside[-1]), []).append(comment)


def _place_between(notes: Notes, comment: Comment, before: _Spot, after: _Spot | None) -> None:
    """Of a comment between what is closed and what is not yet open: its indentation says to which it belongs."""
    floor = after.entry.column if after else -1
    for depth, container in reversed(list(enumerate(before.containers))):
        if not container.flow and floor < container.entries[0].column <= comment.column:
            notes.end.setdefault((container.start, depth), []).append(comment)
            return
    notes.above.setdefault((after or before).place, []).append(comment)
